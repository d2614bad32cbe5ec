using Liburia.Platform.Access;
using Liburia.Platform.Audit;
using Liburia.Platform.Database;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Platform.Tenancy;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Liburia.Platform.Jobs;

/// <summary>
/// Performs jobs in turns: a hand takes one job of a Comune and turns to the next one that has any. This program's own work and each destination
/// have lanes of their own, with so many hands as the installation says. Everything it needs to go on after a crash is in the table.
/// </summary>
public sealed partial class JobWorker : BackgroundService
{
    /// <summary>How long a job belongs to the hand that took it.</summary>
    internal static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private readonly IServiceScopeFactory scopes;
    private readonly MunicipalityDirectory directory;
    private readonly IEngine engine;
    private readonly JobBell bell;
    private readonly TimeProvider clock;
    private readonly ILogger<JobWorker> logger;
    private readonly DateTime began;
    private readonly Dictionary<string, JobKind> kinds;
    private readonly Dictionary<string, JobLane> lanes;
    private readonly HashSet<string> unread = [];

    public JobWorker(IServiceScopeFactory scopes, MunicipalityDirectory directory, IEngine engine, JobBell bell, Installation installation,
        IEnumerable<JobKind> kinds, JobDestinations destinations, TimeProvider clock, ILogger<JobWorker> logger)
    {
        (this.scopes, this.directory, this.engine, this.bell, this.clock, this.logger) = (scopes, directory, engine, bell, clock, logger);
        this.kinds = kinds.ToDictionary(kind => kind.Name, StringComparer.Ordinal);
        lanes = destinations.All.Select(one => new JobLane(one.Destination.Name, installation.DestinationHands, one.Breaker))
            .Append(new JobLane(JobKind.Here, installation.JobHands, null)).ToDictionary(lane => lane.Destination, StringComparer.Ordinal);
        began = clock.UtcNow();
        Node = $"{Environment.MachineName}:{Path.GetFullPath(installation.DataFolder)}".Cut(120);
        bell.Rung += Hear;
    }

    /// <summary>This node, the same after a restart and unlike any other.</summary>
    internal string Node { get; init; }

    public override void Dispose()
    {
        bell.Rung -= Hear;
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        var hands = lanes.Values.SelectMany(lane => Enumerable.Range(0, lane.Hands).Select(_ => WorkAsync(lane, stoppingToken)));
        await Task.WhenAll(hands.Append(LookRoundAsync(stoppingToken)));
    }

    private void Hear(string slug, IReadOnlyCollection<JobPlace> places)
    {
        foreach (var place in places)
            if (lanes.TryGetValue(place.Destination, out var lane)) lane.Enter(slug, place.Urgency);
    }

    /// <summary>Finds what nobody rang for: what waited for its time, what another program owes, what a hand that is gone had taken.</summary>
    private async Task LookRoundAsync(CancellationToken stop)
    {
        try
        {
            while (true)
            {
                foreach (var municipality in directory.All.Where(m => m.State != MunicipalityState.Moving)) await TryLookAsync(municipality, stop);
                foreach (var lane in lanes.Values) lane.Look();
                await Task.Delay(Pause, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The program is stopping.
        }
    }

    /// <summary>A Comune whose data cannot be read stops nobody else's work.</summary>
    private async Task TryLookAsync(Municipality municipality, CancellationToken stop)
    {
        try
        {
            await LookAsync(municipality, stop);
            unread.Remove(municipality.Slug);
        }
        catch (Exception fault) when (!stop.IsCancellationRequested)
        {
            // Said once, and not at every round until it can be read again.
            if (unread.Add(municipality.Slug)) LogFault(logger, municipality.Slug, fault);
        }
    }

    private async Task LookAsync(Municipality municipality, CancellationToken cancel)
    {
        await using var scope = Enter(municipality);
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        var now = clock.UtcNow();
        // What this node had taken before it was started again is nobody's: its lease need not be waited for. Another node's is.
        var ofBefore = began + Lease;
        var due = await db.Set<Job>().AsNoTracking()
            .Where(j => (j.State == JobState.Waiting && j.RunAfter <= now) || (j.State == JobState.Running && (j.RunAfter <= now || (j.ClaimedBy == Node && j.RunAfter < ofBefore))))
            .Select(j => new { j.State, j.Destination, j.Urgency }).Distinct().ToListAsync(cancel);
        if (due.Any(place => place.State == JobState.Running))
        {
            using var turn = await engine.EnterWriterAsync(municipality.Slug, cancel);
            await db.Set<Job>().Where(j => j.State == JobState.Running && (j.RunAfter <= now || (j.ClaimedBy == Node && j.RunAfter < ofBefore)))
                .ExecuteUpdateAsync(set => set.SetProperty(j => j.State, JobState.Waiting).SetProperty(j => j.RunAfter, now).SetProperty(j => j.Version, j => j.Version + 1), cancel);
        }
        foreach (var place in due)
        {
            if (lanes.TryGetValue(place.Destination, out var lane)) lane.Enter(municipality.Slug, place.Urgency);
            else await BringHereAsync(municipality.Slug, db, place.Destination, cancel);
        }
    }

    /// <summary>Of a destination that is no more: here it fails, and is seen.</summary>
    private async Task BringHereAsync(string slug, AppDb db, string destination, CancellationToken cancel)
    {
        using var turn = await engine.EnterWriterAsync(slug, cancel);
        await db.Set<Job>().Where(j => j.Destination == destination).ExecuteUpdateAsync(set => set.SetProperty(j => j.Destination, JobKind.Here), cancel);
    }

    private async Task WorkAsync(JobLane lane, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            Turn turn;
            try
            {
                turn = await lane.NextAsync(stop);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            try
            {
                // A job comes back when its lease ends, and so does the hand that had it: whatever it waits for, it does not wait for ever.
                await TakeTurnAsync(lane, turn, stop).WaitAsync(Lease, stop);
            }
            catch (TimeoutException)
            {
                lane.Breaker?.Failed($"Nessuna risposta in {Lease.TotalMinutes:0} minuti.", turn.IsTry);
            }
            catch (Exception fault)
            {
                if (stop.IsCancellationRequested) return;
                if (turn.IsTry) lane.Breaker!.Forgo();
                LogFault(logger, turn.Slug, fault);
            }
            finally
            {
                lane.Leave(turn);
            }
        }
    }

    /// <summary>Performs every job that is due in one Comune, one after the other.</summary>
    public async Task EmptyAsync(string slug, CancellationToken cancel)
    {
        foreach (var lane in lanes.Values)
            foreach (var urgency in Enum.GetValues<JobUrgency>())
                while (await TakeTurnAsync(lane, new(slug, urgency, IsTry: false), cancel)) { }
    }

    /// <summary>One job of one Comune; answers false when it has none.</summary>
    private async Task<bool> TakeTurnAsync(JobLane lane, Turn turn, CancellationToken cancel)
    {
        if (directory.Find(turn.Slug) is not { State: not MunicipalityState.Moving } municipality) return Forgone(lane, turn);
        await using var scope = Enter(municipality);
        var (found, job) = await ClaimAsync(scope.ServiceProvider.GetRequiredService<AppDb>(), lane, turn, cancel);
        // It goes to the end of the row already now, so that a second hand may help where nobody else waits.
        if (found) lane.Enter(turn.Slug, turn.Urgency);
        if (job is null) return Forgone(lane, turn) || found;
        await PerformAsync(scope.ServiceProvider, lane, turn, job, cancel);
        return true;
    }

    private static bool Forgone(JobLane lane, Turn turn)
    {
        if (turn.IsTry) lane.Breaker!.Forgo();
        return false;
    }

    /// <summary>Claimed by one conditional update with a lease: of two hands, also of two nodes, one wins, and a dead hand's job comes back.</summary>
    private async Task<(bool Found, Job? Job)> ClaimAsync(AppDb db, JobLane lane, Turn turn, CancellationToken cancel)
    {
        var now = clock.UtcNow();
        var job = await db.Set<Job>().AsNoTracking()
            .Where(j => j.State == JobState.Waiting && j.Destination == lane.Destination && j.Urgency == turn.Urgency && j.RunAfter <= now)
            .OrderBy(j => j.RunAfter).FirstOrDefaultAsync(cancel);
        if (job is null) return (false, null);
        var mine = db.Set<Job>().Where(j => j.Id == job.Id && j.Version == job.Version);
        using var gate = await engine.EnterWriterAsync(turn.Slug, cancel);
        // Written by a version for which this kind went elsewhere: it goes to the hands that are there for it.
        var destination = kinds.GetValueOrDefault(job.Kind)?.Destination ?? JobKind.Here;
        if (destination != lane.Destination)
        {
            await mine.ExecuteUpdateAsync(set => set.SetProperty(j => j.Destination, destination).SetProperty(j => j.Version, job.Version + 1), cancel);
            lanes[destination].Enter(turn.Slug, turn.Urgency);
            return (true, null);
        }
        var until = now + Lease;
        var claimed = await mine.ExecuteUpdateAsync(set => set.SetProperty(j => j.State, JobState.Running).SetProperty(j => j.RunAfter, until)
            .SetProperty(j => j.Attempts, job.Attempts + 1).SetProperty(j => j.ClaimedBy, Node).SetProperty(j => j.Version, job.Version + 1), cancel);
        job.Attempts++;
        job.Version++;
        return (true, claimed == 1 ? job : null);
    }

    private async Task PerformAsync(IServiceProvider services, JobLane lane, Turn turn, Job job, CancellationToken cancel)
    {
        try
        {
            var handler = services.GetKeyedService<IJobHandler>(job.Kind) ?? throw new InvalidOperationException($"No handler for jobs of kind {job.Kind}.");
            var store = await handler.PerformAsync(job, cancel);
            lane.Breaker?.Answered();
            var db = services.GetRequiredService<AppDb>();
            await services.GetRequiredService<Writing>().RunAsync(async () =>
            {
                await store();
                services.GetRequiredService<AuditTrail>().Note("job.done", $"job:{job.Id:n}", new { job.Kind, job.Attempts });
                return await SettleAsync(db, job, JobState.Done, clock.UtcNow(), null) == 1;
            }, cancel);
        }
        catch (Exception fault) when (!cancel.IsCancellationRequested)
        {
            LogFailure(logger, job.Kind, job.Id, job.Attempts, fault.GetType().Name);
            // What others say of an address stays with them: the console is read by whoever keeps it going.
            var words = string.Join(' ', fault.Message.Split(' ').Select(word => word.Contains('@', StringComparison.Ordinal) ? "[indirizzo]" : word)).Cut(900);
            var isLeftAlone = TellBreaker(lane, turn, fault, words);
            var again = clock.UtcNow() + Job.Pause(job.Attempts);
            // It is the destination that is away: what waits for it meanwhile spends nothing of its budget, and another one is the next to try.
            if (isLeftAlone) job.Attempts--;
            var state = job.Attempts >= job.Budget ? JobState.Dead : JobState.Waiting;
            await GiveBackAsync(services.GetRequiredService<Tenant>().Municipality, job, state, again, words, cancel);
        }
    }

    /// <summary>Answers whether the destination is left alone from now on.</summary>
    private static bool TellBreaker(JobLane lane, Turn turn, Exception fault, string words)
    {
        if (lane.Breaker is not { } breaker) return false;
        if (fault is DestinationAway) return breaker.Failed(words, turn.IsTry);
        if (fault is DestinationRefused) breaker.Answered();
        else if (turn.IsTry) breaker.Forgo();
        return false;
    }

    /// <summary>Where the database itself is what failed, tries until it is back, for a while: otherwise the job would wait for its lease to end.</summary>
    private async Task GiveBackAsync(Municipality municipality, Job job, JobState state, DateTime again, string words, CancellationToken cancel)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await using var scope = Enter(municipality);
                var db = scope.ServiceProvider.GetRequiredService<AppDb>();
                await scope.ServiceProvider.GetRequiredService<Writing>().RunAsync(async () => await SettleAsync(db, job, state, again, words) == 1, cancel);
                return;
            }
            catch (Exception fault) when (attempt < 30 && fault is System.Data.Common.DbException or InvalidOperationException or IOException)
            {
                await Task.Delay(1000, cancel);
            }
        }
    }

    private static Task<int> SettleAsync(AppDb db, Job job, JobState state, DateTime moment, string? error)
    {
        DateTime? finished = state is JobState.Done or JobState.Dead ? moment : null;
        return db.Set<Job>().Where(j => j.Id == job.Id && j.Version == job.Version).ExecuteUpdateAsync(set => set
            .SetProperty(j => j.State, state).SetProperty(j => j.RunAfter, moment).SetProperty(j => j.FinishedAt, finished).SetProperty(j => j.Attempts, job.Attempts)
            .SetProperty(j => j.LastError, error).SetProperty(j => j.Version, job.Version + 1));
    }

    private AsyncServiceScope Enter(Municipality municipality)
    {
        var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Tenant>().Enter(municipality);
        scope.ServiceProvider.GetRequiredService<Visitor>().EnterSystem("Liburia");
        return scope;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Job {Kind} {Id} failed at attempt {Attempt}: {Fault}")]
    private static partial void LogFailure(ILogger logger, string kind, Guid id, int attempt, string fault);

    [LoggerMessage(Level = LogLevel.Error, Message = "Jobs of {Comune} could not be taken")]
    private static partial void LogFault(ILogger logger, string comune, Exception fault);
}
