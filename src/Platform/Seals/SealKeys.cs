using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Liburia.Platform.Files;
using Liburia.Platform.Law;
using Liburia.Platform.Tenancy;

namespace Liburia.Platform.Seals;

/// <summary>The certificate of a Comune's seal with its private key, wherever that is kept.</summary>
public sealed record SealKey(X509Certificate2 Certificate, AsymmetricAlgorithm Private) : IDisposable
{
    public void Dispose()
    {
        Certificate.Dispose();
        Private.Dispose();
    }
}

/// <summary>Finds a Comune's seal key. Two kinds stand behind it: a PKCS#12 file, and a device reached through PKCS#11.</summary>
public interface ISealKeys
{
    /// <exception cref="SealRefused">There is no key, or it cannot be opened.</exception>
    SealKey Open(string slug);

    /// <summary>The public part, to verify with; null when the Comune has no seal.</summary>
    X509Certificate2? CertificateOf(string slug);

    /// <summary>Thumbprints of every certificate the Comune's seal has had: what an earlier one sealed is still the Comune's.</summary>
    IReadOnlyCollection<string> ThumbprintsOf(string slug);
}

/// <summary>
/// Seal keys in <c>keys/seals</c>, outside every backup but as an envelope. <c>{comune}.p12</c> is a PKCS#12 file whose password is in
/// <c>keys/seals/password</c>; <c>{comune}.json</c> names instead a device: <c>{ "engine": "pkcs11", "key": "pkcs11:…", "certificate": "file.pem" }</c>.
/// </summary>
public sealed class SealKeys(Installation installation, TimeProvider clock) : ISealKeys
{
    private string Folder => Path.Combine(installation.DataFolder, "keys", "seals");
    private string FileOf(string slug) => Path.Combine(Folder, slug + ".p12");
    private string DeviceOf(string slug) => Path.Combine(Folder, slug + ".json");

    private sealed record Device(string Engine, string Key, string Certificate);

    public SealKey Open(string slug)
    {
        try
        {
            if (File.Exists(DeviceOf(slug)))
            {
                if (OperatingSystem.IsWindows()) throw new SealRefused("Le chiavi su dispositivo (PKCS#11) si usano su Linux.");
                var device = JsonSerializer.Deserialize<Device>(File.ReadAllText(DeviceOf(slug)), JsonSerializerOptions.Web)!;
                return new SealKey(X509CertificateLoader.LoadCertificateFromFile(Path.Combine(Folder, device.Certificate)), new RSAOpenSsl(SafeEvpPKeyHandle.OpenPrivateKeyFromEngine(device.Engine, device.Key)));
            }
            if (!File.Exists(FileOf(slug))) throw new SealRefused($"Il Comune «{slug}» non ha una chiave di sigillo: «liburia comune seal {slug}».");
            var certificate = X509CertificateLoader.LoadPkcs12FromFile(FileOf(slug), Password(), X509KeyStorageFlags.EphemeralKeySet);
            return new SealKey(certificate, (AsymmetricAlgorithm?)certificate.GetRSAPrivateKey() ?? certificate.GetECDsaPrivateKey() ?? throw new SealRefused("La chiave di sigillo non è RSA né a curva ellittica."));
        }
        catch (Exception fault) when (fault is CryptographicException or JsonException or IOException)
        {
            throw new SealRefused($"La chiave di sigillo del Comune «{slug}» non si apre: {fault.Message}", fault);
        }
    }

    public X509Certificate2? CertificateOf(string slug)
    {
        if (!File.Exists(FileOf(slug)) && !File.Exists(DeviceOf(slug))) return null;
        using var key = Open(slug);
        return X509CertificateLoader.LoadCertificate(key.Certificate.RawData);
    }

    public IReadOnlyCollection<string> ThumbprintsOf(string slug)
    {
        using var present = CertificateOf(slug);
        var former = Directory.Exists(Folder) ? Directory.EnumerateFiles(Folder, slug + ".*.cer").Select(file => Path.GetFileNameWithoutExtension(file)[(slug.Length + 1)..]) : [];
        return present is null ? [.. former] : [.. former.Append(present.Thumbprint).Distinct()];
    }

    /// <summary>Makes a key and its own certificate, ten years long: recognisable as ours, not qualified; a demonstration's says so.</summary>
    public void Create(Municipality municipality)
    {
        if (File.Exists(FileOf(municipality.Slug))) return;
        // A demonstration's seals vouch for nothing: eight keys of 3072 bits would be most of what its preparation takes.
        using var rsa = RSA.Create(installation.IsDemonstration ? 2048 : 3072);
        var name = new X500DistinguishedNameBuilder();
        name.AddCommonName(installation.IsDemonstration ? $"Sigillo DIMOSTRATIVO di {municipality.Name}" : $"Sigillo del {municipality.FullName}");
        name.AddOrganizationName(municipality.FullName);
        name.Add("2.5.4.97", $"PAIT-{municipality.IpaCode}");
        name.AddCountryOrRegion("IT");
        var request = new CertificateRequest(name.Build(), rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.NonRepudiation | X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        var now = LegalTime.UtcNow(clock);
        using var certificate = request.CreateSelfSigned(now.AddHours(-1), now.AddYears(10));
        Keep(municipality.Slug, certificate.Export(X509ContentType.Pkcs12, Password()));
    }

    /// <summary>Takes the key a trust service gave, in a PKCS#12 file.</summary>
    /// <exception cref="SealRefused">Wrong password, no private key, or expired.</exception>
    public void Import(string slug, byte[] pkcs12, string password)
    {
        try
        {
            using var given = X509CertificateLoader.LoadPkcs12(pkcs12, password, X509KeyStorageFlags.Exportable | X509KeyStorageFlags.EphemeralKeySet);
            if (!given.HasPrivateKey) throw new SealRefused("Il file contiene il certificato ma non la chiave privata.");
            if (given.NotAfter.ToUniversalTime() <= LegalTime.UtcNow(clock)) throw new SealRefused($"Il certificato è scaduto il {given.NotAfter:dd/MM/yyyy}.");
            Keep(slug, given.Export(X509ContentType.Pkcs12, Password()));
        }
        catch (CryptographicException fault)
        {
            throw new SealRefused("Il file PKCS#12 non si apre: password sbagliata o file rovinato.", fault);
        }
    }

    /// <summary>The key as it goes into a backup: still closed by the password, which does not.</summary>
    public byte[]? Envelope(string slug) => File.Exists(FileOf(slug)) ? File.ReadAllBytes(FileOf(slug)) : null;

    /// <summary>Public certificates the Comune's seal has had, by file name.</summary>
    public IReadOnlyDictionary<string, byte[]> Certificates(string slug) =>
        Directory.Exists(Folder) ? Directory.EnumerateFiles(Folder, slug + ".*.cer").ToDictionary(file => Path.GetFileName(file), File.ReadAllBytes) : new Dictionary<string, byte[]>();

    /// <summary>Puts a former certificate back among those known.</summary>
    public void Remember(string slug, byte[] certificate)
    {
        Directory.CreateDirectory(Folder);
        using var known = X509CertificateLoader.LoadCertificate(certificate);
        File.WriteAllBytes(Path.Combine(Folder, $"{slug}.{known.Thumbprint}.cer"), known.RawData);
    }

    /// <summary>Puts an envelope back; answers false when this installation's password does not open it.</summary>
    public bool Restore(string slug, byte[] envelope)
    {
        try
        {
            using var opened = X509CertificateLoader.LoadPkcs12(envelope, Password(), X509KeyStorageFlags.EphemeralKeySet);
            Keep(slug, envelope);
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    public void Erase(string slug)
    {
        File.Delete(FileOf(slug));
        File.Delete(DeviceOf(slug));
        if (Directory.Exists(Folder)) foreach (var certificate in Directory.EnumerateFiles(Folder, slug + ".*.cer")) File.Delete(certificate);
    }

    private void Keep(string slug, byte[] pkcs12)
    {
        Directory.CreateDirectory(Folder);
        SecretFile.Write(FileOf(slug), pkcs12);
        using var present = CertificateOf(slug)!;
        File.WriteAllBytes(Path.Combine(Folder, $"{slug}.{present.Thumbprint}.cer"), present.RawData);
    }

    private string Password()
    {
        Directory.CreateDirectory(Folder);
        return SecretFile.Once(Path.Combine(Folder, "password"), () => Convert.ToHexString(RandomNumberGenerator.GetBytes(24)));
    }
}
