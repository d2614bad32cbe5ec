using System.Text.Json;

namespace Liburia.Platform.Jobs;

public enum JobState { Waiting, Running, Done, Dead }

/// <summary>Whether somebody waits for it, or it is one of many that nobody looks at one by one: what is waited for goes first, here and across the Comuni.</summary>
public enum JobUrgency { Waited, Batch }

/// <summary>Something owed after a commit, written in the same transaction: at least once, with a key that makes twice the same as once.</summary>
public sealed class Job
{
    public required Guid Id { get; init; }
    public required string Kind { get; init; }
    /// <summary>Idempotency key: one job per key for ever.</summary>
    public required string Key { get; init; }
    public required string Payload { get; init; }
    public JobUrgency Urgency { get; init; }
    /// <summary>Name of the <see cref="JobDestination"/> that does it; empty where this program does it by itself.</summary>
    public string Destination { get; init; } = JobKind.Here;
    public JobState State { get; set; }
    public int Attempts { get; set; }
    public int Budget { get; init; }
    /// <summary>Of a job that runs: the end of its lease.</summary>
    public DateTime RunAfter { get; set; }
    public DateTime CreatedAt { get; init; }
    public DateTime? FinishedAt { get; set; }
    public string? LastError { get; set; }
    public string? SilencedBecause { get; set; }
    /// <summary>The node that took it last: after a restart its own unfinished jobs need not wait for their leases.</summary>
    public string? ClaimedBy { get; set; }
    public int Version { get; set; }

    public T Read<T>() => JsonSerializer.Deserialize<T>(Payload)!;

    /// <summary>Waiting time before the next attempt: 2 s, 4 s, 8 s … at most 10 minutes.</summary>
    public static TimeSpan Pause(int attempts) => TimeSpan.FromSeconds(Math.Min(600, Math.Pow(2, attempts)));
}
