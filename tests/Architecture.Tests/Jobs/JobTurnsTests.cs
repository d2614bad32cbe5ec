using Liburia.Platform;
using Liburia.Platform.Database;
using Liburia.Platform.Jobs;
using Liburia.Platform.Law;
using Liburia.Platform.Tenancy;
using Liburia.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace Liburia.Architecture.Tests.Jobs;

/// <summary>Jobs go round the Comuni, what is waited for goes first, and a destination that is away costs nobody anything.</summary>
[Slow("Waits for rounds of two seconds, for leases and for pauses.")]
public abstract class JobTurnsTests(Town town)
{
    private const string First = "cesa", Second = "succivo", Third = "teverola", Fourth = "orta-di-atella";

    private Workshop Work => town.Services.GetRequiredService<Workshop>();
    private JobWorker Worker => town.Services.GetRequiredService<JobWorker>();
    private Breaker Breaker => town.Services.GetRequiredService<JobDestinations>().BreakerOf(Workshop.Destination)!;
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private void Begin()
    {
        town.Require();
        Work.Clear();
        Breaker.Answered();
    }

    [Fact]
    public async Task Batches_OfSeveralComuni_TakeTurns_AndNobodyEmptiesAComuneFirst()
    {
        Begin();
        var block = Work.Hold("block");
        await AddAsync(Fourth, Workshop.Here, isBatch: true, "block");
        await UntilAsync(() => Work.TimesOf("block") == 1);
        await AddAsync(First, Workshop.Here, isBatch: true, "a1", "a2", "a3", "a4");
        await AddAsync(Second, Workshop.Here, isBatch: true, "b1", "b2", "b3", "b4");
        await AddAsync(Third, Workshop.Here, isBatch: true, "c1", "c2", "c3", "c4");
        block.SetResult();
        await UntilAsync(() => Work.Taken.Count == 13);
        Work.Taken.Skip(1).Chunk(3).ShouldAllBe(round => round.Select(one => one.Comune).Distinct().Count() == 3);
    }

    [Fact]
    public async Task Waited_IsDoneBesideABatch_AndBeforeWhatTheBatchOwes_HereAndElsewhereAndInTheSameComune()
    {
        Begin();
        foreach (var kind in (string[])[Workshop.Here, Workshop.Elsewhere])
        {
            Work.Clear();
            // The hands of batches are busy: one here, two elsewhere.
            string[] busy = kind == Workshop.Here ? ["busy1"] : ["busy1", "busy2"];
            var held = busy.Select(Work.Hold).ToList();
            await AddAsync(Fourth, kind, isBatch: true, busy);
            await UntilAsync(() => Work.Taken.Count == busy.Length);
            await AddAsync(First, kind, isBatch: true, "batch1", "batch2");
            await AddAsync(First, kind, isBatch: false, "waited1");
            await AddAsync(Second, kind, isBatch: false, "waited2");
            await UntilAsync(() => Work.TimesOf("waited1") + Work.TimesOf("waited2") == 2);
            Work.Taken.Select(one => one.Name).ShouldNotContain("batch1", kind);
            foreach (var one in held) one.SetResult();
            await UntilAsync(() => Work.TimesOf("batch1") + Work.TimesOf("batch2") == 2);
        }
    }

    [Fact]
    public async Task Hands_OfADestination_WorkTogether_AndAreNoMoreThanTheInstallationSays()
    {
        Begin();
        Work.Slowness = TimeSpan.FromMilliseconds(400);
        string[] names = [.. Enumerable.Range(0, 9).Select(i => $"slow{i}")];
        await AddAsync(First, Workshop.Elsewhere, isBatch: false, names);
        await UntilAsync(() => Work.Taken.Count == names.Length);
        await town.JobsDoneAsync(First);
        Work.MostInFlight.ShouldBe(3);
    }

    [Fact]
    public async Task Destination_ThatIsAway_IsAskedByOneAlone_BudgetsStay_AndAllIsDoneWhenItIsBack()
    {
        Begin();
        Work.Answer = () => new DestinationAway("Il server altrove non risponde.");
        string[] mine = [.. Enumerable.Range(0, 6).Select(i => $"m{i}")], yours = [.. Enumerable.Range(0, 6).Select(i => $"y{i}")];
        await AddAsync(First, Workshop.Elsewhere, isBatch: false, mine);
        await AddAsync(Second, Workshop.Elsewhere, isBatch: true, yours);
        await UntilAsync(() => Breaker.Away is not null);
        await UntilAsync(async () => (await OpenAsync()).All(job => job.State == JobState.Waiting));
        Work.Taken.Count.ShouldBeLessThanOrEqualTo(5, "three failures, and what was on its way");

        var asked = Work.Taken.Count;
        for (var i = 0; i < 4; i++)
        {
            town.Clock.Move(TimeSpan.FromMinutes(2));
            await UntilAsync(() => Work.Taken.Count > asked);
            await UntilAsync(async () => (await OpenAsync()).All(job => job.State == JobState.Waiting));
            Work.Taken.Count.ShouldBe(++asked, "one try");
        }
        var waiting = await OpenAsync();
        waiting.Count.ShouldBe(12);
        waiting.Sum(job => job.Attempts).ShouldBeLessThan(Breaker.Patience, "only what failed before it was left alone");
        waiting.Count(job => job.LastError == "Il server altrove non risponde.").ShouldBeGreaterThan(0);
        town.Services.GetRequiredService<JobDestinations>().Lines().Single().Level.ShouldBe(Platform.Web.HealthLevel.Warning);
        var metrics = await MetricsAsync();
        AwayOf(metrics).ShouldBeGreaterThan(60);
        metrics.ShouldContain($"liburia_jobs{{comune=\"{First}\",state=\"waiting\",destination=\"{Workshop.Destination}\",urgency=\"waited\"}} 6\n");
        metrics.ShouldContain($"liburia_jobs{{comune=\"{Second}\",state=\"waiting\",destination=\"{Workshop.Destination}\",urgency=\"batch\"}} 6\n");
        // What is done here does not wait behind what is elsewhere.
        await AddAsync(First, Workshop.Here, isBatch: false, "here");
        await UntilAsync(() => Work.TimesOf("here") == 1);

        Work.Answer = () => null;
        town.Clock.Move(TimeSpan.FromMinutes(2));
        await UntilAsync(async () => (await OpenAsync()).Count == 0);
        Breaker.Away.ShouldBeNull();
        town.Services.GetRequiredService<JobDestinations>().Lines().Single().Level.ShouldBe(Platform.Web.HealthLevel.Well);
        AwayOf(await MetricsAsync()).ShouldBe(0);
        foreach (var (comune, name) in mine.Select(name => (First, name)).Concat(yours.Select(name => (Second, name)))) (await StoredAsync(comune, name)).ShouldBe(1, name);
    }

    [Fact]
    public async Task Destination_ThatRefusesAJob_IsNotAway_AndTheJobSpendsItsBudget()
    {
        Begin();
        Work.Answer = () => new DestinationRefused("Indirizzo sconosciuto.");
        string[] names = [.. Enumerable.Range(0, 6).Select(i => $"r{i}")];
        await AddAsync(First, Workshop.Elsewhere, isBatch: false, names);
        await UntilAsync(() => Work.Taken.Count >= names.Length);
        await UntilAsync(async () => (await OpenAsync()).All(job => job.State == JobState.Waiting));
        (await OpenAsync()).ShouldAllBe(job => job.Attempts >= 1);
        Breaker.Away.ShouldBeNull();
        Work.Answer = () => null;
        town.Clock.Move(TimeSpan.FromMinutes(11));
        await UntilAsync(async () => (await OpenAsync()).Count == 0);
    }

    [Fact]
    public async Task Lease_ThatWasLost_GivesTheJobToAnotherHand_AndTheFirstOneStoresNothing()
    {
        Begin();
        var stuck = Work.Hold("stuck");
        await AddAsync(First, Workshop.Here, isBatch: false, "stuck");
        await UntilAsync(() => Work.TimesOf("stuck") == 1);
        Work.Held.Clear();
        town.Clock.Move(JobWorker.Lease + TimeSpan.FromSeconds(1));
        await UntilAsync(() => Work.TimesOf("stuck") == 2);
        await town.JobsDoneAsync(First);
        (await StoredAsync(First, "stuck")).ShouldBe(1);
        stuck.SetResult();
        await Task.Delay(1000, Cancel);
        (await StoredAsync(First, "stuck")).ShouldBe(1, "whoever comes late finds that it is another's");
    }

    [Fact]
    public async Task Restart_TakesBackWhatThisNodeHad_AndLeavesAnotherNodeItsLease()
    {
        Begin();
        var now = LegalTime.UtcNow(town.Clock);
        await using var restarted = new Node(town, Worker.Node);
        // Taken half a second ago.
        var until = now + JobWorker.Lease - TimeSpan.FromMilliseconds(500);
        await PlantAsync(First, "mine", Worker.Node, until);
        await PlantAsync(First, "theirs", "another:/data", until);
        await restarted.StartAsync(now + TimeSpan.FromSeconds(1));
        await UntilAsync(() => Work.TimesOf("mine") == 1);
        await Task.Delay(3000, Cancel);
        Work.TimesOf("theirs").ShouldBe(0);
        town.Clock.Move(JobWorker.Lease);
        await UntilAsync(() => Work.TimesOf("theirs") == 1);
        await town.JobsDoneAsync(First);
    }

    [Fact]
    public async Task Nodes_Two_ShareTheWork_AndDoNoJobTwice()
    {
        Begin();
        await using var other = new Node(town, "another:/data");
        await other.StartAsync();
        Work.Slowness = TimeSpan.FromMilliseconds(10);
        string[] comuni = [First, Second, Third];
        string[] names = [.. Enumerable.Range(0, 30).Select(i => $"n{i}")];
        foreach (var comune in comuni)
            foreach (var kind in (string[])[Workshop.Here, Workshop.Elsewhere]) await AddAsync(comune, kind, isBatch: kind == Workshop.Here, [.. names.Select(name => $"{kind}-{name}")]);
        await UntilAsync(() => Work.Taken.Count >= 180);
        foreach (var comune in comuni) await town.JobsDoneAsync(comune);
        Work.Taken.GroupBy(one => one).ShouldAllBe(one => one.Count() == 1);
        Work.Taken.Count.ShouldBe(180);
        var hands = await town.ReadAsync(First, db => db.Set<Job>().Where(j => j.Kind == Workshop.Elsewhere && j.Payload.Contains("-n")).Select(j => j.ClaimedBy).Distinct().ToListAsync(Cancel));
        hands.ShouldBe([Worker.Node, "another:/data"], ignoreOrder: true);
    }

    [Fact]
    public async Task Job_WrittenForThePlaceOfBefore_GoesWhereItIsDoneNow_AndOneOfNoPlaceIsSeen()
    {
        Begin();
        var now = LegalTime.UtcNow(town.Clock);
        await PlantAsync(First, "moved", null, now, JobState.Waiting, Workshop.Elsewhere);
        await PlantAsync(First, "lost", null, now, JobState.Waiting, Workshop.Here, "gone");
        await UntilAsync(() => Work.TimesOf("moved") == 1 && Work.TimesOf("lost") == 1);
        await town.JobsDoneAsync(First);
        (await town.ReadAsync(First, db => db.Set<Job>().Where(j => j.Payload == "\"moved\"").Select(j => j.Destination).SingleAsync(Cancel))).ShouldBe(Workshop.Destination);
    }

    /// <summary>Whoever sends jobs again wakes those that rest and those that wait for later; what is being done, or was, stays as it is.</summary>
    [Fact]
    public async Task Resend_DoesWhatIsDeadOrWaits_WithANewBudget_AndNothingElse()
    {
        Begin();
        var later = LegalTime.UtcNow(town.Clock).AddHours(5);
        foreach (var state in Enum.GetValues<JobState>())
            await PlantAsync(First, $"resent-{state}", state == JobState.Running ? "another:/data" : null, later, state);
        Task<List<Job>> JobsAsync() =>
            town.ReadAsync(First, db => db.Set<Job>().AsNoTracking().Where(j => j.Payload.StartsWith("\"resent-")).ToListAsync(Cancel));
        await town.ReadAsync(First, db => db.Set<Job>().Where(j => j.Payload == "\"resent-Dead\"")
            .ExecuteUpdateAsync(set => set.SetProperty(j => j.Attempts, 5).SetProperty(j => j.SilencedBecause, "visto"), Cancel));
        var before = await JobsAsync();
        var resent = await town.InAsync(First, async services =>
        {
            IReadOnlyList<Job> jobs = [];
            await services.GetRequiredService<Writing>().RunAsync(async () =>
            {
                jobs = await services.GetRequiredService<JobQueue>().ResendAsync([.. before.Select(job => job.Id)], Cancel);
                return true;
            }, Cancel);
            return jobs;
        });
        resent.Select(job => job.Read<string>()).ShouldBe(["resent-Dead", "resent-Waiting"], ignoreOrder: true);
        await UntilAsync(() => Work.TimesOf("resent-Dead") == 1 && Work.TimesOf("resent-Waiting") == 1);
        await UntilAsync(async () => (await JobsAsync()).Count(job => job.State == JobState.Done) == 3);
        var after = await JobsAsync();
        after.Single(job => job.Read<string>() == "resent-Dead")
            .ShouldSatisfyAllConditions(job => job.Attempts.ShouldBe(1), job => job.SilencedBecause.ShouldBeNull());
        foreach (var other in (string[])["resent-Running", "resent-Done"])
            after.Single(job => job.Read<string>() == other).Version.ShouldBe(before.Single(job => job.Read<string>() == other).Version, other);
        await town.ReadAsync(First, db => db.Set<Job>().Where(j => j.Payload == "\"resent-Running\"").ExecuteDeleteAsync(Cancel));
    }

    [Fact]
    public async Task Comune_WhoseDataCannotBeRead_StopsNobodyElsesWork()
    {
        Begin();
        var comuni = town.Services.GetRequiredService<MunicipalityDirectory>().All;
        var (broken, last) = (comuni[0].Slug, comuni[^1].Slug);
        await SqlAsync(broken, "ALTER TABLE platform_jobs RENAME TO platform_jobs_away");
        try
        {
            // Nobody rings for it: the round has to find it.
            await PlantAsync(last, "later", null, LegalTime.UtcNow(town.Clock), JobState.Waiting);
            await UntilAsync(() => Work.TimesOf("later") == 1);
        }
        finally
        {
            await SqlAsync(broken, "ALTER TABLE platform_jobs_away RENAME TO platform_jobs");
        }
        await town.JobsDoneAsync(last);
    }

    private async Task<string> MetricsAsync()
    {
        using var client = new HttpClient(town.Handler, disposeHandler: false);
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://localhost/metrics");
        request.Headers.Add("Authorization", $"Bearer {JobsTown.Token}");
        using var answer = await client.SendAsync(request, Cancel);
        return await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync(Cancel);
    }

    private static double AwayOf(string metrics)
    {
        var begin = $"liburia_destination_away_seconds{{destination=\"{Workshop.Destination}\"}} ";
        return double.Parse(metrics.Split('\n').Single(line => line.StartsWith(begin, StringComparison.Ordinal))[begin.Length..], System.Globalization.CultureInfo.InvariantCulture);
    }

    private Task<int> SqlAsync(string comune, string sql) => town.ReadAsync(comune, db => db.Database.ExecuteSqlRawAsync(sql, Cancel));

    private Task<int> AddAsync(string comune, string kind, bool isBatch, params string[] names) => town.InAsync(comune, async services =>
    {
        var queue = services.GetRequiredService<JobQueue>();
        if (isBatch) queue.AsBatch();
        await services.GetRequiredService<Writing>().RunAsync(() =>
        {
            foreach (var name in names) queue.Add(kind, Guid.NewGuid().ToString("n"), name);
            return Task.FromResult(true);
        }, Cancel);
        return names.Length;
    });

    /// <summary>A row as some other program left it; nobody is woken.</summary>
    private Task<int> PlantAsync(string comune, string name, string? node, DateTime until, JobState state = JobState.Running, string kind = Workshop.Here, string destination = JobKind.Here) =>
        town.ReadAsync(comune, db =>
        {
            db.Add(new Job
            {
                Id = Guid.CreateVersion7(),
                Kind = kind,
                Key = Guid.NewGuid().ToString("n"),
                Payload = $"\"{name}\"",
                Budget = 5,
                State = state,
                Destination = destination,
                ClaimedBy = node,
                RunAfter = until,
                CreatedAt = LegalTime.UtcNow(town.Clock),
            });
            return db.SaveChangesAsync(Cancel);
        });

    private Task<int> StoredAsync(string comune, string name) =>
        town.ReadAsync(comune, db => db.Set<Counter>().Where(c => c.Register == Workshop.CounterOf(name)).SumAsync(c => c.Last, Cancel));

    /// <summary>What two Comuni still owe elsewhere.</summary>
    private async Task<IReadOnlyList<Job>> OpenAsync()
    {
        var open = new List<Job>();
        foreach (var comune in (string[])[First, Second])
            open.AddRange(await town.ReadAsync(comune, db => db.Set<Job>().AsNoTracking().Where(j => j.Kind == Workshop.Elsewhere && j.State != JobState.Done).ToListAsync(Cancel)));
        return open;
    }

    private static Task UntilAsync(Func<bool> right) => UntilAsync(() => Task.FromResult(right()));

    private static async Task UntilAsync(Func<Task<bool>> right)
    {
        for (var i = 0; i < 600; i++)
        {
            if (await right()) return;
            await Task.Delay(50, Cancel);
        }
        throw new TimeoutException("Thirty seconds, and it has not come to pass.");
    }

    /// <summary>A second node on the same data.</summary>
    private sealed class Node(Town town, string name) : IAsyncDisposable
    {
        private JobWorker? worker;

        public Task StartAsync(DateTime? at = null)
        {
            var services = town.Services;
            worker = new JobWorker(services.GetRequiredService<IServiceScopeFactory>(), services.GetRequiredService<MunicipalityDirectory>(),
                services.GetRequiredService<IEngine>(), services.GetRequiredService<JobBell>(), town.Installation, services.GetServices<JobKind>(),
                services.GetRequiredService<JobDestinations>(), at is { } moment ? new Ahead(moment - LegalTime.UtcNow(town.Clock), town.Clock) : town.Clock, NullLogger<JobWorker>.Instance)
            { Node = name };
            return worker.StartAsync(Cancel);
        }

        public async ValueTask DisposeAsync()
        {
            if (worker is null) return;
            await worker.StopAsync(CancellationToken.None);
            worker.Dispose();
        }

        private sealed class Ahead(TimeSpan by, TimeProvider of) : TimeProvider
        {
            public override DateTimeOffset GetUtcNow() => of.GetUtcNow() + by;
        }
    }
}

public sealed class JobTurnsOnSqlite(SqliteJobsTown town) : JobTurnsTests(town), IClassFixture<SqliteJobsTown>;

public sealed class JobTurnsOnPostgres(PostgresJobsTown town) : JobTurnsTests(town), IClassFixture<PostgresJobsTown>;
