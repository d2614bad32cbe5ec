using Liburia.Platform.Language;

namespace Liburia.Procedures.Contracts;

/// <summary>How a charge stands. What was paid and is owed back waits in <see cref="ToRefund"/>.</summary>
public enum ChargeState { Owed, Settled, Cancelled, ToRefund, Refunded }

/// <summary>A sum somebody owes for a procedure, as whoever collects it sees it.</summary>
/// <param name="Number">As one says it at the counter: «12/2026».</param>
/// <param name="Cents">Cents of euro.</param>
/// <param name="CaseId">None while it is owed before the application is filed.</param>
public sealed record ChargeView(
    Guid Id, string Number, Texts What, long Cents, string Norm, string PayerTaxCode, string PayerName, string ServiceSlug, Guid? CaseId, DateOnly DueOn, ChargeState State, PaymentMade? Payment)
{
    public DateTime AskedAt { get; init; }
    public string? Reason { get; init; }
}

/// <summary>A payment, or a refund, as it was made.</summary>
/// <param name="Means">«carta», «contanti», «bollettino», «bonifico», «F24».</param>
/// <param name="Reference">What proves it: number of the receipt, of the operation.</param>
/// <param name="ReceivedBy">Who saw it, or what told it.</param>
public sealed record PaymentMade(string Means, string Reference, DateOnly On, string ReceivedBy);

/// <summary>What a settlement brought about.</summary>
/// <param name="Repeated">It had been told already: nothing happened now.</param>
/// <param name="CaseId">The case that was filed or decided by it, or is of the charge; none while others are owed before filing.</param>
public sealed record Settlement(bool Repeated, Guid? CaseId);

/// <summary>
/// What is owed for procedures. Procedures says what, by whom, and what waits for it; whoever collects money only tells that it is settled, cancelled or
/// refunded, inside one transaction of its own.
/// </summary>
public interface ICharges
{
    Task<ChargeView?> FindAsync(Guid id, CancellationToken cancel = default);

    /// <summary>What a person owes, the most urgent first.</summary>
    Task<IReadOnlyList<ChargeView>> OwedByAsync(string taxCode, CancellationToken cancel = default);

    /// <summary>It is paid: what waited for it is done in the same commit. The same payment told again changes nothing.</summary>
    /// <exception cref="RuleBroken">It is not owed, the payment is not told well, or what waited can be done no more.</exception>
    Task<Settlement> SettleAsync(Guid id, PaymentMade payment, CancellationToken cancel = default);

    /// <summary>It is paid although what waited for it can be done no more, or was cancelled meanwhile: it is owed back.</summary>
    /// <exception cref="RuleBroken">What waited can still be done.</exception>
    Task SettleToRefundAsync(Guid id, PaymentMade payment, CancellationToken cancel = default);

    /// <summary>What was owed back was given back.</summary>
    Task RefundedAsync(Guid id, PaymentMade refund, CancellationToken cancel = default);
}
