using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Liburia.Platform.Files;
using Liburia.Platform.Law;
using Liburia.Platform.Seals;
using Liburia.Platform.Tenancy;

namespace Liburia.Platform.Portability;

/// <summary>The last backup of a Comune, as the installation remembers it.</summary>
public sealed record BackupState(DateTime At, string To, string Fingerprint, int NewFiles, int Files, long Bytes);

/// <summary>What is kept of older copies: the newest, and the last of each of the last months.</summary>
public sealed record Retention(int Newest = 14, int Months = 12);

/// <summary>
/// Copies of a Comune in a store: <c>{comune}/pool/…</c> holds each file once, <c>{comune}/copies/{moment}/</c> the tables of one instant, the
/// manifest, and the seal's key in its closed envelope. The manifest is written last: without it a copy does not exist.
/// </summary>
public sealed class Backups(Installation installation, Portable portable, SealKeys seals, TimeProvider clock)
{
    private const string Moment = "yyyy-MM-ddTHH-mm-ss-fffZ";

    internal static string StateOf(Installation installation, string slug) => Path.Combine(installation.DataFolder, "state", "backups", slug + ".json");
    internal static string LockOf(Installation installation, string slug) => StateOf(installation, slug) + ".lock";

    /// <summary>One copy at a time. Files that are in the store already are read back too, a thirtieth of them each day, and put again where they rotted.</summary>
    /// <exception cref="IOException">The store failed, or another copy is under way; what it has so far is no copy.</exception>
    /// <exception cref="FileDamaged">A file of the Comune is not what its register says: see the sweep of fixity.</exception>
    public async Task<BackupState> BackUpAsync(Municipality municipality, IBackupStore store, Retention? retention = null, Action<string, int, int>? progress = null, CancellationToken cancel = default)
    {
        var slug = municipality.Slug;
        Directory.CreateDirectory(Path.GetDirectoryName(StateOf(installation, slug))!);
        using var alone = Hold(LockOf(installation, slug));
        var folder = Directory.CreateTempSubdirectory("liburia-backup-").FullName;
        try
        {
            var manifest = await portable.DescribeAsync(municipality, name => new GZipStream(File.Create(Path.Combine(folder, name)), CompressionLevel.Fastest), cancel: cancel);
            var there = new HashSet<string>();
            await foreach (var key in store.KeysAsync($"{slug}/pool/", cancel)) there.Add(key[^64..]);
            var files = FileStore.In(installation.FolderOf(slug));
            var list = manifest.DistinctFiles.ToList();
            var (done, fresh, bytes) = (0, 0, 0L);
            foreach (var file in list)
            {
                if (!there.Contains(file.Sha256) || (IsTurnOf(file.Sha256) && await RottedAsync(store, slug, file.Sha256, cancel)))
                {
                    var content = await files.ReadAsync(file.Sha256, cancel);
                    await store.PutAsync(PoolKey(slug, file.Sha256), content, cancel);
                    fresh++;
                    bytes += content.Length;
                }
                if (++done % 50 == 0 || done == list.Count) progress?.Invoke("file", done, list.Count);
            }
            var copy = $"{slug}/copies/{clock.UtcNow().ToString(Moment, CultureInfo.InvariantCulture)}";
            foreach (var table in manifest.Tables)
            {
                var packed = await File.ReadAllBytesAsync(Path.Combine(folder, table.Name), cancel);
                bytes += packed.Length;
                await store.PutAsync($"{copy}/tables/{table.Name}.csv.gz", packed, cancel);
            }
            if (seals.Envelope(slug) is { } envelope) await store.PutAsync($"{copy}/keys/seal.p12", envelope, cancel);
            foreach (var (name, certificate) in seals.Certificates(slug)) await store.PutAsync($"{copy}/keys/{name}", certificate, cancel);
            var json = manifest.ToJson();
            await store.PutAsync($"{copy}/manifest.sha256", System.Text.Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(json))), cancel);
            await store.PutAsync($"{copy}/manifest.json", json, cancel);
            await PruneAsync(slug, store, retention ?? new Retention(), cancel);
            var state = new BackupState(clock.UtcNow(), store.Address, manifest.Fingerprint, fresh, list.Count, bytes);
            SecretFile.Write(StateOf(installation, slug), JsonSerializer.SerializeToUtf8Bytes(state));
            return state;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static FileStream Hold(string file)
    {
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            throw new IOException("una copia di questo Comune è già in corso.");
        }
    }

    private bool IsTurnOf(string sha256) => Convert.ToByte(sha256[..2], 16) % 30 == DateOnly.FromDateTime(clock.UtcNow()).DayNumber % 30;

    private static async Task<bool> RottedAsync(IBackupStore store, string slug, string sha256, CancellationToken cancel) =>
        await store.GetAsync(PoolKey(slug, sha256), cancel) is not { } bytes || Convert.ToHexStringLower(SHA256.HashData(bytes)) != sha256;

    public BackupState? LastOf(string slug) => StateOf(installation, slug) is var file && File.Exists(file) ? JsonSerializer.Deserialize<BackupState>(File.ReadAllBytes(file)) : null;

    /// <summary>Puts a Comune back from its newest copy, or the newest not after a moment. Everything is compared before anything changes.</summary>
    /// <exception cref="ArchiveRefused">No copy, or a damaged one.</exception>
    public async Task<Restored> RestoreAsync(string slug, IBackupStore store, DateTime? at = null, string? engine = null, Action<string, int, int>? progress = null, CancellationToken cancel = default)
    {
        var copies = await CopiesAsync(slug, store, cancel);
        var moment = at is null ? copies.LastOrDefault() : copies.LastOrDefault(copy => Parse(copy) <= at);
        if (moment is null) throw new ArchiveRefused(copies.Count == 0 ? $"in {store.Address} non c'è nessuna copia di «{slug}»." : $"la copia più vecchia di «{slug}» è del {LegalTime.ToLocal(Parse(copies[0])):dd/MM/yyyy HH:mm}.");
        var prefix = $"{slug}/copies/{moment}";
        var json = await NeedAsync(store, $"{prefix}/manifest.json", cancel);
        // The manifest vouches for everything else; its own hash stands beside it. Copies of before have none.
        if (await store.GetAsync($"{prefix}/manifest.sha256", cancel) is { } hash && !hash.AsSpan().SequenceEqual(System.Text.Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(json))))) throw new ArchiveRefused("il manifesto non ha la sua impronta.");
        var manifest = Manifest.FromJson(json);
        if (manifest.Municipality.Slug != slug) throw new ArchiveRefused($"è la copia di «{manifest.Municipality.Slug}».");
        var folder = Directory.CreateTempSubdirectory("liburia-restore-").FullName;
        try
        {
            foreach (var table in manifest.Tables) await UnpackAsync(await NeedAsync(store, $"{prefix}/tables/{table.Name}.csv.gz", cancel), Path.Combine(folder, table.Name), table, cancel);
            var former = await portable.BuildAsync(manifest, name => File.OpenRead(Path.Combine(folder, name)), async sha => new MemoryStream(await NeedAsync(store, PoolKey(slug, sha), cancel), writable: false), engine, progress, cancel);
            var opened = true;
            if (await store.GetAsync($"{prefix}/keys/seal.p12", cancel) is { } envelope && seals.Envelope(slug) is null) opened = seals.Restore(slug, envelope);
            await foreach (var key in store.KeysAsync($"{prefix}/keys/", cancel))
                if (key.EndsWith(".cer", StringComparison.Ordinal)) seals.Remember(slug, await NeedAsync(store, key, cancel));
            if (!opened) seals.Create(manifest.Municipality);
            return new Restored(manifest, former, SealKeyReturned: opened);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Moments of the copies of a Comune, oldest first.</summary>
    public static async Task<IReadOnlyList<string>> CopiesAsync(string slug, IBackupStore store, CancellationToken cancel = default)
    {
        var copies = new SortedSet<string>(StringComparer.Ordinal);
        await foreach (var key in store.KeysAsync($"{slug}/copies/", cancel))
            if (key.EndsWith("/manifest.json", StringComparison.Ordinal)) copies.Add(key.Split('/')[^2]);
        return [.. copies];
    }

    public static string PoolKey(string slug, string sha256) => $"{slug}/pool/{sha256[..2]}/{sha256[2..4]}/{sha256}";

    private static DateTime Parse(string moment) => DateTime.ParseExact(moment, Moment, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);

    private static async Task<byte[]> NeedAsync(IBackupStore store, string key, CancellationToken cancel) =>
        await store.GetAsync(key, cancel) ?? throw new ArchiveRefused($"nella copia manca «{key}».");

    private static async Task UnpackAsync(byte[] packed, string file, TableFile table, CancellationToken cancel)
    {
        try
        {
            await using var text = new GZipStream(new MemoryStream(packed, writable: false), CompressionMode.Decompress);
            await using (var output = File.Create(file)) await text.CopyToAsync(output, cancel);
            await using var written = File.OpenRead(file);
            if (Convert.ToHexStringLower(await SHA256.HashDataAsync(written, cancel)) != table.Sha256) throw new ArchiveRefused($"la tabella {table.Name} non ha la sua impronta.");
        }
        catch (InvalidDataException fault)
        {
            throw new ArchiveRefused($"la tabella {table.Name} è rovinata.", fault);
        }
    }

    /// <summary>Removes copies beyond the retention and the files no copy names any more.</summary>
    private static async Task PruneAsync(string slug, IBackupStore store, Retention retention, CancellationToken cancel)
    {
        var copies = await CopiesAsync(slug, store, cancel);
        var kept = copies.TakeLast(retention.Newest).Concat(copies.GroupBy(copy => copy[..7]).OrderByDescending(month => month.Key).Take(retention.Months).Select(month => month.Last())).ToHashSet();
        var gone = copies.Where(copy => !kept.Contains(copy)).ToList();
        if (gone.Count == 0) return;
        foreach (var copy in gone)
        {
            // The manifest first: a copy half removed must not look like one.
            await store.DeleteAsync($"{slug}/copies/{copy}/manifest.json", cancel);
            var keys = new List<string>();
            await foreach (var key in store.KeysAsync($"{slug}/copies/{copy}/", cancel)) keys.Add(key);
            foreach (var key in keys) await store.DeleteAsync(key, cancel);
        }
        var named = new HashSet<string>();
        foreach (var copy in kept) named.UnionWith(Manifest.FromJson(await NeedAsync(store, $"{slug}/copies/{copy}/manifest.json", cancel)).Files.Select(file => file.Sha256));
        var orphans = new List<string>();
        await foreach (var key in store.KeysAsync($"{slug}/pool/", cancel)) if (!named.Contains(key[^64..])) orphans.Add(key);
        foreach (var key in orphans) await store.DeleteAsync(key, cancel);
    }
}

/// <param name="Former">Folder that holds what was there before; null when nothing was.</param>
/// <param name="SealKeyReturned">False when this installation cannot open the envelope: a new key was made, and former papers verify by their certificates.</param>
public sealed record Restored(Manifest Manifest, string? Former, bool SealKeyReturned);

/// <summary>The pool of a backup as the second copy files are repaired from.</summary>
public sealed class BackupPool(IBackupStore store) : ISecondCopy
{
    public Task<byte[]?> FindAsync(string slug, string sha256, CancellationToken cancel = default) => store.GetAsync(Backups.PoolKey(slug, sha256), cancel);
}
