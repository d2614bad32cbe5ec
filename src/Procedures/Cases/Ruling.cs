using Liburia.Platform.Language;
using Liburia.Procedures.Contracts;

namespace Liburia.Procedures.Cases;

/// <summary>What the officer decides.</summary>
/// <param name="State">Completed, Partial or Refused.</param>
/// <param name="Reasons">Required where anything is refused.</param>
internal sealed record Ruling(CaseState State, string Reasons)
{
    private static readonly Dictionary<string, string> Nothing = [];

    /// <summary>To the questions of the procedure's file, in the canonical form of their kind.</summary>
    public IReadOnlyDictionary<string, string> Answers { get; init; } = Nothing;

    /// <summary>What everybody may read instead of what the applicant typed, by answer.</summary>
    public IReadOnlyDictionary<string, string> PublicWords { get; init; } = Nothing;

    /// <summary>Photos and documents of what was done.</summary>
    public IReadOnlyList<TakenFile> Evidence { get; init; } = [];

    /// <summary>Of the officer, as the paper says it.</summary>
    public string OfficerTitle { get; init; } = "";

    /// <summary>Who decided and for which office, where the decision waited for its payment; none where whoever asks decides.</summary>
    public string? DecidedBy { get; init; }
    public string? DecidedIn { get; init; }

    /// <summary>What is not in order, or goes against the applicant, was seen and confirmed.</summary>
    public bool Confirmed { get; init; }
}

/// <summary>What a decision will be, before it is taken.</summary>
/// <param name="Paper">With no number yet.</param>
/// <param name="Told">Who hears of it, and how.</param>
internal sealed record DecisionPreview(DecisionPaper Paper, IReadOnlyList<(string Who, string How)> Told)
{
    /// <summary>What is to be paid, and by when.</summary>
    public IReadOnlyList<(Texts What, long Cents, DateOnly On)> ToPay { get; init; } = [];
}
