using System.Net;
using System.Net.Mail;
using Liburia.Platform.Jobs;
using Liburia.Platform.Language;
using Liburia.Platform.Tenancy;

namespace Liburia.Platform.Mail;

/// <summary>Sends a letter by SMTP. A server that is down or refuses spends one attempt of the budget; the console shows it with its cause.</summary>
public sealed class SendMail(Installation installation, Tenant tenant) : IJobHandler
{
    public const string JobKind = "platform.mail";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <param name="To">One address.</param>
    public sealed record Letter(string To, string Subject, string Body);

    public string Kind => JobKind;

    public Texts Label => new("Messaggio di posta elettronica", "E-mail message");

    public bool IsElsewhere => true;

    public async Task<Func<Task>> PerformAsync(Job job, CancellationToken cancel)
    {
        var letter = job.Read<Letter>();
        var server = new Uri(installation.Smtp ?? throw new InvalidOperationException("Nessun server di posta è configurato (smtp)."));
        using var client = new SmtpClient(server.Host, server.Port > 0 ? server.Port : 25) { EnableSsl = server.Scheme == "smtps", Timeout = (int)Patience.TotalMilliseconds };
        if (server.UserInfo.Split(':', 2) is [{ Length: > 0 } user, var password]) client.Credentials = new NetworkCredential(Uri.UnescapeDataString(user), Uri.UnescapeDataString(password));
        using var message = new MailMessage(new MailAddress(installation.MailFrom ?? $"noreply@{server.Host}", tenant.Municipality.FullName), new MailAddress(letter.To)) { Subject = letter.Subject, Body = letter.Body };
        // The same key whenever it is sent again: whoever receives it twice can tell.
        message.Headers["Message-ID"] = $"<{job.Id:n}@{new Uri(installation.AccessPointUrl).Host}>";
        message.Headers["Auto-Submitted"] = "auto-generated";
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(Patience);
        try
        {
            await client.SendMailAsync(message, patience.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new TimeoutException($"Il server di posta non ha risposto in {Patience.TotalSeconds:0} secondi.");
        }
        catch (SmtpException fault)
        {
            throw new InvalidOperationException($"Il server di posta {(fault.StatusCode == SmtpStatusCode.GeneralFailure ? "non risponde" : "ha rifiutato il messaggio")}: {fault.GetBaseException().Message}", fault);
        }
        return () => Task.CompletedTask;
    }
}
