namespace Liburia.Procedures.Contracts;

/// <summary>What an act works on: whoever receives it has all that the case and its model say.</summary>
/// <param name="Application">What was asked and how it was decided.</param>
/// <param name="Answers">What the officer answered to the questions of the act; none while they are asked.</param>
/// <param name="Settings">What the procedure's file tells the act: the record that its descriptor declares.</param>
/// <param name="Today">The day of the act.</param>
public sealed record ActFacts(ApplicationFacts Application, TypedAnswers Answers, object Settings, DateOnly Today)
{
    /// <summary>Number of the act; empty while it is not taken.</summary>
    public string Number { get; init; } = "";

    /// <summary>What the case has written in registers of this module.</summary>
    internal IReadOnlyList<Registers.RegisterEntry> Entries { get; init; } = [];

    public T SettingsAs<T>() where T : class => (T)Settings;
}
