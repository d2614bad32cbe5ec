using System.Globalization;
using System.Text.Json;
using Liburia.Archive.Contracts;
using Liburia.Platform;
using Liburia.Platform.Access;
using Liburia.Platform.Audit;
using Liburia.Platform.Database;
using Liburia.Platform.Documents;
using Liburia.Platform.Events;
using Liburia.Platform.Files;
using Liburia.Platform.Jobs;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Platform.Seals;
using Liburia.Platform.Tenancy;
using Liburia.Procedures.Adoption;
using Liburia.Procedures.Answers;
using Liburia.Procedures.Contracts;
using Liburia.Procedures.Journey;
using Liburia.Procedures.Models;
using Liburia.Protocol.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Procedures.Cases;

/// <summary>What a decision's paper says, frozen when it is taken.</summary>
internal sealed record DecisionPaper(string Title, string Number, DateOnly On, string Subject, string Applicant, IReadOnlyList<string> Paragraphs, string Officer, string OfficerTitle, string Office, string Remedies, string Protocol, Municipality Municipality, bool IsDemonstration);

/// <summary>Ends a case: by decision, or by silence. The register changes in the same commit; the paper follows as a job.</summary>
internal sealed class Decisions(
    AppDb db, Offers offers, AnswerForms forms, Ports ports, CaseClock caseClock, Counters counters, JobQueue jobs, Notices notices, JoinedCases joined, EventTeller events, AuditTrail audit, Visitor visitor, Tenant tenant, Installation installation, TimeProvider clock)
{
    public ProcedureModel? ModelOf(Case item) => offers.Begun(item.ServiceSlug, item.ModelVersion, Deviations.FromJson(item.Deviations));

    /// <summary>The application of a case, without its answers in words.</summary>
    public static ApplicationFacts FactsOf(Case item, ProcedureModel model) => new(
        item.Id, $"case:{item.Id:n}", item.ServiceSlug, model.Title, new Applicant(item.ApplicantId, item.ApplicantTaxCode, item.ApplicantName, item.CompanyName, item.CompanyVatNumber),
        item.Channel, item.OpenedOn, new TypedAnswers(JsonSerializer.Deserialize<Dictionary<string, string>>(item.Answers)!), model.Outcome?.Settings ?? new NoSettings())
    { ProtocolNumber = item.ProtocolNumber, IsRecorded = item.RecordedOn is not null, Columns = model.Outcome?.Columns ?? [] };

    /// <summary>Changes the register at once, before the checks, where the law wants it so (art. 5 c. 3 DL 5/2012); the decision confirms it or takes it back.</summary>
    /// <exception cref="RuleBroken">The procedure records nothing first, it is recorded already, or the register refuses.</exception>
    public async Task RecordAsync(Case item, CancellationToken cancel = default)
    {
        item.NeedOpen();
        if (ModelOf(item) is not { Outcome.Recording: { } recording } model) throw new RuleBroken("", new("Questa pratica si registra con la decisione.", "This case is recorded by its decision."));
        if (item.RecordedOn is not null) throw new RuleBroken("", new("La registrazione c'è già.", "It is recorded already."));
        var changed = await OutcomeOf(model).ApplyAsync(await forms.InWordsAsync(model, FactsOf(item, model), cancel), cancel);
        var now = clock.UtcNow();
        item.Record(LegalTime.DayOf(now));
        if (item.Step == recording.Step) item.Step = model.Steps.SkipWhile(s => s.Id != recording.Step).Skip(1).FirstOrDefault()?.Id ?? "";
        db.Add(CaseLog.Event(item, CaseEventKind.Recorded, now, visitor.FullName, visitor.Office, true, changed.InWords));
        await caseClock.SetAsync(item, cancel);
        audit.Note("case.record", $"case:{item.Id:n}", new { item.RecordedOn });
        await notices.TellAsync(item, $"{item.Id:n}:recorded", changed.InWords, cancel);
    }

    private IOutcome OutcomeOf(ProcedureModel model) => ports.OutcomeOf(model)!;

    /// <summary>Decides inside the caller's transaction.</summary>
    /// <param name="state">Completed, Partial or Refused.</param>
    /// <param name="reasons">Required where anything is refused.</param>
    /// <param name="evidence">Photos and documents of what was done.</param>
    /// <param name="publicWords">What everybody may read instead of what the applicant typed, by answer.</param>
    /// <exception cref="RuleBroken">A refusal without its notice, or before its ten days are over; a register that no longer allows it.</exception>
    public async Task DecideAsync(Case item, CaseState state, string reasons, string officerTitle, IReadOnlyList<TakenFile> evidence,
        IReadOnlyDictionary<string, string> publicWords, CancellationToken cancel = default)
    {
        item.NeedOpen();
        var model = ModelOf(item) ?? throw new RuleBroken("", new("Il modello di questa pratica non c'è più.", "The model of this case is no longer there."));
        var declared = model.Outcome ?? throw new RuleBroken("", new("Questa pratica non prevede una decisione.", "This case has no decision."));
        if (state == CaseState.Partial && !declared.Partial) throw new RuleBroken("State", new("Questa pratica non si può accogliere in parte.", "This case cannot be granted in part."));
        if (state != CaseState.Completed && reasons.Trim().Length < 20) throw new RuleBroken("Reasons", new("Scrivi la motivazione, almeno 20 caratteri.", "Give the reasons, at least 20 characters."));
        if (reasons.Length > 4000) throw new RuleBroken("Reasons", new("La motivazione è troppo lunga: al massimo 4.000 caratteri.", "The reasons are too long: at most 4,000 characters."));
        if (declared.Evidence && state != CaseState.Refused && evidence.Count == 0) throw new RuleBroken("Evidence", new("Allega una foto o un documento di ciò che è stato fatto.", "Attach a photo or a document of what was done."));
        if (item.JoinedToId is not null) throw new RuleBroken("", new("Questa pratica è riunita a un'altra e finisce con quella.", "This case is joined to another and ends with it."));
        if (state == CaseState.Refused) await NeedNoticeAsync(item, cancel);
        var facts = await forms.InWordsAsync(model, FactsOf(item, model) with { Decision = new(state, publicWords) }, cancel);
        var changed = state == CaseState.Refused ? null : await OutcomeOf(model).ApplyAsync(facts, cancel);
        var now = clock.UtcNow();
        if (state == CaseState.Refused)
        {
            await OutcomeOf(model).RefuseAsync(facts, cancel);
            if (item.RecordedOn is not null) db.Add(CaseLog.Event(item, CaseEventKind.TakenBack, now, visitor.FullName, visitor.Office, true, new("La registrazione è annullata: tutto torna com'era", "The record is taken back: everything is as it was")));
        }
        var today = LegalTime.DayOf(now);
        var number = $"{await counters.NextAsync("decisions", today.Year, cancel)}/{today.Year}";
        var inWords = state switch { CaseState.Completed => changed!.InWords, CaseState.Partial => new Texts("Accolta in parte", "Granted in part"), _ => new Texts("Non accolta", "Refused") };
        item.Close(state, inWords, now, number, changed?.ValidUntil);
        db.Add(CaseLog.Event(item, CaseEventKind.Decided, now, visitor.FullName, visitor.Office, true, inWords, reasons.Trim(), ClockEventKind.Concluded));
        db.AddRange(evidence.Select(file => CaseDesk.Joined(item.Id, "evidence", file.Document, file.IsUnchecked)));
        await joined.EndAsync(item, inWords, evidence, cancel);
        Owe(item, model, inWords, state == CaseState.Refused ? declared.Refused! : declared.Granted!, number, today, reasons.Trim(), visitor.FullName, officerTitle, changed?.ValidUntil, null);
        audit.Note("case.decide", $"case:{item.Id:n}", new { state = state.ToString(), number });
        await events.TellAsync(new CaseDecided(item.Id, item.ServiceSlug, state, today), cancel);
    }

    private async Task NeedNoticeAsync(Case item, CancellationToken cancel)
    {
        // Where the law wants it (art. 10-bis L. 241/1990), a refusal comes after its notice and the ten days, or the observations.
        if (CaseClock.TermOf(item) is not { PreRefusal: not NoticeEffect.None } term) return;
        var announced = await db.Set<CaseEvent>().AsNoTracking().FirstOrDefaultAsync(e => e.CaseId == item.Id && e.Kind == CaseEventKind.RefusalAnnounced, cancel)
            ?? throw new RuleBroken("State", new("Prima del rigetto serve il preavviso, con dieci giorni per rispondere.", "A refusal needs its notice first, with ten days to answer."), "art. 10-bis L. 241/1990");
        if (await db.Set<CaseEvent>().AnyAsync(e => e.CaseId == item.Id && e.Kind == CaseEventKind.Observations, cancel)) return;
        var until = announced.CountedOn.AddDays(term.PreRefusalDays);
        if (LegalTime.Today(clock) <= until) throw new RuleBroken("State", new Texts("Il richiedente ha tempo fino al {0:dd/MM/yyyy} per rispondere al preavviso.", "The applicant has until {0:dd/MM/yyyy} to answer the notice.").With(until), "art. 10-bis L. 241/1990");
    }

    /// <summary>What silence means has come true: the case moves by itself (art. 20 L. 241/1990 and the norm of its term).</summary>
    public async Task<bool> FallSilentAsync(Case item, CancellationToken cancel = default)
    {
        if (!item.IsOpen || CaseClock.TermOf(item) is not { } term || await caseClock.ReadAsync(item, cancel) is not { State: ClockState.Silent } reading) return false;
        var model = ModelOf(item);
        var assent = term.Silence == SilenceMeaning.Assent;
        OutcomeResult? changed = null;
        if (assent && model is { Outcome: not null })
        {
            var facts = FactsOf(item, model) with { Decision = DecisionFacts.None with { Ending = CaseState.AssentedBySilence } };
            changed = await OutcomeOf(model).ApplyAsync(await forms.InWordsAsync(model, facts, cancel), cancel);
        }
        var text = assent ? new Texts("Accolta per silenzio assenso", "Granted by silence") : new Texts("Respinta per silenzio", "Refused by silence");
        var now = clock.UtcNow();
        item.Close(assent ? CaseState.AssentedBySilence : CaseState.RefusedBySilence, text, now, validUntil: changed?.ValidUntil);
        db.Add(CaseLog.Event(item, CaseEventKind.Silence, now, "Liburia", null, true, text, string.Join('\n', reading.Explanation.Select(line => line.Text.It)) + "\n" + term.Norm));
        audit.Note("case.silence", $"case:{item.Id:n}", new { meaning = term.Silence.ToString(), reading.DueOn, term.Norm });
        await joined.EndAsync(item, text, [], cancel);
        await notices.TellAsync(item, $"{item.Id:n}:silence", text, cancel);
        await events.TellAsync(new CaseDecided(item.Id, item.ServiceSlug, item.State, LegalTime.DayOf(now)), cancel);
        return true;
    }

    /// <summary>The certificate that silence has taken effect, which the applicant may ask for (art. 20 c. 2-bis L. 241/1990).</summary>
    /// <exception cref="RuleBroken">The case did not end by silent assent, or the certificate is there already.</exception>
    public async Task CertifySilenceAsync(Case item, string officer, string officerTitle, CancellationToken cancel = default)
    {
        if (item.State != CaseState.AssentedBySilence) throw new RuleBroken("", new("La pratica non si è conclusa per silenzio assenso.", "The case did not end by silent assent."));
        if (await db.Set<CaseEvent>().AnyAsync(e => e.CaseId == item.Id && e.Kind == CaseEventKind.SilenceCertified, cancel)) throw new RuleBroken("", new("L'attestazione è già stata rilasciata.", "The certificate has already been issued."));
        var silent = await db.Set<CaseEvent>().AsNoTracking().FirstAsync(e => e.CaseId == item.Id && e.Kind == CaseEventKind.Silence, cancel);
        var now = clock.UtcNow();
        var today = LegalTime.DayOf(now);
        var number = $"{await counters.NextAsync("decisions", today.Year, cancel)}/{today.Year}";
        item.Touch();
        db.Add(CaseLog.Event(item, CaseEventKind.SilenceCertified, now, officer, visitor.IsStaff ? visitor.Office : null, true, new("Attestazione del silenzio assenso", "Certificate of silent assent"), number));
        var model = ModelOf(item)!;
        Owe(item, model, new("Attestazione di silenzio assenso", "Certificate of silent assent"), "Vista la domanda presentata il {presentata}, protocollo {protocollo}, avente a oggetto: {oggetto};\nvisto l'art. 20, comma 2-bis, della L. 241/1990;\nsi attesta che entro il termine non è stato comunicato un provvedimento di diniego e che la domanda si intende accolta. Decorso del termine:\n{silenzio}", number, today, "", officer, officerTitle, item.ValidUntil, silent.Detail);
    }

    private void Owe(Case item, ProcedureModel model, Texts title, string text, string number, DateOnly today, string reasons, string officer, string officerTitle, DateOnly? validUntil, string? silence)
    {
        var answers = FactsOf(item, model).Answers.Canonical;
        var values = new Dictionary<string, string>
        {
            ["comune"] = tenant.Municipality.FullName,
            ["richiedente"] = item.InWordsApplicant,
            ["codice-fiscale"] = item.ApplicantTaxCode,
            ["oggetto"] = answers.GetValueOrDefault("oggetto") ?? item.TitleIt,
            ["protocollo"] = item.ProtocolNumber,
            ["presentata"] = Say.ShortDay(item.OpenedOn),
            ["ufficio"] = item.OfficeName,
            ["responsabile"] = officer,
            ["data"] = Say.ShortDay(today),
            ["numero"] = number,
            ["motivazione"] = reasons,
            ["scadenza"] = validUntil is { } last ? Say.ShortDay(last) : "",
            ["importo"] = string.Join(", ", model.Fees.Where(f => f.Cents > 0).Select(f => $"{f.What.It} {f.Amount}")),
            ["silenzio"] = silence ?? "",
        };
        foreach (var question in model.Questions) if (answers.TryGetValue(question.Id, out var answer)) values["domanda:" + question.Id] = question.Kind.InWords(question, answer, question.Choices).It;
        var paper = new DecisionPaper(title.It, number, today, item.TitleIt, item.InWordsApplicant, [.. DecisionText.Fill(text, values).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)], officer, officerTitle, item.OfficeName, model.Sheet.Remedies.It, item.ProtocolNumber, tenant.Municipality, installation.IsDemonstration || tenant.Municipality.IsPractice);
        db.Add(new OwedPaper { Id = Guid.CreateVersion7(), CaseId = item.Id, Number = number, Json = JsonSerializer.Serialize(paper), CreatedAt = clock.UtcNow() });
        jobs.Add(RenderDecision.JobKind, $"decision:{item.Id:n}:{number}", new RenderDecision.Order(item.Id, number));
    }
}

/// <summary>A decision whose paper is to be made: what it says is frozen here.</summary>
internal sealed class OwedPaper
{
    public required Guid Id { get; init; }
    public required Guid CaseId { get; init; }
    public required string Number { get; init; }
    public required string Json { get; init; }
    public DateTime CreatedAt { get; init; }
    public Guid? ArchiveObjectId { get; set; }
}

/// <summary>Makes the paper of a decision: PDF, seal, outgoing registration; it joins the case.</summary>
internal sealed class RenderDecision(AppDb db, RazorText razor, IPdfRenderer renderer, Sealer sealer, FileStore files, IArchive archive, IProtocolRegister protocol, ICaseDesk cases, Decisions decisions) : IJobHandler
{
    public const string JobKind = "procedures.render-decision";

    internal sealed record Order(Guid CaseId, string Number);

    internal static readonly JobKind AsJob = new(JobKind, new("Composizione di una decisione", "Rendering of a decision"));

    public async Task<Func<Task>> PerformAsync(Job job, CancellationToken cancel)
    {
        var order = job.Read<Order>();
        var owed = await db.Set<OwedPaper>().AsNoTracking().FirstAsync(p => p.CaseId == order.CaseId && p.Number == order.Number, cancel);
        var paper = JsonSerializer.Deserialize<DecisionPaper>(owed.Json)!;
        var html = await razor.RenderAsync("/Pages/Procedures/Desk/DecisionPaper.cshtml", paper);
        var file = await files.StoreAsync(await sealer.SealPdfAsync(await renderer.RenderAsync(html, cancel), $"{paper.Title} n. {paper.Number} del {paper.Municipality.FullName}", cancel), cancel);
        return async () =>
        {
            var issued = await db.Set<OwedPaper>().FirstAsync(p => p.Id == owed.Id, CancellationToken.None);
            if (issued.ArchiveObjectId is not null) return;
            var item = await db.Set<Case>().FirstAsync(c => c.Id == order.CaseId, CancellationToken.None);
            var classification = decisions.ModelOf(item)?.Classification ?? "I/6";
            var document = archive.Add(new NewDocument($"{paper.Title} n. {paper.Number}: {item.TitleIt}", $"provvedimento-{paper.Number.Replace('/', '-')}.pdf", "application/pdf", file, classification, NewDocument.Issued));
            issued.ArchiveObjectId = document.Id;
            await protocol.RegisterAsync(new Registration(ProtocolDirection.Outgoing, $"{paper.Title}: {item.TitleIt}", item.InWordsApplicant, classification, [document], item.Id), CancellationToken.None);
            await cases.CompleteAsync(item.Id, document, new(paper.Title, paper.Title), CancellationToken.None);
        };
    }
}
