using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Liburia.Archive.Contracts;
using Liburia.Platform.Audit;
using Liburia.Platform.Database;
using Liburia.Platform.Files;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Platform.Tenancy;
using Liburia.Procedures.Contracts;
using Liburia.Protocol.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Procedures.Cases;

internal sealed class CaseDesk(
    AppDb db, Idempotency idempotency, FileStore files, IArchive archive, IProtocolRegister protocol, AuditTrail audit, Tenant tenant, TimeProvider clock) : ICaseDesk
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public async Task<(CaseView Case, bool Repeated)> OpenAsync(NewApplication application, CancellationToken cancel)
    {
        // The order every write keeps: key, files durable, counters, rows. The audit chain follows just before commit.
        var contents = JsonSerializer.Serialize(new { application.ServiceSlug, application.Applicant.TaxCode, Answers = application.Answers.Select(a => new[] { a.Question.It, a.Answer }) });
        if (await idempotency.TakeAsync(application.Key, AuditTrail.Sha256(contents), cancel) is { } answered)
            return ((await FindAsync(Guid.Parse(answered), cancel))!, true);

        var now = clock.UtcNow();
        var opened = Case.Open(application, now);
        var documents = new[]
        {
            archive.Add(new NewDocument($"{application.Title.It}: domanda", "domanda.html", "text/html",
                await files.StoreAsync(Encoding.UTF8.GetBytes(ApplicationText.Html(application, tenant.Municipality, now)), cancel), application.Classification, Provenance(application))),
            archive.Add(new NewDocument($"{application.Title.It}: dati della domanda", "domanda.json", "application/json",
                await files.StoreAsync(JsonSerializer.SerializeToUtf8Bytes(Data(application, opened), Readable), cancel), application.Classification, Provenance(application))),
        };
        var number = await protocol.RegisterAsync(
            new Registration(ProtocolDirection.Incoming, application.Title.It, application.Applicant.RegisterName, application.Classification, documents, opened.Id), cancel);
        opened.Registered(number);
        db.Add(opened);
        foreach (var document in documents) db.Add(Joined(opened.Id, "submitted", document));
        await idempotency.AnswerAsync(application.Key, opened.Id.ToString("n"), cancel);
        audit.Note("case.open", $"case:{opened.Id:n}", new { application.ServiceSlug, number.InWords, application.Channel });
        return (opened.ToView(documents.Select(document => Joined(opened.Id, "submitted", document))), false);
    }

    public async Task CompleteAsync(Guid caseId, ArchivedDocument outcome, Texts inWords, CancellationToken cancel)
    {
        var closing = await db.Set<Case>().FirstAsync(c => c.Id == caseId, cancel);
        closing.Complete(inWords, clock.UtcNow());
        db.Add(Joined(caseId, "outcome", outcome));
        audit.Note("case.complete", $"case:{caseId:n}", new { outcome.Sha256 });
    }

    public async Task<CaseView?> FindAsync(Guid id, CancellationToken cancel)
    {
        var found = await db.Set<Case>().AsNoTracking().FirstOrDefaultAsync(c => c.Id == id, cancel);
        return found?.ToView(await db.Set<CaseDocument>().AsNoTracking().Where(d => d.CaseId == id).ToListAsync(cancel));
    }

    public async Task<IReadOnlyList<CaseView>> OfAsync(string taxCode, CancellationToken cancel)
    {
        var cases = await db.Set<Case>().AsNoTracking().Where(c => c.ApplicantTaxCode == taxCode).OrderByDescending(c => c.OpenedAt).Take(100).ToListAsync(cancel);
        var ids = cases.Select(c => c.Id).ToList();
        var documents = (await db.Set<CaseDocument>().AsNoTracking().Where(d => ids.Contains(d.CaseId)).ToListAsync(cancel)).ToLookup(d => d.CaseId);
        return [.. cases.Select(c => c.ToView(documents[c.Id]))];
    }

    private static CaseDocument Joined(Guid caseId, string role, ArchivedDocument document) => new()
    {
        Id = Guid.CreateVersion7(),
        CaseId = caseId,
        ArchiveObjectId = document.Id,
        Role = role,
        Title = document.Title,
        FileName = document.FileName,
        Sha256 = document.Sha256,
        Length = document.Length,
    };

    private static string Provenance(NewApplication application) => application.Channel == CaseChannel.Online ? "domanda online" : "sportello";

    private object Data(NewApplication application, Case opened) => new
    {
        comune = tenant.Municipality.Name,
        pratica = opened.Id,
        servizio = application.ServiceSlug,
        titolo = application.Title.It,
        canale = application.Channel.ToString(),
        richiedente = new { application.Applicant.FamilyName, application.Applicant.GivenName, application.Applicant.TaxCode },
        presentata = opened.OpenedAt,
        risposte = application.Answers.Select(answer => new { domanda = answer.Question.It, risposta = answer.Answer }),
    };
}
