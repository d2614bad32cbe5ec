using Liburia.Platform.Database;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Platform.Tenancy;
using Liburia.Procedures.Adoption;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Procedures.Cases;

/// <summary>Reads the legal clock of a case from its events, by the term as it stood on the day the case began.</summary>
internal sealed class CaseClock(AppDb db, Tenant tenant, TimeProvider clock)
{
    public LegalCalendar Calendar { get; } = LegalCalendar.Of(tenant.Municipality);

    /// <summary>The term of a case, shortened where the Comune had declared it; none where nobody waits.</summary>
    public static Term? TermOf(Case item)
    {
        if (item.TermName is null || Terms.Find(item.TermName, item.OpenedOn) is not { } term) return null;
        return Deviations.FromJson(item.Deviations).TermDays is { } days && days < term.Amount ? term with { Amount = days } : term;
    }

    public async Task<IReadOnlyList<ClockEvent>> EventsAsync(Guid caseId, CancellationToken cancel = default)
    {
        // Of a case that begins in this very write nothing is stored yet.
        var begins = db.ChangeTracker.Entries<Case>().Any(e => e.State == EntityState.Added && e.Entity.Id == caseId);
        var stored = begins ? [] : await db.Set<CaseEvent>().AsNoTracking()
            .Where(e => e.CaseId == caseId && (e.Clock != null || e.Kind == CaseEventKind.Contested || e.Kind == CaseEventKind.Annulled
                || e.Kind == CaseEventKind.TakenUpAgain)).OrderBy(e => e.Id).ToListAsync(cancel);
        var added = db.ChangeTracker.Entries<CaseEvent>().Where(e => e.State == EntityState.Added && e.Entity.CaseId == caseId).Select(e => e.Entity);
        IReadOnlyList<CaseEvent> all = [.. stored, .. added];
        return EventsOf(all);
    }

    /// <summary>What of a timeline the clock is read from.</summary>
    private static IReadOnlyList<ClockEvent> EventsOf(IReadOnlyList<CaseEvent> timeline)
    {
        var counted = timeline.SinceOpened().Where(e => e.Clock is not null).ToList();
        // What was granted and then paid for was concluded when it was granted.
        var concluded = counted.FindIndex(e => e.Clock == ClockEventKind.Concluded);
        return [.. counted.Take(concluded < 0 ? counted.Count : concluded + 1).Select(e => new ClockEvent(e.Clock!.Value, e.CountedOn, e.ClockDays))];
    }

    /// <summary>How the term of a case that was read stands; none where nobody waits.</summary>
    public ClockReading? Read(CaseReading read) => Read(read, []);

    private ClockReading? Read(CaseReading read, IReadOnlyList<ClockEvent> next) => TermOf(read.Item) is not { } term ? null
        : LegalClock.Read(term, read.Item.ReopenedOn ?? read.Item.OpenedOn, [.. EventsOf(read.Timeline), .. next], Calendar, LegalTime.Today(clock));

    /// <summary>Where the term would stand if such an event happened today; none where nobody waits, or it is not lawful now.</summary>
    public ClockReading? Foresee(CaseReading read, ClockEventKind kind, int days) =>
        Refuses(read, kind, days) is null ? Read(read, [new(kind, LegalTime.Today(clock), days)]) : null;

    /// <summary>Why such an event is not lawful today; null when it is.</summary>
    public Texts? Refuses(CaseReading read, ClockEventKind kind, int days) => TermOf(read.Item) is not { } term ? null
        : LegalClock.Refuses(term, read.Item.ReopenedOn ?? read.Item.OpenedOn, EventsOf(read.Timeline), new(kind, LegalTime.Today(clock), days), Calendar);

    /// <summary>What a request for supplements does to a term: once, where the law lets it, it begins again; otherwise it stands still.</summary>
    public static ClockEventKind StoppedBySupplements(Case item) =>
        TermOf(item) is { InterruptionsAllowed: > 0 } ? ClockEventKind.Interrupted : ClockEventKind.Suspended;

    /// <summary>Last day to record what is checked afterwards, for a case that begins, or begins again, on this day; none where the decision changes the register.</summary>
    public DateOnly? RecordBy(Models.ModelOutcome outcome, DateOnly begun) =>
        outcome.Recording is { } recording && Terms.Find(recording.Term, begun) is { } within ? LegalClock.Read(within, begun, [], Calendar, begun).DueOn : null;

    public async Task<ClockReading?> ReadAsync(Case item, CancellationToken cancel = default) =>
        TermOf(item) is { } term ? LegalClock.Read(term, item.ReopenedOn ?? item.OpenedOn, await EventsAsync(item.Id, cancel), Calendar, LegalTime.Today(clock)) : null;

    /// <summary>Why such an event is not lawful today; null when it is.</summary>
    public async Task<Texts?> RefusesAsync(Case item, ClockEventKind kind, int days, CancellationToken cancel = default) =>
        TermOf(item) is { } term ? LegalClock.Refuses(term, item.ReopenedOn ?? item.OpenedOn, await EventsAsync(item.Id, cancel), new ClockEvent(kind, LegalTime.Today(clock), days), Calendar) : null;

    /// <summary>Writes what the clock says now into the case.</summary>
    public async Task SetAsync(Case item, CancellationToken cancel = default) => item.Clock(await ReadAsync(item, cancel), TermOf(item)?.Silence ?? SilenceMeaning.Breach);
}
