using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.RegularExpressions;
using SmtpServer;
using SmtpServer.Authentication;
using SmtpServer.ComponentModel;
using SmtpServer.Protocol;
using SmtpServer.Storage;

namespace Liburia.TestKit;

/// <summary>What a mail server offers: nothing, STARTTLS, or TLS from the first byte.</summary>
public enum PostTls { None, Offered, Implicit }

/// <summary>A real mail server on this machine, that can be down, slow, or refuse.</summary>
/// <param name="certificate">Its own, where it speaks TLS.</param>
/// <param name="password">Who does not give it (user «posta@consorzio») leaves no letter.</param>
public sealed partial class PostOffice(PostTls tls, X509Certificate2? certificate = null, string? password = null)
    : MessageStore, IUserAuthenticator, IAsyncDisposable
{
    public const string User = "posta@consorzio";

    private CancellationTokenSource stop = new();
    private Task running = Task.CompletedTask;
    private int takenLate;

    public PostOffice() : this(PostTls.None) => Open();

    public int Port { get; } = Ports.Free();
    public bool Refuses { get; set; }
    /// <summary>How long it thinks before it says that it has a letter.</summary>
    public TimeSpan Slowness { get; set; }
    public ConcurrentQueue<string> Letters { get; } = [];
    /// <summary>Of each letter: whether it came encrypted, and for whom.</summary>
    public ConcurrentQueue<(bool Encrypted, IReadOnlyList<string> To)> Envelopes { get; } = [];
    /// <summary>Of each password it was told: whether it came encrypted.</summary>
    public ConcurrentQueue<(string Password, bool Encrypted)> Passwords { get; } = [];
    /// <summary>Letters it took after a wait that nobody bears.</summary>
    public int TakenLate => takenLate;

    public void Open()
    {
        stop = new CancellationTokenSource();
        var services = new SmtpServer.ComponentModel.ServiceProvider();
        services.Add((IMessageStore)this);
        services.Add((IUserAuthenticator)this);
        running = new SmtpServer.SmtpServer(new SmtpServerOptionsBuilder().ServerName("posta.example").Endpoint(At).Build(), services).StartAsync(stop.Token);
    }

    /// <summary>It would take a password in clear: that it does not come is the sender's merit.</summary>
    private void At(EndpointDefinitionBuilder endpoint)
    {
        endpoint.Endpoint(new IPEndPoint(IPAddress.Loopback, Port)).IsSecure(tls == PostTls.Implicit);
        endpoint.AllowUnsecureAuthentication(password is not null).AuthenticationRequired(password is not null);
        if (tls != PostTls.None) endpoint.Certificate(certificate!);
    }

    Task<bool> IUserAuthenticator.AuthenticateAsync(ISessionContext context, string user, string told, CancellationToken cancellationToken)
    {
        Passwords.Enqueue((told, context.Pipe.IsSecure));
        return Task.FromResult(user == User && told == password);
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
        if (thinking.Elapsed.TotalSeconds > 19) Interlocked.Increment(ref takenLate);
        Envelopes.Enqueue((context.Pipe.IsSecure, [.. transaction.To.Select(to => $"{to.User}@{to.Host}")]));
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
