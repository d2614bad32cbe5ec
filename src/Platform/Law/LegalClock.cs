using Liburia.Platform.Language;

namespace Liburia.Platform.Law;

/// <summary>
/// What happens to a term. A suspension is answered by <see cref="Resumed"/>, an interruption by <see cref="Restarted"/> (what was asked has
/// come), a notice of refusal by <see cref="Observations"/>.
/// </summary>
public enum ClockEventKind { Suspended, Resumed, Interrupted, Restarted, Extended, NoticeOfRefusal, Observations, Concluded }

/// <param name="Days">How long: of an extension, or the days given to answer a suspension (0: as many as the law gives).</param>
public sealed record ClockEvent(ClockEventKind Kind, DateOnly On, int Days = 0);

/// <summary>Silent: the term is over and silence has decided, or the power to act is gone.</summary>
public enum ClockState { Running, Suspended, Concluded, Silent }

/// <summary>How a term stands on a day.</summary>
/// <param name="DueOn">Last day of the term. While it is stopped: where it will fall if no answer comes; none when nothing but the answer makes it run again.</param>
/// <param name="DaysLeft">
/// Days from the day of the reading to <paramref name="DueOn"/>, negative when late; while it is stopped, the rest that will run on. Working days where the
/// unit is. None once concluded, silent, or interrupted.
/// </param>
/// <param name="SilentOn">The day after <paramref name="DueOn"/> when nothing was concluded: the first on which silence has its meaning, past or still to come.</param>
/// <param name="Late">The term is over and silence decides nothing, or the decision came after it.</param>
/// <param name="Explanation">How the result came about, a sentence a line.</param>
public sealed record ClockReading(ClockState State, DateOnly? DueOn, int? DaysLeft, DateOnly? SilentOn, bool Late, IReadOnlyList<ClockLine> Explanation);

/// <summary>One sentence of an explanation.</summary>
/// <param name="Days">Days it is about, 0 where it is about none.</param>
public sealed record ClockLine(DateOnly? From, DateOnly? To, int Days, Texts Text, string? Norm)
{
    /// <summary>The sentence with its norm in brackets.</summary>
    public Texts WithNorm => Norm is null ? Text : new($"{Text.It} ({Norm})", $"{Text.En} ({Norm})");
}

/// <summary>Counts terms of law: pure functions over a term, its events and a calendar.</summary>
/// <remarks>
/// <para>The day of start and the day on which the clock starts again are not counted, the last one is (art. 155 c.p.c., art. 2963 c.c.). A term of months
/// or years ends on the same number of the day, or on the last day of a shorter month. The shift from holidays is applied once, to the end.</para>
/// <para>The day of a suspension still counts; what was left that evening runs on from the day after the resumption. With no answer the clock resumes by itself
/// after the days given (art. 2 c. 7 L. 241/1990: one suspension, at most 30 days); an answer after that changes nothing. An interruption forgets what has run,
/// extensions included. An act the law does not allow (a second suspension, an interruption after its day, anything but a conclusion when the term is over)
/// has no effect and is explained; a suspension for too long ends where the law ends it.</para>
/// <para>When silence has assented, or a peremptory term is over, a later act has no effect; silence that refuses leaves a late act possible, and so does a
/// breach, which is late. Of two events on one day the order given counts. Events after the day of reading are not looked at.</para>
/// </remarks>
public static class LegalClock
{
    /// <summary>How the term stands at the end of a day.</summary>
    /// <param name="start">Day the term starts from: receipt, filing; not counted.</param>
    /// <param name="events">From the oldest to the newest.</param>
    /// <param name="today">The day of reading; its own events are counted.</param>
    /// <exception cref="ArgumentException">
    /// The events are not in order, one is before the start or after the conclusion, an answer has nothing to answer, or days are missing or negative.
    /// </exception>
    public static ClockReading Read(Term term, DateOnly start, IReadOnlyList<ClockEvent> events, LegalCalendar calendar, DateOnly today) => Walk(term, start, events, calendar, today).ReadOn(today);

    /// <summary>Whether one more event is lawful on its day.</summary>
    /// <returns>Null when it is, else the reason in words with its norm.</returns>
    /// <exception cref="ArgumentException">What happened before is not in order; see <see cref="Read"/>.</exception>
    public static Texts? Refuses(Term term, DateOnly start, IReadOnlyList<ClockEvent> events, ClockEvent next, LegalCalendar calendar)
    {
        ArgumentNullException.ThrowIfNull(next);
        var walk = Walk(term, start, events, calendar, DateOnly.MaxValue);
        return walk.Disorder(next) ?? walk.Objection(next);
    }

    private static ClockWalk Walk(Term term, DateOnly start, IReadOnlyList<ClockEvent> events, LegalCalendar calendar, DateOnly until)
    {
        ArgumentNullException.ThrowIfNull(term);
        ArgumentNullException.ThrowIfNull(events);
        ArgumentNullException.ThrowIfNull(calendar);
        for (var i = 1; i < events.Count; i++)
            if (events[i].On < events[i - 1].On) throw new ArgumentException("The events are not in the order of their days.", nameof(events));
        var walk = new ClockWalk(term, start, calendar);
        foreach (var happened in events)
        {
            if (happened.On > until) break;
            if (walk.Disorder(happened) is { } disorder) throw new ArgumentException(disorder.En, nameof(events));
            walk.Take(happened);
        }
        return walk;
    }
}
