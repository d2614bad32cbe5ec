using System.Text.Json;
using Liburia.Platform.Audit;
using Liburia.Platform.Database;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Procedures.Cases;
using Liburia.Procedures.Contracts;
using Liburia.Procedures.Drafts;
using Liburia.Procedures.Journey;
using Liburia.Procedures.Models;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Procedures.Charges;

/// <summary>Asks for what is owed and takes it back, each inside the caller's transaction; what a payment brings about is in <see cref="Settlements"/>.</summary>
internal sealed class ChargeBook(AppDb db, Costs costs, Counters counters, AuditTrail audit, TimeProvider clock)
{
    /// <summary>Days to pay where the procedure's file says none.</summary>
    private const int UsualDays = 30;

    private sealed record Due(ModelFee Fee, CostLine Line, int Instalment, FeeMoment Moment, long Cents, DateOnly On);

    /// <summary>What is still to be paid before the application is filed: asked for, kept where it was asked already. True where there is something.</summary>
    /// <remarks>The application is complete: whoever pays is not told afterwards that an answer is missing.</remarks>
    public async Task<bool> AskForFilingAsync(Filing filing, ApplicationFacts facts, CancellationToken cancel = default)
    {
        var due = DueOf(filing.Model, facts, FeeMoment.OnFiling).Where(row => row.Cents > 0).ToList();
        if (due.Count == 0) return false;
        var asked = await db.Set<Charge>().Where(c => c.DraftId == filing.DraftId && (c.State == ChargeState.Owed || c.State == ChargeState.Settled)).ToListAsync(cancel);
        foreach (var old in asked.Where(c => c.State == ChargeState.Owed && !due.Exists(row => Is(c, row)))) old.Cancel("l'importo è cambiato");
        foreach (var old in asked.Where(c => c is { State: ChargeState.Settled, Cents: > 0 } && !due.Exists(row => Is(c, row)))) old.OweBack("l'importo è cambiato");
        var open = due.Where(row => !asked.Exists(c => Is(c, row) && c.State == ChargeState.Settled)).ToList();
        foreach (var row in open.Where(row => !asked.Exists(c => Is(c, row) && c.State == ChargeState.Owed))) await AddAsync(row, filing.Applicant, filing.Model.Slug, filing.DraftId, null, cancel);
        var draft = await db.Set<ApplicationDraft>().FirstAsync(d => d.Id == filing.DraftId, cancel);
        draft.ReadyAs = open.Count == 0 ? null : JsonSerializer.Serialize(filing.Applicant);
        return open.Count > 0;
    }

    /// <summary>Something is to be paid before the application is filed.</summary>
    public bool IsOwedOnFiling(ProcedureModel model, ApplicationFacts facts) => DueOf(model, facts, FeeMoment.OnFiling).Exists(row => row.Cents > 0);

    public static Applicant ReadyAs(ApplicationDraft draft) => JsonSerializer.Deserialize<Applicant>(draft.ReadyAs!)!;

    /// <summary>
    /// The case that is filed takes what was paid for its draft; what costs nothing has its receipt too.
    /// </summary>
    /// <exception cref="RuleBroken">Something is to be paid first.</exception>
    public async Task FiledAsync(Filing filing, Guid caseId, ApplicationFacts facts, CancellationToken cancel = default)
    {
        var paid = await db.Set<Charge>().Where(c => c.DraftId == filing.DraftId && c.State == ChargeState.Settled).ToListAsync(cancel);
        foreach (var row in DueOf(filing.Model, facts, FeeMoment.OnFiling))
        {
            if (paid.Find(c => Is(c, row)) is { } own) own.CaseId = caseId;
            else if (row.Cents > 0) throw new RuleBroken("", new($"Prima di inviare si paga: {row.Line.What.It}.", $"To be paid before filing: {row.Line.What.En}."));
            else (await AddAsync(row, filing.Applicant, filing.Model.Slug, filing.DraftId, caseId, cancel)).NothingOwed(LegalTime.Today(clock));
        }
        foreach (var more in paid.Where(c => c.CaseId is null)) more.OweBack("non era dovuto per la domanda presentata");
    }

    /// <summary>What is to be paid before what was granted is issued: asked for. None where nothing is.</summary>
    /// <returns>The last day of the first that is due.</returns>
    public async Task<DateOnly?> AskForIssueAsync(Case item, ProcedureModel model, ApplicationFacts facts, CancellationToken cancel = default)
    {
        var paid = await db.Set<Charge>().Where(c => c.CaseId == item.Id && c.Moment == FeeMoment.OnIssue && c.State == ChargeState.Settled).ToListAsync(cancel);
        var due = DueOf(model, facts, FeeMoment.OnIssue).Where(row => row.Cents > 0 && !paid.Exists(c => Is(c, row))).ToList();
        foreach (var row in due) await AddAsync(row, item.ToApplicant(), item.ServiceSlug, null, item.Id, cancel);
        return due.Count == 0 ? null : due.Min(row => row.On);
    }

    /// <summary>What is owed after what was granted is issued.</summary>
    public async Task AskLaterAsync(Case item, ProcedureModel model, ApplicationFacts facts, CancellationToken cancel = default)
    {
        var asked = await db.Set<Charge>().AsNoTracking().Where(c => c.CaseId == item.Id && (c.State == ChargeState.Settled || c.State == ChargeState.Owed)).ToListAsync(cancel);
        foreach (var row in DueOf(model, facts, FeeMoment.Later).Where(row => row.Cents > 0 && !asked.Exists(c => Is(c, row))))
            await AddAsync(row, item.ToApplicant(), item.ServiceSlug, null, item.Id, cancel);
    }

    /// <summary>What waited for payment does so no more: what is owed is cancelled, what was paid is owed back.</summary>
    /// <param name="refund">What was paid is owed back; else it stays paid.</param>
    public async Task EndAsync(Guid caseId, string reason, bool refund, CancellationToken cancel = default)
    {
        foreach (var charge in await db.Set<Charge>().Where(c => c.CaseId == caseId && c.Moment != FeeMoment.OnFiling).ToListAsync(cancel))
        {
            if (charge.State == ChargeState.Owed) charge.Cancel(reason);
            else if (refund && charge is { State: ChargeState.Settled, Cents: > 0 }) charge.OweBack(reason);
            else continue;
            audit.Note("charge.end", $"charge:{charge.Id:n}", new { charge.InWords, state = charge.State.ToString(), reason });
        }
    }

    /// <summary>The application is being changed: what was asked for it is asked anew when it is sent.</summary>
    public static async Task ReopenAsync(AppDb db, ApplicationDraft draft, CancellationToken cancel)
    {
        if (draft.ReadyAs is null) return;
        draft.ReadyAs = null;
        foreach (var owed in await db.Set<Charge>().Where(c => c.DraftId == draft.Id && c.State == ChargeState.Owed).ToListAsync(cancel)) owed.Cancel("la domanda è stata modificata");
    }

    /// <summary>The application is thrown away: nothing is owed for it, and what was paid is owed back.</summary>
    public static async Task AbandonAsync(AppDb db, Guid draftId, CancellationToken cancel)
    {
        const string Why = "la domanda non è stata presentata";
        foreach (var charge in await db.Set<Charge>().Where(c => c.DraftId == draftId && c.CaseId == null).ToListAsync(cancel))
        {
            if (charge.State == ChargeState.Owed) charge.Cancel(Why);
            if (charge is { State: ChargeState.Settled, Cents: > 0 }) charge.OweBack(Why);
        }
    }

    /// <summary>What a decision would ask for, line by line, with its last day; nothing is asked.</summary>
    public IReadOnlyList<(Texts What, long Cents, DateOnly On)> Ahead(ProcedureModel model, ApplicationFacts facts) =>
        [.. from moment in (FeeMoment[])[FeeMoment.OnIssue, FeeMoment.Later] from row in DueOf(model, facts, moment) where row.Cents > 0 select (WhatOf(row), row.Cents, row.On)];

    private static bool Is(Charge charge, Due row) => charge.Fee == row.Fee.Key && charge.Instalment == row.Instalment && charge.Cents == row.Cents;

    /// <summary>
    /// What is due at a moment. What may be paid by instalments is divided in cents, the first taking what is left over; the first is due at its fee's moment,
    /// the others a month after each other.
    /// </summary>
    private List<Due> DueOf(ProcedureModel model, ApplicationFacts facts, FeeMoment moment)
    {
        var (today, rows) = (LegalTime.Today(clock), new List<Due>());
        foreach (var (fee, line) in costs.Lines(model, facts))
        {
            if (fee.Pay == FeeMoment.Told || line.Cents is not { } cents) continue;
            var first = today.AddDays(fee.Within ?? UsualDays);
            if (fee.Instalments is not { } plan || cents < plan.From)
            {
                if (fee.Pay == moment) rows.Add(new Due(fee, line, 0, moment, cents, first));
                continue;
            }
            var each = cents / plan.Count;
            for (var number = 1; number <= plan.Count; number++)
            {
                var own = number == 1 ? fee.Pay : FeeMoment.Later;
                if (own == moment) rows.Add(new Due(fee, line, number, own, number == 1 ? cents - (each * (plan.Count - 1)) : each, first.AddMonths(number - 1)));
            }
        }
        return rows;
    }

    private static Texts WhatOf(Due row) => row.Instalment == 0 ? row.Line.What : new(
        $"{row.Line.What.It} (rata {row.Instalment} di {row.Fee.Instalments!.Count})", $"{row.Line.What.En} (instalment {row.Instalment} of {row.Fee.Instalments.Count})");

    private async Task<Charge> AddAsync(Due row, Applicant payer, string service, Guid? draft, Guid? caseId, CancellationToken cancel)
    {
        var now = clock.UtcNow();
        var (year, what) = (LegalTime.DayOf(now).Year, WhatOf(row));
        var charge = new Charge
        {
            Id = Guid.CreateVersion7(),
            Year = year,
            Number = await counters.NextAsync("charges", year, cancel),
            DraftId = draft,
            CaseId = caseId,
            ServiceSlug = service,
            Fee = row.Fee.Key,
            Instalment = row.Instalment,
            Moment = row.Moment,
            PayerTaxCode = payer.TaxCode,
            PayerName = payer.CompanyName is null ? payer.Name : $"{payer.CompanyName} ({payer.Name})",
            WhatIt = what.It,
            WhatEn = what.En,
            Norm = row.Line.Norm ?? "",
            Cents = row.Cents,
            AskedAt = now,
            DueOn = row.On,
        };
        db.Add(charge);
        audit.Note("charge.ask", $"charge:{charge.Id:n}", new { charge.InWords, charge.Cents, charge.WhatIt, draft, @case = caseId });
        return charge;
    }
}
