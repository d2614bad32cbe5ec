using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Liburia.Platform.Jobs;
using Liburia.Platform.Language;
using Liburia.Platform.Tenancy;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace Liburia.Platform.Mail;

/// <summary>
/// Sends a letter by SMTP. A letter that the server refuses spends one attempt of its budget; where the server itself is at fault (down, slow, not to
/// be trusted) it would be every letter's, and all wait. The console shows the cause.
/// </summary>
public sealed class SendMail(Installation installation, Tenant tenant, TimeProvider clock) : IJobHandler
{
    public const string JobKind = "platform.mail";

    /// <summary>The mail server, as a destination.</summary>
    public const string Destination = "mail";

    internal static readonly JobKind AsJob = new(JobKind, new("Messaggio di posta elettronica", "E-mail message"), Destination: Destination);

    internal static JobDestination DestinationOf(Installation installation)
    {
        var address = installation.Smtp is { } smtp ? $" {MailServer.Of(smtp).Host}:{MailServer.Of(smtp).Port}" : "";
        return new(Destination, new($"Server di posta{address}", $"Mail server{address}"));
    }

    private TimeSpan Patience => installation.MailPatience;

    /// <param name="To">One address.</param>
    public sealed record Letter(string To, string Subject, string Body);

    public async Task<Func<Task>> PerformAsync(Job job, CancellationToken cancel)
    {
        var server = MailServer.Of(installation.Smtp ?? throw new InvalidOperationException("Nessun server di posta è configurato (smtp)."));
        using var message = Write(job, server);
        using var client = new SmtpClient();
        // As every other client of the program: whether a certificate was revoked is asked of nobody, or a list that does not answer would stop all letters.
        client.CheckCertificateRevocation = false;
        client.Timeout = 2 * (int)Patience.TotalMilliseconds;
        var authorities = MailServer.Authorities(installation.SmtpAuthorities);
        client.ServerCertificateValidationCallback = (_, certificate, chain, errors) => server.Trusts(certificate, chain, errors, authorities);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(Patience);
        try
        {
            await ConnectAsync(client, server, patience.Token);
            await client.SendAsync(message, patience.Token);
        }
        // However it shows: half a handshake ends as a failed one.
        catch (Exception fault) when (!cancel.IsCancellationRequested && (patience.IsCancellationRequested || fault is TimeoutException))
        {
            throw new DestinationAway($"Il server di posta non ha risposto in {Patience.TotalSeconds:0} secondi.");
        }
        // 421: the service is going away, whoever is written to.
        catch (SmtpCommandException fault) when (fault.StatusCode != SmtpStatusCode.ServiceNotAvailable)
        {
            throw new DestinationRefused($"Il server di posta ha rifiutato il messaggio: {fault.Message}", fault);
        }
        catch (SslHandshakeException fault)
        {
            throw new DestinationAway("Il server di posta non parla TLS, o il suo certificato non è valido o non è di un'autorità conosciuta (smtp-ca): nulla è stato mandato.", fault);
        }
        catch (MailKit.Security.AuthenticationException fault)
        {
            throw new DestinationAway("Il server di posta non accetta il nome o la password (smtp).", fault);
        }
        catch (Exception fault) when (fault is SocketException or IOException or MailKit.ProtocolException or MailKit.ServiceNotConnectedException or SmtpCommandException)
        {
            throw new DestinationAway($"Il server di posta non risponde: {fault.GetBaseException().Message}", fault);
        }
        await LeaveAsync(client, patience.Token);
        return () => Task.CompletedTask;
    }

    /// <summary>A password is never sent in clear, not even to this machine.</summary>
    private static async Task ConnectAsync(SmtpClient client, MailServer server, CancellationToken cancel)
    {
        try
        {
            await client.ConnectAsync(server.Host, server.Port, server.Security, cancel);
        }
        catch (NotSupportedException fault)
        {
            throw new DestinationAway("Il server di posta non offre STARTTLS, e la password non si manda in chiaro: nulla è stato mandato.", fault);
        }
        if (server.User is null) return;
        try
        {
            await client.AuthenticateAsync(Encoding.UTF8, server.User, server.Password, cancel);
        }
        catch (NotSupportedException fault)
        {
            throw new DestinationAway("Il server di posta non chiede un nome e una password: toglili da smtp.", fault);
        }
    }

    /// <summary>The letter is taken: that the farewell goes wrong must not send it again.</summary>
    private static async Task LeaveAsync(SmtpClient client, CancellationToken cancel)
    {
        try
        {
            await client.DisconnectAsync(quit: true, cancel);
        }
        catch (Exception late) when (late is OperationCanceledException or TimeoutException or SocketException or IOException or MailKit.ProtocolException or MailKit.CommandException)
        {
            // Nothing is owed to the server any more.
        }
    }

    private MimeMessage Write(Job job, MailServer server)
    {
        var letter = job.Read<Letter>();
        var message = new MimeMessage { Subject = Line(letter.Subject), Date = clock.GetUtcNow() };
        message.From.Add(new MailboxAddress(Encoding.UTF8, Line(tenant.Municipality.FullName), AddressOf(installation.MailFrom ?? $"noreply@{server.Host}")));
        message.To.Add(new MailboxAddress("", AddressOf(letter.To)));
        // The same key whenever it is sent again: whoever receives it twice can tell.
        message.MessageId = $"{job.Id:n}@{new Uri(installation.AccessPointUrl).Host}";
        message.Headers.Add("Auto-Submitted", "auto-generated");
        message.Body = new TextPart("plain") { Text = letter.Body, ContentTransferEncoding = ContentEncoding.Base64 };
        return message;
    }

    /// <summary>One address and nothing beside it: neither a second recipient nor a line of its own.</summary>
    private static string AddressOf(string text)
    {
        text = text.Trim();
        return !text.Any(char.IsControl) && MailboxAddress.TryParse(text, out var parsed) && parsed.Address == text
            && text.Contains('@', StringComparison.Ordinal)
            ? text
            : throw new InvalidOperationException("L'indirizzo del messaggio non è uno, o non è scritto bene.");
    }

    private static string Line(string text) => new([.. text.Select(sign => char.IsControl(sign) ? ' ' : sign)]);
}

/// <summary>Where letters are handed over, and how: <c>smtp://</c> or <c>smtps://</c>, with or without a name and a password.</summary>
internal sealed record MailServer(string Host, int Port, bool IsImplicit, string? User, string Password)
{
    public static MailServer Of(string address)
    {
        var url = new Uri(address);
        var (isImplicit, secrets) = (url.Scheme == "smtps", url.UserInfo.Split(':', 2));
        var port = url.Port > 0 ? url.Port : isImplicit ? 465 : 25;
        return secrets is [{ Length: > 0 } user, var password]
            ? new(url.IdnHost, port, isImplicit, Uri.UnescapeDataString(user), Uri.UnescapeDataString(password))
            : new(url.IdnHost, port, isImplicit, null, "");
    }

    /// <summary>TLS from the first byte, or as soon as the server offers it; who has a password to say does not go on without.</summary>
    public SecureSocketOptions Security =>
        IsImplicit ? SecureSocketOptions.SslOnConnect : User is not null ? SecureSocketOptions.StartTls : SecureSocketOptions.StartTlsWhenAvailable;

    /// <summary>
    /// A relay on this machine often has a certificate made by its own installation; without a password nothing is entrusted to it that others could not read.
    /// </summary>
    private bool IsBesideUs =>
        !IsImplicit && User is null
            && (Host == "localhost" || (System.Net.IPAddress.TryParse(Host.Trim('[', ']'), out var address) && System.Net.IPAddress.IsLoopback(address)));

    /// <summary>The system's authorities vouch for the certificate, or those that the operator named; the name is always the server's.</summary>
    public bool Trusts(X509Certificate? certificate, X509Chain? chain, System.Net.Security.SslPolicyErrors errors, X509Certificate2Collection authorities)
    {
        if (errors == System.Net.Security.SslPolicyErrors.None || IsBesideUs) return true;
        if (errors != System.Net.Security.SslPolicyErrors.RemoteCertificateChainErrors || authorities.Count == 0 || certificate is null) return false;
        const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
        using var own = new X509Chain();
        own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        own.ChainPolicy.CustomTrustStore.AddRange(authorities);
        own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        own.ChainPolicy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        foreach (var between in chain?.ChainElements ?? Enumerable.Empty<X509ChainElement>()) own.ChainPolicy.ExtraStore.Add(between.Certificate);
        using var shown = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        return own.Build(shown);
    }

    /// <exception cref="InvalidOperationException">The file is not there any more, or holds no certificate.</exception>
    public static X509Certificate2Collection Authorities(string? file)
    {
        var found = new X509Certificate2Collection();
        if (file is null) return found;
        try
        {
            found.ImportFromPemFile(file);
        }
        catch (Exception fault) when (fault is IOException or CryptographicException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException($"Il file delle autorità del server di posta non si legge (smtp-ca): {fault.Message}", fault);
        }
        return found.Count > 0 ? found : throw new InvalidOperationException("Il file delle autorità del server di posta non contiene certificati (smtp-ca).");
    }
}
