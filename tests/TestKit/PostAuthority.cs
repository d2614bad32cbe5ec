using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Liburia.TestKit;

/// <summary>An authority nobody's system knows, and the certificates it gives to mail servers.</summary>
public sealed class PostAuthority : IDisposable
{
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 own;

    public PostAuthority()
    {
        var request = new CertificateRequest("CN=Autorita di prova", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        own = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-2), DateTimeOffset.UtcNow.AddDays(30));
        File.WriteAllText(Pem, own.ExportCertificatePem());
    }

    /// <summary>The file an operator would name.</summary>
    public string Pem { get; } = Path.Combine(Path.GetTempPath(), $"liburia-authority-{Guid.NewGuid():n}.pem");

    /// <summary>For a server of this name.</summary>
    /// <param name="days">It is valid until so many days from now.</param>
    public X509Certificate2 For(string name, int days = 10)
    {
        using var server = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", server, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(name, out var address)) names.AddIpAddress(address);
        else names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        using var given = request.Create(own.SubjectName, X509SignatureGenerator.CreateForECDsa(key), DateTimeOffset.UtcNow.AddDays(-1),
            DateTimeOffset.UtcNow.AddDays(days), RandomNumberGenerator.GetBytes(12));
        using var whole = given.CopyWithPrivateKey(server);
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pfx), null);
    }

    public void Dispose()
    {
        File.Delete(Pem);
        own.Dispose();
        key.Dispose();
    }
}
