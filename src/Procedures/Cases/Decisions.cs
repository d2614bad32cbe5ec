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
using Liburia.Procedures.Charges;
using Liburia.Procedures.Contracts;
using Liburia.Procedures.Journey;
using Liburia.Procedures.Law;
using Liburia.Procedures.Models;
using Liburia.Protocol.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Procedures.Cases;

/// <summary>What a decision's paper says, frozen when it is taken.</summary>
internal sealed record DecisionPaper(string Title, string Number, DateOnly On, string Subject, string Applicant, IReadOnlyList<string> Paragraphs, string Officer, string OfficerTitle, string Office, string Remedies, string Protocol, Municipality Municipality, bool IsDemonstration)
{
    /// <summary>Of the paper among the documents of the case: how it ended, the act that took that back, or one beside the decision.</summary>
    public string Role { get; init; } = "outcome";
}

/// <summary>Ends a case: by decision, or by silence. The register changes in the same commit; the paper follows as a job.</summary>
internal sealed class Decisions(
    AppDb db, Offers offers, AnswerForms forms, Ports ports, Costs costs, ChargeBook charges, CaseClock caseClock, Counters counters, JobQueue jobs, Notices notices, JoinedCases joined, EventTeller events, AuditTrail audit, Visitor visitor, Tenant tenant, Installation installation, TimeProvider clock)
{
    public ProcedureModel? ModelOf(Case item) => offers.Begun(item.ServiceSlug, item.ModelVersion, Deviations.FromJson(item.Deviations));

    /// <summary>The application of a case, without its answers in words.</summary>
    public static ApplicationFacts FactsOf(Case item, ProcedureModel model) => new(
        item.Id, $"case:{item.Id:n}", item.ServiceSlug, model.Title, item.ToApplicant(),
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
    /// <exception cref="RuleBroken">
    /// A refusal without its notice, or before its ten days are over; something not in order that nobody has confirmed; a register that no longer allows it.
    /// </exception>
    public async Task DecideAsync(Case item, Ruling ruling, CancellationToken cancel = default)
    {
        item.NeedOpen();
        var (model, state) = (NeedModel(item), ruling.State);
        var declared = model.Outcome!;
        NeedReasons(ruling, declared);
        if (declared.Evidence && state != CaseState.Refused && ruling.Evidence.Count == 0)
            throw new RuleBroken("Evidence", new("Allega una foto o un documento di ciò che è stato fatto.", "Attach a photo or a document of what was done."));
        if (item.JoinedToId is not null) throw new RuleBroken("", new("Questa pratica è riunita a un'altra e finisce con quella.", "This case is joined to another and ends with it."));
        if (state == CaseState.Refused) await NeedNoticeAsync(item, cancel);
        if (!ruling.Confirmed) await NeedConfirmationAsync(item, model, state, cancel);
        var facts = await FactsAsync(item, model, ruling, cancel);
        // What was asked for is the price: who has paid it is not asked again.
        if (state != CaseState.Refused && ruling.DecidedBy is null && await AwaitsPaymentAsync(item, model, ruling, facts, cancel)) return;
        var (officer, office) = (ruling.DecidedBy ?? visitor.FullName, ruling.DecidedIn ?? visitor.Office);
        var changed = state == CaseState.Refused ? null : await OutcomeOf(model).ApplyAsync(facts, cancel);
        var now = clock.UtcNow();
        if (state == CaseState.Refused)
        {
            await OutcomeOf(model).RefuseAsync(facts, cancel);
            if (item.RecordedOn is not null) db.Add(CaseLog.Event(item, CaseEventKind.TakenBack, now, visitor.FullName, visitor.Office, true, new("La registrazione è annullata: tutto torna com'era", "The record is taken back: everything is as it was")));
        }
        var today = LegalTime.DayOf(now);
        var number = await NumberAsync(today, cancel);
        var inWords = InWords(state, changed);
        item.Close(state, inWords, now, number, changed?.ValidUntil);
        item.OfficerAnswers = ruling.Answers.Count == 0 ? null : JsonSerializer.Serialize(ruling.Answers);
        db.Add(CaseLog.Event(item, CaseEventKind.Decided, now, officer, office, true, inWords, ruling.Reasons, ClockEventKind.Concluded));
        db.AddRange(ruling.Evidence.Select(file => CaseDesk.Joined(item.Id, "evidence", file.Document, file.IsUnchecked)));
        await joined.EndAsync(item, inWords, ruling.Evidence, cancel);
        Owe(item, PaperOf(item, model, facts, inWords, TextOf(declared, state), number, today, ruling.Reasons, officer, ruling.OfficerTitle, changed?.ValidUntil));
        if (state != CaseState.Refused) await charges.AskLaterAsync(item, model, facts, cancel);
        audit.Note("case.decide", $"case:{item.Id:n}", new { state = state.ToString(), number });
        await events.TellAsync(new CaseDecided(item.Id, item.ServiceSlug, state, today), cancel);
    }

    /// <summary>Where something is to be paid first, what is granted waits for it: the applicant is told, and no term runs any more.</summary>
    private async Task<bool> AwaitsPaymentAsync(Case item, ProcedureModel model, Ruling ruling, ApplicationFacts facts, CancellationToken cancel)
    {
        if (model.Fees.All(fee => fee.Pay != FeeMoment.OnIssue)) return false;
        // What cannot be granted is not paid for.
        await OutcomeOf(model).PreviewAsync(facts, cancel);
        if (await charges.AskForIssueAsync(item, model, facts, cancel) is not { } payBy) return false;
        item.AwaitPayment(JsonSerializer.Serialize(ruling with { Confirmed = true, DecidedBy = visitor.FullName, DecidedIn = visitor.Office }), payBy);
        var asked = CaseLog.Event(item, CaseEventKind.PaymentAsked, clock.UtcNow(), visitor.FullName, visitor.Office, true,
            new($"Accolta: si rilascia quando è pagata, entro il {Say.ShortDay(payBy)}", $"Granted: issued when it is paid, by {Say.ShortDay(payBy)}"), clock: ClockEventKind.Concluded);
        db.Add(asked);
        audit.Note("case.await-payment", $"case:{item.Id:n}", new { payBy });
        await notices.TellAsync(item, $"{asked.Id:n}", new("La tua domanda è accolta: resta da pagare", "Your application is granted: it is to be paid"), cancel);
        return true;
    }

    /// <summary>The payment came: the decision that waited for it is carried out, as whoever decided took it.</summary>
    public Task IssueAsync(Case item, CancellationToken cancel = default) => DecideAsync(item, JsonSerializer.Deserialize<Ruling>(item.EndWait())!, cancel);

    public static Texts TimeToPay(DateOnly until) =>
        new Texts("C'è tempo per pagare fino al {0:dd/MM/yyyy}: prima non si riprende.", "There is time to pay until {0:dd/MM/yyyy}: it is not taken up before.").With(until);

    /// <summary>The office takes up again what it granted and nobody paid: what is owed is cancelled, and the case is open with a new term.</summary>
    /// <exception cref="RuleBroken">Nothing waits for a payment, or no reason is given.</exception>
    public async Task TakeUpAgainAsync(Case item, string reason, CancellationToken cancel = default)
    {
        if (item.State != CaseState.AwaitingPayment) throw new RuleBroken("", new("Questa pratica non aspetta un pagamento.", "This case awaits no payment."));
        if (reason.Length is < 5 or > 300) throw new RuleBroken("Reason", new("Scrivi perché, da 5 a 300 caratteri.", "Say why, 5 to 300 characters."));
        // What was granted is not taken back before the day to pay is over: a wrong grant is annulled once it is issued.
        if (LegalTime.Today(clock) <= item.DueOn)
            throw new RuleBroken("", TimeToPay(item.DueOn));
        await charges.EndAsync(item.Id, reason, refund: true, cancel);
        item.EndWait();
        item.Reopen(LegalTime.Today(clock));
        var again = CaseLog.Event(item, CaseEventKind.TakenUpAgain, clock.UtcNow(), visitor.FullName, visitor.Office, true,
            new("L'ufficio riprende l'esame: il pagamento chiesto non è più dovuto", "The office examines it again: the payment asked for is no longer due"), reason);
        db.Add(again);
        await caseClock.SetAsync(item, cancel);
        audit.Note("case.take-up-again", $"case:{item.Id:n}", new { reason });
        await notices.TellAsync(item, $"{again.Id:n}", again.Text, cancel);
    }

    /// <summary>What the decision would say and who would hear of it; nothing is decided.</summary>
    /// <exception cref="RuleBroken">Reasons that are missing.</exception>
    public async Task<DecisionPreview> PreviewAsync(Case item, Ruling ruling, CancellationToken cancel = default)
    {
        var model = NeedModel(item);
        NeedReasons(ruling, model.Outcome!);
        var facts = await FactsAsync(item, model, ruling, cancel);
        var until = ruling.State == CaseState.Refused ? null : (await OutcomeOf(model).PreviewAsync(facts, cancel)).ValidUntil;
        var title = InWords(ruling.State, new OutcomeResult(new("Accolta", "Granted")));
        var paper = PaperOf(item, model, facts, title, TextOf(model.Outcome!, ruling.State), "—", LegalTime.Today(clock), ruling.Reasons, visitor.FullName, ruling.OfficerTitle, until);
        var told = new List<(string, string)> { (item.InWordsApplicant, await notices.HowAsync(item, cancel)) };
        foreach (var other in (await joined.OfAsync(item.Id, cancel)).Where(other => other.IsRunning))
            told.Add((other.InWordsApplicant, await notices.HowAsync(other, cancel)));
        return new DecisionPreview(paper, told) { ToPay = ruling.State == CaseState.Refused ? [] : charges.Ahead(model, facts) };
    }

    private async Task NeedConfirmationAsync(Case item, ProcedureModel model, CaseState ending, CancellationToken cancel)
    {
        var against = ending switch { CaseState.Refused => "la domanda non si accoglie", CaseState.Partial => "la domanda si accoglie solo in parte", _ => null };
        var doubts = (await DoubtsAsync(item, model, cancel: cancel)).Count switch
        {
            0 => null,
            1 => "una cosa non è in ordine, detta qui sopra",
            var many => $"{many} cose non sono in ordine, dette qui sopra",
        };
        if (against is null && doubts is null) return;
        var why = string.Join(", e ", new[] { against, doubts }.OfType<string>());
        throw new RuleBroken("Confirmed", new(
            $"Conferma che decidi così: {why}.", "Confirm that you decide so: something is not in order, or goes against the applicant."));
    }

    /// <summary>What is not in order in a case; the officer decides all the same by confirming it.</summary>
    /// <param name="opinions">Where they were read already.</param>
    public async Task<IReadOnlyList<string>> DoubtsAsync(Case item, ProcedureModel model, IReadOnlyList<Opinion>? opinions = null,
        CancellationToken cancel = default)
    {
        opinions ??= await db.Set<Opinion>().AsNoTracking().Where(asked => asked.CaseId == item.Id).ToListAsync(cancel);
        var doubts = new List<string>();
        var marks = (await db.Set<CheckMark>().AsNoTracking().Where(mark => mark.CaseId == item.Id).ToListAsync(cancel)).ToLookup(mark => mark.Step, mark => mark.Position);
        doubts.AddRange(from step in model.Steps
                        let left = Enumerable.Range(0, step.Checks.Count).Except(marks[step.Id]).Count()
                        where left > 0
                        select $"in «{step.Title.It}» {(left == 1 ? "un controllo non è segnato" : $"{left} controlli non sono segnati")}");
        if (item.OfficerId is null) doubts.Add("la pratica non è assegnata a nessuno");
        if (await db.Set<SupplementItem>().CountAsync(asked => asked.CaseId == item.Id && asked.AnsweredAt == null, cancel) is var awaited and > 0)
            doubts.Add(awaited == 1 ? "un'integrazione chiesta non è arrivata" : $"{awaited} integrazioni chieste non sono arrivate");
        doubts.AddRange(from asked in opinions where asked.Verdict is null select $"il parere chiesto a {asked.OfficeName} non è arrivato");
        doubts.AddRange((await UnscannedAsync(item, model, cancel)).Select(paper => $"«{paper}» è stato mostrato allo sportello e non è fra i documenti"));
        return doubts;
    }

    /// <summary>Papers that the form asks for and that were only shown at the counter.</summary>
    private async Task<IReadOnlyList<string>> UnscannedAsync(Case item, ProcedureModel model, CancellationToken cancel)
    {
        if (item.Channel != CaseChannel.Counter) return [];
        var titles = await db.Set<CaseDocument>().AsNoTracking().Where(file => file.CaseId == item.Id && file.Role == "attachment").Select(file => file.Title).ToListAsync(cancel);
        var answers = FactsOf(item, model).Answers.Canonical;
        return [.. from page in forms.Pages(model, answers)
                   from question in forms.Questions(page, answers)
                   where question.Is(QuestionKinds.File) && !question.Optional && !titles.Exists(title => title.StartsWith(question.Label.It + ": ", StringComparison.Ordinal))
                   select question.Label.It];
    }

    /// <summary>
    /// Takes a wrong decision back (art. 21-nonies L. 241/1990): numbered, reasoned and told like the decision. The register is as it was before, and the case is
    /// open again with a new term.
    /// </summary>
    /// <param name="onFalsehood">It rested on false declarations that a final judgement has found: no time limit (c. 2-bis).</param>
    /// <exception cref="RuleBroken">The office has decided nothing here, the time is over, or the register is put right otherwise.</exception>
    public async Task AnnulAsync(Case item, string reasons, bool onFalsehood, string officerTitle, CancellationToken cancel = default)
    {
        if (!MayAnnul(item))
            throw new RuleBroken("", new(
                "Qui non c'è una decisione dell'ufficio da annullare.", "There is no decision of the office to annul here."));
        if (reasons.Length is < 20 or > 4000)
            throw new RuleBroken("Reasons", new(
                "Scrivi perché la decisione è sbagliata e quale interesse chiede di annullarla, da 20 a 4.000 caratteri.",
                "Say why the decision is wrong and which interest asks to annul it, 20 to 4,000 characters."));
        var (now, former) = (clock.UtcNow(), item.DecisionNumber!);
        var today = LegalTime.DayOf(now);
        if (item.State != CaseState.Refused && !onFalsehood && SelfCorrection.LastDay(item.DecidedOn!.Value, today) is var last && today > last)
            throw new RuleBroken("Reasons", new Texts(
                "Ciò che è stato dato non si annulla più dopo il {0:dd/MM/yyyy}, salvo dichiarazioni false accertate con sentenza.",
                "What was granted cannot be annulled after {0:dd/MM/yyyy}, except on false declarations found by a judgement.").With(last), "art. 21-nonies L. 241/1990");
        var model = NeedModel(item);
        await OutcomeOf(model).AnnulAsync(FactsOf(item, model) with { Decision = DecisionFacts.None with { Ending = item.State } }, cancel);
        if (model.Outcome!.Recording is not null) item.Unrecord(caseClock.RecordBy(model.Outcome, today));
        await charges.EndAsync(item.Id, $"decisione n. {former} annullata", refund: true, cancel);
        var number = await NumberAsync(today, cancel);
        var title = new Texts($"Annullamento d'ufficio della decisione n. {former}", $"Annulment of decision no. {former}");
        var paper = PaperOf(item, model, FactsOf(item, model), title, AnnulmentText, number, today, reasons, visitor.FullName, officerTitle, null, former);
        Owe(item, paper with { Role = "annulment" });
        foreach (var other in await joined.OfAsync(item.Id, cancel)) await OpenAgainAsync(other, title, number, reasons, item.Id, cancel);
        await OpenAgainAsync(item, title, number, reasons, null, cancel);
        audit.Note("case.annul", $"case:{item.Id:n}", new { former, number, onFalsehood });
    }

    private async Task OpenAgainAsync(Case item, Texts title, string number, string reasons, Guid? joinedTo, CancellationToken cancel)
    {
        item.Reopen(LegalTime.Today(clock));
        if (joinedTo is not null) item.JoinTo(joinedTo);
        var annulled = CaseLog.Event(item, CaseEventKind.Annulled, clock.UtcNow(), visitor.FullName, visitor.Office, true,
            new($"{title.It}, con atto n. {number}: la pratica è di nuovo aperta", $"{title.En}, by act no. {number}: the case is open again"), joinedTo is null ? reasons : null);
        db.Add(annulled);
        await caseClock.SetAsync(item, cancel);
        await notices.TellAsync(item, $"{annulled.Id:n}", new("Una decisione sulla tua pratica è stata annullata", "A decision on your case has been annulled"), cancel);
    }

    /// <summary>The office has decided it, by itself.</summary>
    public static bool MayAnnul(Case item) =>
        item is { DecisionNumber: not null, JoinedToId: null, State: CaseState.Completed or CaseState.Partial or CaseState.Refused };

    private const string AnnulmentText = """
        Vista la domanda presentata il {presentata}, protocollo {protocollo}, avente a oggetto: {oggetto};
        vista la decisione n. {annullata};
        considerato che: {motivazione}
        visto l'art. 21-nonies della L. 241/1990;
        la decisione n. {annullata} è annullata. La pratica è di nuovo aperta e sarà decisa con un nuovo provvedimento.
        """;

    private ProcedureModel NeedModel(Case item)
    {
        var model = ModelOf(item) ?? throw new RuleBroken("", new("Il modello di questa pratica non c'è più.", "The model of this case is no longer there."));
        return model.Outcome is not null ? model : throw new RuleBroken("", new("Questa pratica non prevede una decisione.", "This case has no decision."));
    }

    private static void NeedReasons(Ruling ruling, ModelOutcome declared)
    {
        if (ruling.State == CaseState.Partial && !declared.Partial)
            throw new RuleBroken("State", new(
                "Questa pratica non si può accogliere in parte.", "This case cannot be granted in part."));
        if (ruling.State != CaseState.Completed && ruling.Reasons.Length < 20)
            throw new RuleBroken("Reasons", new(
                "Scrivi la motivazione, almeno 20 caratteri.", "Give the reasons, at least 20 characters."));
        if (ruling.Reasons.Length > 4000)
            throw new RuleBroken("Reasons", new(
                "La motivazione è troppo lunga: al massimo 4.000 caratteri.", "The reasons are too long: at most 4,000 characters."));
    }

    private static string TextOf(ModelOutcome declared, CaseState state) => state == CaseState.Refused ? declared.Refused! : declared.Granted!;

    private static Texts InWords(CaseState state, OutcomeResult? changed) => state switch
    {
        CaseState.Completed => changed!.InWords,
        CaseState.Partial => new Texts("Accolta in parte", "Granted in part"),
        _ => new Texts("Non accolta", "Refused"),
    };

    internal async Task<string> NumberAsync(DateOnly today, CancellationToken cancel) =>
        $"{await counters.NextAsync("decisions", today.Year, cancel)}/{today.Year}";

    private async Task<ApplicationFacts> FactsAsync(Case item, ProcedureModel model, Ruling ruling, CancellationToken cancel) => await forms.InWordsAsync(
        model, FactsOf(item, model) with { Decision = new(ruling.State, new TypedAnswers(ruling.Answers), InWordsOf(model, ruling.Answers), ruling.PublicWords) }, cancel);

    /// <summary>What the officer answered, as one reads it.</summary>
    public static IReadOnlyList<AnswerInWords> InWordsOf(ProcedureModel model, IReadOnlyDictionary<string, string> answers) =>
        [.. from question in model.OfficerQuestions
            where answers.ContainsKey(question.Id)
            select new AnswerInWords(question.Id, question.Id, question.Label, question.Kind.InWords(question, answers[question.Id], question.Choices), IsTyped: false)];

    /// <summary>What the officer answered with the decision of a case.</summary>
    public static IReadOnlyDictionary<string, string> OfficerAnswersOf(Case item) =>
        item.OfficerAnswers is null ? new Dictionary<string, string>() : JsonSerializer.Deserialize<Dictionary<string, string>>(item.OfficerAnswers)!;

    private async Task NeedNoticeAsync(Case item, CancellationToken cancel)
    {
        // Where the law wants it (art. 10-bis L. 241/1990), a refusal comes after its notice and the ten days, or the observations.
        if (CaseClock.TermOf(item) is not { PreRefusal: not NoticeEffect.None } term) return;
        var timeline = await db.SinceOpenedAsync(item.Id, cancel);
        var announced = timeline.FirstOrDefault(e => e.Kind == CaseEventKind.RefusalAnnounced)
            ?? throw new RuleBroken("State", new("Prima del rigetto serve il preavviso, con dieci giorni per rispondere.", "A refusal needs its notice first, with ten days to answer."), "art. 10-bis L. 241/1990");
        if (timeline.Any(e => e.Kind == CaseEventKind.Observations)) return;
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
        // Silence grants what would have waited for its payment: it is owed all the same.
        if (item.State == CaseState.AssentedBySilence) await OweForSilenceAsync(item, cancel);
        audit.Note("case.silence", $"case:{item.Id:n}", new { meaning = term.Silence.ToString(), reading.DueOn, term.Norm });
        await joined.EndAsync(item, text, [], cancel);
        await notices.TellAsync(item, $"{item.Id:n}:silence", text, cancel);
        await events.TellAsync(new CaseDecided(item.Id, item.ServiceSlug, item.State, LegalTime.DayOf(now)), cancel);
        return true;
    }

    private async Task OweForSilenceAsync(Case item, CancellationToken cancel)
    {
        var model = NeedModel(item);
        await charges.AskForIssueAsync(item, model, FactsOf(item, model), cancel);
        await charges.AskLaterAsync(item, model, FactsOf(item, model), cancel);
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
        var number = await NumberAsync(today, cancel);
        item.Touch();
        db.Add(CaseLog.Event(item, CaseEventKind.SilenceCertified, now, officer, visitor.IsStaff ? visitor.Office : null, true, new("Attestazione del silenzio assenso", "Certificate of silent assent"), number));
        var model = ModelOf(item)!;
        Owe(item, PaperOf(item, model, FactsOf(item, model), new("Attestazione di silenzio assenso", "Certificate of silent assent"), "Vista la domanda presentata il {presentata}, protocollo {protocollo}, avente a oggetto: {oggetto};\nvisto l'art. 20, comma 2-bis, della L. 241/1990;\nsi attesta che entro il termine non è stato comunicato un provvedimento di diniego e che la domanda si intende accolta. Decorso del termine:\n{silenzio}",
            number, today, "", officer, officerTitle, item.ValidUntil, silence: silent.Detail));
    }

    /// <summary>A job makes the paper of an act: it is sealed, registered, and joins the case.</summary>
    internal void Owe(Case item, DecisionPaper paper)
    {
        db.Add(new OwedPaper { Id = Guid.CreateVersion7(), CaseId = item.Id, Number = paper.Number, Json = JsonSerializer.Serialize(paper), CreatedAt = clock.UtcNow() });
        jobs.Add(RenderDecision.JobKind, $"decision:{item.Id:n}:{paper.Number}", new RenderDecision.Order(item.Id, paper.Number));
    }

    /// <summary>What a paper of the case says.</summary>
    /// <param name="text">With the placeholders of <see cref="DecisionText"/>.</param>
    /// <param name="annulled">Number of the decision that it annuls.</param>
    /// <param name="silence">How the term went by.</param>
    internal DecisionPaper PaperOf(
        Case item, ProcedureModel model, ApplicationFacts facts, Texts title, string text, string number, DateOnly today, string reasons, string officer, string officerTitle,
        DateOnly? validUntil, string? annulled = null, string? silence = null)
    {
        var answers = facts.Answers.Canonical;
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
            ["importo"] = costs.InWords(model, facts),
            ["silenzio"] = silence ?? "",
            ["annullata"] = annulled ?? "",
        };
        foreach (var question in model.Questions)
            if (answers.TryGetValue(question.Id, out var answer)) values[DecisionText.OfForm + question.Id] = question.Kind.InWords(question, answer, question.Choices).It;
        foreach (var answer in facts.Decision.InWords) values[DecisionText.OfOfficer + answer.Question] = answer.Words.It;
        return new DecisionPaper(
            title.It, number, today, item.TitleIt, item.InWordsApplicant, DecisionText.Fill(text, values), officer, officerTitle, item.OfficeName, model.Sheet.Remedies.It, item.ProtocolNumber,
            tenant.Municipality, installation.IsDemonstration || tenant.Municipality.IsPractice);
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
internal sealed class RenderDecision(AppDb db, RazorText razor, IPdfRenderer renderer, Sealer sealer, FileStore files, IArchive archive, IProtocolRegister protocol, CaseDesk cases, Decisions decisions) : IJobHandler
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
            await cases.AddPaperAsync(item, document, paper.Role, CancellationToken.None);
        };
    }
}
