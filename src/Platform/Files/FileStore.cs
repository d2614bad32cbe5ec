using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Liburia.Platform.Database;

namespace Liburia.Platform.Files;

/// <summary>Bytes that are safely on disk, named by what they are.</summary>
/// <param name="Sha256">Lower-case hexadecimal, 64 characters.</param>
/// <param name="Length">Bytes.</param>
public sealed record StoredFile(string Sha256, long Length);

/// <summary>
/// Files of a Comune, addressed by their SHA-256. A file is written under a temporary name, synchronised, renamed, and its
/// folder synchronised, all before the commit that names it: a file without a row is harmless, a row without a file never is.
/// </summary>
public sealed partial class FileStore(Func<string> root)
{
    private string Root => root();

    /// <summary>The store in a Comune's folder.</summary>
    public static FileStore In(string folderOfComune) => new(() => Path.Combine(folderOfComune, "files"));

    /// <exception cref="FileTooLarge">More than <paramref name="limit"/> bytes; nothing is kept.</exception>
    /// <exception cref="IOException">The disk refused: nothing may be acknowledged.</exception>
    public async Task<StoredFile> StoreAsync(Stream content, long limit = 50 * 1024 * 1024, CancellationToken cancel = default)
    {
        Directory.CreateDirectory(Root);
        var temporary = Path.Combine(Root, $"{Guid.CreateVersion7():n}.part");
        try
        {
            string sha;
            long length = 0;
            await using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 81920, useAsync: false))
            {
                using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
                var buffer = new byte[81920];
                int read;
                while ((read = await content.ReadAsync(buffer, cancel)) > 0)
                {
                    length += read;
                    if (length > limit) throw new FileTooLarge(limit);
                    hash.AppendData(buffer, 0, read);
                    file.Write(buffer, 0, read);
                }
                file.Flush(flushToDisk: true);
                sha = Convert.ToHexStringLower(hash.GetHashAndReset());
            }
            var place = PlaceOf(sha);
            // The same bytes may be there already; and they may have rotted meanwhile.
            if (!File.Exists(place) || await HashAsync(sha, cancel) != sha)
            {
                var folder = Path.GetDirectoryName(place)!;
                if (!Directory.Exists(folder))
                {
                    Directory.CreateDirectory(folder);
                    Synchronize(Root);
                    Synchronize(Path.GetDirectoryName(folder)!);
                }
                File.Move(temporary, place, overwrite: true);
            }
            // Also where the same bytes are there already: whoever brought them may not have come this far.
            Synchronize(Path.GetDirectoryName(place)!);
            return new StoredFile(sha, length);
        }
        catch (IOException fault)
        {
            Faults.EndIfSyncFailed(fault);
            throw;
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    public Task<StoredFile> StoreAsync(byte[] content, CancellationToken cancel = default) => StoreAsync(new MemoryStream(content), long.MaxValue, cancel);

    /// <summary>The bytes, read back and compared with their name.</summary>
    /// <exception cref="FileDamaged">Missing, or other bytes than were stored.</exception>
    public async Task<byte[]> ReadAsync(string sha256, CancellationToken cancel = default)
    {
        var place = PlaceOf(sha256);
        if (!File.Exists(place)) throw new FileDamaged(sha256, "missing");
        var bytes = await File.ReadAllBytesAsync(place, cancel);
        return Convert.ToHexStringLower(SHA256.HashData(bytes)) == sha256 ? bytes : throw new FileDamaged(sha256, "other bytes");
    }

    /// <summary>The bytes as a stream, compared with their name before the first one is given; however many, they take no memory. The caller closes it.</summary>
    /// <exception cref="FileDamaged">Missing, or other bytes than were stored.</exception>
    public async Task<Stream> OpenComparedAsync(string sha256, CancellationToken cancel = default)
    {
        if (!Has(sha256)) throw new FileDamaged(sha256, "missing");
        var file = Open(sha256);
        try
        {
            if (Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancel)) != sha256) throw new FileDamaged(sha256, "other bytes");
            file.Position = 0;
            return file;
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    /// <summary>Names of all that is stored, whether a row names it or not.</summary>
    public IEnumerable<string> Names() => !Directory.Exists(Root) ? [] : Directory.EnumerateDirectories(Root, "??").SelectMany(one => Directory.EnumerateDirectories(one, "??")).SelectMany(two => Directory.EnumerateFiles(two)).Select(file => Path.GetFileName(file)).Where(name => name.Length == 64).Order(StringComparer.Ordinal);

    public bool Has(string sha256) => File.Exists(PlaceOf(sha256));

    /// <summary>The stored bytes as a stream, not compared: whoever copies them compares the copy.</summary>
    public Stream Open(string sha256) => new FileStream(PlaceOf(sha256), FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.SequentialScan);

    /// <summary>The hash of what is stored under that name now.</summary>
    public async Task<string> HashAsync(string sha256, CancellationToken cancel = default)
    {
        await using var file = Open(sha256);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancel));
    }

    /// <summary>Takes a damaged file out of every reader's reach, keeping its bytes to be studied.</summary>
    public void Quarantine(string sha256, DateTime at)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Root, "quarantine")).FullName;
        File.Move(PlaceOf(sha256), Path.Combine(folder, $"{sha256}.{at:yyyyMMddHHmmssfff}"));
        Synchronize(folder);
    }

    /// <summary>Removes what interrupted writes left behind; called at start, when nothing is being written.</summary>
    public static void SweepTemporary(string folderOfComune)
    {
        var root = Path.Combine(folderOfComune, "files");
        if (!Directory.Exists(root)) return;
        foreach (var left in Directory.EnumerateFiles(root, "*.part")) File.Delete(left);
    }

    private string PlaceOf(string sha256)
    {
        if (sha256.Length != 64 || !sha256.All(char.IsAsciiHexDigitLower)) throw new FileDamaged("?", "not a hash");
        return Path.Combine(Root, sha256[..2], sha256[2..4], sha256);
    }

    /// <summary>Makes a folder's entries durable; .NET synchronises files only.</summary>
    public static void Synchronize(string folder)
    {
        if (OperatingSystem.IsWindows()) return;
        var descriptor = open(folder, 0);
        if (descriptor < 0) throw new IOException($"Cannot open the folder to synchronise it (errno {Marshal.GetLastPInvokeError()}).");
        try
        {
            if (fsync(descriptor) != 0) throw new IOException("Cannot synchronise the folder.", Marshal.GetLastPInvokeError());
        }
        finally
        {
            close(descriptor);
        }
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fsync(int descriptor);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int close(int descriptor);
}

/// <summary>A file that is not what the register says it is.</summary>
public sealed class FileDamaged(string sha256, string reason) : Exception($"File {sha256}: {reason}.");

/// <summary>More bytes than allowed.</summary>
public sealed class FileTooLarge(long limit) : Exception($"More than {limit} bytes.");
