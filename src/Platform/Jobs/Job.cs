using System.Collections.Concurrent;
using System.Text.Json;
using System.Threading.Channels;
using Liburia.Platform.Database;
using Liburia.Platform.Law;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Platform.Jobs;

public enum JobState { Waiting, Running, Done, Dead }

/// <summary>Something owed after a commit, written in the same transaction: at least once, with a key that makes twice the same as once.</summary>
public sealed class Job
{
    public required Guid Id { get; init; }
    public required string Kind { get; init; }
    /// <summary>Idempotency key: one job per key for ever.</summary>
    public required string Key { get; init; }
    public required string Payload { get; init; }
    public JobState State { get; set; }
    public int Attempts { get; set; }
    public int Budget { get; init; }
    public DateTime RunAfter { get; set; }
    public DateTime CreatedAt { get; init; }
    public DateTime? FinishedAt { get; set; }
    public string? LastError { get; set; }
    public string? SilencedBecause { get; set; }
    public int Version { get; set; }

    public T Read<T>() => JsonSerializer.Deserialize<T>(Payload)!;

    /// <summary>Waiting time before the next attempt: 2 s, 4 s, 8 s … at most 10 minutes.</summary>
    public static TimeSpan Pause(int attempts) => TimeSpan.FromSeconds(Math.Min(600, Math.Pow(2, attempts)));
}

/// <summary>What a kind of job does.</summary>
public interface IJobHandler
{
    string Kind { get; }

    /// <summary>What the console calls it.</summary>
    Language.Texts Label { get; }

    /// <summary>The work is done by a server elsewhere, which may make one wait long: it has a hand of its own, so that nothing else waits behind it.</summary>
    bool IsElsewhere => false;

    /// <summary>
    /// Does the work outside any transaction and returns what is to be stored; the worker runs that in one transaction with the
    /// job's completion. Throwing spends one attempt of the budget.
    /// </summary>
    Task<Func<Task>> PerformAsync(Job job, CancellationToken cancel);
}

/// <summary>Puts jobs in the caller's transaction.</summary>
public sealed class JobQueue(AppDb db, TimeProvider clock)
{
    /// <summary>With pauses of at most ten minutes, about half a day: what comes back after a night finds its job still trying.</summary>
    public const int DefaultBudget = 80;

    /// <summary>Whether this write owes something: then the worker is woken after its commit.</summary>
    public bool HasNew { get; private set; }

    public Job Add(string kind, string key, object payload, int budget = DefaultBudget)
    {
        var now = clock.UtcNow();
        var job = new Job { Id = Guid.CreateVersion7(), Kind = kind, Key = key, Payload = JsonSerializer.Serialize(payload), Budget = budget, RunAfter = now, CreatedAt = now };
        db.Add(job);
        HasNew = true;
        return job;
    }

    /// <summary>Gives dead or waiting jobs a new budget, now.</summary>
    public async Task<int> ResendAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancel = default)
    {
        var jobs = await db.Set<Job>().Where(j => ids.Contains(j.Id) && (j.State == JobState.Dead || j.State == JobState.Waiting)).ToListAsync(cancel);
        HasNew = jobs.Count > 0;
        foreach (var job in jobs) (job.State, job.Attempts, job.RunAfter, job.SilencedBecause, job.Version) = (JobState.Waiting, 0, clock.UtcNow(), null, job.Version + 1);
        return jobs.Count;
    }
}

/// <summary>Wakes the worker after a commit; a hint only, the table is the truth.</summary>
public sealed class JobBell
{
    private readonly Rope house = new(), elsewhere = new();

    public void Ring(string slug)
    {
        house.Pull(slug);
        elsewhere.Pull(slug);
    }

    internal Task<string?> NextAsync(bool isElsewhere, TimeSpan patience, CancellationToken cancel) => (isElsewhere ? elsewhere : house).NextAsync(patience, cancel);

    /// <summary>Comuni that have rung and whom no hand of a kind has looked at yet, each once.</summary>
    private sealed class Rope
    {
        private readonly Channel<string> rings = Channel.CreateUnbounded<string>();
        private readonly ConcurrentDictionary<string, bool> pending = new();

        public void Pull(string slug)
        {
            if (pending.TryAdd(slug, true)) rings.Writer.TryWrite(slug);
        }

        public async Task<string?> NextAsync(TimeSpan patience, CancellationToken cancel)
        {
            using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            timer.CancelAfter(patience);
            try
            {
                var slug = await rings.Reader.ReadAsync(timer.Token);
                pending.TryRemove(slug, out _);
                return slug;
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                return null;
            }
        }
    }
}
