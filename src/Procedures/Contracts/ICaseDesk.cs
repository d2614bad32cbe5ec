using Liburia.Archive.Contracts;
using Liburia.Platform.Language;
using Liburia.Platform.Tenancy;
using Liburia.Portal.Contracts;
using Liburia.Protocol.Contracts;
using Liburia.Subjects.Contracts;

namespace Liburia.Procedures.Contracts;

public enum CaseChannel { Online, Counter }

public enum CaseState { Submitted, Completed, Refused }

/// <summary>What a party files.</summary>
/// <param name="Key">Idempotency key: the draft's id, or the counter form's.</param>
/// <param name="Answers">Question and answer as the applicant read them: kept with the case and hashed.</param>
/// <param name="DueOn">Last day for the outcome.</param>
public sealed record NewApplication(
    string Key, string ServiceSlug, Texts Title, Person Applicant, CaseChannel Channel, IReadOnlyList<(Texts Question, string Answer)> Answers,
    string Classification, DateOnly DueOn);

/// <summary>A document of a case.</summary>
/// <param name="Role">«submitted» or «outcome».</param>
public sealed record CaseFileView(Guid Id, Guid ArchiveObjectId, string Role, string Title, string FileName, string Sha256, long Length);

/// <summary>A case as its room and its receipt show it.</summary>
public sealed record CaseView(
    Guid Id, string ServiceSlug, string TitleIt, string TitleEn, string ApplicantTaxCode, Guid ApplicantId, string ApplicantName, CaseChannel Channel, CaseState State,
    string ProtocolNumber, Guid ProtocolEntryId, string Segnatura, DateTime OpenedAt, DateOnly DueOn, DateTime? CompletedAt, string? OutcomeIt, string? OutcomeEn, IReadOnlyList<CaseFileView> Files)
{
    public Texts Title => new(TitleIt, TitleEn);
}

/// <summary>Opens and closes cases: the application, its registration and its documents are one commit.</summary>
public interface ICaseDesk
{
    /// <summary>
    /// Opens the case inside the caller's transaction: documents stored, number taken, audit noted. The same key with the same contents
    /// answers the case that exists (<c>Repeated</c>).
    /// </summary>
    Task<(CaseView Case, bool Repeated)> OpenAsync(NewApplication application, CancellationToken cancel = default);

    /// <summary>The outcome is ready: its document joins the case, inside the caller's transaction.</summary>
    Task CompleteAsync(Guid caseId, ArchivedDocument outcome, Texts inWords, CancellationToken cancel = default);

    Task<CaseView?> FindAsync(Guid id, CancellationToken cancel = default);

    /// <summary>Cases of a citizen, newest first.</summary>
    Task<IReadOnlyList<CaseView>> OfAsync(string taxCode, CancellationToken cancel = default);
}

/// <summary>Answers kept between one question and the next, and between one day and another.</summary>
public sealed record Draft(Guid Id, string ServiceSlug, IReadOnlyDictionary<string, string> Answers, DateTime UpdatedAt, Guid? SubmittedCaseId);

/// <summary>Drafts of the citizen who is logged in; nobody else's are ever found.</summary>
public interface IDrafts
{
    Task<Guid> StartAsync(string serviceSlug, CancellationToken cancel = default);

    Task<Draft?> FindAsync(Guid id, CancellationToken cancel = default);

    /// <summary>Keeps an answer; a submitted draft changes no more.</summary>
    Task AnswerAsync(Guid id, string question, string answer, CancellationToken cancel = default);

    Task SubmittedAsync(Guid id, Guid caseId, CancellationToken cancel = default);

    Task DiscardAsync(Guid id, CancellationToken cancel = default);

    Task<IReadOnlyList<Draft>> OpenOnesAsync(CancellationToken cancel = default);
}

/// <summary>A procedure a module offers: its sheet, and how the personal area goes on with its drafts.</summary>
public interface IProcedure
{
    string Slug { get; }
    Task<ServiceSheet> SheetAsync(Municipality municipality, CancellationToken cancel = default);
    /// <summary>Where a draft goes on.</summary>
    string ResumePath(Guid draftId);
}

/// <summary>A piece of the case room and of the case page that the owner of the procedure adds: facts and links of the outcome.</summary>
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
