using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using Liburia.Identity.Saml;
using Liburia.Platform;
using Liburia.TestKit;
using Shouldly;
using Xunit;

namespace Liburia.Identity.Tests;

/// <summary>SimpleSAMLphp as an identity provider: its packaged files, a configuration made here, served by PHP's own server on a port of this machine.</summary>
public sealed partial class SimpleSaml : IDisposable
{
    public const string EntityId = "https://simplesamlphp.example/idp", User = "rossi", Password = "Ca'1ò", TaxCode = "DNGLEI80A01A512X";
    private const string Program = "/usr/bin/php", Home = "/usr/share/simplesamlphp";
    private readonly string folder = Directory.CreateTempSubdirectory("liburia-simplesaml-").FullName;
    private readonly TaskCompletionSource<string> begun = new();
    private readonly SocketsHttpHandler network = new() { AllowAutoRedirect = false, UseCookies = false };
    private readonly Process server;

    private SimpleSaml()
    {
        foreach (var name in (string[])["cert", "data", "log", "metadata", "sessions", "temp"]) Directory.CreateDirectory(Path.Combine(folder, name));
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=SimpleSAMLphp", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
        Certificate = certificate.ExportCertificatePem();
        Write("cert/idp.pem", Certificate);
        Write("cert/idp.key", key.ExportPkcs8PrivateKeyPem());
        Write("issuer.php", Issuer);
        // What is written here counts at once: PHP would otherwise look at its files every two seconds.
        server = new Process { StartInfo = new ProcessStartInfo(Program, ["-d", "opcache.revalidate_freq=0", "-d", $"auto_prepend_file={folder}/issuer.php", "-S", "127.0.0.1:0", "-t", $"{Home}/www"]) { WorkingDirectory = folder, RedirectStandardError = true, RedirectStandardOutput = true, Environment = { ["SIMPLESAMLPHP_CONFIG_DIR"] = folder } } };
        server.ErrorDataReceived += (_, said) =>
        {
            if (said.Data is { } line && Started().Match(line) is { Success: true } match) begun.TrySetResult(match.Groups[1].Value);
        };
        server.Start();
        server.BeginErrorReadLine();
        server.BeginOutputReadLine();
    }

    /// <summary>Why it cannot take part here; null when it can.</summary>
    public static string? Missing => !File.Exists(Program) || !File.Exists($"{Home}/www/saml2/idp/SSOService.php") ? "SimpleSAMLphp is not installed"
        : Directory.Exists("/usr/lib/php") && Directory.EnumerateFiles("/usr/lib/php", "dom.so", SearchOption.AllDirectories).Any() ? null : "PHP's XML extension is not installed";

    /// <summary>Signs its messages and its metadata; PEM.</summary>
    public string Certificate { get; }

    /// <summary>Where it listens, chosen by the system: address and port.</summary>
    public string Host { get; private set; } = "";

    /// <param name="ours">The metadata of the service provider, as we publish it.</param>
    public static async Task<SimpleSaml> StartAsync(string ours)
    {
        var provider = new SimpleSaml();
        try
        {
            provider.Host = await provider.begun.Task.WaitAsync(TimeSpan.FromSeconds(60));
            provider.Write("metadata/ours.xml", ours);
            provider.Write("config.php", provider.Config);
            provider.Write("authsources.php", Sources);
            provider.Listen(SamlNames.Redirect);
            return provider;
        }
        catch
        {
            provider.Dispose();
            throw;
        }
    }

    /// <summary>By which binding it takes requests from now on.</summary>
    public void Listen(string binding) => Write("metadata/saml20-idp-hosted.php", Hosted(binding));

    /// <summary>A browser that goes to it over the network.</summary>
    public Browser Browser() => new(network, Host);

    public void Dispose()
    {
        server.Kill(entireProcessTree: true);
        server.WaitForExit();
        server.Dispose();
        network.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(folder, name), text);

    private string Config => $$"""
        <?php
        $config = [
            'baseurlpath' => 'http://{{Host}}/',
            'certdir' => '{{folder}}/cert/', 'datadir' => '{{folder}}/data/', 'loggingdir' => '{{folder}}/log/', 'metadatadir' => '{{folder}}/metadata/', 'tempdir' => '{{folder}}/temp/',
            'technicalcontact_email' => 'na@example.org', 'timezone' => 'UTC', 'secretsalt' => '{{RandomNumberGenerator.GetHexString(32)}}', 'auth.adminpassword' => '{{RandomNumberGenerator.GetHexString(32)}}',
            'showerrors' => true, 'logging.handler' => 'file', 'enable.saml20-idp' => true, 'module.enable' => ['core' => true, 'saml' => true, 'exampleauth' => true],
            'store.type' => 'phpsession', 'session.phpsession.savepath' => '{{folder}}/sessions', 'session.cookie.secure' => false, 'language.cookie.secure' => false,
            'metadata.sources' => [['type' => 'flatfile'], ['type' => 'xml', 'file' => '{{folder}}/metadata/ours.xml']],
            'metadata.sign.enable' => true, 'metadata.sign.privatekey' => 'idp.key', 'metadata.sign.certificate' => 'idp.pem',
        ];
        """;

    private static string Sources => $$"""
        <?php
        $config = ['people' => [
            'exampleauth:UserPass',
            "{{User}}:{{Password}}" => ['spidCode' => ['SSPH0000000001'], 'name' => ['Élia'], 'familyName' => ["D'Angiò & Rossi"], 'fiscalNumber' => ['TINIT-{{TaxCode}}'], 'email' => ['elia@posta.example']],
        ]];
        """;

    /// <summary>What SPID's rules ask beyond its defaults: an assertion and a response that are both signed, a transient NameID with its qualifier, SPID's name of the level.</summary>
    private static string Hosted(string binding) => $$"""
        <?php
        $metadata['{{EntityId}}'] = [
            'host' => '__DEFAULT__', 'privatekey' => 'idp.key', 'certificate' => 'idp.pem', 'auth' => 'people',
            'OrganizationName' => ['it' => 'SimpleSAMLphp'], 'OrganizationDisplayName' => ['it' => 'Gestore indipendente'], 'OrganizationURL' => ['it' => '{{EntityId}}'],
            'SingleSignOnServiceBinding' => ['{{binding}}'],
            'validate.authnrequest' => true, 'redirect.validate' => true, 'sign.logout' => true, 'saml20.sign.response' => true, 'saml20.sign.assertion' => true, 'signature.algorithm' => '{{SamlNames.RsaSha256}}',
            'NameIDFormat' => '{{SamlNames.Transient}}', 'attributes.NameFormat' => '{{SamlNames.Basic}}',
            'authproc' => [10 => ['class' => 'saml:TransientNameID', 'NameQualifier' => true], 20 => ['class' => 'saml:AuthnContextClassRef', 'AuthnContextClassRef' => '{{SamlNames.ContextOf(2)}}']],
        ];
        """;

    /// <summary>SPID wants an assertion's Issuer with its format, which SimpleSAMLphp leaves out and has no setting for: this one says it.</summary>
    private const string Issuer = $$"""
        <?php
        namespace SAML2\XML\saml;
        require_once '{{Home}}/lib/_autoload.php';
        class Issuer extends NameIDType
        {
            protected $nodeName = 'saml:Issuer';

            public function __construct(?\DOMElement $xml = null)
            {
                $this->setFormat(\SAML2\Constants::NAMEID_ENTITY);
                parent::__construct($xml);
            }
        }
        """;

    [GeneratedRegex(@"Development Server \(http://(127\.0\.0\.1:\d+)\) started", RegexOptions.None, 200)]
    private static partial Regex Started();
}

/// <summary>An installation in production whose one identity provider is SimpleSAMLphp, known by its metadata and its certificate in files.</summary>
public sealed class SimpleSamlTown : SqliteTown
{
    private SimpleSaml? provider;

    protected override string? Missing => SimpleSaml.Missing;

    public SimpleSaml Provider => provider!;

    protected override async Task<Installation> CopyTemplateAsync() => (await base.CopyTemplateAsync()) with { Kind = InstallationKind.Production };

    protected override async Task DropCopyAsync(Installation copy)
    {
        provider?.Dispose();
        await base.DropCopyAsync(copy);
    }

    /// <summary>Skips where it is missing; starts it the first time, and hands its metadata over as it publishes them for a binding.</summary>
    public async Task RequireAsync(string binding = SamlNames.Redirect)
    {
        Require();
        if (provider is null)
        {
            using var anyone = BrowserAt(new Uri(Installation.AccessPointUrl).Host);
            provider = await SimpleSaml.StartAsync((await anyone.GetAsync("/spid/metadata")).Text);
            await WriteAsync(Path.Combine("trust", "simplesamlphp.pem"), provider.Certificate);
        }
        provider.Listen(binding);
        using var federation = provider.Browser();
        await WriteAsync("simplesamlphp.xml", (await federation.GetAsync("/saml2/idp/metadata.php")).ShouldBe(System.Net.HttpStatusCode.OK).Text);
    }

    private Task WriteAsync(string name, string text)
    {
        var file = new FileInfo(Path.Combine(Installation.DataFolder, "spid", name));
        file.Directory!.Create();
        return File.WriteAllTextAsync(file.FullName, text, TestContext.Current.CancellationToken);
    }
}
