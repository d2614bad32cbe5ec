using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Liburia.Platform.Jobs;
using Liburia.Platform.Language;
using Liburia.Platform.Organization;
using Liburia.Platform.Tenancy;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Liburia.Platform.Runs;

/// <summary>Does the things of a run one by one, for a slice (<see cref="RunSlice"/>) or for a command that carries a run out where it was given.</summary>
public sealed partial class RunHand(AppDb db, IEnumerable<RunKind> kinds, Tenant tenant, IServiceScopeFactory scopes, ILogger<RunHand> logger)
{
    private const int MostFailures = 3;

    /// <summary>Does the next things that wait: as many as share a commit.</summary>
    /// <param name="after">The position of the last one that was done.</param>
    /// <returns>The position of the last one now; null when none waits any more.</returns>
    public async Task<int?> NextAsync(Run run, int after, CancellationToken cancel = default)
    {
        var items = await WaitingAsync(run.Id, after, kinds.FirstOrDefault(one => one.Name == run.Kind)?.Together ?? 1, cancel);
        if (items.Count == 0) return null;
        if (items.Count == 1 || !await DoTogetherAsync(run, items, cancel))
            foreach (var item in items) await DoAsync(run, item, cancel);
        return items[^1].Position;
    }

    /// <summary>All of them in one commit that marks their rows; false, and nothing is done, when something is the matter with one.</summary>
    private async Task<bool> DoTogetherAsync(Run run, IReadOnlyList<RunItem> items, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        var services = scope.ServiceProvider;
        services.GetRequiredService<Tenant>().Enter(tenant.Municipality);
        if (!await EnterAsync(services, run, cancel)) return false;
        services.GetRequiredService<JobQueue>().AsBatch();
        var (done, positions) = (false, items.Select(item => item.Position).ToList());
        try
        {
            await services.GetRequiredService<Writing>().RunAsync(async () =>
            {
                var marked = await services.GetRequiredService<AppDb>().Set<RunItem>()
                    .Where(i => i.RunId == run.Id && i.State == RunItemState.Waiting && positions.Contains(i.Position))
                    .ExecuteUpdateAsync(set => set.SetProperty(i => i.State, RunItemState.Done), cancel);
                if (marked != items.Count) return false;
                await services.GetRequiredKeyedService<ILongRun>(run.Kind).DoManyAsync(run.Arguments, [.. items.Select(item => item.Subject)], cancel);
                return done = true;
            }, cancel);
            return done;
        }
        catch (Exception) when (!cancel.IsCancellationRequested)
        {
            // Which of them it was, and why, each says by itself.
            return false;
        }
    }

    private Task<List<RunItem>> WaitingAsync(Guid run, int after, int most, CancellationToken cancel) => db.Set<RunItem>().AsNoTracking()
        .Where(i => i.RunId == run && i.State == RunItemState.Waiting && i.Position > after).OrderBy(i => i.Position).Take(most).ToListAsync(cancel);

    /// <summary>In the name of who began it, as they stand today.</summary>
    private async Task DoAsync(Run run, RunItem item, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        var services = scope.ServiceProvider;
        services.GetRequiredService<Tenant>().Enter(tenant.Municipality);
        if (!await EnterAsync(services, run, cancel))
        {
            await MarkAsync(item, RunItemState.Refused, $"{run.StaffName} non ha più questo compito.", item.Failures, cancel);
            return;
        }
        services.GetRequiredService<JobQueue>().AsBatch();
        try
        {
            await services.GetRequiredService<Writing>().RunAsync(async () =>
            {
                // Marked first: where somebody else has done it meanwhile, nothing is done.
                if (await Waiting(services.GetRequiredService<AppDb>(), item)
                    .ExecuteUpdateAsync(set => set.SetProperty(i => i.State, RunItemState.Done), cancel) == 0) return false;
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

    private async Task<bool> EnterAsync(IServiceProvider services, Run run, CancellationToken cancel)
    {
        if (kinds.FirstOrDefault(one => one.Name == run.Kind) is not { } kind) return false;
        if (run.IsOfTheMachine)
        {
            services.GetRequiredService<Visitor>().EnterSystem(run.StaffName);
            return true;
        }
        var chart = services.GetRequiredService<OrganizationChart>();
        var standing = await chart.StandingOfAsync(run.StaffId, run.OfficeId, cancel);
        var permissions = standing is null ? [] : chart.PermissionsOf(standing.Positions.Select(position => position.Role));
        if (standing is null || standing.Office.Id != run.OfficeId || !permissions.Contains(kind.Permission)) return false;
        services.GetRequiredService<Visitor>().EnterStaff(Guid.Empty, standing, permissions);
        return true;
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
            .ExecuteUpdateAsync(set => set.SetProperty(i => i.State, state).SetProperty(i => i.Reason, reason).SetProperty(i => i.Failures, failures),
                cancel) == 1, cancel);
    }

    /// <summary>Nothing waits any more.</summary>
    public static Task FinishAsync(AppDb db, Guid run, DateTime now) =>
        db.Set<Run>().Where(r => r.Id == run && r.FinishedAt == null).ExecuteUpdateAsync(set => set.SetProperty(r => r.FinishedAt, now));

    [LoggerMessage(Level = LogLevel.Warning, Message = "Run {Run} failed at {Position}")]
    private static partial void LogFailure(ILogger logger, Guid run, int position, Exception fault);
}
