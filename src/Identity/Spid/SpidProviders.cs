using System.Security.Cryptography.X509Certificates;
using Liburia.Identity.Saml;
using Liburia.Identity.Simulator;
using Liburia.Platform;
using Liburia.Platform.Law;
using Microsoft.Extensions.Logging;

namespace Liburia.Identity.Spid;

/// <summary>
/// The identity providers: their metadata as files in <c>spid/</c> of the data folder, each signed by a certificate of <c>spid/trust/</c>. A demonstration has the
/// simulated one, and no other. Read again every time somebody logs in: a file that no longer holds closes that door alone.
/// </summary>
internal sealed partial class SpidProviders(Installation installation, SpidKeys keys, TimeProvider clock, ILogger<SpidProviders> log)
{
    /// <summary>Where the simulated provider lives, below the access point.</summary>
    public const string Simulator = "/simulatore";

    public SimulatedProvider? Simulated => installation.IsDemonstration
        ? new SimulatedProvider(installation.AccessPointUrl.TrimEnd('/') + Simulator, installation.AccessPointUrl.TrimEnd('/') + Simulator, keys.Simulated.Certificate, keys.Simulated.Key) : null;

    public IReadOnlyList<IdentityProvider> All()
    {
        var now = clock.UtcNow();
        if (Simulated is { } simulated) return [SamlMetadata.Read(SamlXml.Parse(System.Text.Encoding.UTF8.GetBytes(simulated.Metadata().OuterXml)), [keys.Simulated.Certificate], now) with { Name = "Simulatore di identità" }];
        var folder = Path.Combine(installation.DataFolder, "spid");
        if (!Directory.Exists(folder)) return [];
        var trust = Path.Combine(folder, "trust");
        List<X509Certificate2> trusted = Directory.Exists(trust) ? [.. Directory.EnumerateFiles(trust).Select(X509CertificateLoader.LoadCertificateFromFile)] : [];
        var found = new List<IdentityProvider>();
        foreach (var file in Directory.EnumerateFiles(folder, "*.xml"))
        {
            try
            {
                found.Add(SamlMetadata.Read(SamlXml.Parse(File.ReadAllBytes(file)), trusted, now));
            }
            catch (SamlRefused refused)
            {
                Closed(Path.GetFileName(file), refused.Rule);
            }
        }
        return found;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The identity provider of {File} is closed: {Rule}")]
    private partial void Closed(string file, string rule);
}
