using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using SmtpServer;
using SmtpServer.ComponentModel;
using SmtpServer.Protocol;
using SmtpServer.Storage;

namespace Liburia.TestKit;

/// <summary>A real mail server on this machine, that can be down, slow, or refuse.</summary>
public sealed partial class PostOffice : MessageStore, IAsyncDisposable
{
    private CancellationTokenSource stop = new();
    private Task running = Task.CompletedTask;

    public PostOffice()
    {
        Port = Ports.Free();
        Open();
    }

    public int Port { get; }
    public bool Refuses { get; set; }
    /// <summary>How long it thinks before it says that it has a letter.</summary>
    public TimeSpan Slowness { get; set; }
    public ConcurrentQueue<string> Letters { get; } = [];
    /// <summary>Letters it took after a wait that nobody bears.</summary>
    public int TakenLate { get; private set; }

    public void Open()
    {
        stop = new CancellationTokenSource();
        var services = new SmtpServer.ComponentModel.ServiceProvider();
        services.Add(this);
        running = new SmtpServer.SmtpServer(new SmtpServerOptionsBuilder().ServerName("posta.example").Endpoint(e => e.Endpoint(new IPEndPoint(IPAddress.Loopback, Port))).Build(), services).StartAsync(stop.Token);
    }

    /// <summary>Nobody answers at its port any more.</summary>
    public async Task CloseAsync()
    {
        await stop.CancelAsync();
        try
        {
            await running;
        }
        catch (OperationCanceledException)
        {
            // It was told to stop.
        }
        stop.Dispose();
    }

    /// <summary>The key a letter carries, the same whenever it is sent again.</summary>
    public static string KeyOf(string letter) => Key().Match(letter).Groups[1].Value;

    public override async Task<SmtpResponse> SaveAsync(ISessionContext context, IMessageTransaction transaction, ReadOnlySequence<byte> buffer, CancellationToken cancellationToken)
    {
        var letter = Encoding.UTF8.GetString(buffer.ToArray());
        // Whoever no longer waits for the answer does not stop it: the letter is taken all the same.
        var thinking = Stopwatch.StartNew();
        while (thinking.Elapsed < Slowness) await Task.Delay(50, CancellationToken.None);
        if (Refuses) return SmtpResponse.MailboxUnavailable;
        if (thinking.Elapsed.TotalSeconds > 19) TakenLate++;
        Letters.Enqueue(letter);
        return SmtpResponse.Ok;
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await CloseAsync();
    }

    [GeneratedRegex("^Message-ID: *(<[^>]+>)", RegexOptions.IgnoreCase | RegexOptions.Multiline)]
    private static partial Regex Key();
}
