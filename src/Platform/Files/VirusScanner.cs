using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace Liburia.Platform.Files;

/// <summary>What an antivirus said.</summary>
public enum Scanned { Unchecked, Clean, Infected }

/// <summary>The antivirus did not answer: the file does not pass.</summary>
public sealed class ScannerUnavailable(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Looks for viruses in what citizens send. Without one files stay marked as unchecked, and staff see it.</summary>
public interface IVirusScanner
{
    /// <exception cref="ScannerUnavailable">No answer in time: never taken for a yes.</exception>
    Task<Scanned> ScanAsync(Stream content, CancellationToken cancel = default);
}

/// <summary>The one of an installation without antivirus.</summary>
internal sealed class NoScanner : IVirusScanner
{
    public Task<Scanned> ScanAsync(Stream content, CancellationToken cancel) => Task.FromResult(Scanned.Unchecked);
}

/// <summary>ClamAV's daemon, by its INSTREAM command: pieces with their length, then an empty one, then its verdict.</summary>
/// <param name="address"><c>tcp://host:3310</c> or <c>unix:/run/clamav/clamd.ctl</c>.</param>
internal sealed class ClamAv(string address) : IVirusScanner
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private const int Piece = 64 * 1024;

    public async Task<Scanned> ScanAsync(Stream content, CancellationToken cancel)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(Patience);
        try
        {
            using var socket = await ConnectAsync(patience.Token);
            await using var stream = new NetworkStream(socket);
            await stream.WriteAsync("zINSTREAM\0"u8.ToArray(), patience.Token);
            var (buffer, length) = (new byte[Piece], new byte[4]);
            int read;
            while ((read = await content.ReadAsync(buffer, patience.Token)) > 0)
            {
                BinaryPrimitives.WriteInt32BigEndian(length, read);
                await stream.WriteAsync(length, patience.Token);
                await stream.WriteAsync(buffer.AsMemory(0, read), patience.Token);
            }
            await stream.WriteAsync(new byte[4], patience.Token);
            using var answer = new MemoryStream();
            await stream.CopyToAsync(answer, patience.Token);
            var words = Encoding.UTF8.GetString(answer.ToArray()).TrimEnd('\0', '\n');
            return words.EndsWith("OK", StringComparison.Ordinal) ? Scanned.Clean : words.EndsWith("FOUND", StringComparison.Ordinal) ? Scanned.Infected : throw new ScannerUnavailable($"The antivirus answered: {words}");
        }
        catch (Exception fault) when (fault is SocketException or IOException || (fault is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            throw new ScannerUnavailable("The antivirus does not answer.", fault);
        }
    }

    private async Task<Socket> ConnectAsync(CancellationToken cancel)
    {
        if (address.StartsWith("unix:", StringComparison.Ordinal))
        {
            var local = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await local.ConnectAsync(new UnixDomainSocketEndPoint(address["unix:".Length..]), cancel);
            return local;
        }
        var server = new Uri(address);
        var remote = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await remote.ConnectAsync(server.Host, server.Port > 0 ? server.Port : 3310, cancel);
        return remote;
    }
}
