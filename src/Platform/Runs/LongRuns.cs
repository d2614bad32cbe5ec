using System.Text.Json;
using Liburia.Platform.Access;
using Liburia.Platform.Audit;
using Liburia.Platform.Database;
using Liburia.Platform.Jobs;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Liburia.Platform.Runs;

/// <summary>How far a run is.</summary>
public sealed record RunProgress(Run Run, Texts Label, int InAll, int Done, int LeftOut)
{
    public int Waiting => InAll - Done - LeftOut;
}

/// <summary>Begins long runs and tells how they go. What is begun is what was shown: the things are written down, one row each, in one commit.</summary>
public sealed class LongRuns(
    AppDb db, JobQueue queue, Visitor visitor, AuditTrail audit, TimeProvider clock, IEnumerable<RunKind> kinds, IServiceProvider services)
{
    /// <summary>Things of one run, where its kind does not say otherwise.</summary>
    public const int Most = 10_000;

    public RunKind KindOf(string name) => kinds.First(kind => kind.Name == name);

    /// <summary>Everything the run would do and leave out; changes nothing.</summary>
    /// <exception cref="RuleBroken">Nothing to do, too much, or arguments that are not right.</exception>
    public async Task<RunPreview> PreviewAsync(string kind, object arguments, CancellationToken cancel = default)
    {
        var preview = await services.GetRequiredKeyedService<ILongRun>(kind).PreviewAsync(JsonSerializer.Serialize(arguments), cancel);
        var most = KindOf(kind).Most;
        if (preview.Candidates.Count > most)
            throw new RuleBroken("", new($"Sono più di {most}: restringi l'elenco.", $"They are more than {most}: narrow the list."));
        if (preview.ToDo.Count == 0)
            throw new RuleBroken("", preview.Candidates.Count == 0
                ? new("In questo elenco non c'è niente da fare.", "There is nothing to do in this list.")
                : new("Di questo elenco non si può fare niente: il motivo è accanto a ogni riga.", "Nothing of this list can be done: the reason is beside each line."));
        return preview;
    }

    /// <summary>Begins what was shown; null when it would be something else by now.</summary>
    /// <param name="mark">Of the preview that was confirmed.</param>
    /// <param name="isHere">Carried out by the caller, with <see cref="RunHand"/>: no job is owed.</param>
    public async Task<Run?> BeginAsync(string kind, string title, object arguments, string mark, bool isHere = false, CancellationToken cancel = default)
    {
        var preview = await PreviewAsync(kind, arguments, cancel);
        if (preview.Mark != mark) return null;
        var run = new Run
        {
            Id = Guid.CreateVersion7(),
            Kind = kind,
            Title = title.Cut(200),
            Arguments = JsonSerializer.Serialize(arguments),
            StaffId = visitor.StaffId,
            StaffName = visitor.FullName,
            OfficeId = visitor.OfficeId,
            CreatedAt = clock.UtcNow(),
        };
        db.Add(run);
        db.AddRange(preview.Candidates.Select((one, i) => new RunItem
        {
            RunId = run.Id,
            Position = i,
            Subject = one.Subject,
            Label = one.Label.Cut(200),
            Href = one.Href,
            State = one.Refusal is null ? RunItemState.Waiting : RunItemState.Refused,
            Reason = one.Refusal?.It.Cut(500),
        }));
        if (!isHere) queue.Add(RunSlice.JobKind, RunSlice.KeyOf(run.Id, 0), new RunSlice.Slice(run.Id, 0));
        audit.Note("run.begin", $"run:{run.Id:n}", new { run.Kind, run.Title, Count = preview.ToDo.Count });
        return run;
    }

    /// <summary>The runs of a Comune, the newest first.</summary>
    public async Task<IReadOnlyList<RunProgress>> NewestAsync(int most, CancellationToken cancel = default) =>
        await ProgressOfAsync(await db.Set<Run>().AsNoTracking().OrderByDescending(r => r.CreatedAt).Take(most).ToListAsync(cancel), cancel);

    public async Task<RunProgress?> FindAsync(Guid id, CancellationToken cancel = default) =>
        (await ProgressOfAsync(await db.Set<Run>().AsNoTracking().Where(r => r.Id == id).ToListAsync(cancel), cancel)).SingleOrDefault();

    private async Task<IReadOnlyList<RunProgress>> ProgressOfAsync(IReadOnlyList<Run> runs, CancellationToken cancel)
    {
        var ids = runs.Select(run => run.Id).ToList();
        var counts = (await db.Set<RunItem>().AsNoTracking().Where(i => ids.Contains(i.RunId)).GroupBy(i => new { i.RunId, i.State })
            .Select(g => new { g.Key.RunId, g.Key.State, Count = g.Count() }).ToListAsync(cancel)).ToLookup(row => row.RunId);
        return [.. runs.Select(run => new RunProgress(run, kinds.FirstOrDefault(kind => kind.Name == run.Kind)?.Label ?? new(run.Kind, run.Kind), counts[run.Id].Sum(row => row.Count),
            counts[run.Id].Where(row => row.State == RunItemState.Done).Sum(row => row.Count), counts[run.Id].Where(row => row.State == RunItemState.Refused).Sum(row => row.Count)))];
    }
}
