namespace Liburia.Procedures.Contracts;

/// <summary>What a procedure's file may say to an outcome, and what it must ask for it; files are held against it when they are read.</summary>
/// <param name="Name">The name a procedure's file calls it by: <c>registry.certificate</c>.</param>
/// <param name="Settings">A record: each parameter of its constructor is a key of <c>settings</c>, written with dashes; those without a default are needed.</param>
/// <param name="Needs">Questions of the form that the handler reads.</param>
public sealed record OutcomeDescriptor(string Name, Type Settings, IReadOnlyList<QuestionNeed> Needs)
{
    /// <summary>What a member of the staff needs, besides the work on cases, to file at the counter what the register does at once; none where the office decides.</summary>
    public string? CounterPermission { get; init; }

    /// <summary>An outcome without settings.</summary>
    public OutcomeDescriptor(string name, params QuestionNeed[] needs) : this(name, typeof(NoSettings), needs)
    {
    }
}
