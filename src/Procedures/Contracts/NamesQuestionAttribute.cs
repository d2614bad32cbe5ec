namespace Liburia.Procedures.Contracts;

/// <summary>A setting that names a question of the form, of one of these kinds.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class NamesQuestionAttribute(params string[] kinds) : Attribute
{
    public IReadOnlyList<string> Kinds => kinds;
}
