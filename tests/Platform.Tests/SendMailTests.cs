using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using Liburia.Platform.Jobs;
using Liburia.Platform.Mail;
using Liburia.Platform.Tenancy;
using Liburia.TestKit;
using Shouldly;
using Xunit;

namespace Liburia.Platform.Tests;

/// <summary>Letters to real servers: in clear, with STARTTLS, with TLS from the first byte. A password and a certificate are never taken lightly.</summary>
public sealed class SendMailTests : IDisposable
{
    private const string Password = "pàrola: d@ordine/lunga";
    private readonly PostAuthority authority = new();

    private static PostOffice Opened(PostTls tls, System.Security.Cryptography.X509Certificates.X509Certificate2? certificate = null, string? password = null)
    {
        var office = new PostOffice(tls, certificate, password);
        office.Open();
        return office;
    }

    private static string Login => $"{Uri.EscapeDataString(PostOffice.User)}:{Uri.EscapeDataString(Password)}@";

    private SendMail Sender(string smtp, bool trusted = true, string? from = "servizi@consorzio.example", string comune = "Cesa", TimeSpan? patience = null)
    {
        var tenant = new Tenant();
        tenant.Enter(new Municipality("cesa", comune, "061028", "C558", "CE", "81030", 9000, "#1d6f42", "San Cesario", "27/02", 40.96, 14.23));
        var installation = new Installation { DataFolder = "/", Smtp = smtp, SmtpAuthorities = trusted ? authority.Pem : null, MailFrom = from };
        return new(patience is { } given ? installation with { MailPatience = given } : installation, tenant, TimeProvider.System);
    }

    private static Task SendAsync(SendMail sender, string to = "maria@posta.example", string subject = "Il documento è pronto") => sender.PerformAsync(
        new Job
        {
            Id = Guid.NewGuid(),
            Kind = SendMail.JobKind,
            Key = "prova",
            Payload = JsonSerializer.Serialize(new SendMail.Letter(to, subject, "Leggi qui: è pronto."))
        }, TestContext.Current.CancellationToken);

    private static async Task RefusedAsync(SendMail sender, PostOffice office, string why)
    {
        var refused = await Should.ThrowAsync<DestinationAway>(() => SendAsync(sender));
        refused.Message.ShouldContain(why);
        refused.ToString().ShouldNotContain("d@ordine");
        office.Letters.ShouldBeEmpty();
        office.Passwords.ShouldAllBe(told => told.Encrypted);
    }

    [Theory]
    [InlineData(PostTls.None, "smtp", false, false)]
    [InlineData(PostTls.Offered, "smtp", false, true)]
    [InlineData(PostTls.Offered, "smtp", true, true)]
    [InlineData(PostTls.Implicit, "smtps", false, true)]
    [InlineData(PostTls.Implicit, "smtps", true, true)]
    public async Task Letter_Arrives_EncryptedWheneverTheServerCan(PostTls tls, string scheme, bool login, bool encrypted)
    {
        using var certificate = authority.For("127.0.0.1");
        await using var office = Opened(tls, certificate, login ? Password : null);
        await SendAsync(Sender($"{scheme}://{(login ? Login : "")}127.0.0.1:{office.Port}"));
        office.Letters.Count.ShouldBe(1);
        office.Envelopes.Single().Encrypted.ShouldBe(encrypted);
        office.Passwords.ShouldBe(login ? [(Password, true)] : []);
    }

    [Fact]
    public async Task Password_IsNeverSentInClear_AlsoToThisMachine()
    {
        await using var office = Opened(PostTls.None, password: Password);
        await RefusedAsync(Sender($"smtp://{Login}127.0.0.1:{office.Port}"), office, "non offre STARTTLS");
        office.Passwords.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(PostTls.Offered, "smtp")]
    [InlineData(PostTls.Implicit, "smtps")]
    public async Task Certificate_OfAnUnknownAuthority_OfAnotherName_OrExpired_GetsNothing(PostTls tls, string scheme)
    {
        foreach (var (name, days, trusted) in ((string, int, bool)[])[("127.0.0.1", 10, false), ("posta.altrove.example", 10, true), ("127.0.0.1", 0, true)])
        {
            using var certificate = authority.For(name, days);
            // Valid until this very moment: it has expired when it is shown.
            if (days == 0) await Task.Delay(1100, TestContext.Current.CancellationToken);
            await using var office = Opened(tls, certificate, Password);
            await RefusedAsync(Sender($"{scheme}://{Login}127.0.0.1:{office.Port}", trusted), office, "certificato");
            office.Passwords.ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task Relay_OnThisMachine_MayHaveACertificateOfItsOwnMaking_WhereThereIsNoPassword()
    {
        using var certificate = authority.For("debian");
        await using var office = Opened(PostTls.Offered, certificate);
        await SendAsync(Sender($"smtp://127.0.0.1:{office.Port}", trusted: false));
        office.Envelopes.Single().Encrypted.ShouldBeTrue();
    }

    [Fact]
    public async Task Server_SpeaksTheOtherWay_IsSilent_OrRefusesThePassword_IsSaidInWords()
    {
        using var certificate = authority.For("127.0.0.1");
        await using (var plain = Opened(PostTls.None)) await RefusedAsync(Sender($"smtps://127.0.0.1:{plain.Port}"), plain, "certificato");
        await using (var office = Opened(PostTls.Implicit, certificate, "un'altra")) await RefusedAsync(Sender($"smtps://{Login}127.0.0.1:{office.Port}"),
            office, "non accetta il nome o la password");
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        foreach (var scheme in (string[])["smtp", "smtps"])
            (await Should.ThrowAsync<DestinationAway>(() =>
                SendAsync(Sender($"{scheme}://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}",
                    patience: TimeSpan.FromSeconds(2))))).Message.ShouldContain("non ha risposto in 2 secondi");
    }

    [Fact]
    public async Task S46_Letter_HasOneRecipient_AndNoLineOfItsOwn()
    {
        await using var office = Opened(PostTls.None);
        await SendAsync(Sender($"smtp://127.0.0.1:{office.Port}", comune: "Cesa\r\nBcc: ladro@altrove.example"),
            subject: "Oggetto\r\nBcc: ladro@altrove.example\r\n\r\nCorpo di un altro");
        var (letter, envelope) = (office.Letters.Single(), office.Envelopes.Single());
        envelope.To.ShouldBe(["maria@posta.example"]);
        var head = Regex.Replace(letter[..letter.IndexOf("\r\n\r\n", StringComparison.Ordinal)], @"\r\n[ \t]+", " ");
        head.Split("\r\n").Select(line => line.Split(':')[0].ToLowerInvariant()).Order()
            .ShouldBe(["auto-submitted", "content-transfer-encoding", "content-type", "date", "from", "message-id", "mime-version", "subject", "to"]);
    }

    [Theory]
    [InlineData("maria@posta.example, ladro@altrove.example")]
    [InlineData("maria@posta.example\r\nBcc: ladro@altrove.example")]
    [InlineData("maria@posta.example\r\nRCPT TO:<ladro@altrove.example>")]
    [InlineData("tutti: maria@posta.example, ladro@altrove.example;")]
    [InlineData("Maria <maria@posta.example>")]
    [InlineData("maria")]
    [InlineData("")]
    public async Task S46_Address_ThatIsNotOne_IsRefused_AndNothingIsSent(string to)
    {
        await using var office = Opened(PostTls.None);
        (await Should.ThrowAsync<InvalidOperationException>(() => SendAsync(Sender($"smtp://127.0.0.1:{office.Port}"), to))).Message.ShouldContain("indirizzo");
        office.Letters.ShouldBeEmpty();
    }

    [Fact]
    public async Task Authorities_ThatAreNotThere_AreSaidInWords()
    {
        File.WriteAllText(authority.Pem, "non è un certificato");
        await using var office = Opened(PostTls.None);
        (await Should.ThrowAsync<InvalidOperationException>(() => SendAsync(Sender($"smtp://127.0.0.1:{office.Port}")))).Message.ShouldContain("smtp-ca");
        File.Delete(authority.Pem);
        (await Should.ThrowAsync<InvalidOperationException>(() => SendAsync(Sender($"smtp://127.0.0.1:{office.Port}")))).Message.ShouldContain("smtp-ca");
    }

    public void Dispose() => authority.Dispose();
}
