using Liburia.Platform.Jobs;
using Liburia.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Liburia.Architecture.Tests.Jobs;

/// <summary>When a destination is left alone, and how one try tells that it is back.</summary>
public sealed class BreakerTests
{
    private readonly TestClock clock = new();

    private Breaker Opened()
    {
        var breaker = new Breaker(clock);
        for (var i = 1; i <= Breaker.Patience; i++)
        {
            breaker.TryEnter(out var isTry).ShouldBeTrue();
            isTry.ShouldBeFalse();
            breaker.Failed("non risponde", isTry: false).ShouldBe(i == Breaker.Patience, "the failures before it opens count");
        }
        return breaker;
    }

    [Fact]
    public void Open_AfterThreeFailuresInARow_LetsNobodyThrough_AndSaysSinceWhenAndWhy()
    {
        var breaker = Opened();
        breaker.TryEnter(out _).ShouldBeFalse();
        var away = breaker.Away.ShouldNotBeNull();
        away.Why.ShouldBe("non risponde");
        (away.NextTry - away.Since).TotalSeconds.ShouldBeInRange(4, 6);
    }

    [Fact]
    public void Failures_WithAnAnswerBetween_DoNotOpenIt()
    {
        var breaker = new Breaker(clock);
        for (var i = 0; i < 10; i++)
        {
            breaker.Failed("lento", isTry: false).ShouldBeFalse();
            breaker.Failed("lento", isTry: false).ShouldBeFalse();
            breaker.Answered();
        }
        breaker.Away.ShouldBeNull();
    }

    [Fact]
    public void Try_IsOneAlone_AfterAPauseThatGrowsUpToAMinute()
    {
        var breaker = Opened();
        foreach (var seconds in (int[])[5, 10, 20, 40, 60, 60])
        {
            clock.Move(TimeSpan.FromSeconds(seconds - 1));
            breaker.TryEnter(out _).ShouldBeFalse($"before {seconds} s");
            clock.Move(TimeSpan.FromSeconds(2));
            breaker.TryEnter(out var isTry).ShouldBeTrue($"after {seconds} s");
            isTry.ShouldBeTrue();
            breaker.TryEnter(out _).ShouldBeFalse("a second one");
            breaker.Failed("ancora niente", isTry: true).ShouldBeTrue();
        }
    }

    [Fact]
    public void Answer_ClosesIt_AndTheNextTimeItBeginsWithAShortPause()
    {
        var breaker = Opened();
        clock.Move(TimeSpan.FromSeconds(6));
        breaker.TryEnter(out _).ShouldBeTrue();
        breaker.Answered();
        breaker.Away.ShouldBeNull();
        for (var i = 0; i < 5; i++) breaker.TryEnter(out var isTry).ShouldBe(!isTry);
        for (var i = 0; i < Breaker.Patience; i++) breaker.Failed("di nuovo", isTry: false);
        (breaker.Away!.Value.NextTry - breaker.Away.Value.Since).TotalSeconds.ShouldBeInRange(4, 6);
    }

    [Fact]
    public void Try_ThatTellsNothing_LeavesTheNextOneToTry_AndAPersonMaySayThatItIsBack()
    {
        var breaker = Opened();
        clock.Move(TimeSpan.FromSeconds(6));
        breaker.TryEnter(out _).ShouldBeTrue();
        breaker.Forgo();
        breaker.TryEnter(out var isTry).ShouldBeTrue();
        isTry.ShouldBeTrue();
        breaker.Failed("no", isTry: true);
        breaker.TryEnter(out _).ShouldBeFalse();
        breaker.TryNow();
        breaker.TryEnter(out isTry).ShouldBeTrue();
        isTry.ShouldBeTrue();
    }

    private sealed class Stopped : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }

    /// <summary>To the tick: when the pause is over, and in the very moment in which a person says that it is back.</summary>
    [Fact]
    public void Try_IsLetThrough_WhenThePauseIsOver_AndNotATickBefore()
    {
        var still = new Stopped();
        var breaker = new Breaker(still);
        for (var i = 0; i < Breaker.Patience; i++) breaker.Failed("non risponde", isTry: false);
        var next = new DateTimeOffset(breaker.Away!.Value.NextTry, TimeSpan.Zero);
        still.Now = next.AddTicks(-1);
        breaker.TryEnter(out _).ShouldBeFalse();
        still.Now = next;
        breaker.TryEnter(out var isTry).ShouldBeTrue();
        isTry.ShouldBeTrue();
        breaker.Failed("no", isTry: true);
        breaker.TryEnter(out _).ShouldBeFalse();
        breaker.TryNow();
        breaker.TryEnter(out _).ShouldBeTrue();
    }

    /// <summary>What was on its way when it opened ends late, and changes neither the pause nor the try.</summary>
    [Fact]
    public void Failures_ThatComeLate_NeitherProlongThePause_NorLetASecondTry()
    {
        var breaker = Opened();
        var next = breaker.Away!.Value.NextTry;
        clock.Move(TimeSpan.FromSeconds(3));
        breaker.Failed("in ritardo", isTry: false).ShouldBeTrue("it does not count either");
        breaker.Away!.Value.NextTry.ShouldBe(next);
        clock.Move(TimeSpan.FromSeconds(3));
        breaker.TryEnter(out _).ShouldBeTrue();
        breaker.Failed("in ritardo", isTry: false);
        breaker.TryEnter(out _).ShouldBeFalse("the try is still on its way");
    }

    [Fact]
    public void Kind_WithTwoHandlers_StopsTheProgram() =>
        Should.Throw<InvalidOperationException>(() => new ServiceCollection().AddJob<HereJob>(new JobKind("uno", new("a", "a"))).AddJob<ElsewhereJob>(new JobKind("uno", new("b", "b"))))
            .Message.ShouldContain("uno");
}

/// <summary>Whose turn it is.</summary>
public sealed class JobLaneTests
{
    private static Task<Turn> NextAsync(JobLane lane) => lane.NextAsync(TestContext.Current.CancellationToken);

    [Fact]
    public async Task Turns_GoRound_EachComuneOnceARound()
    {
        var lane = new JobLane(JobKind.Here, 1, null);
        foreach (var slug in (string[])["cesa", "succivo", "teverola", "cesa"]) lane.Enter(slug, JobUrgency.Batch);
        var taken = new List<string>();
        for (var i = 0; i < 7; i++)
        {
            var turn = await NextAsync(lane);
            taken.Add(turn.Slug);
            lane.Enter(turn.Slug, turn.Urgency);
            lane.Leave(turn);
        }
        taken.ShouldBe(["cesa", "succivo", "teverola", "cesa", "succivo", "teverola", "cesa"]);
    }

    [Fact]
    public async Task Waited_GoesBeforeBatches_AlsoWithOneHand()
    {
        var lane = new JobLane(JobKind.Here, 1, null);
        lane.Enter("cesa", JobUrgency.Batch);
        lane.Enter("succivo", JobUrgency.Batch);
        lane.Enter("teverola", JobUrgency.Waited);
        lane.Enter("cesa", JobUrgency.Waited);
        var taken = new List<(string, JobUrgency)>();
        for (var i = 0; i < 4; i++)
        {
            var turn = await NextAsync(lane);
            taken.Add((turn.Slug, turn.Urgency));
            lane.Leave(turn);
        }
        taken.ShouldBe([("teverola", JobUrgency.Waited), ("cesa", JobUrgency.Waited), ("cesa", JobUrgency.Batch), ("succivo", JobUrgency.Batch)]);
    }

    [Fact]
    public async Task Batches_LeaveAHandFree()
    {
        var lane = new JobLane(JobKind.Here, 3, null);
        foreach (var slug in (string[])["a", "b", "c"]) lane.Enter(slug, JobUrgency.Batch);
        var first = await NextAsync(lane);
        await NextAsync(lane);
        var third = NextAsync(lane);
        await Task.Delay(50, TestContext.Current.CancellationToken);
        third.IsCompleted.ShouldBeFalse();
        lane.Enter("d", JobUrgency.Waited);
        (await third).ShouldBe(new Turn("d", JobUrgency.Waited, false));
        var fourth = NextAsync(lane);
        lane.Leave(first);
        (await fourth).ShouldBe(new Turn("c", JobUrgency.Batch, false));
    }
}
