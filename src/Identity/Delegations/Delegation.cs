using Liburia.Platform.Access;
using Liburia.Platform.Audit;
using Liburia.Platform.Database;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Identity.Delegations;

/// <summary>
/// A citizen lets somebody else apply for them in some services (art. 38 c. 3-bis DPR 445/2000). It is given by who logged in with their digital
/// identity, holds once the delegate accepts it, and ends on its last day or when either of the two gives it up.
/// </summary>
internal sealed class Delegation
{
    public required Guid Id { get; init; }
    public required string Principal { get; init; }
    public required string PrincipalName { get; init; }
    public required string Representative { get; init; }
    /// <summary>As the principal wrote it; as their digital identity says it once they accept.</summary>
    public required string RepresentativeName { get; set; }
    /// <summary>Slugs, separated by blanks.</summary>
    public required string Services { get; init; }
    public DateOnly HoldsFrom { get; init; }
    public DateOnly HoldsUntil { get; init; }
    public DateTime GivenAt { get; init; }
    public DateTime? AcceptedAt { get; set; }
    public DateTime? EndedAt { get; private set; }
    /// <summary>Name of who ended it.</summary>
    public string? EndedBy { get; private set; }
    public int Version { get; private set; }

    public IReadOnlyList<string> Slugs => Services.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    public void Accept(string name, DateTime now) => (RepresentativeName, AcceptedAt, Version) = (name, now, Version + 1);

    public void End(string by, DateTime now) => (EndedAt, EndedBy, Version) = (now, by, Version + 1);

    /// <summary>How it stands on a day.</summary>
    public Texts StateOn(DateOnly day) => EndedAt is { } ended ? new($"finita il {Say.ShortDay(LegalTime.DayOf(ended))} ({EndedBy})", $"ended on {Say.ShortDay(LegalTime.DayOf(ended))} ({EndedBy})")
        : HoldsUntil < day ? new("scaduta", "expired")
        : AcceptedAt is null ? new("da accettare", "to be accepted")
        : HoldsFrom > day ? new($"vale dal {Say.ShortDay(HoldsFrom)}", $"holds from {Say.ShortDay(HoldsFrom)}") : new("vale", "holds");

    public bool IsOpenOn(DateOnly day) => EndedAt is null && HoldsUntil >= day;

    public Mandate ToMandate() => new($"{DelegationDesk.Source}:{Id:n}", MandateKind.Delegate, Representative, Principal, PrincipalName, Slugs, HoldsFrom, HoldsUntil,
        new($"delega data online il {Say.ShortDay(LegalTime.DayOf(GivenAt))} (art. 38 c. 3-bis DPR 445/2000)",
            $"delegation given online on {Say.ShortDay(LegalTime.DayOf(GivenAt))} (art. 38 c. 3-bis DPR 445/2000)"));
}

/// <summary>What a citizen writes to delegate somebody.</summary>
internal sealed record DelegationOrder(string TaxCode, string Name, IReadOnlyList<string> Services, DateOnly From, DateOnly Until);

/// <summary>Delegations of who is logged in, as the one who gave them or as the one who may use them; nobody else's are ever found.</summary>
internal sealed class DelegationDesk(AppDb db, Visitor visitor, AuditTrail audit, TimeProvider clock) : IMandateSource
{
    public const string Source = "delega";

    /// <summary>A delegation lasts this long at most: who forgets one is not bound for ever. The Comune's own choice.</summary>
    public const int MostYears = 3;

    public async Task<IReadOnlyList<Mandate>> HeldByAsync(string representative, DateOnly day, CancellationToken cancel) =>
        [.. (await db.Set<Delegation>().AsNoTracking()
            .Where(d => d.Representative == representative && d.AcceptedAt != null && d.EndedAt == null && d.HoldsFrom <= day && d.HoldsUntil >= day).ToListAsync(cancel)).Select(d => d.ToMandate())];

    /// <summary>Given by the visitor and to the visitor, those that may be used first.</summary>
    public async Task<(IReadOnlyList<Delegation> Given, IReadOnlyList<Delegation> Received)> MineAsync(CancellationToken cancel = default)
    {
        var mine = await db.Set<Delegation>().AsNoTracking().Where(d => d.Principal == visitor.TaxCode || d.Representative == visitor.TaxCode).OrderByDescending(d => d.GivenAt).ToListAsync(cancel);
        var today = LegalTime.Today(clock);
        return ([.. mine.Where(d => d.Principal == visitor.TaxCode).OrderByDescending(d => d.IsOpenOn(today))],
            [.. mine.Where(d => d.Representative == visitor.TaxCode).OrderByDescending(d => d.IsOpenOn(today))]);
    }

    /// <summary>Gives a delegation, inside the caller's transaction.</summary>
    public void Give(DelegationOrder order)
    {
        var given = new Delegation
        {
            Id = Guid.CreateVersion7(),
            Principal = visitor.TaxCode,
            PrincipalName = visitor.FullName,
            Representative = order.TaxCode,
            RepresentativeName = order.Name,
            Services = string.Join(' ', order.Services),
            HoldsFrom = order.From,
            HoldsUntil = order.Until,
            GivenAt = clock.UtcNow(),
        };
        db.Add(given);
        audit.Note("mandate.give", $"mandate:{given.Id:n}", new { given.Principal, given.Representative, given.Services, given.HoldsFrom, given.HoldsUntil });
    }

    /// <summary>The delegate accepts; false where there is none of theirs that waits for it.</summary>
    public async Task<bool> AcceptAsync(Guid id, CancellationToken cancel = default)
    {
        var today = LegalTime.Today(clock);
        if (await db.Set<Delegation>().FirstOrDefaultAsync(d => d.Id == id && d.Representative == visitor.TaxCode, cancel) is not { AcceptedAt: null } waits || !waits.IsOpenOn(today)) return false;
        waits.Accept(visitor.FullName, clock.UtcNow());
        audit.Note("mandate.accept", $"mandate:{id:n}", new { waits.Principal, waits.Representative });
        return true;
    }

    /// <summary>Either of the two ends it, at once; false where there is none of theirs that still runs.</summary>
    public async Task<bool> EndAsync(Guid id, CancellationToken cancel = default)
    {
        var own = await db.Set<Delegation>().FirstOrDefaultAsync(d => d.Id == id && (d.Representative == visitor.TaxCode || d.Principal == visitor.TaxCode), cancel);
        if (own is null || !own.IsOpenOn(LegalTime.Today(clock))) return false;
        own.End(visitor.FullName, clock.UtcNow());
        audit.Note("mandate.end", $"mandate:{id:n}", new { own.Principal, own.Representative, by = visitor.TaxCode });
        return true;
    }
}
