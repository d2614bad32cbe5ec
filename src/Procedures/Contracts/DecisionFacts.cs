namespace Liburia.Procedures.Contracts;

/// <summary>What the office decided.</summary>
/// <param name="Ending">How the case ends; <see cref="CaseState.Submitted"/> while it is open.</param>
/// <param name="Answers">What the officer answered to the questions that the procedure's file asks with the decision.</param>
/// <param name="InWords">The same as one reads it, in the order of the file.</param>
/// <param name="PublicWords">By answer, what everybody may read instead of what the applicant typed: the officer has seen it. Empty where nobody has.</param>
public sealed record DecisionFacts(CaseState Ending, TypedAnswers Answers, IReadOnlyList<AnswerInWords> InWords, IReadOnlyDictionary<string, string> PublicWords)
{
    private static readonly Dictionary<string, string> Nothing = [];

    public static DecisionFacts None { get; } = new(CaseState.Submitted, new TypedAnswers(Nothing), [], Nothing);
}
