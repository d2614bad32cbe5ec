using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Liburia.Procedures.Contracts;
using Liburia.Subjects.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Procedures.Cases;

/// <summary>
/// The cases that a citizen may see: their own or, while they act by a mandate, the principal's in the services it covers. Any other does not exist for
/// them. Whoever sees another's leaves a trace that the other reads.
/// </summary>
internal sealed class MyCases(AppDb db, Visitor visitor, ICaseDesk cases, ISubjectRegister subjects, AccessLog accessLog, Writing writing)
{
    public async Task<CaseView?> FindAsync(Guid id, string what, CancellationToken cancel = default)
    {
        if (await cases.FindAsync(id, cancel) is not { } found || !IsMine(found)) return null;
        await LookAsync(found, what);
        return found;
    }

    public async Task<IReadOnlyList<CaseView>> AllAsync(CancellationToken cancel = default)
    {
        await LookAsync("Elenco delle pratiche");
        return [.. (await cases.OfAsync(visitor.PrincipalTaxCode, cancel)).Where(IsMine)];
    }

    /// <summary>The document of one of these cases.</summary>
    public async Task<CaseFileView?> DocumentAsync(Guid id, CancellationToken cancel = default)
    {
        if (await db.Set<CaseDocument>().AsNoTracking().Where(d => d.Id == id).Select(d => (Guid?)d.CaseId).FirstOrDefaultAsync(cancel) is not { } caseId) return null;
        if (await cases.FindAsync(caseId, cancel) is not { } found || !IsMine(found) || found.Files.FirstOrDefault(file => file.Id == id) is not { } document) return null;
        await LookAsync(found, $"Documento: {document.Title}");
        return document;
    }

    /// <summary>Something else of the principal's that a representative sees; nothing is written where one sees one's own.</summary>
    public async Task LookAsync(string what)
    {
        if (visitor.Mandate is not { } mandate) return;
        await accessLog.RecordAsync(writing, await LookSubject.OfAsync(subjects, mandate.Principal), what, mandate.Act.It);
    }

    private bool IsMine(CaseView found) => found.ApplicantTaxCode == visitor.PrincipalTaxCode && visitor.MayIn(found.ServiceSlug);

    private async Task LookAsync(CaseView found, string what)
    {
        if (visitor.Mandate is not { } mandate) return;
        var subject = found.ApplicantId != Guid.Empty ? found.ApplicantId : await LookSubject.OfAsync(subjects, found.ApplicantTaxCode);
        await accessLog.RecordAsync(writing, subject, $"{what} ({found.ProtocolNumber})", mandate.Act.It, found.Id);
    }
}
