using System.Security.Cryptography;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace Liburia.Platform.Portability;

/// <summary>Where backups go: named objects, each read back and compared after it was put.</summary>
public interface IBackupStore : IDisposable
{
    /// <summary>The address, without secrets.</summary>
    string Address { get; }

    /// <exception cref="IOException">The store failed, or keeps other bytes than it was given.</exception>
    Task PutAsync(string key, byte[] content, CancellationToken cancel = default);

    /// <summary>The bytes; null when there is no such object.</summary>
    Task<byte[]?> GetAsync(string key, CancellationToken cancel = default);

    IAsyncEnumerable<string> KeysAsync(string prefix, CancellationToken cancel = default);

    Task DeleteAsync(string key, CancellationToken cancel = default);
}

public static class BackupStores
{
    /// <summary>Opens a folder, or a bucket of an S3-compatible store: <c>s3://bucket/prefix</c>, with LIBURIA_S3_ENDPOINT, LIBURIA_S3_KEY and LIBURIA_S3_SECRET.</summary>
    /// <exception cref="ArchiveRefused">The address, or what it needs, is not right.</exception>
    public static IBackupStore Open(string address)
    {
        if (!address.StartsWith("s3://", StringComparison.Ordinal)) return new FolderStore(address);
        var parts = address["s3://".Length..].Split('/', 2);
        string Need(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : throw new ArchiveRefused($"per scrivere in {address} serve la variabile {name}.");
        return new S3Store(parts[0], parts.ElementAtOrDefault(1)?.Trim('/') ?? "", Need("LIBURIA_S3_ENDPOINT"), Need("LIBURIA_S3_KEY"), Need("LIBURIA_S3_SECRET"));
    }

    internal static void Compare(string key, byte[] given, byte[]? kept)
    {
        if (kept is null || !SHA256.HashData(given).AsSpan().SequenceEqual(SHA256.HashData(kept))) throw new IOException($"«{key}» riletto dalla copia non è quello che fu scritto.");
    }
}

internal sealed class FolderStore(string folder) : IBackupStore
{
    public string Address => folder;

    private string PathOf(string key) => Path.Combine(folder, Path.Combine(key.Split('/')));

    public async Task PutAsync(string key, byte[] content, CancellationToken cancel)
    {
        var path = PathOf(key);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var aside = path + ".part";
        await using (var file = new FileStream(aside, FileMode.Create, FileAccess.Write))
        {
            await file.WriteAsync(content, cancel);
            file.Flush(flushToDisk: true);
        }
        File.Move(aside, path, overwrite: true);
        BackupStores.Compare(key, content, await File.ReadAllBytesAsync(path, cancel));
    }

    public async Task<byte[]?> GetAsync(string key, CancellationToken cancel) => File.Exists(PathOf(key)) ? await File.ReadAllBytesAsync(PathOf(key), cancel) : null;

    public async IAsyncEnumerable<string> KeysAsync(string prefix, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        await Task.CompletedTask;
        var under = PathOf(prefix.TrimEnd('/'));
        if (!Directory.Exists(under)) yield break;
        foreach (var file in Directory.EnumerateFiles(under, "*", SearchOption.AllDirectories))
        {
            cancel.ThrowIfCancellationRequested();
            if (!file.EndsWith(".part", StringComparison.Ordinal)) yield return Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/');
        }
    }

    public Task DeleteAsync(string key, CancellationToken cancel)
    {
        File.Delete(PathOf(key));
        return Task.CompletedTask;
    }

    public void Dispose() { }
}

internal sealed class S3Store(string bucket, string prefix, string endpoint, string key, string secret) : IBackupStore
{
    private readonly AmazonS3Client client = new(new BasicAWSCredentials(key, secret), new AmazonS3Config
    {
        ServiceURL = endpoint,
        ForcePathStyle = true,
        Timeout = TimeSpan.FromSeconds(100),
        MaxErrorRetry = 2,
        RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
        ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
    });

    public string Address => $"s3://{bucket}/{prefix}";

    private string NameOf(string name) => prefix.Length == 0 ? name : $"{prefix}/{name}";

    public async Task PutAsync(string key, byte[] content, CancellationToken cancel)
    {
        await SayingIo(async () =>
        {
            using var stream = new MemoryStream(content, writable: false);
            // Some stores keep the framing of chunked uploads as content: never send it, and compare what came out.
            return await client.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = NameOf(key), InputStream = stream, UseChunkEncoding = false, AutoCloseStream = false }, cancel);
        });
        BackupStores.Compare(key, content, await GetAsync(key, cancel));
    }

    public async Task<byte[]?> GetAsync(string key, CancellationToken cancel)
    {
        try
        {
            using var answer = await client.GetObjectAsync(bucket, NameOf(key), cancel);
            using var bytes = new MemoryStream();
            await answer.ResponseStream.CopyToAsync(bytes, cancel);
            return bytes.ToArray();
        }
        catch (AmazonServiceException fault) when (fault.StatusCode == System.Net.HttpStatusCode.NotFound)
        {
            return null;
        }
        catch (Exception fault) when (fault is AmazonClientException or AmazonServiceException or HttpRequestException)
        {
            throw new IOException($"L'archivio {Address} non risponde come deve: {fault.Message}", fault);
        }
    }

    public async IAsyncEnumerable<string> KeysAsync(string prefix, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        var request = new ListObjectsV2Request { BucketName = bucket, Prefix = NameOf(prefix) };
        ListObjectsV2Response answer;
        do
        {
            answer = await SayingIo(() => client.ListObjectsV2Async(request, cancel));
            foreach (var item in answer.S3Objects ?? []) yield return item.Key[(NameOf("").Length)..].TrimStart('/');
            request.ContinuationToken = answer.NextContinuationToken;
        }
        while (answer.IsTruncated == true);
    }

    public Task DeleteAsync(string key, CancellationToken cancel) => SayingIo(() => client.DeleteObjectAsync(bucket, NameOf(key), cancel));

    private async Task<T> SayingIo<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception fault) when (fault is AmazonClientException or AmazonServiceException or HttpRequestException)
        {
            throw new IOException($"L'archivio {Address} non risponde come deve: {fault.Message}", fault);
        }
    }

    public void Dispose() => client.Dispose();
}
