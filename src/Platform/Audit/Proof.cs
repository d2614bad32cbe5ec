using Liburia.Platform.Database;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Platform.Audit;

/// <summary>What was looked at and what does not hold, the first fault of each kind by name.</summary>
/// <param name="Unit">What is counted: «anelli», «registrazioni», «file».</param>
public sealed record Proof(string Name, string Unit, long Checked, IReadOnlyList<string> Faults);

/// <summary>Something of a Comune that can be proved whole, against someone with every right on the database: each register brings its own.</summary>
public interface IProof
{
    Task<Proof> CheckAsync(CancellationToken cancel = default);
}

/// <summary>The chain of the audit: no link changed, removed or out of order, and the details are those that were hashed.</summary>
internal sealed class AuditProof(AppDb db) : IProof
{
    public async Task<Proof> CheckAsync(CancellationToken cancel)
    {
        var faults = new List<string>();
        var links = await ChainAsync(faults, cancel);
        if (faults.Count == 0) await DetailsAsync(faults, cancel);
        return new Proof("audit", "anelli", links, faults);
    }

    private async Task<long> ChainAsync(List<string> faults, CancellationToken cancel)
    {
        var walk = await ChainWalk.FollowAsync(db, ChainPlace.Beginning, long.MaxValue, cancel);
        var (sequence, previous) = walk.Reached;
        if (walk.Fault is not null)
        {
            faults.Add($"catena dei controlli: {walk.Fault}");
            return sequence + 1;
        }
        var head = await db.Set<AuditHead>().AsNoTracking().FirstAsync(cancel);
        if (head.Sequence > sequence) faults.Add($"catena dei controlli: manca l'anello {sequence + 1}, la testa ne conta {head.Sequence}.");
        else if (head.Sequence != sequence || head.Hash != previous) faults.Add($"catena dei controlli: la testa conta {head.Sequence} anelli, ne trovo {sequence}.");
        return sequence;
    }

    private async Task DetailsAsync(List<string> faults, CancellationToken cancel)
    {
        var details = from detail in db.Set<AuditDetail>().AsNoTracking()
                      join link in db.Set<AuditEntry>().AsNoTracking() on detail.Sequence equals link.Sequence
                      orderby detail.Sequence
                      select new { detail.Sequence, detail.Json, link.DetailHash };
        await foreach (var row in details.AsAsyncEnumerable().WithCancellation(cancel))
        {
            if (row.DetailHash == AuditTrail.Sha256(row.Json)) continue;
            faults.Add($"catena dei controlli: i dettagli dell'anello {row.Sequence} sono cambiati.");
            return;
        }
    }
}

/// <summary>The database's own pages.</summary>
internal sealed class DatabaseProof(AppDb db, IEngine engine) : IProof
{
    public async Task<Proof> CheckAsync(CancellationToken cancel) =>
        new("database", "tabelle", db.Model.GetEntityTypes().Count(), [.. (await engine.IntegrityAsync(db, cancel)).Select(fault => $"database: {fault}")]);
}
