using System.Text.Json;
using Liburia.Platform.Database;
using Liburia.Platform.Law;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Platform.Jobs;

/// <summary>Where a job waits: for which destination, with which urgency.</summary>
public readonly record struct JobPlace(string Destination, JobUrgency Urgency);

/// <summary>Puts jobs in the caller's transaction.</summary>
public sealed class JobQueue(AppDb db, TimeProvider clock, IEnumerable<JobKind> kinds)
{
    /// <summary>With pauses of at most ten minutes, about half a day: what comes back after a night finds its job still trying.</summary>
    public const int DefaultBudget = 80;

    private readonly HashSet<JobPlace> places = [];
    private bool isBatch;

    /// <summary>Where this write owes something: the hands of those places are woken after its commit.</summary>
    public IReadOnlyCollection<JobPlace> New => places;

    /// <summary>From now on what this scope owes is part of a batch, whatever its kind says: a nightly round, a long run.</summary>
    public void AsBatch() => isBatch = true;

    public Job Add(string kind, string key, object payload, int budget = DefaultBudget)
    {
        var (now, known) = (clock.UtcNow(), kinds.FirstOrDefault(k => k.Name == kind));
        var job = new Job
        {
            Id = Guid.CreateVersion7(),
            Kind = kind,
            Key = key,
            Payload = JsonSerializer.Serialize(payload),
            Urgency = isBatch ? JobUrgency.Batch : known?.Urgency ?? JobUrgency.Waited,
            Destination = known?.Destination ?? JobKind.Here,
            Budget = budget,
            RunAfter = now,
            CreatedAt = now,
        };
        db.Add(job);
        places.Add(new(job.Destination, job.Urgency));
        return job;
    }

    /// <summary>Gives dead or waiting jobs a new budget, now.</summary>
    public async Task<IReadOnlyList<Job>> ResendAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancel = default)
    {
        var jobs = await db.Set<Job>().Where(j => ids.Contains(j.Id) && (j.State == JobState.Dead || j.State == JobState.Waiting)).ToListAsync(cancel);
        foreach (var job in jobs)
        {
            (job.State, job.Attempts, job.RunAfter, job.SilencedBecause, job.Version) = (JobState.Waiting, 0, clock.UtcNow(), null, job.Version + 1);
            places.Add(new(job.Destination, job.Urgency));
        }
        return jobs;
    }
}

/// <summary>Wakes the hands after a commit; a hint only, the table is the truth.</summary>
public sealed class JobBell
{
    internal event Action<string, IReadOnlyCollection<JobPlace>>? Rung;

    /// <param name="places">Where there is something new.</param>
    public void Ring(string slug, IReadOnlyCollection<JobPlace> places) => Rung?.Invoke(slug, places);
}
