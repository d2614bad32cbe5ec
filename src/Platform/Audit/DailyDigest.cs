using System.Globalization;
using System.Text;
using Liburia.Platform.Database;
using Liburia.Platform.Files;
using Liburia.Platform.Law;
using Liburia.Platform.Seals;
using Liburia.Platform.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Platform.Audit;

/// <summary>
/// The sealed list of what the audit and the registers held at the end of a day. Whoever rewrites the database, chain and all, cannot rewrite
/// these files too: the seal's key is not in the database, and copies leave with every backup.
/// </summary>
public sealed class DailyDigest
{
    public required DateOnly Day { get; init; }
    /// <summary>Hash of the list, a text of lines; the file is in the Comune's store.</summary>
    public required string TextSha256 { get; init; }
    /// <summary>Hash of its detached seal (CAdES), in the same store.</summary>
    public required string SealSha256 { get; init; }
    public int Rows { get; init; }
    public DateTime CreatedAt { get; init; }
}

/// <summary>One row of a register as the digest knows it.</summary>
/// <param name="Key">Sorts as the register does: <c>2026/0000012</c>.</param>
public sealed record RegisterRow(string Key, string Fingerprint);

/// <summary>A register that enters the daily digest.</summary>
public interface IDigestedRegister
{
    string Name { get; }

    /// <summary>Rows after a key (null: from the first) of days up to and including one, in order of key.</summary>
    IAsyncEnumerable<RegisterRow> RowsAsync(string? after, DateOnly through, CancellationToken cancel = default);
}

/// <summary>Makes the daily digests, and compares them with what the database says now.</summary>
public sealed class DigestDesk(AppDb db, Writing writing, FileStore files, Sealer sealer, Tenant tenant, IEnumerable<IDigestedRegister> registers, TimeProvider clock) : IProof
{
    private const string Head = "liburia-digest 1", Audit = "audit";

    /// <summary>Makes what is missing up to yesterday; answers how many were made. Days on which nothing happened have none.</summary>
    /// <exception cref="SealRefused">The Comune has no seal key.</exception>
    public async Task<int> MakeAsync(CancellationToken cancel = default)
    {
        var last = await db.Set<DailyDigest>().AsNoTracking().OrderByDescending(d => d.Day).FirstOrDefaultAsync(cancel);
        var marks = last is null ? [] : Marks(await TextAsync(last, cancel));
        var through = long.Parse(marks.GetValueOrDefault(Audit, "0"), CultureInfo.InvariantCulture);
        var midnight = LegalTime.StartOf(clock.Today());
        var links = await db.Set<AuditEntry>().AsNoTracking().Where(e => e.Sequence > through && e.At < midnight).OrderBy(e => e.Sequence).Select(e => new { e.Sequence, e.At, e.Hash }).ToListAsync(cancel);
        var made = 0;
        // A clock set back never reopens a day: what it wrote enters the next digest.
        foreach (var day in links.GroupBy(link => last is { } before && LegalTime.DayOf(link.At) <= before.Day ? before.Day.AddDays(1) : LegalTime.DayOf(link.At)).OrderBy(g => g.Key))
        {
            var text = new StringBuilder($"{Head}\ncomune\t{tenant.Municipality.Slug}\nthrough\t{day.Key:yyyy-MM-dd}\nprevious\t{last?.TextSha256 ?? "-"}\n");
            var rows = day.Select(link => $"row\t{Audit}\t{link.Sequence}\t{link.Hash}").ToList();
            marks[Audit] = day.Last().Sequence.ToString(CultureInfo.InvariantCulture);
            foreach (var register in registers)
                await foreach (var row in register.RowsAsync(marks.GetValueOrDefault(register.Name), day.Key, cancel))
                {
                    rows.Add($"row\t{register.Name}\t{row.Key}\t{row.Fingerprint}");
                    marks[register.Name] = row.Key;
                }
            foreach (var (name, mark) in marks.OrderBy(m => m.Key, StringComparer.Ordinal)) text.Append(CultureInfo.InvariantCulture, $"mark\t{name}\t{mark}\n");
            text.AppendJoin('\n', rows).Append('\n');
            last = await KeepAsync(day.Key, Encoding.UTF8.GetBytes(text.ToString()), rows.Count, cancel);
            made++;
        }
        return made;
    }

    private async Task<DailyDigest> KeepAsync(DateOnly day, byte[] text, int rows, CancellationToken cancel)
    {
        var seal = await files.StoreAsync(await sealer.SealDetachedAsync(text, cancel), cancel);
        var digest = new DailyDigest { Day = day, TextSha256 = (await files.StoreAsync(text, cancel)).Sha256, SealSha256 = seal.Sha256, Rows = rows, CreatedAt = clock.UtcNow() };
        await writing.RunAsync(() =>
        {
            db.Add(digest);
            return Task.FromResult(true);
        }, cancel);
        return digest;
    }

    public async Task<Proof> CheckAsync(CancellationToken cancel = default)
    {
        var faults = new List<string>();
        var marks = new Dictionary<string, string>();
        var (count, previous) = (0, "-");
        foreach (var digest in await db.Set<DailyDigest>().AsNoTracking().OrderBy(d => d.Day).ToListAsync(cancel))
        {
            count++;
            try
            {
                var text = await files.ReadAsync(digest.TextSha256, cancel);
                if (!sealer.VerifyDetached(text, await files.ReadAsync(digest.SealSha256, cancel)).IsOurs) throw new SealRefused("il sigillo non è del Comune.");
                var lines = Encoding.UTF8.GetString(text).Split('\n', StringSplitOptions.RemoveEmptyEntries);
                if (!lines.Contains($"previous\t{previous}") || !lines.Contains($"comune\t{tenant.Municipality.Slug}")) throw new SealRefused("non segue il precedente.");
                previous = digest.TextSha256;
                if (await FirstDifferenceAsync(digest.Day, lines, marks, cancel) is { } difference)
                {
                    faults.Add(difference);
                    break;
                }
                foreach (var (name, mark) in Marks(lines)) marks[name] = mark;
            }
            catch (Exception fault) when (fault is FileDamaged or SealRefused)
            {
                faults.Add($"riepilogo sigillato del {digest.Day:dd/MM/yyyy}: {fault.Message}");
                break;
            }
        }
        return new Proof("digests", "riepiloghi", count, faults);
    }

    /// <summary>The first row of the day that is not what was sealed.</summary>
    private async Task<string?> FirstDifferenceAsync(DateOnly day, string[] lines, Dictionary<string, string> marks, CancellationToken cancel)
    {
        var rows = lines.Where(line => line.StartsWith("row\t", StringComparison.Ordinal)).Select(line => line.Split('\t')).ToList();
        var from = long.Parse(marks.GetValueOrDefault(Audit, "0"), CultureInfo.InvariantCulture);
        var to = long.Parse(Marks(lines).GetValueOrDefault(Audit, "0"), CultureInfo.InvariantCulture);
        var links = await db.Set<AuditEntry>().AsNoTracking().Where(e => e.Sequence > from && e.Sequence <= to).ToDictionaryAsync(e => e.Sequence.ToString(CultureInfo.InvariantCulture), e => e.Hash, cancel);
        if (Compare(day, Audit, "anello", rows, links) is { } fault) return fault;
        foreach (var register in registers)
        {
            var now = new Dictionary<string, string>();
            await foreach (var row in register.RowsAsync(marks.GetValueOrDefault(register.Name), day, cancel)) now[row.Key] = row.Fingerprint;
            if (Compare(day, register.Name, "registrazione", rows, now) is { } other) return other;
        }
        return null;
    }

    private static string? Compare(DateOnly day, string name, string what, List<string[]> rows, Dictionary<string, string> now)
    {
        foreach (var row in rows.Where(row => row[1] == name))
        {
            if (!now.Remove(row[2], out var hash)) return $"riepilogo sigillato del {day:dd/MM/yyyy}: {what} {row[2]} non c'è più ({name}).";
            if (hash != row[3]) return $"riepilogo sigillato del {day:dd/MM/yyyy}: {what} {row[2]} è cambiato dopo il sigillo ({name}).";
        }
        return now.Count == 0 ? null : $"riepilogo sigillato del {day:dd/MM/yyyy}: {what} {now.Keys.Order(StringComparer.Ordinal).First()} aggiunto dopo il sigillo ({name}).";
    }

    private async Task<string[]> TextAsync(DailyDigest digest, CancellationToken cancel) =>
        Encoding.UTF8.GetString(await files.ReadAsync(digest.TextSha256, cancel)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static Dictionary<string, string> Marks(string[] lines) =>
        lines.Where(line => line.StartsWith("mark\t", StringComparison.Ordinal)).Select(line => line.Split('\t')).ToDictionary(parts => parts[1], parts => parts[2]);
}
