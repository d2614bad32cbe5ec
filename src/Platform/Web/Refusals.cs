using System.Collections.Concurrent;
using Liburia.Platform.Law;

namespace Liburia.Platform.Web;

/// <summary>
/// Counts, in the last quarter of an hour, how often one person knocked at doors that are not theirs: at fifty somebody should look (statement 95).
/// Counts live in memory; each refusal is in the audit trail besides.
/// </summary>
public sealed class Refusals(TimeProvider clock)
{
    internal const int Many = 50;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(15);
    private readonly ConcurrentDictionary<(string Slug, string Key), Queue<DateTime>> counted = new();

    /// <param name="key">Who, as <see cref="Access.Visitor.Key"/>.</param>
    internal void Count(string slug, string key)
    {
        var (queue, now) = (counted.GetOrAdd((slug, key), static _ => new()), clock.UtcNow());
        lock (queue)
        {
            queue.Enqueue(now);
            // More than are asked about need not be remembered.
            if (queue.Count > Many) queue.Dequeue();
        }
    }

    /// <summary>How many persons of a Comune reached the number; those who stopped are forgotten.</summary>
    internal int Knocking(string slug)
    {
        var (since, many) = (clock.UtcNow() - Window, 0);
        foreach (var (who, queue) in counted.Where(c => c.Key.Slug == slug))
        {
            lock (queue)
            {
                while (queue.TryPeek(out var at) && at < since) queue.Dequeue();
                if (queue.Count >= Many) many++;
                if (queue.Count == 0) counted.TryRemove(who, out _);
            }
        }
        return many;
    }
}
