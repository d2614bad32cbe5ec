using System.Security.Cryptography;
using Liburia.Platform.Audit;
using Liburia.Platform.Database;
using Liburia.Platform.Law;
using Liburia.Platform.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Platform.Files;

/// <summary>A file some module answers for, with what a person would want to know of it outside the program.</summary>
public sealed record OwnedFile(string Sha256, long Length, string Title, string FileName, string MediaType, string Classification, DateTime CreatedAt);

/// <summary>A module that names files: for the sweep of fixity, backups and exports.</summary>
public interface IFileOwner
{
    IAsyncEnumerable<OwnedFile> FilesAsync(CancellationToken cancel = default);
}

public enum FixityOutcome { Whole, Repaired, Quarantined, Missing }

/// <summary>The last time a file was re-read against its hash, and how it was found.</summary>
public sealed class FixityCheck
{
    public required string Sha256 { get; init; }
    public DateTime CheckedAt { get; set; }
    public FixityOutcome Outcome { get; set; }
}

/// <summary>A second place where a Comune's files may be, to repair from: the pool of a backup.</summary>
public interface ISecondCopy
{
    /// <summary>The bytes with that hash; null when it has none.</summary>
    Task<byte[]?> FindAsync(string slug, string sha256, CancellationToken cancel = default);
}

/// <summary>What a sweep found.</summary>
public sealed record FixityReport(int Checked, long Bytes, int Whole, IReadOnlyList<string> Repaired, IReadOnlyList<string> Lost);

/// <summary>
/// Re-reads stored files against their hash, those not looked at for longest first. What differs goes to quarantine, never to a reader; it comes
/// back from the second copy where there is one, and the audit keeps the event. Interrupted, it goes on where it was.
/// </summary>
public sealed class FixitySweep(AppDb db, Writing writing, FileStore files, AuditTrail audit, IEnumerable<IFileOwner> owners, IEnumerable<ISecondCopy> copies, Tenant tenant, TimeProvider clock)
{
    /// <param name="olderThan">Only files not checked since; null for all.</param>
    /// <param name="most">At most this many, to spread a sweep over many rounds.</param>
    public async Task<FixityReport> RunAsync(DateTime? olderThan = null, int most = int.MaxValue, ISecondCopy? repairFrom = null, Action<int, int>? progress = null, CancellationToken cancel = default)
    {
        var seen = await db.Set<FixityCheck>().AsNoTracking().ToDictionaryAsync(c => c.Sha256, c => c.CheckedAt, cancel);
        var due = new Dictionary<string, OwnedFile>();
        foreach (var owner in owners)
            await foreach (var file in owner.FilesAsync(cancel))
                if (olderThan is null || !seen.TryGetValue(file.Sha256, out var at) || at < olderThan) due.TryAdd(file.Sha256, file);
        var list = due.Values.OrderBy(file => seen.GetValueOrDefault(file.Sha256)).Take(most).ToList();
        var (repaired, lost) = (new List<string>(), new List<string>());
        var (whole, done) = (0, 0);
        long bytes = 0;
        foreach (var batch in list.Chunk(200))
        {
            var outcomes = new List<(OwnedFile File, FixityOutcome Outcome)>();
            foreach (var file in batch)
            {
                var outcome = await CheckAsync(file, repairFrom, cancel);
                outcomes.Add((file, outcome));
                if (outcome == FixityOutcome.Whole) whole++;
                else (outcome == FixityOutcome.Repaired ? repaired : lost).Add($"«{file.FileName}» di «{file.Title}» ({file.Sha256})");
                bytes += file.Length;
                progress?.Invoke(++done, list.Count);
            }
            await RecordAsync(outcomes, cancel);
        }
        return new FixityReport(done, bytes, whole, repaired, lost);
    }

    private async Task<FixityOutcome> CheckAsync(OwnedFile file, ISecondCopy? repairFrom, CancellationToken cancel)
    {
        var there = files.Has(file.Sha256);
        if (there && await files.HashAsync(file.Sha256, cancel) == file.Sha256) return FixityOutcome.Whole;
        if (there) files.Quarantine(file.Sha256, clock.UtcNow());
        foreach (var copy in repairFrom is null ? copies : copies.Prepend(repairFrom))
            if (await copy.FindAsync(tenant.Municipality.Slug, file.Sha256, cancel) is { } bytes && Convert.ToHexStringLower(SHA256.HashData(bytes)) == file.Sha256)
            {
                await files.StoreAsync(bytes, cancel);
                return FixityOutcome.Repaired;
            }
        return there ? FixityOutcome.Quarantined : FixityOutcome.Missing;
    }

    private Task RecordAsync(List<(OwnedFile File, FixityOutcome Outcome)> outcomes, CancellationToken cancel) => writing.RunAsync(async () =>
    {
        var now = clock.UtcNow();
        var hashes = outcomes.ConvertAll(o => o.File.Sha256);
        var known = await db.Set<FixityCheck>().Where(c => hashes.Contains(c.Sha256)).ToDictionaryAsync(c => c.Sha256, cancel);
        foreach (var (file, outcome) in outcomes)
        {
            if (known.TryGetValue(file.Sha256, out var check)) (check.CheckedAt, check.Outcome) = (now, outcome);
            else db.Add(new FixityCheck { Sha256 = file.Sha256, CheckedAt = now, Outcome = outcome });
            if (outcome != FixityOutcome.Whole) audit.Note("file." + outcome.ToString().ToLowerInvariant(), $"file:{file.Sha256}", new { file.Title, file.FileName });
        }
        return true;
    }, cancel);
}

/// <summary>The digests and their seals are files too.</summary>
internal sealed class DigestFiles(AppDb db) : IFileOwner
{
    public async IAsyncEnumerable<OwnedFile> FilesAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var digest in db.Set<DailyDigest>().AsNoTracking().OrderBy(d => d.Day).AsAsyncEnumerable().WithCancellation(cancel))
        {
            var title = $"Riepilogo sigillato dei registri del {digest.Day:dd/MM/yyyy}";
            yield return new OwnedFile(digest.TextSha256, 0, title, $"registri-{digest.Day:yyyy-MM-dd}.txt", "text/plain", "I/6", digest.CreatedAt);
            yield return new OwnedFile(digest.SealSha256, 0, title + ", sigillo", $"registri-{digest.Day:yyyy-MM-dd}.txt.p7s", "application/pkcs7-signature", "I/6", digest.CreatedAt);
        }
    }
}
