using System.Diagnostics;
using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Liburia.Platform.Jobs;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Platform.Organization;
using Liburia.Platform.Tenancy;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Liburia.Platform.Runs;

/// <summary>
/// A few seconds of a run, then somebody else's turn. Each thing is done in a commit that also marks its row: whatever stops the program, what is
/// marked is done and what is not is not, and the next slice goes on from there.
/// </summary>
internal sealed partial class RunSlice(
    AppDb db, JobQueue queue, IEnumerable<RunKind> kinds, Tenant tenant, IServiceScopeFactory scopes, TimeProvider clock, ILogger<RunSlice> logger) : IJobHandler
{
    public const string JobKind = "platform.run";

    internal static readonly JobKind AsJob = new(JobKind, new("Esecuzione di molte cose insieme", "A run of many things"), JobUrgency.Batch);

    private const int MostFailures = 3;
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(3);

    internal sealed record Slice(Guid RunId, int Number);

    public static string KeyOf(Guid run, int number) => $"run:{run:n}:{number}";

    public async Task<Func<Task>> PerformAsync(Job job, CancellationToken cancel)
    {
        var slice = job.Read<Slice>();
        var run = await db.Set<Run>().AsNoTracking().FirstAsync(r => r.Id == slice.RunId, cancel);
        var (watch, position) = (Stopwatch.StartNew(), -1);
        while (watch.Elapsed < Length && await NextAsync(run.Id, position, cancel) is { } item)
        {
            position = item.Position;
            await DoAsync(run, item, cancel);
        }
        return () => EndAsync(run, slice.Number);
    }

    private Task<RunItem?> NextAsync(Guid run, int after, CancellationToken cancel) => db.Set<RunItem>().AsNoTracking()
        .Where(i => i.RunId == run && i.State == RunItemState.Waiting && i.Position > after).OrderBy(i => i.Position).FirstOrDefaultAsync(cancel);

    /// <summary>In the name of who began it, as they stand today.</summary>
    private async Task DoAsync(Run run, RunItem item, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        var services = scope.ServiceProvider;
        services.GetRequiredService<Tenant>().Enter(tenant.Municipality);
        var chart = services.GetRequiredService<OrganizationChart>();
        var kind = kinds.FirstOrDefault(one => one.Name == run.Kind);
        var standing = await chart.StandingOfAsync(run.StaffId, run.OfficeId, cancel);
        var permissions = standing is null ? [] : chart.PermissionsOf(standing.Positions.Select(position => position.Role));
        if (kind is null || standing is null || standing.Office.Id != run.OfficeId || !permissions.Contains(kind.Permission))
        {
            await MarkAsync(item, RunItemState.Refused, $"{run.StaffName} non ha più questo compito.", item.Failures, cancel);
            return;
        }
        services.GetRequiredService<Visitor>().EnterStaff(Guid.Empty, standing, permissions);
        services.GetRequiredService<JobQueue>().AsBatch();
        try
        {
            await services.GetRequiredService<Writing>().RunAsync(async () =>
            {
                // Marked first: where somebody else has done it meanwhile, nothing is done.
                if (await Waiting(services.GetRequiredService<AppDb>(), item).ExecuteUpdateAsync(set => set.SetProperty(i => i.State, RunItemState.Done), cancel) == 0) return false;
                await services.GetRequiredKeyedService<ILongRun>(run.Kind).DoAsync(run.Arguments, item.Subject, cancel);
                return true;
            }, cancel);
        }
        catch (RuleBroken broken)
        {
            await MarkAsync(item, RunItemState.Refused, broken.Message, item.Failures, cancel);
        }
        catch (Exception fault) when (!cancel.IsCancellationRequested)
        {
            LogFailure(logger, run.Id, item.Position, fault);
            var failures = item.Failures + 1;
            await MarkAsync(item, failures < MostFailures ? RunItemState.Waiting : RunItemState.Refused,
                failures < MostFailures ? null : "Il programma non ci è riuscito, tre volte: chi gestisce ne trova la causa nel registro.", failures, cancel);
        }
    }

    private static IQueryable<RunItem> Waiting(AppDb db, RunItem item) =>
        db.Set<RunItem>().Where(i => i.RunId == item.RunId && i.Position == item.Position && i.State == RunItemState.Waiting);

    private async Task MarkAsync(RunItem item, RunItemState state, string? reason, int failures, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Tenant>().Enter(tenant.Municipality);
        scope.ServiceProvider.GetRequiredService<Visitor>().EnterSystem("Liburia");
        var own = scope.ServiceProvider.GetRequiredService<AppDb>();
        await scope.ServiceProvider.GetRequiredService<Writing>().RunAsync(async () => await Waiting(own, item)
            .ExecuteUpdateAsync(set => set.SetProperty(i => i.State, state).SetProperty(i => i.Reason, reason).SetProperty(i => i.Failures, failures), cancel) == 1, cancel);
    }

    /// <summary>In the commit that ends this slice: the next one, or the end.</summary>
    private async Task EndAsync(Run run, int number)
    {
        if (await db.Set<RunItem>().AnyAsync(i => i.RunId == run.Id && i.State == RunItemState.Waiting))
        {
            queue.Add(JobKind, KeyOf(run.Id, number + 1), new Slice(run.Id, number + 1));
            return;
        }
        var now = clock.UtcNow();
        await db.Set<Run>().Where(r => r.Id == run.Id && r.FinishedAt == null).ExecuteUpdateAsync(set => set.SetProperty(r => r.FinishedAt, now));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Run {Run} failed at {Position}")]
    private static partial void LogFailure(ILogger logger, Guid run, int position, Exception fault);
}
