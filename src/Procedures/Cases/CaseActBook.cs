using Liburia.Platform.Language;

namespace Liburia.Procedures.Cases;

/// <summary>Why an act is not done now.</summary>
/// <param name="IsExpected">The procedure has such an act, and who works on the case may look for it.</param>
internal sealed record NotNow(Texts Why, bool IsExpected = true);

/// <summary>An act of the desk on a case.</summary>
/// <param name="Path">The part of its address after that of the case; empty where it is one button of the case's own page.</param>
/// <param name="Label">What one does, in words.</param>
/// <param name="Judge">Why it is not done now; null where it may be. What remains to be judged, the act itself says.</param>
internal sealed record CaseAct(string Name, string Path, string Label, Func<CaseReading, NotNow?> Judge)
{
    /// <summary>One looks for it in any case: where it is not done, the page of the case says why.</summary>
    public bool IsUsual { get; init; }

    /// <summary>Other offices do it too: those that were asked for an opinion.</summary>
    public bool IsForOthers { get; init; }
}

/// <summary>Every act of the desk, from the most probable: the page of a case lists those that may be done, and each act's own page asks the
/// same rule.</summary>
internal static class CaseActBook
{
    public static readonly NotNow NotOurs = new(new("La pratica è di un altro ufficio.", "The case belongs to another office."), IsExpected: false);

    private static readonly NotNow Closed = new(new("La pratica è già conclusa.", "The case is already closed."));
    private static readonly NotNow AwaitsPayment =
        new(new("La decisione è presa e aspetta il pagamento.", "The decision is taken and awaits its payment."));
    private static readonly NotNow ByTheRules = new(new("Questa pratica la decidono le regole.", "This case is decided by the rules."), IsExpected: false);
    private static readonly NotNow JoinedElsewhere = new(new(
        "Questa pratica è riunita a un'altra: si lavora su quella, e finisce con quella.",
            "This case is joined to another: work on that one, this ends with it."));

    public static IReadOnlyList<CaseAct> All { get; } =
    [
        new("GiveOpinion", "parere", "Dai il parere", GivingOpinion) { IsForOthers = true },
        new("UpToDate", "aggiornata", "Segna come aggiornata", Ours(read => read.Moved is null
            ? Never("In questa pratica non c'è niente da aggiornare.", "There is nothing to bring up to date in this case.") : null)),
        new("Sampled", "campione", "Controllo a campione", Ours(read => read.Item.Sample != SampleState.ToCheck
            ? Never("Questa pratica non è da controllare.", "This case is not to be checked.") : null)),
        new("TakeCharge", "", "Prendi in carico", Working(now: read => read.Item.OfficerName is { } officer
            ? Never($"Se ne occupa già {officer}.", $"{officer} is already in charge.") : null)),
        new("Record", "registra", "Registra", Working(
            read => read.Model?.Outcome?.Recording is null ? Never("Questa pratica si registra con la decisione.", "This case is recorded by its decision.")
                : null,
            read => read.Item.RecordedOn is not null ? Never("La registrazione c'è già.", "It is recorded already.") : null)),
        new("Tick", "controlli", "Segna i controlli", Working(read => read.Model is not { Steps.Count: > 0 }
            ? Never("Questo procedimento non ha passi da segnare.", "This procedure has no steps to mark.") : null)),
        new("Decide", "decidi", "Decidi", Working(read => read.Model?.Outcome is null
            ? Never("Questa pratica non prevede una decisione.", "This case has no decision.") : null)) { IsUsual = true },
        new("Supplements", "integrazione", "Chiedi un'integrazione", Working(now: Stopping)) { IsUsual = true },
        new("Opinion", "chiedi-parere", "Chiedi un parere", Working()) { IsUsual = true },
        new("Notice", "preavviso", "Preavviso di rigetto", Working(
            read => read.HasNotice ? null : Never("In questo procedimento non c'è preavviso di rigetto.", "In this procedure there is no notice of refusal."),
            read => read.RefusalNeedsNotice ? null : new(new("Il preavviso è già stato dato.", "The notice has already been given.")))) { IsUsual = true },
        new("ThirdParties", "controinteressati", "Senti le altre persone interessate", Working(
            read => read.Model?.ThirdParties is null
                ? Never("In questo procedimento non si sentono altre persone interessate.", "In this procedure no other people are heard.") : null,
            Stopping)) { IsUsual = true },
        new("Join", "riunisci", "Riunisci a un'altra pratica", Working(read => read.Model is not { Outcome.Joins: true }
            ? Never("Le pratiche di questo servizio non si riuniscono.", "Cases of this service are not joined.") : null)),
        new("Assign", "assegna", "Assegna", Working()) { IsUsual = true },
        new("Separate", "separa", "Trattala da sola", Ours(read => AtRest(read) ?? (read.Item.JoinedToId is null
            ? Never("Questa pratica non è riunita ad altre.", "This case is not joined to others.") : null))),
        new("Certify", "attestazione", "Attesta il silenzio assenso", Ours(Certifying)),
        new("Message", "scrivi", "Scrivi al richiedente", Ours(read => read.IsAutomatic ? ByTheRules : null)),
        new("Note", "annota", "Annota per l'ufficio", Ours(read => read.IsAutomatic ? ByTheRules : null)),
        new("TakeUpAgain", "riprendi", "Riprendi l'esame", Ours(read => read.Item.State != Contracts.CaseState.AwaitingPayment
            ? Never("Questa pratica non aspetta un pagamento.", "This case awaits no payment.")
            : read.Today <= read.Item.DueOn ? new(Decisions.TimeToPay(read.Item.DueOn)) : null)),
        new("Annul", "annulla", "Annulla la decisione", Ours(read => Decisions.MayAnnul(read.Item)
            ? null : Never("Qui non c'è una decisione dell'ufficio da annullare.", "There is no decision of the office to annul here."))),
    ];

    public static CaseAct Find(string name) => All.First(act => act.Name == name);

    /// <summary>The acts that may be done now, the most probable first.</summary>
    /// <param name="isChecked">Every point of every step is marked: what comes next is the decision.</param>
    public static IReadOnlyList<CaseAct> Offered(CaseReading read, bool isChecked) =>
        [.. All.Where(act => act.Judge(read) is null).OrderBy(act => isChecked && act.Name == "Tick")];

    /// <summary>What who works on the case would look for and is not done now, by the reason.</summary>
    public static IEnumerable<IGrouping<Texts, CaseAct>> Expected(CaseReading read) =>
        from act in All
        let refusal = act.Judge(read)
        where act.IsUsual && refusal is { IsExpected: true }
        group act by refusal.Why;

    private static NotNow Never(string it, string en) => new(new(it, en), IsExpected: false);

    private static NotNow? AtRest(CaseReading read)
    {
        if (read.IsAutomatic) return ByTheRules;
        return read.Item.State == Contracts.CaseState.AwaitingPayment ? AwaitsPayment : read.Item.IsOpen ? null : Closed;
    }

    private static Func<CaseReading, NotNow?> Ours(Func<CaseReading, NotNow?> judge) => read => read.IsOurs ? judge(read) : NotOurs;

    /// <summary>An act of who works on an open case that is not joined to another.</summary>
    /// <param name="never">The procedure has no such act.</param>
    /// <param name="now">It has, and not at this point.</param>
    private static Func<CaseReading, NotNow?> Working(Func<CaseReading, NotNow?>? never = null, Func<CaseReading, NotNow?>? now = null) =>
        Ours(read => never?.Invoke(read) ?? AtRest(read) ?? (read.Item.JoinedToId is null ? now?.Invoke(read) : JoinedElsewhere));

    /// <summary>An act by which the term stands still: the law counts how often.</summary>
    private static NotNow? Stopping(CaseReading read) => read.StopsNoMore is { } why ? new(why) : null;

    private static NotNow? GivingOpinion(CaseReading read)
    {
        if (read.OursToGive is null) return Never("Al tuo ufficio non è stato chiesto un parere.", "Your office was not asked for an opinion.");
        return AtRest(read);
    }

    private static NotNow? Certifying(CaseReading read)
    {
        if (read.Item.State != Contracts.CaseState.AssentedBySilence)
            return Never("La pratica non si è conclusa per silenzio assenso.", "The case did not end by silent assent.");
        return read.Timeline.Any(e => e.Kind == CaseEventKind.SilenceCertified)
            ? Never("L'attestazione è già stata rilasciata.", "The certificate has already been issued.") : null;
    }
}
