using Liburia.Archive.Contracts;
using Liburia.Platform.Language;
using Liburia.Platform.Law;

namespace Liburia.Procedures.Contracts;

public enum CaseChannel { Online, Counter }

/// <summary>Where a case stands. The first two and the last are open; silence is an end of its own. Who awaits payment is granted, and has it once it is paid.</summary>
public enum CaseState { Submitted, Suspended, Completed, Partial, Refused, Withdrawn, AssentedBySilence, RefusedBySilence, AwaitingPayment }

/// <summary>A document of a case.</summary>
/// <param name="Role">«submitted», «attachment», «supplement», «evidence», «contest», «outcome», «annulment», «act».</param>
/// <param name="IsUnchecked">No antivirus has looked at it.</param>
public sealed record CaseFileView(Guid Id, Guid ArchiveObjectId, string Role, string Title, string FileName, string Sha256, long Length, bool IsUnchecked = false);

/// <summary>A case as its room and its receipt show it.</summary>
public sealed record CaseView(
    Guid Id, string ServiceSlug, int ModelVersion, string TitleIt, string TitleEn, string ApplicantTaxCode, Guid ApplicantId, string ApplicantName, CaseChannel Channel, CaseState State, bool IsOpen,
    string ProtocolNumber, Guid ProtocolEntryId, string Segnatura, DateTime OpenedAt, DateOnly DueOn, DateTime? CompletedAt, string? OutcomeIt, string? OutcomeEn, IReadOnlyList<CaseFileView> Files)
{
    public Texts Title => new(TitleIt, TitleEn);
    public Texts? Outcome => OutcomeIt is null ? null : new Texts(OutcomeIt, OutcomeEn!);
}

/// <summary>Cases as other modules see them.</summary>
public interface ICaseDesk
{
    /// <summary>The outcome's document is ready: it joins the case, which closes if it is still open, inside the caller's transaction.</summary>
    Task CompleteAsync(Guid caseId, ArchivedDocument outcome, Texts inWords, CancellationToken cancel = default);

    Task<CaseView?> FindAsync(Guid id, CancellationToken cancel = default);

    /// <summary>Cases of a citizen, newest first.</summary>
    Task<IReadOnlyList<CaseView>> OfAsync(string taxCode, CancellationToken cancel = default);
}

/// <summary>A piece of the case room and of the case page that the owner of the outcome adds: facts and links.</summary>
public interface ICasePanel
{
    /// <summary>Rows to show beside the case; none when the case is another module's.</summary>
    Task<IReadOnlyList<(Texts Label, string Value, string? Href)>> RowsAsync(CaseView shown, bool forStaff, CancellationToken cancel = default);
}

/// <summary>A part of the personal area added by another module.</summary>
public interface IPersonalPanel
{
    Texts Title { get; }
    /// <summary>Lines for the citizen logged in: text, detail, link.</summary>
    Task<IReadOnlyList<(string Text, string Detail, string? Href)>> LinesAsync(string taxCode, CancellationToken cancel = default);
}

/// <summary>What happened to a case, told to who listens in the same transaction.</summary>
public sealed record CaseDecided(Guid CaseId, string ServiceSlug, CaseState State, DateOnly On);
