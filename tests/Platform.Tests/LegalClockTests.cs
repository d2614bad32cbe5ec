using Liburia.Platform.Law;
using Shouldly;
using Xunit;
using static Liburia.Platform.Law.ClockEventKind;

namespace Liburia.Platform.Tests;

public sealed class LegalClockTests
{
    private static readonly LegalCalendar Cesa = new("08-27", "San Cesario");

    private static DateOnly D(string day) => DateOnly.ParseExact(day, "yyyy-MM-dd");

    private static Term Of(string name, string on = "2026-09-01") => Terms.Find(name, D(on)) ?? throw new InvalidOperationException(name);

    private static Term Plain(int amount, TermUnit unit, bool shifts) => Of("procedimento-generale") with { Amount = amount, Unit = unit, ShiftsFromHolidays = shifts };

    private static ClockEvent At(ClockEventKind kind, string on, int days = 0) => new(kind, D(on), days);

    private static ClockReading Read(string name, string start, string today, params ClockEvent[] events) => LegalClock.Read(Of(name, start), D(start), events, Cesa, D(today));

    [Theory]
    [InlineData("2026-09-01", 30, TermUnit.Days, false, "2026-10-01")]
    [InlineData("2026-12-02", 30, TermUnit.Days, true, "2027-01-04")] // 1 January, then Saturday and Sunday
    [InlineData("2026-10-02", 30, TermUnit.Days, true, "2026-11-02")] // Sunday 1 November
    [InlineData("2026-03-07", 30, TermUnit.Days, true, "2026-04-07")] // Easter Monday
    [InlineData("2026-07-28", 30, TermUnit.Days, true, "2026-08-28")] // the patron saint
    [InlineData("2027-09-04", 30, TermUnit.Days, true, "2027-10-05")] // 4 October, a Monday
    [InlineData("2021-09-04", 30, TermUnit.Days, true, "2021-10-04")] // the same day before it was a holiday
    [InlineData("2028-01-30", 30, TermUnit.Days, false, "2028-02-29")]
    [InlineData("2027-01-30", 30, TermUnit.Days, false, "2027-03-01")]
    [InlineData("2026-09-25", 8, TermUnit.Days, true, "2026-10-05")] // Saturday, then Sunday 4 October
    [InlineData("2026-12-20", 12, TermUnit.Days, false, "2027-01-01")]
    [InlineData("2026-10-24", 1, TermUnit.Days, false, "2026-10-25")] // the day of twenty-five hours
    [InlineData("2027-01-31", 1, TermUnit.Months, false, "2027-02-28")]
    [InlineData("2028-01-31", 1, TermUnit.Months, false, "2028-02-29")]
    [InlineData("2026-08-31", 6, TermUnit.Months, true, "2027-03-01")] // Sunday 28 February
    [InlineData("2028-02-29", 1, TermUnit.Years, false, "2029-02-28")]
    [InlineData("2028-02-29", 4, TermUnit.Years, false, "2032-02-29")]
    [InlineData("2026-12-04", 2, TermUnit.WorkingDays, false, "2026-12-09")]
    [InlineData("2026-12-31", 1, TermUnit.WorkingDays, false, "2027-01-04")]
    [InlineData("2026-08-26", 1, TermUnit.WorkingDays, false, "2026-08-28")]
    public void DueOn_CountsFromTheDayAfter(string start, int amount, TermUnit unit, bool shifts, string due) => LegalClock.Read(Plain(amount, unit, shifts), D(start), [], Cesa, D(start)).DueOn.ShouldBe(D(due));

    [Theory]
    [InlineData("procedimento-generale", "2026-10-01", ClockState.Running, 0, false)]
    [InlineData("procedimento-generale", "2026-10-02", ClockState.Running, -1, true)]
    [InlineData("istanza-silenzio-assenso", "2026-10-01", ClockState.Running, 0, false)]
    [InlineData("istanza-silenzio-assenso", "2026-10-02", ClockState.Silent, null, false)]
    [InlineData("accesso-atti", "2026-10-02", ClockState.Silent, null, false)]
    [InlineData("cdu", "2026-10-01", ClockState.Running, 0, false)]
    [InlineData("cdu", "2026-10-02", ClockState.Silent, null, true)]
    public void State_OnTheLastDayAndTheDayAfter(string name, string today, ClockState state, int? left, bool late)
    {
        var reading = Read(name, "2026-09-01", today);
        (reading.State, reading.DaysLeft, reading.Late, reading.SilentOn).ShouldBe((state, left, late, D("2026-10-02")));
    }

    [Fact]
    public void DaysLeft_OfWorkingDays_CountsWorkingDays()
    {
        Read("residenza-registrazione", "2026-12-04", "2026-12-04").DaysLeft.ShouldBe(2);
        Read("residenza-registrazione", "2026-12-04", "2026-12-08").DaysLeft.ShouldBe(1);
        Read("residenza-registrazione", "2026-12-04", "2026-12-14").DaysLeft.ShouldBe(-3);
    }

    [Fact]
    public void Suspended_KeepsTheRest_AndSaysWhereItWillFallWithoutAnAnswer()
    {
        // The answer of 11 October is not known on the first, and will come a day too late.
        var reading = Read("procedimento-generale", "2026-09-01", "2026-10-01", At(Suspended, "2026-09-10"), At(Resumed, "2026-10-11"));
        (reading with { Explanation = [] }).ShouldBe(new ClockReading(ClockState.Suspended, D("2026-11-02"), 21, D("2026-11-03"), false, []));
        reading.Explanation.Select(line => line.Text.It).ShouldContain("sospeso dal 10/09/2026, al più fino al 10/10/2026");
        reading.Explanation[^1].Text.It.ShouldBe("senza risposta scade il 02/11/2026");
    }

    [Fact]
    public void Explanation_OfASuspensionOverAHoliday_ReadsLikeSentences()
    {
        var reading = Read("procedimento-generale", "2026-09-01", "2026-10-20", At(Suspended, "2026-09-10"), At(Resumed, "2026-10-10"));
        string.Join('\n', reading.Explanation.Select(line => line.WithNorm.It)).ShouldBe("""
            30 giorni dal 01/09/2026 (art. 2 c. 2 e 7 L. 241/1990)
            sospeso dal 10/09/2026 al 10/10/2026 (30 giorni) (art. 2 c. 2 e 7 L. 241/1990)
            riprende dal 10/10/2026, restano 21 giorni
            il termine cade di sabato: passa al lunedì 02/11/2026 (art. 155 c. 4 e 5 c.p.c.; art. 2963 c. 3 c.c.)
            scade il 02/11/2026
            """.ReplaceLineEndings("\n"));
        string.Join('\n', reading.Explanation.Select(line => line.Text.En)).ShouldBe("""
            30 days from 01/09/2026
            suspended from 10/09/2026 to 10/10/2026 (30 days)
            resumes from 10/10/2026, 21 days are left
            the term ends on a Saturday: it moves to Monday 02/11/2026
            expires on 02/11/2026
            """.ReplaceLineEndings("\n"));
        (reading.Explanation[1].From, reading.Explanation[1].To, reading.Explanation[1].Days).ShouldBe((D("2026-09-10"), D("2026-10-10"), 30));
    }

    [Fact]
    public void Suspended_WithoutAnAnswer_ResumesByItself_AndALateAnswerChangesNothing()
    {
        var alone = Read("procedimento-generale", "2026-09-01", "2026-10-12", At(Suspended, "2026-09-10"));
        var late = Read("procedimento-generale", "2026-09-01", "2026-10-12", At(Suspended, "2026-09-10"), At(Resumed, "2026-10-12"));
        (alone.State, alone.DueOn, late.DueOn).ShouldBe((ClockState.Running, D("2026-11-02"), D("2026-11-02")));
        late.Explanation.ShouldContain(line => line.Text.It == "la risposta del 12/10/2026 non cambia il termine: non era fermo");
        Read("procedimento-generale", "2026-09-01", "2026-10-09", At(Suspended, "2026-09-10")).State.ShouldBe(ClockState.Suspended);
        Read("procedimento-generale", "2026-09-01", "2026-10-10", At(Suspended, "2026-09-10")).State.ShouldBe(ClockState.Running);
    }

    [Fact]
    public void Suspended_OnTheLastDay_LeavesNoRest_ButTheDayOfResumption()
    {
        var reading = Read("istanza-silenzio-assenso", "2026-09-01", "2026-10-16", At(Suspended, "2026-10-01"), At(Resumed, "2026-10-15"));
        (reading.DueOn, reading.State).ShouldBe((D("2026-10-15"), ClockState.Silent));
    }

    [Fact]
    public void SecondSuspension_TooLong_OrOfATermThatHasNone_IsRefused()
    {
        var term = Of("procedimento-generale");
        ClockEvent[] once = [At(Suspended, "2026-09-10"), At(Resumed, "2026-09-20")];
        LegalClock.Refuses(term, D("2026-09-01"), [], At(Suspended, "2026-09-10", 30), Cesa).ShouldBeNull();
        LegalClock.Refuses(term, D("2026-09-01"), [], At(Suspended, "2026-09-10", 31), Cesa)!.Value.It.ShouldBe("La sospensione dura al più 30 giorni (art. 2 c. 2 e 7 L. 241/1990).");
        LegalClock.Refuses(term, D("2026-09-01"), once, At(Suspended, "2026-09-25"), Cesa)!.Value.It.ShouldBe("Questo termine si può sospendere una volta sola (art. 2 c. 2 e 7 L. 241/1990).");
        LegalClock.Refuses(Of("cdu"), D("2026-09-01"), [], At(Suspended, "2026-09-10"), Cesa)!.Value.En.ShouldBe("This term cannot be suspended (art. 30 c. 3 DPR 380/2001).");
        LegalClock.Refuses(term, D("2026-09-01"), [], At(Suspended, "2026-10-02"), Cesa)!.Value.It.ShouldBe("Il termine è scaduto il 01/10/2026.");
        // An office that asked twice all the same: the term runs on.
        var twice = Read("procedimento-generale", "2026-09-01", "2026-09-28", [.. once, At(Suspended, "2026-09-25"), At(Resumed, "2026-09-27")]);
        (twice.State, twice.DueOn).ShouldBe((ClockState.Running, D("2026-10-12")));
        twice.Explanation.ShouldContain(line => line.Text.It.StartsWith("la sospensione del 25/09/2026 non ha effetto."));
        Read("procedimento-generale", "2026-09-01", "2026-12-01", At(Suspended, "2026-09-10", 50)).DueOn.ShouldBe(D("2026-11-02"));
    }

    [Theory]
    [InlineData("2026-10-01", "2027-01-13")] // day 30
    [InlineData("2026-10-02", "2026-11-30")] // day 31: nothing happens
    public void Interruption_WithinDayThirty_BeginsAgain(string asked, string due)
    {
        var reading = Read("pdc", "2026-09-01", "2026-10-20", At(Interrupted, asked), At(Restarted, "2026-10-15"));
        reading.DueOn.ShouldBe(D(due));
    }

    [Fact]
    public void Interruption_WaitsForTheAnswer_HoweverLong_AndASecondIsRefused()
    {
        var waiting = Read("pdc", "2026-09-01", "2027-05-01", At(Interrupted, "2026-09-20"));
        (waiting.State, waiting.DueOn, waiting.DaysLeft, waiting.SilentOn).ShouldBe((ClockState.Suspended, null, null, null));
        LegalClock.Refuses(Of("pdc"), D("2026-09-01"), [At(Interrupted, "2026-09-20"), At(Restarted, "2026-09-22")], At(Interrupted, "2026-09-25"), Cesa)!.Value.It.ShouldBe("Questo termine si può interrompere una volta sola (art. 20 DPR 380/2001).");
        LegalClock.Refuses(Of("pdc"), D("2026-09-01"), [], At(Interrupted, "2026-10-02"), Cesa)!.Value.It.ShouldBe("Il termine si poteva interrompere fino al 01/10/2026 (art. 20 DPR 380/2001).");
    }

    [Theory]
    [InlineData("2026-09-20", null, "2026-10-11")] // stopped ten days, none answered
    [InlineData("2026-09-20", "2026-09-24", "2026-10-15")] // resumes ten days after the observations
    [InlineData("2026-09-20", "2026-09-30", "2026-10-21")] // observations of the last day
    [InlineData("2026-09-20", "2026-10-01", "2026-10-11")] // a day too late
    public void NoticeOfRefusal_Suspends(string notice, string? observations, string due)
    {
        ClockEvent[] events = observations is null ? [At(NoticeOfRefusal, notice)] : [At(NoticeOfRefusal, notice), At(Observations, observations)];
        Read("istanza-silenzio-assenso", "2026-09-01", "2026-10-02", events).DueOn.ShouldBe(D(due));
    }

    [Theory]
    [InlineData("2020-07-16", null, "2020-09-04")]
    [InlineData("2020-07-16", "2020-07-30", "2020-08-29")]
    [InlineData("2020-07-17", "2020-07-30", "2020-08-31")]
    public void NoticeOfRefusal_InterruptedUntilJuly2020_SuspendsSince(string start, string? observations, string due)
    {
        ClockEvent[] events = observations is null ? [At(NoticeOfRefusal, "2020-07-26")] : [At(NoticeOfRefusal, "2020-07-25"), At(Observations, observations)];
        Read("istanza-silenzio-assenso", start, "2020-08-09", events).DueOn.ShouldBe(D(due));
    }

    [Fact]
    public void Observations_InSeveralPapers_TheFirstCount() =>
        Read("istanza-silenzio-assenso", "2026-09-01", "2026-10-02", At(NoticeOfRefusal, "2026-09-20"), At(Observations, "2026-09-24"), At(Observations, "2026-09-28")).DueOn.ShouldBe(D("2026-10-15"));

    [Fact]
    public void Extension_AddsDays_WithinWhatTheLawAllows()
    {
        Read("pdc", "2026-09-01", "2026-09-10", At(Extended, "2026-09-05", 60)).DueOn.ShouldBe(D("2027-01-29"));
        LegalClock.Refuses(Of("pdc"), D("2026-09-01"), [At(Extended, "2026-09-05", 40)], At(Extended, "2026-09-06", 21), Cesa)!.Value.It.ShouldBe("Le proroghe aggiungono al più 60 giorni (art. 20 DPR 380/2001).");
        Read("pdc", "2026-09-01", "2026-09-10", At(Extended, "2026-09-05", 10), At(Interrupted, "2026-09-08"), At(Restarted, "2026-09-09")).DueOn.ShouldBe(D("2026-12-08"));
    }

    [Theory]
    [InlineData("procedimento-generale", "2026-10-01", ClockState.Concluded, false)]
    [InlineData("procedimento-generale", "2026-10-02", ClockState.Concluded, true)]
    [InlineData("istanza-silenzio-assenso", "2026-10-02", ClockState.Silent, false)] // assent stands, the act has no effect
    [InlineData("accesso-atti", "2026-10-02", ClockState.Concluded, true)] // a refusal by silence may still be undone
    [InlineData("cdu", "2026-10-02", ClockState.Silent, true)]
    public void Concluded_OnTheLastDayAndTheDayAfter(string name, string on, ClockState state, bool late)
    {
        var reading = Read(name, "2026-09-01", "2026-12-01", At(Concluded, on));
        (reading.State, reading.Late).ShouldBe((state, late));
        LegalClock.Refuses(Of(name), D("2026-09-01"), [], At(Concluded, on), Cesa).HasValue.ShouldBe(state == ClockState.Silent);
    }

    [Fact]
    public void Concluded_WhileStopped_Ends()
    {
        var reading = Read("pdc", "2026-09-01", "2026-12-01", At(Interrupted, "2026-09-20"), At(Concluded, "2026-09-25"));
        (reading.State, reading.Late, reading.DaysLeft).ShouldBe((ClockState.Concluded, false, null));
    }

    [Fact]
    public void Today_BeforeAnEvent_DoesNotKnowIt() => Read("procedimento-generale", "2026-09-01", "2026-09-09", At(Suspended, "2026-09-10")).ShouldSatisfyAllConditions(r => r.State.ShouldBe(ClockState.Running), r => r.DueOn.ShouldBe(D("2026-10-01")));

    [Fact]
    public void Events_OutOfOrder_AreRefusedInWordsOrThrown()
    {
        ClockEvent[][] wrong =
        [
            [At(Suspended, "2026-08-31")],
            [At(Suspended, "2026-09-10"), At(Resumed, "2026-09-09")],
            [At(Resumed, "2026-09-09")],
            [At(Restarted, "2026-09-09")],
            [At(Observations, "2026-09-09")],
            [At(Concluded, "2026-09-09"), At(Suspended, "2026-09-10")],
            [At(Extended, "2026-09-09")],
            [At(Suspended, "2026-09-09", -1)],
        ];
        foreach (var events in wrong)
        {
            Should.Throw<ArgumentException>(() => Read("procedimento-generale", "2026-09-01", "2026-12-01", events));
            LegalClock.Refuses(Of("procedimento-generale"), D("2026-09-01"), events[..^1], events[^1], Cesa).ShouldNotBeNull();
        }
        // Also where the first is still to come on the day of the reading.
        Should.Throw<ArgumentException>(() => Read("procedimento-generale", "2026-09-01", "2026-12-01", [At(Suspended, "2026-12-10"), At(Resumed, "2026-09-09")]))
            .Message.ShouldContain("order");
    }

    [Fact]
    public void Terms_AreDated_NamedInBothLanguages_AndDoNotOverlap()
    {
        foreach (var term in Terms.All)
        {
            term.Amount.ShouldBePositive(term.Name);
            new[] { term.Label.It, term.Label.En, term.Norm }.ShouldAllBe(text => text.Length > 3);
            term.Evidence.ShouldBeOneOf("source", "check");
            (term.PreRefusal == NoticeEffect.None).ShouldBe(term.PreRefusalDays == 0, term.Name);
            Terms.All.Count(other => other.Name == term.Name && (other.ValidFrom ?? DateOnly.MinValue) <= (term.ValidTo ?? DateOnly.MaxValue) && (term.ValidFrom ?? DateOnly.MinValue) <= (other.ValidTo ?? DateOnly.MaxValue)).ShouldBe(1, term.Name);
        }
        Terms.Find("sanatoria-36bis-scia", D("2024-05-29")).ShouldBeNull();
        Of("sanatoria-36").Silence.ShouldBe(SilenceMeaning.Refusal);
        Of("sanatoria-36bis-scia").Silence.ShouldBe(SilenceMeaning.Assent);
    }
}
