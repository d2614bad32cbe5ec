using Liburia.Platform.Language;
using Liburia.Archive.Contracts;
using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Procedures.Cases;

/// <summary>
/// The one guard of a case and of its documents, whichever page they are reached from. A case evidences its own purpose to the office that works on it and
/// to those it asked; others say theirs first. Every look is written before anything is shown.
/// </summary>
internal sealed class CaseGuard(AppDb db, Visitor visitor, AccessLog accessLog, Writing writing) : IDocumentGuard
{
    /// <summary>Where whoever may not open the case yet says why they open it.</summary>
    public static string DoorOf(Case item) => $"/desk/pratiche/{item.Id:n}/motivo";

    /// <summary>The case is not the visitor's by office, assignment or a question put to their office.</summary>
    public async Task<bool> IsForeignAsync(Case item) =>
        IsElsewhere(item) && !await db.Set<Opinion>().AnyAsync(o => o.CaseId == item.Id && o.OfficeId == visitor.OfficeId);

    private bool IsElsewhere(Case item) => item.OfficeId != visitor.OfficeId && item.OfficerId != visitor.StaffId;

    private bool IsForeign(CaseReading read) => IsElsewhere(read.Item) && read.Opinions.All(o => o.OfficeId != visitor.OfficeId);

    /// <summary>The visitor has to say first why they open it.</summary>
    public async Task<bool> IsClosedAsync(Case item) => await IsForeignAsync(item) && !await accessLog.HasOpenedAsync(item.Id);

    public async Task<bool> IsClosedAsync(CaseReading read) => IsForeign(read) && !await accessLog.HasOpenedAsync(read.Item.Id);

    /// <summary>Stores the trace of a look that the case itself gives the reason of.</summary>
    /// <param name="what">What of it was seen.</param>
    public async Task LookAsync(Case item, string what) => await RecordAsync(item, what, await PurposeAsync(item, await IsForeignAsync(item)));

    public async Task LookAsync(CaseReading read, string what) => await RecordAsync(read.Item, what, await PurposeAsync(read.Item, IsForeign(read)));

    /// <summary>The same inside the caller's write.</summary>
    public async Task LookWithinAsync(CaseReading read, string what) =>
        accessLog.Record(LookSubject.Of(read.Item), what, await PurposeAsync(read.Item, IsForeign(read)), read.Item.Id);

    /// <summary>Whoever is of another office looks for the reason they have said, and for no other.</summary>
    private async Task<string> PurposeAsync(Case item, bool isForeign) =>
        (isForeign ? await accessLog.OpenedForAsync(item.Id) : null) ?? $"{AccessLog.OfCase}{item.ProtocolNumber}: {item.TitleIt}";

    private Task RecordAsync(Case item, string what, string purpose) =>
        accessLog.RecordAsync(writing, LookSubject.Of(item), what, purpose, item.Id);

    public async Task<Passage?> JudgeAsync(ArchivedDocument document, string? standing, CancellationToken cancel)
    {
        var owners = db.Set<CaseDocument>().Where(file => file.ArchiveObjectId == document.Id).Select(file => file.CaseId);
        // What several cases share is looked at in the visitor's own, where one of them is.
        var cases = db.Set<Case>().AsNoTracking().Where(c => owners.Contains(c.Id)).OrderByDescending(c => c.OfficeId == visitor.OfficeId).ThenBy(c => c.Id);
        if (await cases.FirstOrDefaultAsync(cancel) is not { } item) return null;
        if (!await IsClosedAsync(item)) await LookAsync(item, $"Documento: {document.Title}");
        else if (standing is not null) await RecordAsync(item, $"Documento: {document.Title} (pratica {item.ProtocolNumber})", standing);
        else return new Passage(DoorOf(item));
        return new Passage(null);
    }
}
