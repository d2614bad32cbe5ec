namespace Liburia.Procedures.Contracts;

/// <summary>What the office decided.</summary>
/// <param name="Ending">How the case ends; <see cref="CaseState.Submitted"/> while it is open.</param>
/// <param name="PublicWords">By answer, what everybody may read instead of what the applicant typed: the officer has seen it. Empty where nobody has.</param>
public sealed record DecisionFacts(CaseState Ending, IReadOnlyDictionary<string, string> PublicWords)
{
    public static DecisionFacts None { get; } = new(CaseState.Submitted, new Dictionary<string, string>());
}
