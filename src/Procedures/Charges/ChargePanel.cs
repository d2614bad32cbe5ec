using Liburia.Platform.Database;
using Liburia.Platform.Language;
using Liburia.Procedures.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Procedures.Charges;

/// <summary>What is owed and paid for a case, beside it: for the applicant with the receipt, for the office with the page where a payment is recorded.</summary>
internal sealed class ChargePanel(AppDb db) : ICasePanel
{
    public async Task<IReadOnlyList<(Texts Label, string Value, string? Href)>> RowsAsync(CaseView shown, bool forStaff, CancellationToken cancel)
    {
        var charges = await db.Set<Charge>().AsNoTracking().Where(c => c.CaseId == shown.Id && c.State != ChargeState.Cancelled).OrderBy(c => c.Moment).ThenBy(c => c.DueOn).ToListAsync(cancel);
        return [.. charges.Select(c => (c.What, $"{Say.Euro(c.Cents)}: {StateOf(c.ToView())}", (string?)$"{(forStaff ? "/desk/sportello" : "/area-personale")}/pagamenti/{c.Id:n}"))];
    }

    /// <summary>How a charge stands, in words.</summary>
    public static Texts StateOf(ChargeView charge) => charge.State switch
    {
        ChargeState.Owed => new($"da pagare entro il {Say.ShortDay(charge.DueOn)}", $"to be paid by {Say.ShortDay(charge.DueOn)}"),
        ChargeState.Settled when charge.Payment is not { } => new("niente da pagare", "nothing to pay"),
        ChargeState.Settled => new($"pagato il {Say.ShortDay(charge.Payment!.On)}", $"paid on {Say.ShortDay(charge.Payment.On)}"),
        ChargeState.ToRefund => new($"da rimborsare: {charge.Reason}", $"to be refunded: {charge.Reason}"),
        ChargeState.Refunded => new(charge.Reason!, charge.Reason!),
        _ => new($"non più dovuto: {charge.Reason}", $"no longer due: {charge.Reason}"),
    };
}
