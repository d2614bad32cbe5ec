using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Liburia.Platform.Audit;
using Liburia.Platform.Database;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Protocol.Entries;

/// <summary>
/// The register without gaps, in order of date, each entry as the audit saw it when it was made (art. 53 DPR 445/2000: number, date, parties
/// and subject cannot be changed).
/// </summary>
internal sealed class ProtocolProof(AppDb db) : IProof, IDigestedRegister
{
    public string Name => "protocol";

    public async Task<Proof> CheckAsync(CancellationToken cancel)
    {
        var faults = new List<string>();
        var counters = await db.Set<Counter>().AsNoTracking().Where(c => c.Register == "protocol").ToDictionaryAsync(c => c.Year, c => c.Last, cancel);
        var seen = await SeenAsync(cancel);
        long count = 0;
        var last = new Dictionary<int, (int Number, DateOnly Day)>();
        await foreach (var (entry, files) in EntriesAsync(null, DateOnly.MaxValue, cancel))
        {
            count++;
            var (number, day) = last.GetValueOrDefault(entry.Year);
            last[entry.Year] = (entry.Number, entry.RegisteredOn);
            if (faults.Count > 0) continue;
            if (entry.Number != number + 1) faults.Add($"registro di protocollo {entry.Year}: manca il numero {number + 1:D7}, dopo il {number:D7} viene il {entry.Number:D7}.");
            else if (entry.RegisteredOn < day) faults.Add($"registro di protocollo {entry.Year}: il numero {entry.Number:D7} porta una data anteriore al precedente.");
            else if (!seen.TryGetValue(entry.NumberInWords, out var fingerprint)) faults.Add($"registro di protocollo: la registrazione {entry.NumberInWords} non risulta nella catena dei controlli.");
            else if (fingerprint != entry.Fingerprint(files)) faults.Add($"registro di protocollo: la registrazione {entry.NumberInWords} è cambiata dopo che fu fatta.");
        }
        foreach (var (year, counted) in counters.OrderBy(c => c.Key))
            if (last.GetValueOrDefault(year).Number != counted) faults.Add($"registro di protocollo {year}: manca il numero {last.GetValueOrDefault(year).Number + 1:D7}, il contatore è arrivato a {counted:D7}.");
        return new Proof("protocol", "registrazioni", count, faults);
    }

    public async IAsyncEnumerable<RegisterRow> RowsAsync(string? after, DateOnly through, [EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var (entry, files) in EntriesAsync(after, through, cancel)) yield return new RegisterRow(entry.Key, entry.Fingerprint(files));
    }

    private async IAsyncEnumerable<(ProtocolEntry, IReadOnlyList<string>)> EntriesAsync(string? after, DateOnly through, [EnumeratorCancellation] CancellationToken cancel)
    {
        var (year, number) = after?.Split('/') is [var y, var n] ? (int.Parse(y, CultureInfo.InvariantCulture), int.Parse(n, CultureInfo.InvariantCulture)) : (0, 0);
        while (true)
        {
            var page = await db.Set<ProtocolEntry>().AsNoTracking().Where(e => (e.Year > year || (e.Year == year && e.Number > number)) && e.RegisteredOn <= through)
                .OrderBy(e => e.Year).ThenBy(e => e.Number).Take(1000).ToListAsync(cancel);
            if (page.Count == 0) yield break;
            var ids = page.Select(e => e.Id).ToList();
            var files = (await db.Set<EntryDocument>().AsNoTracking().Where(d => ids.Contains(d.EntryId)).OrderBy(d => d.Position).ToListAsync(cancel)).ToLookup(d => d.EntryId, d => d.Sha256);
            foreach (var entry in page) yield return (entry, [.. files[entry.Id]]);
            (year, number) = (page[^1].Year, page[^1].Number);
        }
    }

    /// <summary>What the audit says each registration was, by its number.</summary>
    private async Task<Dictionary<string, string>> SeenAsync(CancellationToken cancel)
    {
        var notes = from link in db.Set<AuditEntry>().AsNoTracking()
                    join detail in db.Set<AuditDetail>().AsNoTracking() on link.Sequence equals detail.Sequence
                    where link.Action == ProtocolRegister.AuditAction
                    select new { link.Subject, detail.Json };
        var seen = new Dictionary<string, string>();
        await foreach (var note in notes.AsAsyncEnumerable().WithCancellation(cancel))
        {
            using var json = JsonDocument.Parse(note.Json);
            if (json.RootElement.TryGetProperty("row", out var row)) seen[note.Subject["protocol:".Length..]] = row.GetString()!;
        }
        return seen;
    }
}
