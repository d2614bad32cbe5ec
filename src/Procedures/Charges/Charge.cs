using Liburia.Platform.Language;
using Liburia.Procedures.Contracts;

namespace Liburia.Procedures.Charges;

/// <summary>When a fee is paid.</summary>
internal enum FeeMoment
{
    /// <summary>The sheet tells it; nobody is asked for it here.</summary>
    Told,
    /// <summary>The application is filed when it is paid.</summary>
    OnFiling,
    /// <summary>What is granted is issued when it is paid.</summary>
    OnIssue,
    /// <summary>After what is granted was issued.</summary>
    Later,
}

/// <summary>A sum owed for an application or a case. Before filing it belongs to the draft, and its payment files it.</summary>
internal sealed class Charge
{
    public required Guid Id { get; init; }
    public int Year { get; init; }
    public int Number { get; init; }
    public Guid? DraftId { get; init; }
    public Guid? CaseId { get; set; }
    public required string ServiceSlug { get; init; }
    /// <summary>Key of the fee in the procedure's file.</summary>
    public required string Fee { get; init; }
    /// <summary>Of an instalment, from 1; 0 where it is paid at once.</summary>
    public int Instalment { get; init; }
    public FeeMoment Moment { get; init; }
    public required string PayerTaxCode { get; init; }
    public required string PayerName { get; init; }
    public required string WhatIt { get; init; }
    public required string WhatEn { get; init; }
    public required string Norm { get; init; }
    /// <summary>Cents of euro.</summary>
    public long Cents { get; init; }
    public DateTime AskedAt { get; init; }
    public DateOnly DueOn { get; init; }
    public ChargeState State { get; private set; }
    public string? Means { get; private set; }
    public string? Reference { get; private set; }
    public DateOnly? PaidOn { get; private set; }
    public string? ReceivedBy { get; private set; }
    /// <summary>Why it was cancelled, or is owed back.</summary>
    public string? Reason { get; private set; }
    public int Version { get; private set; }

    public string InWords => $"{Number}/{Year}";
    public Texts What => new(WhatIt, WhatEn);

    public void Settle(PaymentMade payment, ChargeState state = ChargeState.Settled, string? reason = null)
    {
        (State, Means, Reference, PaidOn, ReceivedBy) = (state, payment.Means, payment.Reference, payment.On, payment.ReceivedBy);
        (Reason, Version) = (reason, Version + 1);
    }

    public void Cancel(string reason) => (State, Reason, Version) = (ChargeState.Cancelled, reason, Version + 1);

    public void OweBack(string reason) => (State, Reason, Version) = (ChargeState.ToRefund, reason, Version + 1);

    /// <param name="how">When and how it was given back, in words.</param>
    public void GiveBack(string how) => (State, Reason, Version) = (ChargeState.Refunded, how, Version + 1);

    /// <summary>For nothing owed there is no money and still a receipt.</summary>
    public void NothingOwed(DateOnly today) => (State, PaidOn, Version) = (ChargeState.Settled, today, Version + 1);

    public ChargeView ToView() => new(Id, InWords, What, Cents, Norm, PayerTaxCode, PayerName, ServiceSlug, CaseId, DueOn, State,
        Means is null ? null : new PaymentMade(Means, Reference!, PaidOn!.Value, ReceivedBy!))
    { AskedAt = AskedAt, Reason = Reason };
}
