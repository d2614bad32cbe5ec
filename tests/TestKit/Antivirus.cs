using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Liburia.Platform;

namespace Liburia.TestKit;

/// <summary>An antivirus that speaks ClamAV's protocol and knows one virus: whatever has EICAR in it.</summary>
public sealed class Antivirus : IDisposable
{
    private readonly TcpListener scanner = new(IPAddress.Loopback, 0);

    public Antivirus()
    {
        scanner.Start();
        _ = AnswerAsync();
    }

    public string Address => $"tcp://127.0.0.1:{((IPEndPoint)scanner.LocalEndpoint).Port}";

    /// <summary>It hangs up on everybody.</summary>
    public bool Silent { get; set; }

    public void Dispose() => scanner.Dispose();

    private async Task AnswerAsync()
    {
        try
        {
            while (true)
            {
                using var client = await scanner.AcceptTcpClientAsync();
                if (Silent) continue;
                await using var stream = client.GetStream();
                var (command, length, content) = (new byte[10], new byte[4], new MemoryStream());
                await stream.ReadExactlyAsync(command);
                while (true)
                {
                    await stream.ReadExactlyAsync(length);
                    var size = BinaryPrimitives.ReadInt32BigEndian(length);
                    if (size == 0) break;
                    var piece = new byte[size];
                    await stream.ReadExactlyAsync(piece);
                    content.Write(piece);
                }
                await stream.WriteAsync(content.ToArray().AsSpan().IndexOf("EICAR"u8) >= 0 ? "stream: Eicar-Test FOUND\0"u8.ToArray()
                    : "stream: OK\0"u8.ToArray());
            }
        }
        catch (Exception over) when (over is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The test is over.
        }
    }
}

/// <summary>An installation with an antivirus.</summary>
public interface IScanned
{
    Antivirus Antivirus { get; }
}

/// <summary>On SQLite files.</summary>
public sealed class ScannedTown : SqliteTown, IScanned
{
    public Antivirus Antivirus { get; } = new();

    protected override async Task<Installation> CopyTemplateAsync() => await base.CopyTemplateAsync() with { ClamAv = Antivirus.Address };

    protected override Task DropCopyAsync(Installation copy)
    {
        Antivirus.Dispose();
        return base.DropCopyAsync(copy);
    }
}

/// <summary>On PostgreSQL.</summary>
public sealed class ScannedPostgresTown : PostgresTown, IScanned
{
    public Antivirus Antivirus { get; } = new();

    protected override async Task<Installation> CopyTemplateAsync() => await base.CopyTemplateAsync() with { ClamAv = Antivirus.Address };

    protected override Task DropCopyAsync(Installation copy)
    {
        Antivirus.Dispose();
        return base.DropCopyAsync(copy);
    }
}
