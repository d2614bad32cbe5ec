using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;

namespace Liburia.Platform.Seals;

/// <summary>A time-stamp service (RFC 3161), when one is configured.</summary>
public interface ITimeStamps
{
    bool IsConfigured { get; }

    /// <summary>A token over a SHA-256 hash.</summary>
    /// <exception cref="TimeStampUnavailable">The service does not answer, refuses, or answers about something else.</exception>
    Task<byte[]> StampAsync(byte[] sha256, CancellationToken cancel = default);
}

/// <summary>No time-stamp could be had now; the caller tries again later.</summary>
public sealed class TimeStampUnavailable(string why, Exception? inner = null) : Exception(why, inner);

/// <summary>The service at the configured address, over HTTP.</summary>
public sealed class TimeStampService(Installation installation) : ITimeStamps
{
    private static readonly HttpClient Client = new() { Timeout = TimeSpan.FromSeconds(20) };

    public bool IsConfigured => installation.TimeStampUrl is not null;

    public async Task<byte[]> StampAsync(byte[] sha256, CancellationToken cancel = default)
    {
        var request = Rfc3161TimestampRequest.CreateFromHash(sha256, HashAlgorithmName.SHA256, requestedPolicyId: null, nonce: RandomNumberGenerator.GetBytes(8), requestSignerCertificates: true);
        try
        {
            using var content = new ByteArrayContent(request.Encode());
            content.Headers.ContentType = new MediaTypeHeaderValue("application/timestamp-query");
            using var answer = await Client.PostAsync(installation.TimeStampUrl, content, cancel);
            answer.EnsureSuccessStatusCode();
            return request.ProcessResponse(await answer.Content.ReadAsByteArrayAsync(cancel), out _).AsSignedCms().Encode();
        }
        catch (Exception fault) when (fault is HttpRequestException or CryptographicException || (fault is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            throw new TimeStampUnavailable($"Il servizio di marca temporale non risponde come deve: {fault.Message}", fault);
        }
    }
}
