using Liburia.Platform.Access;
using Liburia.Platform.Audit;
using Liburia.Platform.Database;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Procedures.Adoption;
using Liburia.Procedures.Cases;
using Liburia.Procedures.Contracts;
using Liburia.Procedures.Drafts;
using Liburia.Procedures.Uploads;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Procedures.Charges;

/// <summary>What a payment brings about: the draft that waited for it is filed, what was granted is issued, in the commit that stores the payment.</summary>
internal sealed class Settlements(AppDb db, Offers offers, CaseDesk cases, Decisions decisions, Mandates mandates, AuditTrail audit, Visitor visitor, TimeProvider clock) : ICharges
{
    /// <summary>Means that the counter takes, as it writes them.</summary>
    public static readonly IReadOnlyList<Texts> Means =
    [
        new("carta", "card"), new("contanti", "cash"), new("bollettino postale", "postal slip"), new("bonifico", "bank transfer"), new("F24", "F24"), new("PagoPA", "PagoPA"),
    ];

    public async Task<ChargeView?> FindAsync(Guid id, CancellationToken cancel) => (await db.Set<Charge>().AsNoTracking().FirstOrDefaultAsync(c => c.Id == id, cancel))?.ToView();

    public async Task<IReadOnlyList<ChargeView>> OwedByAsync(string taxCode, CancellationToken cancel) =>
        [.. (await db.Set<Charge>().AsNoTracking().Where(c => c.PayerTaxCode == taxCode && c.State == ChargeState.Owed).OrderBy(c => c.DueOn).ToListAsync(cancel)).Select(c => c.ToView())];

    public async Task<Settlement> SettleAsync(Guid id, PaymentMade payment, CancellationToken cancel)
    {
        var charge = await NeedAsync(id, cancel);
        if (IsToldAgain(charge, payment)) return new Settlement(true, charge.CaseId);
        NeedOwed(charge);
        NeedTold(payment);
        await TakeTurnAsync(charge, cancel);
        charge.Settle(payment);
        audit.Note("charge.settle", $"charge:{id:n}", new { charge.InWords, charge.Cents, payment.Means, payment.Reference, payment.On, payment.ReceivedBy });
        // What was changed is stored first, so that what is counted next counts it.
        await db.SaveChangesAsync(cancel);
        if (charge is { Moment: FeeMoment.OnFiling, DraftId: { } draft, CaseId: null }) return new Settlement(false, await FileAsync(draft, cancel));
        if (charge.CaseId is { } caseId) await IssueAsync(caseId, charge, cancel);
        return new Settlement(false, charge.CaseId);
    }

    public async Task SettleToRefundAsync(Guid id, PaymentMade payment, CancellationToken cancel)
    {
        var charge = await NeedAsync(id, cancel);
        if (IsToldAgain(charge, payment)) return;
        if (charge.State != ChargeState.Cancelled) NeedOwed(charge);
        NeedTold(payment);
        var reason = charge.State == ChargeState.Cancelled ? charge.Reason! : await WhyNotAsync(charge, cancel)
            ?? throw new RuleBroken("", new("Ciò che aspetta questo pagamento si può ancora fare: registra il pagamento.", "What awaits this payment can still be done: record the payment."));
        charge.Settle(payment, ChargeState.ToRefund, reason);
        audit.Note("charge.settle", $"charge:{id:n}", new { charge.InWords, charge.Cents, payment.Means, payment.Reference, reason });
    }

    public async Task RefundedAsync(Guid id, PaymentMade refund, CancellationToken cancel)
    {
        var charge = await NeedAsync(id, cancel);
        if (charge.State == ChargeState.Refunded) return;
        if (charge.State != ChargeState.ToRefund) throw new RuleBroken("", new("Non c'è niente da rimborsare.", "There is nothing to refund."));
        NeedTold(refund);
        charge.GiveBack($"rimborsato il {Say.ShortDay(refund.On)}, {refund.Means}, {refund.Reference}");
        audit.Note("charge.refund", $"charge:{id:n}", new { charge.InWords, charge.Cents, refund.Means, refund.Reference });
    }

    private async Task<Charge> NeedAsync(Guid id, CancellationToken cancel) =>
        await db.Set<Charge>().FirstOrDefaultAsync(c => c.Id == id, cancel) ?? throw new RuleBroken("", new("Questo pagamento non è atteso.", "This payment is not awaited."));

    private static bool IsToldAgain(Charge charge, PaymentMade payment) =>
        charge.State is ChargeState.Settled or ChargeState.ToRefund && charge.Means == payment.Means && charge.Reference == payment.Reference;

    private static void NeedOwed(Charge charge)
    {
        if (charge.State == ChargeState.Owed) return;
        throw new RuleBroken("", charge.State switch
        {
            ChargeState.Cancelled => new($"Non è più da pagare: {charge.Reason}.", $"It is no longer to be paid: {charge.Reason}."),
            _ => new($"È già stato pagato il {Say.ShortDay(charge.PaidOn!.Value)} ({charge.Means} {charge.Reference}).", $"It was paid on {Say.ShortDay(charge.PaidOn!.Value)} ({charge.Means} {charge.Reference})."),
        });
    }

    private void NeedTold(PaymentMade payment)
    {
        if (Means.All(means => means.It != payment.Means)) throw new RuleBroken("Means", new("Scegli come è stato pagato.", "Choose how it was paid."));
        if (payment.Reference.Length is < 1 or > 100)
            throw new RuleBroken("Reference", new("Scrivi il numero della ricevuta o dell'operazione, al massimo 100 caratteri.", "Enter the number of the receipt or operation, at most 100 characters."));
        if (payment.On > LegalTime.Today(clock)) throw new RuleBroken("On", new("Il giorno del pagamento non può essere nel futuro.", "The day of the payment cannot be in the future."));
    }

    private async Task<Guid?> FileAsync(Guid draftId, CancellationToken cancel)
    {
        if (await db.Set<Charge>().AnyAsync(c => c.DraftId == draftId && c.State == ChargeState.Owed, cancel)) return null;
        var draft = await db.Set<ApplicationDraft>().FirstAsync(d => d.Id == draftId, cancel);
        if (draft.SubmittedCaseId is { } filed) return filed;
        var (opened, _) = await cases.FileAsync(await FilingOfAsync(draft, cancel), cancel);
        (draft.SubmittedCaseId, draft.Typed, draft.ReadyAs, draft.UpdatedAt) = (opened.Id, null, null, clock.UtcNow());
        return opened.Id;
    }

    /// <summary>The application as it waits, by the applicant as they were: whoever wrote it for them may still act for them.</summary>
    private async Task<Filing> FilingOfAsync(ApplicationDraft draft, CancellationToken cancel)
    {
        if (draft.ReadyAs is null || await offers.FindAsync(draft.ServiceSlug, cancel) is not { } offer
            || (draft.ModelVersion == offer.Model.Version ? offer.Model : offers.Begun(draft.ServiceSlug, draft.ModelVersion, offer.Deviations)) is not { } model)
            throw new RuleBroken("", new("La domanda è stata cambiata o il servizio non c'è più.", "The application was changed, or the service is no longer offered."));
        var applicant = ChargeBook.ReadyAs(draft);
        if (applicant.By is { } by && !await mandates.MayAsync(by.TaxCode, applicant.TaxCode, draft.ServiceSlug, LegalTime.Today(clock), cancel))
            throw new RuleBroken("", new($"{by.Name} non può più agire per {applicant.Name}.", $"{by.Name} may no longer act for {applicant.Name}."));
        var (read, uploads) = (draft.ToDraft(), await db.Set<Upload>().AsNoTracking().Where(u => u.DraftId == draft.Id).OrderBy(u => u.Id).ToListAsync(cancel));
        return new Filing(draft.Id, offer, model, applicant, read.Answers, [.. uploads.Where(upload => upload.IsWhole)], read.Counter);
    }

    /// <summary>Why what waits for the payment can be done no more; none where it can.</summary>
    private async Task<string?> WhyNotAsync(Charge charge, CancellationToken cancel)
    {
        if (charge is not { Moment: FeeMoment.OnFiling, DraftId: { } draft, CaseId: null }) return null;
        try
        {
            await cases.NeedWholeAsync(await FilingOfAsync(await db.Set<ApplicationDraft>().FirstAsync(d => d.Id == draft, cancel), cancel), cancel);
            return null;
        }
        catch (RuleBroken refused)
        {
            return refused.Text.It.TrimEnd('.');
        }
    }

    /// <summary>Of two payments of the same application or case at once the second waits here, and counts the first.</summary>
    private async Task TakeTurnAsync(Charge charge, CancellationToken cancel)
    {
        if (charge.CaseId is { } caseId) await db.Set<Case>().Where(c => c.Id == caseId).ExecuteUpdateAsync(set => set.SetProperty(c => c.Version, c => c.Version), cancel);
        else if (charge.DraftId is { } draft) await db.Set<ApplicationDraft>().Where(d => d.Id == draft).ExecuteUpdateAsync(set => set.SetProperty(d => d.UpdatedAt, d => d.UpdatedAt), cancel);
    }

    private async Task IssueAsync(Guid caseId, Charge charge, CancellationToken cancel)
    {
        var item = await db.Set<Case>().FirstAsync(c => c.Id == caseId, cancel);
        db.Add(CaseLog.Event(item, CaseEventKind.PaymentReceived, clock.UtcNow(), visitor.FullName, visitor.IsStaff ? visitor.Office : null, true,
            new($"Pagamento ricevuto: {charge.WhatIt}, {Say.Euro(charge.Cents)}", $"Payment received: {charge.WhatEn}, {Say.Euro(charge.Cents)}")));
        if (item.State != CaseState.AwaitingPayment) return;
        if (await db.Set<Charge>().AnyAsync(c => c.CaseId == caseId && c.Moment == FeeMoment.OnIssue && c.State == ChargeState.Owed, cancel)) return;
        await decisions.IssueAsync(item, cancel);
    }
}
