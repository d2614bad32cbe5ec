using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Liburia.TestKit;
using Shouldly;
using Xunit;

namespace Liburia.EndToEnd.Tests;

/// <summary>The program behind nginx with TLS: three domains of the Comuni's own and the consortium's wildcard.</summary>
public sealed class Nginx : IAsyncLifetime
{
    internal static readonly (string Host, string Slug, string Name)[] Domains =
        [("comune.cesa.ce.example", "cesa", "Cesa"), ("www.succivo-digitale.example", "succivo", "Succivo"), ("santantimo.example", "santantimo", "Sant'Antimo")];

    private readonly string folder = Directory.CreateTempSubdirectory("liburia-nginx-").FullName;
    private readonly int port = Ports.Free();
    private readonly ServerProcess server = ServerProcess.With("--public-url", "https://{comune}.liburia.example", "--proxies", "127.0.0.1");
    private Process? nginx;

    internal static bool Installed => File.Exists("/usr/sbin/nginx");

    public async ValueTask InitializeAsync()
    {
        if (!Installed) return;
        await server.StartAsync();
        foreach (var (host, slug, _) in Domains) (await server.CommandAsync("comune", "set", slug, $"host={host}")).Code.ShouldBe(0);
        foreach (var name in Domains.Select(d => d.Host).Append("wildcard"))
            (await ServerProcess.ProgramAsync("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", $"/CN={(name == "wildcard" ? "*.liburia.example" : name)}", "-keyout", $"{folder}/{name}.key", "-out", $"{folder}/{name}.pem"])).Code.ShouldBe(0);
        var sites = string.Concat(Domains.Select(d => Site(d.Host, d.Host)).Append(Site("wildcard", ".liburia.example unknown.example")));
        await File.WriteAllTextAsync($"{folder}/nginx.conf", $"daemon off; pid {folder}/pid; error_log {folder}/error.log; events {{ }} http {{ access_log off; client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s; {sites} }}");
        nginx = Process.Start(new ProcessStartInfo("/usr/sbin/nginx", ["-c", $"{folder}/nginx.conf", "-p", folder]) { RedirectStandardError = true })!;
        for (var i = 0; i < 600 && !await AnswersAsync(); i++) await Task.Delay(50);
        // The running server sees within two seconds what the commands wrote.
        using var client = Client();
        foreach (var (host, _, _) in Domains)
            for (var i = 0; i < 600 && (await client.GetAsync($"https://{host}/contatti")).StatusCode != HttpStatusCode.OK; i++) await Task.Delay(50);
    }

    /// <summary>As in deploy/nginx.conf.</summary>
    private string Site(string certificate, string names) =>
        $"server {{ listen 127.0.0.1:{port} ssl; server_name {names}; ssl_certificate {folder}/{certificate}.pem; ssl_certificate_key {folder}/{certificate}.key; location / {{ proxy_pass http://127.0.0.1:{server.Port}; proxy_http_version 1.1; proxy_set_header Connection \"\"; proxy_set_header Host $host; proxy_set_header X-Forwarded-For $remote_addr; proxy_set_header X-Forwarded-Proto $scheme; }} }}\n";

    private async Task<bool> AnswersAsync()
    {
        try
        {
            using var socket = new TcpClient();
            await socket.ConnectAsync(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    internal HttpClient Client(string? cookie = null)
    {
        var client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, shown, _, _) => Directory.EnumerateFiles(folder, "*.pem").Any(file => X509CertificateLoader.LoadCertificateFromFile(file).GetCertHashString() == shown?.GetCertHashString()) },
            ConnectCallback = async (_, cancel) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(IPAddress.Loopback, port, cancel);
                return new NetworkStream(socket, ownsSocket: true);
            },
        });
        if (cookie is not null) client.DefaultRequestHeaders.Add("Cookie", cookie);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        if (nginx is not null)
        {
            nginx.Kill(entireProcessTree: true);
            await nginx.WaitForExitAsync();
            nginx.Dispose();
        }
        await server.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}

/// <summary>Behind nginx with TLS each domain is its own site; what a client claims of itself does not pass.</summary>
public sealed class ProxyTests(Nginx nginx) : IClassFixture<Nginx>
{
    [Fact]
    public async Task CV01_ThreeDomainsAndAWildcard_OverTls_AreEachTheirOwnComune()
    {
        if (!Nginx.Installed) Assert.Skip("nginx is not installed");
        using var client = nginx.Client();
        foreach (var (host, slug, name) in Nginx.Domains)
            foreach (var address in (string[])[host, $"{slug}.liburia.example"])
            {
                using var answer = await client.GetAsync($"https://{address}/servizi/certificato-di-residenza", TestContext.Current.CancellationToken);
                answer.StatusCode.ShouldBe(HttpStatusCode.OK, address);
                answer.Headers.GetValues("Strict-Transport-Security").Single().ShouldContain("max-age=31536000");
                var page = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
                page.ShouldContain($"Comune di {name}");
                page.ShouldContain($"https://{host}/servizi/", customMessage: "absolute addresses are those of the Comune's own domain");
            }
        using var access = await client.GetAsync("https://liburia.example/", TestContext.Current.CancellationToken);
        (await access.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("https://comune.cesa.ce.example");
        using var unknown = await client.GetAsync("https://unknown.example/", TestContext.Current.CancellationToken);
        unknown.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await unknown.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("non c'è nessun Comune");
    }

    [Fact]
    public async Task Session_OfOneDomain_IsUnknownAtAnother_AndCookiesAreSecure()
    {
        if (!Nginx.Installed) Assert.Skip("nginx is not installed");
        using var client = nginx.Client();
        using var door = await client.GetAsync("https://comune.cesa.ce.example/desk/accedi", TestContext.Current.CancellationToken);
        var cookies = door.Headers.GetValues("Set-Cookie").ToList();
        cookies.ShouldAllBe(cookie => cookie.Contains("secure", StringComparison.OrdinalIgnoreCase));
        var form = cookies.Single(cookie => cookie.StartsWith("__Host-liburia-form=", StringComparison.Ordinal));
        var page = await door.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var token = System.Text.RegularExpressions.Regex.Match(page, "__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"").Groups[1].Value;
        using var post = new HttpRequestMessage(HttpMethod.Post, "https://comune.cesa.ce.example/desk/accedi") { Content = new FormUrlEncodedContent(new Dictionary<string, string> { ["UserName"] = "anna", ["__RequestVerificationToken"] = token }) };
        post.Headers.Add("Cookie", form.Split(';')[0]);
        using var entered = await client.SendAsync(post, TestContext.Current.CancellationToken);
        var session = entered.Headers.GetValues("Set-Cookie").First(cookie => cookie.StartsWith("__Host-liburia=", StringComparison.Ordinal));
        session.ShouldContain("secure", Case.Insensitive);
        using var anna = nginx.Client(session.Split(';')[0]);
        (await anna.GetAsync("https://comune.cesa.ce.example/desk", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await anna.GetAsync("https://www.succivo-digitale.example/desk", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.Redirect, "another Comune does not know her");
    }

    [Fact]
    public async Task Forwarded_ByTheClientItself_IsNotBelieved()
    {
        if (!Nginx.Installed) Assert.Skip("nginx is not installed");
        using var client = nginx.Client();
        // Thirty guesses a minute from one address, whatever address each claims to come from.
        var refused = 0;
        for (var i = 0; i < 40; i++)
        {
            using var guess = new HttpRequestMessage(HttpMethod.Post, "https://santantimo.example/verifica") { Content = new FormUrlEncodedContent([]) };
            guess.Headers.Add("X-Forwarded-For", $"203.0.113.{i}");
            using var answer = await client.SendAsync(guess, TestContext.Current.CancellationToken);
            if (answer.StatusCode == HttpStatusCode.TooManyRequests) refused++;
        }
        refused.ShouldBeGreaterThanOrEqualTo(10);
        using var metrics = await client.GetAsync("https://liburia.example/metrics", TestContext.Current.CancellationToken);
        metrics.StatusCode.ShouldBe(HttpStatusCode.NotFound, "the metrics are not for those who come through the proxy");
    }
}
