using Liburia.Platform.Language;
using Liburia.Platform.Access;
using Liburia.Platform.Audit;
using Liburia.Platform.Database;
using Liburia.Platform.Law;
using Liburia.Platform.Tenancy;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Liburia.Platform.Jobs;

/// <summary>Delivers jobs, Comune by Comune. Everything it needs to go on after a crash is in the table.</summary>
public sealed partial class JobWorker(IServiceScopeFactory scopes, MunicipalityDirectory directory, JobBell bell, TimeProvider clock, ILogger<JobWorker> logger) : BackgroundService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);
    private const int Hands = 2;
    private readonly DateTime began = clock.UtcNow();
    private IReadOnlyList<string>? elsewhere;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        foreach (var municipality in directory.All) bell.Ring(municipality.Slug);
        await Task.WhenAll(Enumerable.Range(0, Hands).Select(_ => WorkAsync(false, stoppingToken)).Append(WorkAsync(true, stoppingToken)));
    }

    /// <param name="isElsewhere">Only what a server elsewhere does, or only what does not need one.</param>
    private async Task WorkAsync(bool isElsewhere, CancellationToken stop)
    {
        var lastRound = clock.UtcNow();
        while (!stop.IsCancellationRequested)
        {
            try
            {
                if (await bell.NextAsync(isElsewhere, Patience, stop) is { } slug)
                {
                    await EmptyAsync(slug, isElsewhere, stop);
                    continue;
                }
                if (clock.UtcNow() - lastRound < Patience) continue;
                lastRound = clock.UtcNow();
                foreach (var municipality in directory.All.Where(m => m.State != MunicipalityState.Moving)) await EmptyAsync(municipality.Slug, isElsewhere, stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                LogRound(logger, fault);
                await Task.Delay(500, CancellationToken.None);
            }
        }
    }

    /// <summary>Performs every job that is due in one Comune.</summary>
    public async Task EmptyAsync(string slug, CancellationToken cancel)
    {
        await EmptyAsync(slug, false, cancel);
        await EmptyAsync(slug, true, cancel);
    }

    private async Task EmptyAsync(string slug, bool isElsewhere, CancellationToken cancel)
    {
        // A job comes back when its lease ends, and so does the hand that had it: whatever it waits for, it does not wait for ever.
        while (!cancel.IsCancellationRequested && await PerformNextAsync(slug, isElsewhere, cancel).WaitAsync(Lease, cancel)) { }
    }

    private async Task<bool> PerformNextAsync(string slug, bool isElsewhere, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        var services = scope.ServiceProvider;
        services.GetRequiredService<Tenant>().Enter(directory.Find(slug));
        services.GetRequiredService<Visitor>().EnterSystem("Liburia");
        var db = services.GetRequiredService<AppDb>();
        var now = clock.UtcNow();
        // Whoever claimed a job before this process began was a process that is gone: its lease need not be waited for.
        var leased = began + Lease > now ? began + Lease : now;
        var others = elsewhere ??= [.. services.GetServices<IJobHandler>().Where(handler => handler.IsElsewhere).Select(handler => handler.Kind)];
        var job = await db.Set<Job>().AsNoTracking().Where(j => others.Contains(j.Kind) == isElsewhere)
            .Where(j => (j.State == JobState.Waiting && j.RunAfter <= now) || (j.State == JobState.Running && j.RunAfter <= leased))
            .OrderBy(j => j.RunAfter).FirstOrDefaultAsync(cancel);
        if (job is null) return false;
        // Claimed by one conditional update with a lease: of two hands one wins, and a dead hand's job comes back.
        var until = now + Lease;
        var claimed = await db.Set<Job>().Where(j => j.Id == job.Id && j.Version == job.Version).ExecuteUpdateAsync(set => set
            .SetProperty(j => j.State, JobState.Running).SetProperty(j => j.RunAfter, until)
            .SetProperty(j => j.Attempts, job.Attempts + 1).SetProperty(j => j.Version, job.Version + 1), cancel);
        if (claimed == 0) return true;
        job.Attempts++;
        job.Version++;
        await PerformAsync(services, job, cancel);
        return true;
    }

    private async Task PerformAsync(IServiceProvider services, Job job, CancellationToken cancel)
    {
        var db = services.GetRequiredService<AppDb>();
        var writing = services.GetRequiredService<Writing>();
        try
        {
            var handler = services.GetServices<IJobHandler>().FirstOrDefault(h => h.Kind == job.Kind)
                ?? throw new InvalidOperationException($"No handler for jobs of kind {job.Kind}.");
            var store = await handler.PerformAsync(job, cancel);
            await writing.RunAsync(async () =>
            {
                await store();
                services.GetRequiredService<AuditTrail>().Note("job.done", $"job:{job.Id:n}", new { job.Kind, job.Attempts });
                return await SettleAsync(db, job, JobState.Done, clock.UtcNow(), null) == 1;
            }, cancel);
        }
        catch (Exception fault) when (!cancel.IsCancellationRequested)
        {
            LogFailure(logger, job.Kind, job.Id, job.Attempts, fault.GetType().Name);
            var state = job.Attempts >= job.Budget ? JobState.Dead : JobState.Waiting;
            var again = clock.UtcNow() + Job.Pause(job.Attempts);
            // What others say of an address stays with them: the console is read by whoever keeps it going.
            var words = string.Join(' ', fault.Message.Split(' ').Select(word => word.Contains('@', StringComparison.Ordinal) ? "[indirizzo]" : word)).Cut(900);
            await GiveBackAsync(services.GetRequiredService<Tenant>().Municipality, job, state, again, words, cancel);
        }
    }

    /// <summary>Where the database itself is what failed, tries until it is back, for a while: otherwise the job would wait for its lease to end.</summary>
    private async Task GiveBackAsync(Municipality municipality, Job job, JobState state, DateTime again, string words, CancellationToken cancel)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                scope.ServiceProvider.GetRequiredService<Tenant>().Enter(municipality);
                scope.ServiceProvider.GetRequiredService<Visitor>().EnterSystem("Liburia");
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
            .SetProperty(j => j.State, state).SetProperty(j => j.RunAfter, moment).SetProperty(j => j.FinishedAt, finished)
            .SetProperty(j => j.LastError, error).SetProperty(j => j.Version, job.Version + 1));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Job {Kind} {Id} failed at attempt {Attempt}: {Fault}")]
    private static partial void LogFailure(ILogger logger, string kind, Guid id, int attempt, string fault);

    [LoggerMessage(Level = LogLevel.Error, Message = "A round of jobs failed")]
    private static partial void LogRound(ILogger logger, Exception fault);
}
