using Liburia.Platform.Access;
using Liburia.Platform.Audit;
using Liburia.Platform.Database;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Platform.Organization;
using Liburia.Procedures.Charges;
using Liburia.Procedures.Contracts;
using Liburia.Procedures.Models;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Procedures.Cases;

/// <summary>
/// What offices and applicants do with a running case, each in the caller's transaction: the row, its event on the timeline, what it does to the clock,
/// the notice to the applicant. Decisions are in <see cref="Decisions"/>.
/// </summary>
internal sealed class CaseWork(AppDb db, CaseClock caseClock, ChargeBook charges, Notices notices, AuditTrail audit, Visitor visitor, TimeProvider clock)
{
    private const int ObservationDays = 10, MostContests = 2;

    private DateTime Now => clock.UtcNow();
    private string Actor => visitor.FullName;
    private string? Office => visitor.IsStaff ? visitor.Office : null;

    /// <summary>Open cases of an office given to somebody who works there no more.</summary>
    public static IQueryable<Case> Orphans(IQueryable<Case> cases, Guid officeId, IReadOnlyCollection<Guid> staffOfOffice) =>
        cases.Where(c => c.OfficeId == officeId && c.IsOpen && c.OfficerId != null && !staffOfOffice.Contains(c.OfficerId.Value));

    public Task<Case?> FindAsync(Guid id, CancellationToken cancel = default) => db.Set<Case>().FirstOrDefaultAsync(c => c.Id == id, cancel);

    internal CaseEvent Log(Case item, CaseEventKind kind, bool forApplicant, Texts text, string? detail = null, ClockEventKind? clockKind = null, int days = 0)
    {
        item.Touch();
        var happened = CaseLog.Event(item, kind, Now, Actor, Office, forApplicant, text, detail, clockKind, days);
        db.Add(happened);
        audit.Note("case." + Models.ModelNode.Kebab(kind.ToString()), $"case:{item.Id:n}", new { text = text.It, detail });
        return happened;
    }

    /// <param name="reason">Required when the case already had an officer.</param>
    public async Task AssignAsync(Case item, StaffMember officer, string? reason, CancellationToken cancel = default)
    {
        item.NeedOpen();
        if (item.OfficerId == officer.Id) return;
        var before = item.OfficerName;
        if (before is not null && reason is not { Length: >= 5 and <= 300 }) throw new RuleBroken("Reason", new("Scrivi perché la pratica passa a un altro, da 5 a 300 caratteri.", "Say why the case passes to somebody else, 5 to 300 characters."));
        item.Assign(officer.Id, officer.FullName);
        Log(item, before is null ? CaseEventKind.Assigned : CaseEventKind.Reassigned, true, before is null ? new($"Responsabile: {officer.FullName}", $"Officer in charge: {officer.FullName}") : new($"La pratica passa a {officer.FullName}", $"The case passes to {officer.FullName}"), reason);
        await notices.TellAsync(item, $"{item.Id:n}:officer:{item.Version}", new($"Della tua pratica si occupa {officer.FullName}", $"{officer.FullName} is in charge of your case"), cancel);
    }

    public async Task TickAsync(Case item, string step, int position, bool done, CancellationToken cancel = default)
    {
        item.NeedOpen();
        var mark = await db.Set<CheckMark>().FirstOrDefaultAsync(m => m.CaseId == item.Id && m.Step == step && m.Position == position, cancel);
        if (done && mark is null) db.Add(new CheckMark { CaseId = item.Id, Step = step, Position = position, MarkedBy = Actor, At = Now });
        if (!done && mark is not null) db.Remove(mark);
    }

    public void FinishStep(Case item, Models.ModelStep step, Models.ModelStep? next)
    {
        item.NeedOpen();
        Log(item, CaseEventKind.StepDone, true, new($"Concluso: {step.Title.It}", $"Done: {step.Title.En}"));
        item.Step = next?.Id ?? "";
    }

    /// <summary>Asks for what is missing, once only what is missing: the clock stops where the law lets it (art. 2 c. 7 L. 241/1990).</summary>
    public async Task AskSupplementsAsync(Case item, IReadOnlyList<(string Label, bool IsFile)> items, int days, CancellationToken cancel = default)
    {
        item.NeedOpen();
        if (items.Count == 0) throw new RuleBroken("Items", new("Scrivi almeno una cosa che manca.", "Write at least one thing that is missing."));
        // What was asked before the case opened again holds nobody up.
        var asking = (await db.SinceOpenedAsync(item.Id, cancel)).Where(e => e.Kind == CaseEventKind.SupplementAsked).Select(e => e.Id).ToList();
        if (await db.Set<SupplementItem>().AnyAsync(s => s.CaseId == item.Id && s.AnsweredAt == null && asking.Contains(s.RequestId), cancel)) throw new RuleBroken("Items", new("C'è già una richiesta di integrazione senza risposta.", "A request for supplements is still unanswered."));
        var kind = CaseClock.StoppedBySupplements(item);
        if (await caseClock.RefusesAsync(item, kind, days, cancel) is { } refusal) throw new RuleBroken("Days", refusal);
        var asked = Log(item, CaseEventKind.SupplementAsked, true, items.Count == 1
            ? new($"Richiesta di integrazione: un elemento, entro {days} giorni", $"Supplements asked: one item, within {days} days")
            : new($"Richiesta di integrazione: {items.Count} elementi, entro {days} giorni", $"Supplements asked: {items.Count} items, within {days} days"),
                clockKind: kind, days: days);
        db.AddRange(items.Select((thing, i) => new SupplementItem { Id = Guid.CreateVersion7(), CaseId = item.Id, RequestId = asked.Id, Position = i, Label = thing.Label, IsFile = thing.IsFile }));
        await caseClock.SetAsync(item, cancel);
        await notices.TellAsync(item, $"{asked.Id:n}", new("Ti chiediamo di completare la domanda", "We ask you to complete your application"), cancel);
    }

    /// <summary>The applicant answers one item; with the last one the clock goes on.</summary>
    public async Task AnswerSupplementAsync(Case item, SupplementItem thing, string? answer, TakenFile? file, CancellationToken cancel = default)
    {
        item.NeedOpen();
        if (thing.AnsweredAt is not null) throw new RuleBroken("", new("A questa voce hai già risposto.", "You have already answered this."));
        (thing.Answer, thing.DocumentId, thing.AnsweredAt) = (answer, file?.Document.Id, Now);
        if (file is not null) db.Add(CaseDesk.Joined(item.Id, "supplement", file.Document, file.IsUnchecked));
        var left = await db.Set<SupplementItem>().CountAsync(s => s.CaseId == item.Id && s.AnsweredAt == null && s.Id != thing.Id, cancel);
        // Nothing goes on where nothing stands still: what stopped the clock may have been before the case opened again.
        ClockEventKind? goesOn = (await caseClock.EventsAsync(item.Id, cancel)).LastOrDefault(e => e.Kind is ClockEventKind.Interrupted or ClockEventKind.Suspended)?.Kind switch
        {
            ClockEventKind.Interrupted => ClockEventKind.Restarted,
            ClockEventKind.Suspended => ClockEventKind.Resumed,
            _ => null,
        };
        Log(item, CaseEventKind.SupplementGiven, true, new($"Integrazione: {thing.Label}", $"Supplement: {thing.Label}"), clockKind: left > 0 ? null : goesOn);
        await caseClock.SetAsync(item, cancel);
    }

    public async Task AskOpinionAsync(Case item, Office office, string question, int days, CancellationToken cancel = default)
    {
        item.NeedOpen();
        if (question.Trim().Length is < 5 or > 1000) throw new RuleBroken("Question", new("Scrivi che cosa chiedi, da 5 a 1.000 caratteri.", "Say what you ask, 5 to 1,000 characters."));
        if (await db.Set<Opinion>().AnyAsync(o => o.CaseId == item.Id && o.OfficeId == office.Id && o.Verdict == null, cancel)) throw new RuleBroken("Question", new("A questo ufficio il parere è già stato chiesto.", "This office has already been asked."));
        db.Add(new Opinion { Id = Guid.CreateVersion7(), CaseId = item.Id, OfficeId = office.Id, OfficeName = office.Name, Question = question.Trim(), AskedAt = Now, AskedBy = Actor, DueOn = LegalTime.DayOf(Now).AddDays(days) });
        Log(item, CaseEventKind.OpinionAsked, true, new($"Chiesto il parere: {office.Name}", $"Opinion asked: {office.Name}"));
    }

    public void GiveOpinion(Case item, Opinion opinion, OpinionVerdict verdict, string text)
    {
        item.NeedOpen();
        if (opinion.Verdict is not null) throw new RuleBroken("", new("Il parere è già stato dato.", "The opinion has already been given."));
        if (text.Trim().Length is < 5 or > 4000) throw new RuleBroken("Text", new("Scrivi il parere, da 5 a 4.000 caratteri.", "Write the opinion, 5 to 4,000 characters."));
        (opinion.Verdict, opinion.Text, opinion.GivenBy, opinion.GivenAt, opinion.Version) = (verdict, text.Trim(), Actor, Now, opinion.Version + 1);
        Log(item, CaseEventKind.OpinionGiven, true, new($"Parere {VerdictInWords(verdict).It}: {opinion.OfficeName}", $"Opinion {VerdictInWords(verdict).En}: {opinion.OfficeName}"));
    }

    internal static Texts VerdictInWords(OpinionVerdict verdict) => verdict switch
    {
        OpinionVerdict.Favourable => new("favorevole", "favourable"),
        OpinionVerdict.WithConditions => new("favorevole con prescrizioni", "favourable with conditions"),
        _ => new("contrario", "contrary"),
    };

    /// <summary>Other people whose data the documents hold are told and may object: the term waits meanwhile.</summary>
    public async Task HearThirdPartiesAsync(Case item, string who, ModelThirdParties heard, CancellationToken cancel = default)
    {
        item.NeedOpen();
        if (who.Trim().Length is < 3 or > 500) throw new RuleBroken("Who", new("Scrivi chi viene sentito, da 3 a 500 caratteri.", "Say who is heard, 3 to 500 characters."));
        if (await caseClock.RefusesAsync(item, ClockEventKind.Suspended, heard.Days, cancel) is { } refusal) throw new RuleBroken("Who", refusal);
        Log(item, CaseEventKind.ThirdPartyHeard, true,
            new($"Sentite le altre persone interessate: {heard.Days} giorni per opporsi", $"Other people concerned are heard: {heard.Days} days to object"),
                who.Trim(), ClockEventKind.Suspended, heard.Days);
        await caseClock.SetAsync(item, cancel);
    }

    /// <summary>Announces a refusal before it is decided: ten days for observations (art. 10-bis L. 241/1990).</summary>
    public async Task AnnounceRefusalAsync(Case item, string reasons, CancellationToken cancel = default)
    {
        item.NeedOpen();
        if (reasons.Trim().Length is < 20 or > 4000) throw new RuleBroken("Reasons", new("Scrivi i motivi che ostano, da 20 a 4.000 caratteri.", "Give the reasons, 20 to 4,000 characters."));
        if ((await db.SinceOpenedAsync(item.Id, cancel)).Any(e => e.Kind == CaseEventKind.RefusalAnnounced)) throw new RuleBroken("Reasons", new("Il preavviso è già stato dato.", "The notice has already been given."), "art. 10-bis L. 241/1990");
        var stops = CaseClock.TermOf(item) is { PreRefusal: not NoticeEffect.None };
        var announced = Log(item, CaseEventKind.RefusalAnnounced, true, new("Preavviso di rigetto: 10 giorni per rispondere", "Notice of refusal: 10 days to answer"), reasons.Trim(), stops ? ClockEventKind.NoticeOfRefusal : null, stops ? ObservationDays : 0);
        await caseClock.SetAsync(item, cancel);
        await notices.TellAsync(item, $"{announced.Id:n}", new("Leggi il preavviso di rigetto: hai 10 giorni per rispondere", "Read the notice of refusal: you have 10 days to answer"), cancel);
    }

    public async Task ObserveAsync(Case item, string text, CancellationToken cancel = default)
    {
        item.NeedOpen();
        if (text.Trim().Length is < 5 or > 4000) throw new RuleBroken("Text", new("Scrivi le tue osservazioni, da 5 a 4.000 caratteri.", "Write your observations, 5 to 4,000 characters."));
        var announced = (await db.SinceOpenedAsync(item.Id, cancel)).FirstOrDefault(e => e.Kind == CaseEventKind.RefusalAnnounced) ?? throw new RuleBroken("Text", new("Non c'è un preavviso a cui rispondere.", "There is no notice to answer."));
        Log(item, CaseEventKind.Observations, true, new("Osservazioni del richiedente", "Observations of the applicant"), text.Trim(), announced.Clock is null ? null : ClockEventKind.Observations);
        await caseClock.SetAsync(item, cancel);
    }

    public async Task WriteAsync(Case item, string text, CancellationToken cancel = default)
    {
        if (text.Trim().Length is < 2 or > 4000) throw new RuleBroken("Text", new("Scrivi il messaggio, al massimo 4.000 caratteri.", "Write the message, at most 4,000 characters."));
        var happened = Log(item, visitor.IsStaff ? CaseEventKind.ToApplicant : CaseEventKind.FromApplicant, true, visitor.IsStaff ? new("Messaggio dell'ufficio", "Message from the office") : new("Messaggio del richiedente", "Message from the applicant"), text.Trim());
        if (visitor.IsStaff) await notices.TellAsync(item, $"{happened.Id:n}", new("L'ufficio ti ha scritto", "The office has written to you"), cancel);
    }

    /// <summary>A note the office keeps to itself.</summary>
    public void Note(Case item, string text)
    {
        if (text.Trim().Length is < 2 or > 4000) throw new RuleBroken("Text", new("Scrivi l'annotazione, al massimo 4.000 caratteri.", "Write the note, at most 4,000 characters."));
        Log(item, CaseEventKind.Note, false, new("Annotazione", "Note"), text.Trim());
    }

    /// <exception cref="RuleBroken">The register has already been changed: what was declared is undone by another declaration.</exception>
    public async Task WithdrawAsync(Case item, CancellationToken cancel = default)
    {
        if (item.RecordedOn is not null) throw new RuleBroken("", new("È già registrata: per cambiare di nuovo si presenta un'altra domanda.", "It is already recorded: to change it again, file another application."));
        // The others who reported the same thing go on, with the oldest of them in front.
        var others = await db.Set<Case>().Where(c => c.JoinedToId == item.Id).OrderBy(c => c.OpenedAt).ToListAsync(cancel);
        foreach (var other in others) other.JoinTo(other == others[0] ? null : others[0].Id);
        item.JoinTo(null);
        if (item.State == CaseState.AwaitingPayment) item.EndWait();
        await charges.EndAsync(item.Id, "domanda ritirata", refund: true, cancel);
        item.Close(CaseState.Withdrawn, new("Ritirata dal richiedente", "Withdrawn by the applicant"), Now);
        Log(item, CaseEventKind.Withdrawn, true, new("Domanda ritirata", "Application withdrawn"), clockKind: ClockEventKind.Concluded);
    }

    /// <summary>The applicant says that what was declared done is not: the case opens again, with a new term. Twice at most; then the remedies remain.</summary>
    /// <param name="days">Within how many from the decision; none where its model lets nobody contest.</param>
    public async Task ContestAsync(Case item, int? days, string text, TakenFile? photo, CancellationToken cancel = default)
    {
        if (days is not { } within || !MayContest(item, within, LegalTime.DayOf(Now))) throw new RuleBroken("Text", new("Questa pratica non si può contestare, o il tempo per farlo è passato.", "This case cannot be contested, or the time to do so is over."));
        if (text.Trim().Length is < 10 or > 4000) throw new RuleBroken("Text", new("Scrivi che cosa non va, da 10 a 4.000 caratteri.", "Say what is wrong, 10 to 4,000 characters."));
        if (await db.Set<CaseEvent>().CountAsync(e => e.CaseId == item.Id && e.Kind == CaseEventKind.Contested, cancel) >= MostContests) throw new RuleBroken("Text", new("L'hai già contestata due volte: restano i rimedi indicati sotto.", "You have contested it twice: the remedies below remain."));
        foreach (var entry in await db.Set<Registers.RegisterEntry>().Where(e => e.CaseId == item.Id && e.State == Registers.EntryState.InForce).ToListAsync(cancel)) (entry.State, entry.Version) = (Registers.EntryState.Contested, entry.Version + 1);
        item.Reopen(LegalTime.DayOf(Now));
        if (photo is not null) db.Add(CaseDesk.Joined(item.Id, "contest", photo.Document, photo.IsUnchecked));
        Log(item, CaseEventKind.Contested, true, new("Chiusura contestata: la pratica è di nuovo aperta", "Closure contested: the case is open again"), text.Trim());
        await caseClock.SetAsync(item, cancel);
    }

    public static bool MayContest(Case item, int days, DateOnly today) => item.State is CaseState.Completed or CaseState.Partial && item.DecidedOn is { } decided && today <= decided.AddDays(days);
}
