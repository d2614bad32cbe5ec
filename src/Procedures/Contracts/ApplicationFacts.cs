using Liburia.Platform.Language;

namespace Liburia.Procedures.Contracts;

/// <summary>
/// An application as the module sees it whose register it changes: whoever receives it has all that the case and its model say, and fetches nothing again.
/// </summary>
/// <param name="CaseId">The case; empty while the application is still being written.</param>
/// <param name="Key">Of the application: the handler's own unique marks derive from it.</param>
/// <param name="Title">Of the service.</param>
/// <param name="FiledOn">Day of the application; today while it is still being written.</param>
/// <param name="Settings">What the procedure's file tells the handler: the record its descriptor declares.</param>
public sealed record ApplicationFacts(
    Guid CaseId, string Key, string ServiceSlug, Texts Title, Applicant Applicant, CaseChannel Channel, DateOnly FiledOn, TypedAnswers Answers, object Settings)
{
    /// <summary>Number of the register under which it was filed; none while it is still being written.</summary>
    public string? ProtocolNumber { get; init; }

    /// <summary>The register was already changed, before the checks: granting confirms it.</summary>
    public bool IsRecorded { get; init; }

    /// <summary>The answers as one reads them, in the order of the form; none while the application is still being written.</summary>
    public IReadOnlyList<AnswerInWords> InWords { get; init; } = [];

    /// <summary>What the office decided; as it stands while nobody has.</summary>
    public DecisionFacts Decision { get; init; } = DecisionFacts.None;

    /// <summary>Columns of a register that its file declares.</summary>
    internal IReadOnlyList<Models.OutcomeColumn> Columns { get; init; } = [];

    public T SettingsAs<T>() where T : class => (T)Settings;
}
