using System.Collections.Concurrent;
using System.Globalization;
using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Liburia.Platform.Jobs;
using Liburia.Platform.Language;
using Liburia.Platform.Organization;
using Liburia.Platform.Runs;
using Liburia.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Liburia.Architecture.Tests.Jobs;

/// <summary>A run of so many things as its arguments say, some of which go wrong.</summary>
internal sealed class CountingRun(Counters counters, Visitor visitor, CountingRun.Troubles troubles) : ILongRun
{
    internal sealed class Troubles
    {
        public ConcurrentDictionary<string, Func<Task>> Of { get; } = new();
        public ConcurrentQueue<string> Actors { get; } = [];
    }

    public const string Name = "test.run", Together = "test.together";

    public static string CounterOf(string subject) => $"run:{subject}";

    public Task<RunPreview> PreviewAsync(string arguments, CancellationToken cancel = default) => Task.FromResult(new RunPreview(
        [.. Enumerable.Range(0, int.Parse(arguments, CultureInfo.InvariantCulture)).Select(i => new RunCandidate($"{i}", $"Cosa {i}", Refusal: i == 3 ? new("La terza mai.", "Never the third.") : null))]));

    public async Task DoAsync(string arguments, string subject, CancellationToken cancel = default)
    {
        await counters.NextAsync(CounterOf(subject), 2026, cancel);
        troubles.Actors.Enqueue(visitor.FullName);
        if (troubles.Of.TryGetValue(subject, out var trouble)) await trouble();
    }
}

/// <summary>Long runs: exceptions with their reason, a checkpoint in every commit, in the name of who began them.</summary>
public abstract class LongRunsTests(Town town)
{
    private const string Comune = "cesa";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;
    private CountingRun.Troubles Troubles => town.Services.GetRequiredService<CountingRun.Troubles>();

    [Fact]
    public async Task Run_DoesEachThingOnce_InTheNameOfWhoBeganIt_AndLeavesOutWhatARuleRefusesOrTheProgramCannot()
    {
        await BeginAsync();
        var once = 0;
        Troubles.Of["5"] = () => throw new RuleBroken("", new("La quinta no.", "Not the fifth."));
        Troubles.Of["7"] = () => throw new InvalidOperationException("always");
        Troubles.Of["9"] = () => Interlocked.Increment(ref once) == 1 ? throw new InvalidOperationException("once") : Task.CompletedTask;
        var (run, name) = await StartAsync(60);
        var ended = await EndedAsync(run.Id);

        (ended.InAll, ended.Done, ended.LeftOut).ShouldBe((60, 57, 3));
        for (var i = 0; i < 60; i++) (await CountAsync(i)).ShouldBe(i is 3 or 5 or 7 ? 0 : 1, $"{i}");
        var left = await town.ReadAsync(Comune, db => db.Set<RunItem>().AsNoTracking().Where(i => i.RunId == run.Id && i.State == RunItemState.Refused).OrderBy(i => i.Position).ToListAsync(Cancel));
        left.Select(item => item.Subject).ShouldBe(["3", "5", "7"]);
        left[0].Reason.ShouldBe("La terza mai.");
        left[1].Reason.ShouldBe("La quinta no.");
        left[2].Reason.ShouldNotBeNull().ShouldContain("tre volte");
        Troubles.Actors.ShouldAllBe(actor => actor == name);
    }

    [Fact]
    public async Task Run_WhoseHandIsLostInTheMiddle_GoesOnFromThere_AndDoesNothingTwice()
    {
        await BeginAsync();
        var (reached, stuck) = (new TaskCompletionSource(), new TaskCompletionSource());
        Troubles.Of["20"] = async () =>
        {
            if (!reached.TrySetResult()) return;
            await stuck.Task;
            // The hand that was lost dies with its transaction.
            throw new InvalidOperationException("dead");
        };
        var (run, _) = await StartAsync(40);
        await reached.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        stuck.SetResult();
        var ended = await EndedAsync(run.Id);
        (ended.Done, ended.LeftOut).ShouldBe((39, 1));
        for (var i = 0; i < 40; i++) (await CountAsync(i)).ShouldBe(i == 3 ? 0 : 1, $"{i}");
    }

    /// <summary>Seven share a commit: what is the matter with one of them keeps out that one alone, and the others are done once.</summary>
    [Fact]
    public async Task Run_WhoseThingsShareACommit_LeavesOutTheOneThatIsRefused_AndDoesTheOthersOnce()
    {
        await BeginAsync();
        var once = 0;
        Troubles.Of["5"] = () => throw new RuleBroken("", new("La quinta no.", "Not the fifth."));
        Troubles.Of["30"] = () => Interlocked.Increment(ref once) == 1 ? throw new InvalidOperationException("once") : Task.CompletedTask;
        var (run, _) = await StartAsync(60, CountingRun.Together);
        var ended = await EndedAsync(run.Id);
        (ended.InAll, ended.Done, ended.LeftOut).ShouldBe((60, 58, 2));
        for (var i = 0; i < 60; i++) (await CountAsync(i)).ShouldBe(i is 3 or 5 ? 0 : 1, $"{i}");
        (await town.ReadAsync(Comune, db => db.Set<RunItem>().Where(i => i.RunId == run.Id && i.Subject == "5").Select(i => i.Reason).SingleAsync(Cancel))).ShouldBe("La quinta no.");
        // Tried with the others, then by itself.
        Troubles.Actors.Count.ShouldBeGreaterThan(60);
    }

    [Fact]
    public async Task Run_OfSomebodyWhoIsNoLongerThere_DoesNothing_AndSaysWhy()
    {
        await BeginAsync();
        var id = Guid.CreateVersion7();
        await town.InAsync(Comune, async services =>
        {
            await services.GetRequiredService<Writing>().RunAsync(() =>
            {
                var db = services.GetRequiredService<AppDb>();
                db.Add(new Run { Id = id, Kind = CountingRun.Name, Title = "Prova", Arguments = "1", StaffId = Guid.NewGuid(), StaffName = "Chi non c'è più", OfficeId = Guid.NewGuid(), CreatedAt = DateTime.UtcNow });
                db.Add(new RunItem { RunId = id, Position = 0, Subject = "0", Label = "Cosa 0" });
                services.GetRequiredService<JobQueue>().Add(RunSlice.JobKind, RunSlice.KeyOf(id, 0), new RunSlice.Slice(id, 0));
                return Task.FromResult(true);
            }, Cancel);
            return 0;
        });
        (await EndedAsync(id)).LeftOut.ShouldBe(1);
        (await CountAsync(0)).ShouldBe(0);
        (await town.ReadAsync(Comune, db => db.Set<RunItem>().Where(i => i.RunId == id).Select(i => i.Reason).SingleAsync(Cancel))).ShouldNotBeNull().ShouldContain("Chi non c'è più");
    }

    [Fact]
    public async Task Begin_WithAPreviewThatIsNotTheOneOfNow_BeginsNothing_AndTooMuchIsSaid()
    {
        await BeginAsync();
        (await AsStaffAsync(runs => runs.BeginAsync(CountingRun.Name, "Prova", 10, "another", cancel: Cancel))).Result.ShouldBeNull();
        (await Should.ThrowAsync<RuleBroken>(() => AsStaffAsync(runs => runs.PreviewAsync(CountingRun.Name, LongRuns.Most + 1, Cancel)))).Message.ShouldContain("restringi");
        (await Should.ThrowAsync<RuleBroken>(() => AsStaffAsync(runs => runs.PreviewAsync(CountingRun.Name, 0, Cancel)))).Message.ShouldContain("niente da fare");
        (await town.ReadAsync(Comune, db => db.Set<RunItem>().AnyAsync(i => i.State == RunItemState.Waiting, Cancel))).ShouldBeFalse();
    }

    private async Task BeginAsync()
    {
        town.Require();
        Troubles.Of.Clear();
        Troubles.Actors.Clear();
        await town.ReadAsync(Comune, db => db.Set<Counter>().Where(c => c.Register.StartsWith("run:")).ExecuteDeleteAsync(Cancel));
    }

    private async Task<(Run Run, string Name)> StartAsync(int things, string kind = CountingRun.Name)
    {
        var (run, name) = await AsStaffAsync(async runs => await runs.BeginAsync(kind, "Prova", things, (await runs.PreviewAsync(kind, things, Cancel)).Mark, cancel: Cancel));
        return (run.ShouldNotBeNull(), name);
    }

    /// <summary>As Anna of the registry, in one commit.</summary>
    private Task<(T Result, string Name)> AsStaffAsync<T>(Func<LongRuns, Task<T>> act) => town.InAsync(Comune, async services =>
    {
        var (db, chart, visitor) = (services.GetRequiredService<AppDb>(), services.GetRequiredService<OrganizationChart>(), services.GetRequiredService<Visitor>());
        var anna = await db.Set<StaffMember>().AsNoTracking().FirstAsync(s => s.UserName == "anna", Cancel);
        var standing = (await chart.StandingOfAsync(anna.Id, null, Cancel))!;
        visitor.EnterStaff(Guid.Empty, standing, chart.PermissionsOf(standing.Positions.Select(position => position.Role)));
        T result = default!;
        await services.GetRequiredService<Writing>().RunAsync(async () =>
        {
            result = await act(services.GetRequiredService<LongRuns>());
            return true;
        }, Cancel);
        return (result, visitor.FullName);
    });

    private async Task<RunProgress> EndedAsync(Guid id)
    {
        for (var i = 0; i < 600; i++)
        {
            var progress = await town.InAsync(Comune, services => services.GetRequiredService<LongRuns>().FindAsync(id, Cancel));
            if (progress!.Run.FinishedAt is not null) return progress;
            await Task.Delay(50, Cancel);
        }
        throw new TimeoutException("Thirty seconds, and the run has not ended.");
    }

    private Task<int> CountAsync(int subject) =>
        town.ReadAsync(Comune, db => db.Set<Counter>().Where(c => c.Register == CountingRun.CounterOf($"{subject}")).SumAsync(c => c.Last, Cancel));
}

public sealed class LongRunsOnSqlite(SqliteJobsTown town) : LongRunsTests(town), IClassFixture<SqliteJobsTown>;

public sealed class LongRunsOnPostgres(PostgresJobsTown town) : LongRunsTests(town), IClassFixture<PostgresJobsTown>;
