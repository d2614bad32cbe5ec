using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Liburia.Identity.Saml;
using Liburia.Platform;
using Liburia.Platform.Files;
using Liburia.Platform.Law;

namespace Liburia.Identity.Spid;

/// <summary>
/// The keys of the access point towards identity providers. Those of SPID are made the first time, with the subject that the rules for public bodies ask of a
/// self-signed certificate (notice 29 v3: check); they stand beside the data, not in it, and no backup of a Comune carries them.
/// </summary>
internal sealed class SpidKeys(Installation installation, SpidProfile profile, TimeProvider clock)
{
    private const int Bits = 3072, BitsOfSimulator = 2048, Years = 3;
    private readonly Lock alone = new();
    private (X509Certificate2 Certificate, RSA Key)? own, simulated;

    public ServiceProvider Self
    {
        get
        {
            var (certificate, key) = Of("spid", ref own);
            var here = installation.AccessPointUrl.TrimEnd('/');
            return new ServiceProvider(here, $"{here}/spid/acs", $"{here}/spid/slo", certificate, key);
        }
    }

    /// <summary>Of the simulated provider; demonstrations alone have one.</summary>
    public (X509Certificate2 Certificate, RSA Key) Simulated => Of("simulatore", ref simulated);

    private (X509Certificate2, RSA) Of(string name, ref (X509Certificate2, RSA)? kept)
    {
        lock (alone)
        {
            if (kept is { } known) return known;
            var folder = Directory.CreateDirectory(Path.Combine(installation.DataFolder, "keys")).FullName;
            var word = SecretFile.Once(Path.Combine(folder, "door.password"), () => Convert.ToHexString(RandomNumberGenerator.GetBytes(24)));
            var pem = SecretFile.Once(Path.Combine(folder, $"{name}.pem"), () => Make(name, word));
            var certificate = X509Certificate2.CreateFromEncryptedPem(pem, pem, word);
            kept = (certificate, certificate.GetRSAPrivateKey()!);
            return kept.Value;
        }
    }

    private string Make(string name, string word)
    {
        using var key = RSA.Create(name == "spid" ? Bits : BitsOfSimulator);
        var subject = new X500DistinguishedNameBuilder();
        subject.AddCommonName($"{installation.Consortium} ({name})");
        subject.AddOrganizationName(installation.Consortium);
        subject.Add("2.5.4.83", installation.AccessPointUrl.TrimEnd('/'), System.Formats.Asn1.UniversalTagNumber.UTF8String);
        if (profile.Contact is { } contact) subject.Add("2.5.4.97", $"PA:IT-{contact.IpaCode}", System.Formats.Asn1.UniversalTagNumber.UTF8String);
        subject.AddCountryOrRegion("IT");
        if (profile.Locality is { } locality) subject.AddLocalityName(locality);
        var request = new CertificateRequest(subject.Build(), key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.NonRepudiation, critical: true));
        // id-kp policies of a public service provider and of SPID (1.3.76.16.4.2.1).
        var policies = new System.Formats.Asn1.AsnWriter(System.Formats.Asn1.AsnEncodingRules.DER);
        using (policies.PushSequence())
            foreach (var policy in (string[])["1.3.76.16.6", "1.3.76.16.4.2.1"])
                using (policies.PushSequence()) policies.WriteObjectIdentifier(policy);
        request.CertificateExtensions.Add(new X509Extension("2.5.29.32", policies.Encode(), critical: false));
        var now = clock.UtcNow();
        using var certificate = request.CreateSelfSigned(now.AddMinutes(-5), now.AddYears(Years));
        return new StringBuilder(certificate.ExportCertificatePem()).Append('\n')
            .Append(key.ExportEncryptedPkcs8PrivateKeyPem(word, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 600_000))).Append('\n').ToString();
    }
}
