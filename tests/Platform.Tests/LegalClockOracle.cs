using Liburia.Platform.Law;

namespace Liburia.Platform.Tests;

/// <summary>
/// The same law counted another way: a calendar is torn off a leaf at a time, and each evening one asks whether that day was one of the term.
/// Shares nothing with the clock but the calendar of holidays.
/// </summary>
internal sealed class LegalClockOracle(Term term, DateOnly start, IReadOnlyList<ClockEvent> events, LegalCalendar calendar)
{
    private const int Horizon = 6000;
    private bool ticking = true, fromZero, answered, deadPower, ended;
    private string stoppedFor = "";
    private int toCount, granted, suspended, interrupted, notified;
    private DateOnly? alarm, lastDay, concluded;
    private DateOnly reached;
    private bool waiting;

    public (DateOnly? DueOn, ClockState State) On(DateOnly today)
    {
        toCount = WholeTerm(start);
        ClockState? then = null;
        for (var day = start; day.DayNumber - start.DayNumber < Horizon; day = day.AddDays(1))
        {
            if (day > start) Evening(day);
            foreach (var happened in events.Where(e => e.On == day && e.On <= today))
            {
                // What answers comes before the alarm of the same day, everything else after it.
                if (happened.Kind is not (ClockEventKind.Resumed or ClockEventKind.Restarted or ClockEventKind.Observations)) Ring(day);
                Happen(happened, day);
            }
            Ring(day);
            if (day == today) then = StateNow(day);
            if (lastDay is not null && day > today) break;
            if (!ticking && alarm is null && day > today) break;
        }
        return (lastDay, then ?? ClockState.Running);
    }

    private ClockState StateNow(DateOnly day)
    {
        if (concluded is not null) return ClockState.Concluded;
        if (!ticking) return ClockState.Suspended;
        if (lastDay is { } last && last < day && (term.Peremptory || term.Silence != SilenceMeaning.Breach)) return ClockState.Silent;
        return ClockState.Running;
    }

    private void Evening(DateOnly day)
    {
        ended = lastDay is { } last && last < day;
        deadPower = ended && (term.Peremptory || term.Silence == SilenceMeaning.Assent);
        if (!ticking) return;
        if (waiting && calendar.IsWorkingDay(day))
        {
            lastDay = day;
            waiting = false;
        }
        if (lastDay is not null || waiting) return;
        if (term.Unit != TermUnit.WorkingDays || calendar.IsWorkingDay(day)) toCount--;
        if (toCount == 0) Reach(day);
    }

    /// <summary>Nothing is left to count: this is the last day, or the next that is no holiday.</summary>
    private void Reach(DateOnly day)
    {
        reached = day;
        if (term.ShiftsFromHolidays && !calendar.IsWorkingDay(day)) waiting = true;
        else lastDay = day;
    }

    private void Ring(DateOnly day)
    {
        if (alarm != day) return;
        Start(day);
    }

    private void Start(DateOnly day)
    {
        if (fromZero) toCount = WholeTerm(day);
        (ticking, alarm, fromZero, answered, stoppedFor) = (true, null, false, false, "");
        (lastDay, waiting) = (null, false);
        if (toCount == 0) Reach(day);
    }

    private void Halt(string why, DateOnly? until, bool zero)
    {
        (ticking, stoppedFor, alarm, fromZero) = (false, why, until, zero);
        (lastDay, waiting) = (null, false);
    }

    private void Happen(ClockEvent e, DateOnly day)
    {
        switch (e.Kind)
        {
            case ClockEventKind.Suspended:
                if (!ticking || ended || suspended == term.SuspensionsAllowed) return;
                suspended++;
                int? days = e.Days > 0 ? e.Days : null;
                if (term.SuspensionMaxDays is { } max && (days is null || days > max)) days = max;
                Halt("papers", days is null ? null : day.AddDays(days.Value), zero: false);
                return;
            case ClockEventKind.Interrupted:
                if (!ticking || ended || interrupted == term.InterruptionsAllowed) return;
                if (term.InterruptionWithinDays is { } limit && day > start.AddDays(limit)) return;
                interrupted++;
                Halt("interruption", null, zero: true);
                return;
            case ClockEventKind.NoticeOfRefusal:
                if (!ticking || deadPower || notified > 0) return;
                notified++;
                if (ended || term.PreRefusal == NoticeEffect.None) return;
                Halt("notice", day.AddDays(term.PreRefusalDays), term.PreRefusal == NoticeEffect.Interrupts);
                return;
            case ClockEventKind.Extended:
                if (ended || granted + e.Days > term.ExtensionMaxDays || (!ticking && fromZero)) return;
                granted += e.Days;
                Lengthen(e.Days, day);
                return;
            case ClockEventKind.Resumed:
                if (stoppedFor == "papers") Start(day);
                return;
            case ClockEventKind.Restarted:
                if (stoppedFor == "interruption") Start(day);
                return;
            case ClockEventKind.Observations:
                if (stoppedFor != "notice" || answered) return;
                if (fromZero) Start(day);
                else (alarm, answered) = (day.AddDays(term.PreRefusalDays), true);
                return;
            case ClockEventKind.Concluded:
                if (!deadPower) concluded = day;
                return;
            default:
                throw new ArgumentOutOfRangeException(nameof(e));
        }
    }

    /// <summary>More leaves to tear; where the count had already reached nothing, the days lived since then are among them.</summary>
    private void Lengthen(int days, DateOnly day)
    {
        toCount += days;
        if (!ticking || (lastDay is null && !waiting)) return;
        (lastDay, waiting) = (null, false);
        for (var lived = reached.AddDays(1); lived <= day && toCount > 0; lived = lived.AddDays(1))
            if (term.Unit != TermUnit.WorkingDays || calendar.IsWorkingDay(lived)) toCount--;
        if (toCount == 0) Reach(day);
    }

    private int WholeTerm(DateOnly from)
    {
        if (term.Unit is TermUnit.Days or TermUnit.WorkingDays) return term.Amount;
        // One leaf after another until the month is the right one, then to the same number or to the end of that month.
        var months = term.Unit == TermUnit.Years ? 12 * term.Amount : term.Amount;
        var (day, passed) = (from, 0);
        while (passed < months)
        {
            day = day.AddDays(1);
            if (day.Day == 1) passed++;
        }
        while (day.Day != from.Day && day.AddDays(1).Month == day.Month) day = day.AddDays(1);
        return day.DayNumber - from.DayNumber;
    }
}
