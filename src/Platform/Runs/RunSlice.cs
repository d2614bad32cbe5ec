using System.Diagnostics;
using Liburia.Platform.Database;
using Liburia.Platform.Jobs;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Platform.Runs;

/// <summary>
/// A few seconds of a run, then somebody else's turn. Each thing is done in a commit that also marks its row: whatever stops the program, what is
/// marked is done and what is not is not, and the next slice goes on from there.
/// </summary>
internal sealed class RunSlice(AppDb db, JobQueue queue, RunHand hand, TimeProvider clock) : IJobHandler
{
    public const string JobKind = "platform.run";

    internal static readonly JobKind AsJob = new(JobKind, new("Esecuzione di molte cose insieme", "A run of many things"), JobUrgency.Batch);

    private static readonly TimeSpan Length = TimeSpan.FromSeconds(3);

    internal sealed record Slice(Guid RunId, int Number);

    public static string KeyOf(Guid run, int number) => $"run:{run:n}:{number}";

    public async Task<Func<Task>> PerformAsync(Job job, CancellationToken cancel)
    {
        var slice = job.Read<Slice>();
        var run = await db.Set<Run>().AsNoTracking().FirstAsync(r => r.Id == slice.RunId, cancel);
        var (watch, position) = (Stopwatch.StartNew(), (int?)-1);
        while (watch.Elapsed < Length && position is not null) position = await hand.NextAsync(run, position.Value, cancel);
        return () => EndAsync(run, slice.Number);
    }

    /// <summary>In the commit that ends this slice: the next one, or the end.</summary>
    private async Task EndAsync(Run run, int number)
    {
        if (await db.Set<RunItem>().AnyAsync(i => i.RunId == run.Id && i.State == RunItemState.Waiting))
        {
            queue.Add(JobKind, KeyOf(run.Id, number + 1), new Slice(run.Id, number + 1));
            return;
        }
        await RunHand.FinishAsync(db, run.Id, clock.UtcNow());
    }
}
