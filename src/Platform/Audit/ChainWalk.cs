using Liburia.Platform.Database;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Platform.Audit;

/// <summary>A place in the chain: the link and its hash. Before the first link it is <see cref="Beginning"/>.</summary>
internal sealed record ChainPlace(long Sequence, string Hash)
{
    public static ChainPlace Beginning { get; } = new(0, AuditTrail.Beginning);
}

/// <summary>How far a walk came, and the first link that is missing or changed, in words.</summary>
internal sealed record ChainWalk(ChainPlace Reached, string? Fault)
{
    /// <summary>Follows the chain link by link after a place, to a link or to the end.</summary>
    public static async Task<ChainWalk> FollowAsync(AppDb db, ChainPlace place, long upTo, CancellationToken cancel)
    {
        var links = db.Set<AuditEntry>().AsNoTracking().Where(e => e.Sequence > place.Sequence && e.Sequence <= upTo).OrderBy(e => e.Sequence);
        await foreach (var entry in links.AsAsyncEnumerable().WithCancellation(cancel))
        {
            var sequence = place.Sequence + 1;
            if (entry.Sequence != sequence) return new(place, $"manca l'anello {sequence}, dopo il {sequence - 1} viene il {entry.Sequence}.");
            if (entry.PreviousHash != place.Hash || !entry.Holds()) return new(place, $"l'anello {sequence} è cambiato ({entry.Action}, {entry.Subject}).");
            place = new(sequence, entry.Hash);
        }
        return new(place, null);
    }
}

/// <summary>
/// Reads the chain again while the offices work: at every round what is new, and some of what is old, from the first link to the last and then again.
/// What it saw it remembers apart from the database: whoever writes a chain anew there, hashes and all, is noticed as well.
/// </summary>
public sealed class ChainWatch
{
    private const int OldLinksARound = 5000;
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, Seen> seen = new();

    /// <param name="Of">The entry of the directory it was seen under: a Comune that was restored or moved has another, and is seen anew.</param>
    private sealed record Seen(object Of, ChainPlace Newest, ChainPlace Again);

    /// <summary>One round over one Comune.</summary>
    /// <exception cref="IOException">The chain is broken; said at every round until it is whole.</exception>
    public async Task LookAsync(Tenancy.Municipality municipality, AppDb db, CancellationToken cancel = default)
    {
        // The head first: links up to it were there when it was.
        var head = await db.Set<AuditHead>().AsNoTracking().FirstAsync(cancel);
        var last = new ChainPlace(head.Sequence, head.Hash);
        if (!seen.TryGetValue(municipality.Slug, out var before) || !ReferenceEquals(before.Of, municipality)) before = new(municipality, last, ChainPlace.Beginning);
        if (last.Sequence < before.Newest.Sequence) throw Broken(last.Sequence + 1);
        if (!await IsThereAsync(db, before.Newest, cancel)) throw Broken(before.Newest.Sequence);
        var grown = await ChainWalk.FollowAsync(db, before.Newest, last.Sequence, cancel);
        if (grown.Fault is not null || grown.Reached != last) throw Broken(grown.Reached.Sequence + 1);
        var again = await ChainWalk.FollowAsync(db, before.Again, Math.Min(before.Again.Sequence + OldLinksARound, last.Sequence), cancel);
        if (again.Fault is not null || (again.Reached.Sequence == last.Sequence && again.Reached != last)) throw Broken(again.Reached.Sequence + 1);
        seen[municipality.Slug] = new(municipality, last, again.Reached == last ? ChainPlace.Beginning : again.Reached);
    }

    private static async Task<bool> IsThereAsync(AppDb db, ChainPlace place, CancellationToken cancel) => place == ChainPlace.Beginning
        || await db.Set<AuditEntry>().AsNoTracking().AnyAsync(e => e.Sequence == place.Sequence && e.Hash == place.Hash, cancel);

    private static IOException Broken(long sequence) => new($"The audit chain breaks at link {sequence}; liburia verify says how.");
}
