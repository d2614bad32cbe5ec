using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Liburia.Archive.Contracts;
using Liburia.Platform.Audit;
using Liburia.Platform.Database;
using Liburia.Platform.Events;
using Liburia.Platform.Files;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Platform.Organization;
using Liburia.Platform.Tenancy;
using Liburia.Procedures.Adoption;
using Liburia.Procedures.Answers;
using Liburia.Procedures.Charges;
using Liburia.Procedures.Contracts;
using Liburia.Procedures.Journey;
using Liburia.Procedures.Models;
using Liburia.Procedures.Uploads;
using Liburia.Protocol.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Procedures.Cases;

/// <summary>Files applications: the front is wired to the back here, in one commit.</summary>
internal sealed class CaseDesk(
    AppDb db, Idempotency idempotency, FileStore files, IArchive archive, IProtocolRegister protocol, AuditTrail audit, Tenant tenant, AnswerForms forms, Ports ports,
    CaseClock caseClock, ChargeBook charges, OrganizationChart chart, Notices notices, EventTeller events, TimeProvider clock) : ICaseDesk
{
    internal static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// Files inside the caller's transaction: documents stored, number taken, case opened, audit noted; where the procedure is decided by the rules
    /// alone, its register changes too. The same draft with the same contents answers the case that exists (<c>Repeated</c>).
    /// </summary>
    /// <exception cref="RuleBroken">An answer is missing or refused, beside its question.</exception>
    public async Task<(CaseView Case, bool Repeated)> FileAsync(Filing filing, CancellationToken cancel = default)
    {
        // The order every write keeps: key, files durable, counters, rows. The audit chain follows just before commit.
        var model = filing.Model;
        var contents = JsonSerializer.Serialize(new { ServiceSlug = model.Slug, filing.Applicant.TaxCode, Answers = filing.Answers.OrderBy(a => a.Key, StringComparer.Ordinal) });
        var id = Guid.CreateVersion7();
        if (await idempotency.TakeAsync(filing.Key, AuditTrail.Sha256(contents), id.ToString("n"), cancel) is { } answered) return ((await FindAsync(Guid.Parse(answered), cancel))!, true);

        var whole = await WholeAsync(filing, cancel);
        filing = whole.Filing;
        var (facts, preview, uploads) = (whole.Facts, whole.Preview, whole.Uploads);
        var (declared, outcome) = (model.Outcome!, ports.OutcomeOf(model)!);

        var now = clock.UtcNow();
        var book = await chart.BookAsync(cancel);
        var office = (model.OfficeId is { } chosen ? book.Find(chosen) : null) ?? book.Need(model.Office);
        var rows = await forms.RowsAsync(model, facts, uploads.ToLookup(u => u.QuestionId, u => u.FileName), cancel);
        var title = TitleOf(model, preview, rows);
        var opened = new Case
        {
            Id = id,
            ServiceSlug = model.Slug,
            ModelVersion = model.Version,
            Deviations = filing.Offer.Deviations.ToJson(),
            TitleIt = title.It,
            TitleEn = title.En,
            ApplicantId = filing.Applicant.PersonId,
            ApplicantTaxCode = filing.Applicant.TaxCode,
            ApplicantName = filing.Applicant.Name,
            CompanyName = filing.Applicant.CompanyName,
            CompanyVatNumber = filing.Applicant.CompanyVatNumber,
            RepresentativeTaxCode = filing.Applicant.By?.TaxCode,
            RepresentativeName = filing.Applicant.By?.Name,
            RepresentativeActIt = filing.Applicant.By?.Act.It,
            RepresentativeActEn = filing.Applicant.By?.Act.En,
            Channel = filing.Channel,
            Answers = JsonSerializer.Serialize(filing.Answers),
            OpenedAt = now,
            OpenedOn = LegalTime.DayOf(now),
            OfficeId = office.Id,
            OfficeName = office.Name,
            Step = model.Steps.FirstOrDefault()?.Id ?? "",
            TermName = model.Term,
            RecordBy = caseClock.RecordBy(declared, LegalTime.DayOf(now)),
        };
        var attachments = uploads.Select(u => archive.Add(new NewDocument($"{model.Find(BaseOf(u.QuestionId))?.Label.It ?? "Allegato"}: {u.FileName}", u.FileName, u.MediaType!, new StoredFile(u.Sha256!, u.Length), model.Classification, Provenance(filing), IsUnchecked(u)))).ToList();
        var html = ApplicationText.Html(opened.Title, filing, rows, [.. uploads.Select(u => (u.FileName, u.Sha256!))], tenant.Municipality, now);
        ArchivedDocument[] documents =
        [
            archive.Add(new NewDocument($"{opened.TitleIt}: domanda", "domanda.html", "text/html", await files.StoreAsync(Encoding.UTF8.GetBytes(html), cancel), model.Classification, Provenance(filing))),
            archive.Add(new NewDocument($"{opened.TitleIt}: dati della domanda", "domanda.json", "application/json", await files.StoreAsync(JsonSerializer.SerializeToUtf8Bytes(Data(filing, model, opened, rows, uploads), Readable), cancel), model.Classification, Provenance(filing))),
        ];
        var number = await protocol.RegisterAsync(new Registration(ProtocolDirection.Incoming, opened.TitleIt, filing.Applicant.InWords, model.Classification, [.. documents, .. attachments], opened.Id), cancel);
        opened.Registered(number);
        db.Add(opened);
        await charges.FiledAsync(filing, opened.Id, facts, cancel);
        db.Add(CaseLog.Event(opened, CaseEventKind.Received, now, filing.Applicant.InWords, null, true, new("Domanda ricevuta e protocollata", "Application received and registered"), number.InWords));
        if (filing.Applicant.By is { } by)
            db.Add(CaseLog.Event(opened, CaseEventKind.Represented, now, by.Name, null, true, new($"Presentata da {by.Name}: {by.Act.It}", $"Filed by {by.Name}: {by.Act.En}")));
        if (filing.Counter is { } counter) db.Add(CaseLog.Event(opened, CaseEventKind.AtCounter, now, counter.StaffName, counter.Office, true, counter.InWords));
        await caseClock.SetAsync(opened, cancel);
        List<CaseDocument> joined = [.. documents.Select(d => Joined(opened.Id, "submitted", d)), .. attachments.Select((d, i) => Joined(opened.Id, "attachment", d, IsUnchecked(uploads[i])))];
        db.AddRange(joined);
        await notices.RememberAsync(filing.Applicant.ContactTaxCode, AnswerOf(model, filing, QuestionKinds.Email), AnswerOf(model, filing, QuestionKinds.Phone), cancel);
        if (declared.Automatic) await DecideByRuleAsync(opened, outcome, AnswerForms.InWords(facts with { CaseId = opened.Id, ProtocolNumber = opened.ProtocolNumber }, rows), declared, cancel);
        else await notices.TellAsync(opened, $"{opened.Id:n}:received", new("Abbiamo ricevuto la tua domanda", "We have received your application"), cancel);
        audit.Note("case.open", $"case:{opened.Id:n}", new { ServiceSlug = model.Slug, model = model.Version, number.InWords, filing.Channel });
        return (opened.ToView(joined), false);
    }

    /// <summary>An application that may be filed as it is: what was read and checked for it.</summary>
    private sealed record WholeFiling(Filing Filing, ApplicationFacts Facts, Preview Preview, List<Upload> Uploads);

    private async Task<WholeFiling> WholeAsync(Filing filing, CancellationToken cancel)
    {
        var model = filing.Model;
        if (!filing.Offer.Enabled || model.Outcome is null || ports.OutcomeOf(model) is not { } outcome)
            throw new RuleBroken("", new("Questo servizio al momento non si può usare online.", "This service cannot be used online at the moment."));
        var answers = new TypedAnswers(filing.Answers);
        if (model.Questions.Where(q => q.Is(QuestionKinds.Company)).Select(q => answers.Company(q.Id)).OfType<CompanyAnswer>().FirstOrDefault() is { } company)
            filing = filing with { Applicant = filing.Applicant with { CompanyName = company.Name, CompanyVatNumber = company.VatNumber } };
        // What a page asked that no longer shows is not part of the application.
        filing = filing with { Answers = forms.Shown(model, filing.Answers) };
        var shown = forms.Pages(model, filing.Answers).SelectMany(page => forms.Questions(page, filing.Answers).Select(page.Name)).ToHashSet();
        List<Upload> uploads = [.. filing.Documents.Where(upload => shown.Contains(upload.QuestionId))];
        NeedAnswers(model, filing, uploads);
        var facts = forms.FactsOf(model, filing.Key, filing.Applicant, filing.Channel, LegalTime.Today(clock), filing.Answers);
        await outcome.CheckAsync(facts, model.Questions.Select(q => q.Id).ToHashSet(), cancel);
        return new WholeFiling(filing, facts, await outcome.PreviewAsync(facts, cancel), uploads);
    }

    /// <exception cref="RuleBroken">The application could not be filed as it is.</exception>
    public Task NeedWholeAsync(Filing filing, CancellationToken cancel = default) => WholeAsync(filing, cancel);

    /// <summary>Asks for what is to be paid before the application is filed, inside the caller's transaction. False where nothing is: it may be filed.</summary>
    /// <exception cref="RuleBroken">It could not be filed as it is: nobody pays for what would be refused.</exception>
    public async Task<bool> AskForPaymentAsync(Filing filing, CancellationToken cancel = default)
    {
        var facts = forms.FactsOf(filing.Model, filing.Key, filing.Applicant, filing.Channel, LegalTime.Today(clock), forms.Shown(filing.Model, filing.Answers));
        if (!charges.IsOwedOnFiling(filing.Model, facts)) return false;
        var whole = await WholeAsync(filing, cancel);
        return await charges.AskForFilingAsync(whole.Filing, whole.Facts, cancel);
    }

    /// <summary>The service's title with what tells this case from the others: «Segnalazione disservizio: Strade e marciapiedi».</summary>
    private static Texts TitleOf(ProcedureModel model, Preview preview, IReadOnlyList<AnswerRow> rows)
    {
        const int Longest = 200;
        static string With(string title, string subject) => $"{title}: {(subject.Length > Longest ? subject.Cut(Longest) + "…" : subject)}";
        if (preview.Title is { } precise) return precise;
        return rows.FirstOrDefault(row => row.Question.Id == model.Subject) is { InWords: { } subject } ? new Texts(With(model.Title.It, subject.It), With(model.Title.En, subject.En)) : model.Title;
    }

    /// <summary>Deterministic outcomes are decided at once; of some a person looks at it afterwards, chosen by what nobody can foresee.</summary>
    private async Task DecideByRuleAsync(Case opened, IOutcome outcome, ApplicationFacts facts, ModelOutcome declared, CancellationToken cancel)
    {
        var changed = await outcome.ApplyAsync(facts, cancel);
        if (declared.Sample > System.Security.Cryptography.RandomNumberGenerator.GetInt32(100)) opened.ToBeSampled();
        if (changed.DocumentFollows) return;
        opened.Close(CaseState.Completed, changed.InWords, clock.UtcNow(), validUntil: changed.ValidUntil);
        db.Add(CaseLog.Event(opened, CaseEventKind.Decided, clock.UtcNow(), "Liburia", null, true, changed.InWords));
        await events.TellAsync(new CaseDecided(opened.Id, opened.ServiceSlug, opened.State, opened.DecidedOn!.Value), cancel);
    }

    private void NeedAnswers(ProcedureModel model, Filing filing, IReadOnlyList<Upload> uploads)
    {
        foreach (var page in forms.Pages(model, filing.Answers))
            foreach (var question in forms.Questions(page, filing.Answers).Where(q => !q.Optional))
            {
                var name = page.Name(question);
                if (question.Is(QuestionKinds.File) ? filing.Channel == CaseChannel.Online && uploads.All(u => u.QuestionId != name) : !filing.Answers.ContainsKey(name))
                    throw new RuleBroken(name, new($"Rispondi: {question.Label.It}", $"Answer: {question.Label.En}"));
            }
        if (uploads.FirstOrDefault(u => u.Scan == Platform.Files.Scanned.Infected) is { } bad) throw new RuleBroken(bad.QuestionId, new($"Il file «{bad.FileName}» contiene un virus: eliminalo.", $"The file “{bad.FileName}” contains a virus: remove it."));
    }

    /// <summary>Without the turn of a page that repeats.</summary>
    private static string BaseOf(string name) => name.LastIndexOf('-') is var at and > 0 && int.TryParse(name[(at + 1)..], out _) ? name[..at] : name;

    private static string? AnswerOf(ProcedureModel model, Filing filing, string kind) => model.Questions.Where(q => q.Is(kind)).Select(q => filing.Answers.GetValueOrDefault(q.Id)).FirstOrDefault(answer => answer is not null);

    public async Task CompleteAsync(Guid caseId, ArchivedDocument outcome, Texts inWords, CancellationToken cancel)
    {
        var closing = await db.Set<Case>().FirstAsync(c => c.Id == caseId, cancel);
        var now = clock.UtcNow();
        if (closing.IsRunning)
        {
            closing.Close(CaseState.Completed, inWords, now);
            db.Add(CaseLog.Event(closing, CaseEventKind.Decided, now, "Liburia", null, true, inWords));
            await events.TellAsync(new CaseDecided(closing.Id, closing.ServiceSlug, closing.State, closing.DecidedOn!.Value), cancel);
        }
        await AddPaperAsync(closing, outcome, "outcome", cancel);
    }

    /// <summary>A paper of the case is there: it joins the case, which stays as it is, and the applicant is told.</summary>
    /// <param name="role">Of the document in the case: <c>outcome</c>, <c>annulment</c> of one, or <c>act</c> beside it.</param>
    public async Task AddPaperAsync(Case item, ArchivedDocument outcome, string role, CancellationToken cancel)
    {
        db.Add(Joined(item.Id, role, outcome));
        await notices.TellAsync(item, $"{item.Id:n}:outcome:{outcome.Id:n}", new("Il documento della tua pratica è pronto", "The document of your case is ready"), cancel);
        audit.Note("case.complete", $"case:{item.Id:n}", new { outcome.Sha256 });
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

    internal static CaseDocument Joined(Guid caseId, string role, ArchivedDocument document, bool isUnchecked = false) => new()
    {
        Id = Guid.CreateVersion7(),
        CaseId = caseId,
        ArchiveObjectId = document.Id,
        Role = role,
        Title = document.Title,
        FileName = document.FileName,
        Sha256 = document.Sha256,
        Length = document.Length,
        IsUnchecked = isUnchecked,
    };

    private static bool IsUnchecked(Upload upload) => upload.Scan == Platform.Files.Scanned.Unchecked;

    private static string Provenance(Filing filing) => filing.Channel == CaseChannel.Online ? "domanda online" : "sportello";

    private object Data(Filing filing, ProcedureModel model, Case opened, IReadOnlyList<AnswerRow> rows, IReadOnlyList<Upload> uploads) => new
    {
        comune = tenant.Municipality.Name,
        pratica = opened.Id,
        servizio = model.Slug,
        modello = model.Version,
        titolo = opened.TitleIt,
        canale = filing.Channel.ToString(),
        sportello = filing.Counter?.InWords.It,
        richiedente = new { filing.Applicant.Name, filing.Applicant.TaxCode, filing.Applicant.CompanyName, filing.Applicant.CompanyVatNumber },
        rappresentante = filing.Applicant.By is { } by ? new { by.Name, by.TaxCode, titolo = by.Act.It } : null,
        presentata = opened.OpenedAt,
        risposte = rows.Select(row => new { id = row.Name, domanda = row.Label.It, risposta = row.InWords.It, valore = filing.Answers.GetValueOrDefault(row.Name) }),
        allegati = uploads.Select(u => new { nome = u.FileName, tipo = u.MediaType, byteTotali = u.Length, sha256 = u.Sha256, antivirus = u.Scan.ToString() }),
    };
}

/// <summary>Writes the timeline.</summary>
internal static class CaseLog
{
    public static CaseEvent Event(Case item, CaseEventKind kind, DateTime now, string actor, string? office, bool forApplicant, Texts text, string? detail = null, ClockEventKind? clock = null, int days = 0) => new()
    {
        Id = Guid.CreateVersion7(),
        CaseId = item.Id,
        At = now,
        CountedOn = LegalTime.DayOf(now),
        Kind = kind,
        Actor = actor,
        Office = office,
        ForApplicant = forApplicant,
        TextIt = text.It,
        TextEn = text.En,
        Detail = detail,
        Clock = clock,
        ClockDays = days,
    };
}
