using Liburia.Platform.Law;
using Shouldly;
using Xunit;

namespace Liburia.Platform.Tests;

/// <summary>Thousands of generated terms with generated events, counted by the clock and by the oracle.</summary>
public sealed class LegalClockAgainstOracleTests
{
    private static readonly LegalCalendar Cesa = new("08-27", "San Cesario");

    [Theory]
    [InlineData(20260901)]
    [InlineData(19)]
    public void LegalClock_FiveThousandCases_AgreeWithTheDayByDayCount(int seed)
    {
        var random = new Random(seed);
        var met = new HashSet<(ClockState, SilenceMeaning, bool)>();
        for (var i = 0; i < 2500; i++)
        {
            var (term, start) = (ATerm(random), new DateOnly(2019, 1, 1).AddDays(random.Next(4000)));
            var events = SomeEvents(random, start);
            foreach (var today in Days(random, start, events))
            {
                var expected = new LegalClockOracle(term, start, events, Cesa).On(today);
                var reading = LegalClock.Read(term, start, events, Cesa, today);
                met.Add((reading.State, term.Silence, reading.Late));
                if ((reading.DueOn, reading.State) != expected) Assert.Fail($"The oracle: {expected}, the clock: {(reading.DueOn, reading.State)}.\n{InWords(seed, i, term, start, events, today, reading)}");
                reading.SilentOn.ShouldBe(reading.State == ClockState.Concluded ? null : expected.DueOn?.AddDays(1));
                reading.Explanation.ShouldAllBe(line => line.Text.It.Length > 5 && line.Text.En.Length > 5);
            }
        }
        // The generator reaches every state, or it proves little.
        foreach (var state in Enum.GetValues<ClockState>()) met.ShouldContain(m => m.Item1 == state);
        met.Count.ShouldBeGreaterThan(12);
    }

    [Fact]
    public void Refuses_AndRead_SayTheSame()
    {
        var random = new Random(7);
        for (var i = 0; i < 1500; i++)
        {
            var (term, start) = (ATerm(random), new DateOnly(2024, 1, 1).AddDays(random.Next(1000)));
            var events = SomeEvents(random, start);
            var before = 0;
            for (var n = 0; n < events.Count; n++)
            {
                var refusal = LegalClock.Refuses(term, start, events.Take(n).ToList(), events[n], Cesa);
                var explanation = LegalClock.Read(term, start, events.Take(n + 1).ToList(), Cesa, events[n].On).Explanation;
                if (refusal is { } reason && !explanation.Any(line => line.Text.It.EndsWith(reason.It, StringComparison.Ordinal))) Assert.Fail($"Refused ({reason.It}) but not explained.\n{InWords(7, i, term, start, events, events[n].On, null)}");
                if (refusal is null) explanation.Count(line => line.Text.It.Contains("non ha effetto", StringComparison.Ordinal)).ShouldBe(before, "an event that was not refused had no effect");
                before = explanation.Count(line => line.Text.It.Contains("non ha effetto", StringComparison.Ordinal));
            }
        }
    }

    private static Term ATerm(Random random)
    {
        var unit = (TermUnit)random.Next(4);
        return Terms.All[0] with
        {
            Unit = unit,
            Amount = unit switch { TermUnit.Years => random.Next(1, 4), TermUnit.Months => random.Next(1, 14), _ => random.Next(1, 95) },
            ShiftsFromHolidays = random.Next(2) == 0,
            Peremptory = random.Next(4) == 0,
            Silence = (SilenceMeaning)random.Next(3),
            SuspensionsAllowed = random.Next(3),
            SuspensionMaxDays = random.Next(3) == 0 ? null : random.Next(1, 40),
            InterruptionsAllowed = random.Next(3),
            InterruptionWithinDays = random.Next(3) == 0 ? null : random.Next(5, 40),
            ExtensionMaxDays = random.Next(3) * 30,
            PreRefusal = (NoticeEffect)random.Next(3),
            PreRefusalDays = 10,
        };
    }

    /// <summary>Events in a lawful order; whether the law allows each of them is left to chance.</summary>
    private static List<ClockEvent> SomeEvents(Random random, DateOnly start)
    {
        var (events, open, day) = (new List<ClockEvent>(), new HashSet<ClockEventKind>(), start);
        for (var count = random.Next(7); count > 0; count--)
        {
            day = day.AddDays(random.Next(3) == 0 ? random.Next(2) : random.Next(25));
            var kind = (ClockEventKind)random.Next(8);
            var asked = kind switch { ClockEventKind.Resumed => ClockEventKind.Suspended, ClockEventKind.Restarted => ClockEventKind.Interrupted, ClockEventKind.Observations => ClockEventKind.NoticeOfRefusal, _ => kind };
            if (asked != kind && !open.Contains(asked)) kind = asked;
            if (kind == ClockEventKind.Concluded && random.Next(3) > 0) continue;
            if (kind is ClockEventKind.Resumed or ClockEventKind.Restarted) open.Remove(asked);
            else open.Add(kind);
            events.Add(new(kind, day, kind == ClockEventKind.Extended ? random.Next(1, 25) : kind == ClockEventKind.Suspended && random.Next(2) == 0 ? random.Next(1, 45) : 0));
            if (kind == ClockEventKind.Concluded) break;
        }
        return events;
    }

    private static IEnumerable<DateOnly> Days(Random random, DateOnly start, List<ClockEvent> events)
    {
        var last = events.Count == 0 ? start : events[^1].On;
        yield return start;
        if (events.Count > 0) yield return events[random.Next(events.Count)].On;
        yield return last.AddDays(random.Next(15));
        yield return last.AddDays(random.Next(150));
    }

    private static string InWords(int seed, int number, Term term, DateOnly start, List<ClockEvent> events, DateOnly today, ClockReading? reading) =>
        $"""
        Seed {seed}, case {number}, read on {today:ddd yyyy-MM-dd}.
        {term.Amount} {term.Unit} from {start:ddd yyyy-MM-dd}; shifts {term.ShiftsFromHolidays}, peremptory {term.Peremptory}, silence {term.Silence};
        suspensions {term.SuspensionsAllowed} of {term.SuspensionMaxDays}, interruptions {term.InterruptionsAllowed} within {term.InterruptionWithinDays}, extensions {term.ExtensionMaxDays}, notice {term.PreRefusal}.
        Events: {string.Join("; ", events.Select(e => $"{e.Kind} {e.On:ddd yyyy-MM-dd}{(e.Days > 0 ? $" ({e.Days} days)" : "")}"))}.
        The clock says: {string.Join(" / ", reading?.Explanation.Select(line => line.Text.En) ?? [])}
        """;
}
