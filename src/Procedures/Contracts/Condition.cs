namespace Liburia.Procedures.Contracts;

/// <summary>Holds when a question has one of these answers.</summary>
public sealed record Condition(string Question, IReadOnlyList<string> Values)
{
    public bool Holds(IReadOnlyDictionary<string, string> answers) => answers.TryGetValue(Question, out var answer) && answer.Split('\n').Any(Values.Contains);
}
