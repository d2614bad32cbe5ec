using Liburia.Platform.Language;

namespace Liburia.Platform.Law;

/// <summary>Walks through the events of one term and keeps where it stands.</summary>
internal sealed class ClockWalk
{
    /// <param name="Rest">Days that will run on after it.</param>
    /// <param name="Until">Day on which the clock starts again by itself.</param>
    /// <param name="Answered">The observations have come; later ones change nothing.</param>
    private sealed record Stop(ClockEventKind By, DateOnly From, int Rest, bool BeginsAgain, DateOnly? Until, bool Answered = false);

    private readonly Term term;
    private readonly DateOnly start;
    private readonly LegalCalendar calendar;
    private readonly ClockWords words;
    private readonly List<ClockLine> lines = [];
    private readonly HashSet<ClockEventKind> unanswered = [];
    private DateOnly last, end;
    private Stop? stop;
    private DateOnly? concludedOn;
    private int suspensions, interruptions, notices, extended;

    public ClockWalk(Term term, DateOnly start, LegalCalendar calendar)
    {
        (this.term, this.start, this.calendar, last) = (term, start, calendar, start);
        words = new ClockWords(term);
        end = After(start);
        lines.Add(new(start, end, term.Amount, words.Runs(start), term.Norm));
    }

    /// <summary>Why an event cannot come next, whatever the law says of it.</summary>
    public Texts? Disorder(ClockEvent next) => next switch
    {
        _ when concludedOn is { } concluded => ClockWords.AlreadyConcluded(concluded),
        _ when next.On < start => new($"L'evento è del {ClockWords.Day(next.On)}, prima dell'inizio del termine ({ClockWords.Day(start)}).", $"The event is of {ClockWords.Day(next.On)}, before the term starts ({ClockWords.Day(start)})."),
        _ when next.On < last => new($"L'evento è del {ClockWords.Day(next.On)}, prima dell'ultimo registrato ({ClockWords.Day(last)}).", $"The event is of {ClockWords.Day(next.On)}, before the last one recorded ({ClockWords.Day(last)})."),
        { Days: < 0 } or { Kind: ClockEventKind.Extended, Days: 0 } => new("I giorni devono essere almeno uno.", "There must be at least one day."),
        { Kind: ClockEventKind.Resumed } when !unanswered.Contains(ClockEventKind.Suspended) => new("Il termine non è stato sospeso: non può riprendere.", "The term was not suspended: it cannot resume."),
        { Kind: ClockEventKind.Restarted } when !unanswered.Contains(ClockEventKind.Interrupted) => new("Il termine non è stato interrotto: non può ricominciare.", "The term was not interrupted: it cannot begin again."),
        { Kind: ClockEventKind.Observations } when !unanswered.Contains(ClockEventKind.NoticeOfRefusal) => new("Non c'è un preavviso di rigetto a cui rispondere.", "There is no notice of refusal to answer."),
        _ => null,
    };

    /// <summary>Why the law does not allow an event; the clock is first moved on to its day.</summary>
    public Texts? Objection(ClockEvent next)
    {
        Advance(next);
        return Illegal(next) ?? (IsTooLong(next) ? words.TooLong() : null);
    }

    public void Take(ClockEvent next)
    {
        Advance(next);
        last = next.On;
        if (next.Kind is ClockEventKind.Suspended or ClockEventKind.Interrupted or ClockEventKind.NoticeOfRefusal) unanswered.Add(next.Kind);
        if (Illegal(next) is { } reason)
        {
            lines.Add(new(next.On, null, 0, ClockWords.NoEffect(next, reason), null));
            return;
        }
        switch (next.Kind)
        {
            case ClockEventKind.Suspended:
                suspensions++;
                int? days = next.Days == 0 ? term.SuspensionMaxDays : Math.Min(next.Days, term.SuspensionMaxDays ?? next.Days);
                stop = new(next.Kind, next.On, RestOn(next.On), false, days is { } given ? next.On.AddDays(given) : null);
                if (IsTooLong(next)) lines.Add(new(next.On, stop.Until, stop.Until!.Value.DayNumber - next.On.DayNumber, words.TooLong(), null));
                break;
            case ClockEventKind.Interrupted:
                interruptions++;
                stop = new(next.Kind, next.On, 0, true, null);
                break;
            case ClockEventKind.Extended:
                extended += next.Days;
                if (stop is null) end = Move(end, next.Days);
                else stop = stop with { Rest = stop.Rest + next.Days };
                lines.Add(new(next.On, null, next.Days, words.Extended(next), term.Norm));
                break;
            case ClockEventKind.NoticeOfRefusal:
                notices++;
                if (term.PreRefusal == NoticeEffect.None || IsOver(next.On)) lines.Add(new(next.On, null, 0, ClockWords.IdleNotice(next.On), ClockWords.NoticeNorm));
                else stop = new(next.Kind, next.On, RestOn(next.On), term.PreRefusal == NoticeEffect.Interrupts, next.On.AddDays(term.PreRefusalDays));
                break;
            case ClockEventKind.Resumed or ClockEventKind.Restarted or ClockEventKind.Observations:
                Answer(next);
                break;
            case ClockEventKind.Concluded:
                concludedOn = next.On;
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(next));
        }
    }

    public ClockReading ReadOn(DateOnly today)
    {
        if (concludedOn is null && stop?.Until <= today) Go(stop.Until!.Value, byItself: true);
        if (stop is not null) lines.Add(new(stop.From, stop.Until, stop.Until is { } until ? until.DayNumber - stop.From.DayNumber : 0, words.StillStopped(stop.By, stop.From, stop.Until), NormOf(stop.By)));
        var unshifted = stop is null ? end : stop.Until is { } resumes ? EndAfter(stop, resumes) : (DateOnly?)null;
        var due = unshifted is { } day ? Shifted(day) : (DateOnly?)null;
        if (unshifted is { } falls && due != falls) lines.Add(new(falls, due, due!.Value.DayNumber - falls.DayNumber, ClockWords.Shifts(calendar, falls, due.Value), ClockWords.ShiftNorm));
        var over = due < today;
        if (due is { } last) lines.Add(new(null, last, 0, ClockWords.Expires(last, stop is not null && concludedOn is null, over || concludedOn > due), null));
        if (concludedOn is { } concluded)
        {
            var after = due is { } limit && concluded > limit ? Count(limit, concluded) : 0;
            lines.Add(new(concluded, null, after, words.Concluded(concluded, after), null));
            return new(ClockState.Concluded, due, null, null, after > 0, lines);
        }
        var silentOn = due?.AddDays(1);
        if (over && HasDecided)
        {
            lines.Add(new(silentOn, null, 0, words.Silent(silentOn!.Value), term.Norm));
            return new(ClockState.Silent, due, null, silentOn, term.Silence == SilenceMeaning.Breach, lines);
        }
        if (over) lines.Add(new(silentOn, today, Count(due!.Value, today), words.Late(Count(due.Value, today)), null));
        var left = stop is null ? due is { } ends ? over ? -Count(ends, today) : Count(today, ends) : (int?)null : stop.BeginsAgain ? null : stop.Rest;
        return new(stop is null ? ClockState.Running : ClockState.Suspended, due, left, silentOn, over, lines);
    }

    private bool IsTooLong(ClockEvent next) => next.Kind == ClockEventKind.Suspended && next.Days > term.SuspensionMaxDays;

    private bool HasDecided => term.Peremptory || term.Silence != SilenceMeaning.Breach;

    private Texts? Illegal(ClockEvent next)
    {
        var over = IsOver(next.On);
        // Silence that refuses does not take the power away, silence that assents does (art. 2 c. 8-bis L. 241/1990).
        if (over && (term.Peremptory || term.Silence == SilenceMeaning.Assent) && next.Kind is ClockEventKind.Concluded or ClockEventKind.NoticeOfRefusal) return words.PowerGone(Shifted(end));
        return next.Kind switch
        {
            ClockEventKind.Suspended when term.SuspensionsAllowed == 0 => words.Never("sospendere", "suspended"),
            ClockEventKind.Suspended when suspensions >= term.SuspensionsAllowed => words.NoMore("sospendere", "suspended", term.SuspensionsAllowed),
            ClockEventKind.Interrupted when term.InterruptionsAllowed == 0 => words.Never("interrompere", "interrupted"),
            ClockEventKind.Interrupted when interruptions >= term.InterruptionsAllowed => words.NoMore("interrompere", "interrupted", term.InterruptionsAllowed),
            ClockEventKind.Interrupted when next.On.DayNumber - start.DayNumber > term.InterruptionWithinDays => words.TooLateToInterrupt(start.AddDays(term.InterruptionWithinDays.Value)),
            ClockEventKind.Extended when term.ExtensionMaxDays == 0 => words.Never("prorogare", "extended"),
            ClockEventKind.Extended when extended + next.Days > term.ExtensionMaxDays => words.ExtendsTooMuch(),
            ClockEventKind.NoticeOfRefusal when notices > 0 => ClockWords.SecondNotice,
            ClockEventKind.Suspended or ClockEventKind.Interrupted or ClockEventKind.NoticeOfRefusal when stop is not null => ClockWords.AlreadyStopped(stop.From),
            ClockEventKind.Extended when stop is { BeginsAgain: true } => ClockWords.AlreadyStopped(stop.From),
            ClockEventKind.Suspended or ClockEventKind.Interrupted or ClockEventKind.Extended when over => ClockWords.AlreadyOver(Shifted(end)),
            _ => null,
        };
    }

    /// <summary>An answer on the very day the clock would start by itself is in time; for any other event the clock has started.</summary>
    private void Advance(ClockEvent next)
    {
        var answers = next.Kind is ClockEventKind.Resumed or ClockEventKind.Restarted or ClockEventKind.Observations;
        if (stop?.Until is { } until && (answers ? until < next.On : until <= next.On)) Go(until, byItself: true);
    }

    private void Answer(ClockEvent next)
    {
        var asked = next.Kind switch { ClockEventKind.Resumed => ClockEventKind.Suspended, ClockEventKind.Restarted => ClockEventKind.Interrupted, _ => ClockEventKind.NoticeOfRefusal };
        // Observations may come in more than one paper.
        if (asked != ClockEventKind.NoticeOfRefusal) unanswered.Remove(asked);
        if (stop?.By != asked || stop.Answered) lines.Add(new(next.On, null, 0, ClockWords.LateAnswer(next), null));
        else if (asked != ClockEventKind.NoticeOfRefusal || stop.BeginsAgain) Go(next.On, byItself: false);
        else
        {
            // art. 10-bis L. 241/1990: the term runs again from ten days after the observations.
            stop = stop with { Until = next.On.AddDays(term.PreRefusalDays), Answered = true };
            lines.Add(new(next.On, stop.Until, term.PreRefusalDays, ClockWords.Observed(next.On), ClockWords.NoticeNorm));
        }
    }

    private void Go(DateOnly day, bool byItself)
    {
        var ended = stop!;
        (stop, end) = (null, EndAfter(ended, day));
        lines.Add(new(ended.From, day, day.DayNumber - ended.From.DayNumber, words.Stopped(ended.By, ended.From, day, ended.BeginsAgain), NormOf(ended.By)));
        lines.Add(new(day, end, ended.BeginsAgain ? term.Amount : ended.Rest, ended.BeginsAgain ? words.BeginsAgain(day) : words.Resumes(day, ended.Rest, byItself && ended.By == ClockEventKind.Suspended), null));
    }

    private string NormOf(ClockEventKind by) => by == ClockEventKind.NoticeOfRefusal ? ClockWords.NoticeNorm : term.Norm;

    private DateOnly EndAfter(Stop ended, DateOnly day) => ended.BeginsAgain ? After(day) : Move(day, ended.Rest);

    private DateOnly After(DateOnly day) => term.Unit switch
    {
        TermUnit.Months => day.AddMonths(term.Amount),
        TermUnit.Years => day.AddYears(term.Amount),
        _ => Move(day, term.Amount),
    };

    private DateOnly Move(DateOnly day, int days) => term.Unit == TermUnit.WorkingDays ? calendar.AddWorkingDays(day, days) : day.AddDays(days);

    /// <summary>None is left on the day to which an end on a holiday has moved.</summary>
    private int RestOn(DateOnly day) => end <= day ? 0 : Count(day, end);

    private int Count(DateOnly from, DateOnly to)
    {
        if (term.Unit != TermUnit.WorkingDays) return to.DayNumber - from.DayNumber;
        var count = 0;
        for (var day = from.AddDays(1); day <= to; day = day.AddDays(1)) count += calendar.IsWorkingDay(day) ? 1 : 0;
        return count;
    }

    private DateOnly Shifted(DateOnly day) => term.ShiftsFromHolidays ? calendar.NextWorkingDay(day) : day;

    private bool IsOver(DateOnly day) => stop is null && Shifted(end) < day;
}
