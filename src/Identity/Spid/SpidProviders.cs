using System.Security.Cryptography.X509Certificates;
using System.Text;
using Liburia.Identity.Saml;
using Liburia.Identity.Simulator;
using Liburia.Platform;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Platform.Web;
using Microsoft.Extensions.Logging;

namespace Liburia.Identity.Spid;

/// <summary>A provider's file that does not hold.</summary>
/// <param name="Rule">That it breaks.</param>
/// <param name="IsOpen">The door stays open by the last file that held.</param>
internal sealed record ProviderFault(string File, string Rule, bool IsOpen);

/// <summary>
/// The identity providers: their metadata as files in <c>spid/</c> of the data folder, each signed by a certificate of <c>spid/trust/</c>. A demonstration has the
/// simulated one, and no other. Files are read again when they change; one that does not hold is refused, the last that held stays in force (also after a
/// restart) for as long as it is itself valid, and health says so.
/// </summary>
internal sealed partial class SpidProviders(Installation installation, SpidKeys keys, TimeProvider clock, ILogger<SpidProviders> log) : IHealthSource
{
    /// <summary>Where the simulated provider lives, below the access point.</summary>
    public const string Simulator = "/simulatore";

    private readonly Lock alone = new();
    private (string Stamp, IReadOnlyList<IdentityProvider> Providers, IReadOnlyList<ProviderFault> Faults) kept = ("", [], []);

    /// <summary>By which binding the simulated provider takes requests to log in.</summary>
    public string SimulatedBinding { get; set; } = SamlNames.Redirect;

    public SimulatedProvider? Simulated => installation.IsDemonstration
        ? new SimulatedProvider(installation.AccessPointUrl.TrimEnd('/') + Simulator, installation.AccessPointUrl.TrimEnd('/') + Simulator, keys.Simulated.Certificate, keys.Simulated.Key) { SignOnBinding = SimulatedBinding } : null;

    public IReadOnlyList<IdentityProvider> All() => [.. Current().Providers.Select(provider => provider.At(clock.UtcNow())).OfType<IdentityProvider>()];

    public IdentityProvider? Find(string entityId) => All().FirstOrDefault(provider => provider.EntityId == entityId);

    /// <summary>What does not hold today, with what has expired since it was read.</summary>
    public IReadOnlyList<ProviderFault> Faults() => FaultsOf(Current(), clock.UtcNow());

    /// <summary>The same for who looks from outside, and keeps nothing.</summary>
    public static IReadOnlyList<ProviderFault> FaultsIn(Installation installation, DateTime now) => FaultsOf(Read(installation, now, keep: false), now);

    public IEnumerable<HealthLine> Lines()
    {
        if (installation.IsDemonstration || !Directory.Exists(FolderOf(installation))) return [];
        var (open, faults) = (All().Count, Faults());
        return
        [
            new("spid", open == 0 || faults.Count > 0 ? HealthLevel.Warning : HealthLevel.Well,
                open == 0 ? new("Con SPID non si entra: nessun gestore è valido", "Nobody enters with SPID: no provider is valid")
                : faults.Count > 0 ? new($"Gestori SPID da guardare: {faults.Count} su {open + faults.Count(f => !f.IsOpen)}", $"SPID providers to look at: {faults.Count} of {open + faults.Count(f => !f.IsOpen)}") : new($"Si entra con SPID: {open} gestori", $"SPID login works: {open} providers"), Value: faults.Count),
        ];
    }

    private (string Stamp, IReadOnlyList<IdentityProvider> Providers, IReadOnlyList<ProviderFault> Faults) Current()
    {
        lock (alone)
        {
            var stamp = installation.IsDemonstration ? SimulatedBinding : StampOf(installation);
            if (kept.Stamp == stamp) return kept;
            var now = clock.UtcNow();
            if (Simulated is { } simulated)
                kept = (stamp, [SamlMetadata.Read(SamlXml.Parse(Encoding.UTF8.GetBytes(simulated.Metadata().OuterXml)), [keys.Simulated.Certificate], now) with { Name = "Simulatore di identità" }], []);
            else
            {
                var (_, read, faults) = Read(installation, now, keep: true);
                kept = (stamp, read, faults);
                foreach (var fault in kept.Faults) Refused(fault.File, fault.Rule, fault.IsOpen);
            }
            return kept;
        }
    }

    private static IReadOnlyList<ProviderFault> FaultsOf((string, IReadOnlyList<IdentityProvider> Providers, IReadOnlyList<ProviderFault> Faults) read, DateTime now) =>
        [.. read.Faults, .. read.Providers.Where(provider => provider.At(now) is null).Select(provider => new ProviderFault(provider.Name, "metadata.expired", false))];

    private static string FolderOf(Installation installation) => Path.Combine(installation.DataFolder, "spid");

    /// <summary>Changes whenever a file or a trusted certificate does; never the empty one.</summary>
    private static string StampOf(Installation installation) => "files" + (Directory.Exists(FolderOf(installation))
        ? string.Concat(new DirectoryInfo(FolderOf(installation)).EnumerateFiles("*", SearchOption.AllDirectories).OrderBy(file => file.FullName, StringComparer.Ordinal).Select(file => $"|{file.FullName} {file.Length} {file.LastWriteTimeUtc.Ticks}")) : "");

    private static (string, IReadOnlyList<IdentityProvider>, IReadOnlyList<ProviderFault>) Read(Installation installation, DateTime now, bool keep)
    {
        var folder = FolderOf(installation);
        if (!Directory.Exists(folder)) return ("", [], []);
        var (found, faults) = (new List<IdentityProvider>(), new List<ProviderFault>());
        var trusted = Trusted(folder, faults);
        foreach (var file in Directory.EnumerateFiles(folder, "*.xml").Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(file);
            var copy = Path.Combine(installation.DataFolder, "state", "spid", name);
            var bytes = File.ReadAllBytes(file);
            try
            {
                found.Add(SamlMetadata.Read(SamlXml.Parse(bytes), trusted, now));
                if (keep) Keep(copy, bytes);
            }
            catch (SamlRefused refused)
            {
                var former = Former(copy, trusted, now);
                if (former is not null) found.Add(former);
                faults.Add(new ProviderFault(name, refused.Rule, former is not null));
            }
        }
        // Two files of one provider: the first counts, the other is told.
        foreach (var twice in found.GroupBy(provider => provider.EntityId).Where(group => group.Count() > 1)) faults.Add(new ProviderFault(twice.Key, "metadata.twice", true));
        return ("", [.. found.DistinctBy(provider => provider.EntityId)], faults);
    }

    private static List<X509Certificate2> Trusted(string folder, List<ProviderFault> faults)
    {
        var (trust, trusted) = (Path.Combine(folder, "trust"), new List<X509Certificate2>());
        foreach (var file in Directory.Exists(trust) ? Directory.EnumerateFiles(trust) : [])
        {
            try
            {
                trusted.Add(X509CertificateLoader.LoadCertificateFromFile(file));
            }
            catch (System.Security.Cryptography.CryptographicException)
            {
                faults.Add(new ProviderFault($"trust/{Path.GetFileName(file)}", "trust.form", false));
            }
        }
        return trusted;
    }

    /// <summary>Why these bytes would not be taken as a provider's metadata today; null where they would.</summary>
    internal static string? RuleBrokenBy(Installation installation, byte[] bytes, DateTime now)
    {
        try
        {
            SamlMetadata.Read(SamlXml.Parse(bytes), Trusted(FolderOf(installation), []), now);
            return null;
        }
        catch (SamlRefused refused)
        {
            return refused.Rule;
        }
    }

    internal static void Keep(string copy, byte[] bytes)
    {
        if (File.Exists(copy) && File.ReadAllBytes(copy).AsSpan().SequenceEqual(bytes)) return;
        Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
        File.WriteAllBytes(copy + ".new", bytes);
        File.Move(copy + ".new", copy, overwrite: true);
    }

    /// <summary>The last file that held, if it still does: by the trust and the day of now.</summary>
    private static IdentityProvider? Former(string copy, IReadOnlyList<X509Certificate2> trusted, DateTime now)
    {
        if (!File.Exists(copy)) return null;
        try
        {
            return SamlMetadata.Read(SamlXml.Parse(File.ReadAllBytes(copy)), trusted, now);
        }
        catch (SamlRefused)
        {
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The metadata of the identity provider in {File} was refused: {Rule}; the former stays in force: {Open}")]
    private partial void Refused(string file, string rule, bool open);
}
