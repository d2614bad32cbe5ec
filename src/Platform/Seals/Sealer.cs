using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using Liburia.Platform.Law;
using Liburia.Platform.Tenancy;

namespace Liburia.Platform.Seals;

/// <summary>A seal that was found good.</summary>
/// <param name="SealedBy">Common name of the certificate.</param>
/// <param name="At">Time the seal states; proven by a third party only when <paramref name="TimeStamped"/>.</param>
/// <param name="IsOurs">Made with a seal certificate of the Comune, present or former.</param>
public sealed record SealVerdict(string SealedBy, string Thumbprint, DateTime At, bool TimeStamped, bool IsOurs);

/// <summary>Seals what the Comune issues, with its own key: PDF (PAdES baseline B, or B-T with a time-stamp service) and plain bytes (detached CAdES).</summary>
public sealed class Sealer(ISealKeys keys, ITimeStamps stamps, Tenant tenant, TimeProvider clock)
{
    private const string SigningCertificateV2 = "1.2.840.113549.1.9.16.2.47", SignatureTimeStamp = "1.2.840.113549.1.9.16.2.14", SigningTime = "1.2.840.113549.1.9.5";

    /// <exception cref="SealRefused">No key, or not a document we can seal.</exception>
    /// <exception cref="TimeStampUnavailable">A time-stamp service is configured and does not answer: nothing goes out unstamped.</exception>
    public async Task<byte[]> SealPdfAsync(byte[] pdf, string reason, CancellationToken cancel = default)
    {
        using var key = keys.Open(tenant.Municipality.Slug);
        var words = new SealWords(key.Certificate.GetNameInfo(X509NameType.SimpleName, false), reason, LegalTime.UtcNow(clock));
        return await PdfSeal.AddAsync(pdf, words, stamps.IsConfigured ? 24_576 : 8_192, covered => SignAsync(covered, key, null, cancel));
    }

    /// <summary>A detached CMS over the bytes, with the time it states inside.</summary>
    public async Task<byte[]> SealDetachedAsync(byte[] content, CancellationToken cancel = default)
    {
        using var key = keys.Open(tenant.Municipality.Slug);
        return await SignAsync(content, key, LegalTime.UtcNow(clock), cancel);
    }

    /// <exception cref="SealRefused">No seal, or the document is not what was sealed; the message says which.</exception>
    public SealVerdict VerifyPdf(byte[] pdf)
    {
        var (covered, cms) = PdfSeal.Read(pdf);
        return VerifyDetached(covered, cms);
    }

    /// <exception cref="SealRefused">The bytes are not what was sealed.</exception>
    public SealVerdict VerifyDetached(byte[] content, byte[] cms) => Verify(content, cms, keys.ThumbprintsOf(tenant.Municipality.Slug));

    private async Task<byte[]> SignAsync(byte[] content, SealKey key, DateTime? statedTime, CancellationToken cancel)
    {
        var signed = new SignedCms(new ContentInfo(content), detached: true);
        var signer = new CmsSigner(SubjectIdentifierType.IssuerAndSerialNumber, key.Certificate, key.Private) { DigestAlgorithm = new Oid("2.16.840.1.101.3.4.2.1"), IncludeOption = X509IncludeOption.EndCertOnly };
        // ETSI EN 319 122-1: the certificate is bound by its hash. In a PDF the time stands in the signature's dictionary, not here.
        signer.SignedAttributes.Add(new AsnEncodedData(new Oid(SigningCertificateV2), SigningCertificate(key.Certificate)));
        if (statedTime is { } time) signer.SignedAttributes.Add(new Pkcs9SigningTime(time));
        signed.ComputeSignature(signer, silent: true);
        if (stamps.IsConfigured)
        {
            var token = await stamps.StampAsync(SHA256.HashData(signed.SignerInfos[0].GetSignature()), cancel);
            signed.SignerInfos[0].AddUnsignedAttribute(new AsnEncodedData(new Oid(SignatureTimeStamp), token));
        }
        return signed.Encode();
    }

    private static SealVerdict Verify(byte[] content, byte[] cms, IReadOnlyCollection<string> ours)
    {
        var signed = new SignedCms(new ContentInfo(content), detached: true);
        try
        {
            signed.Decode(cms);
            if (signed.SignerInfos.Count != 1 || signed.SignerInfos[0].Certificate is not { } certificate) throw new SealRefused("Il sigillo non porta un solo firmatario con il suo certificato.");
            var signer = signed.SignerInfos[0];
            signer.CheckSignature(verifySignatureOnly: true);
            var bound = signer.SignedAttributes.Cast<CryptographicAttributeObject>().Where(a => a.Oid.Value == SigningCertificateV2).ToList();
            if (bound.Count != 1 || bound[0].Values.Count != 1 || !bound[0].Values[0].RawData.AsSpan().SequenceEqual(SigningCertificate(certificate))) throw new SealRefused("Il sigillo non è legato al certificato che mostra.");
            var stated = signer.SignedAttributes.Cast<CryptographicAttributeObject>().FirstOrDefault(a => a.Oid.Value == SigningTime)?.Values[0] as Pkcs9SigningTime;
            var stamp = signer.UnsignedAttributes.Cast<CryptographicAttributeObject>().FirstOrDefault(a => a.Oid.Value == SignatureTimeStamp)?.Values[0].RawData;
            Rfc3161TimestampToken? token = null;
            if (stamp is not null && (!Rfc3161TimestampToken.TryDecode(stamp, out token, out _) || !token.VerifySignatureForSignerInfo(signer, out _))) throw new SealRefused("La marca temporale non è di questo sigillo.");
            return new SealVerdict(certificate.GetNameInfo(X509NameType.SimpleName, false), certificate.Thumbprint,
                token?.TokenInfo.Timestamp.UtcDateTime ?? stated?.SigningTime.ToUniversalTime() ?? DateTime.MinValue, token is not null, ours.Contains(certificate.Thumbprint));
        }
        catch (CryptographicException fault)
        {
            throw new SealRefused("Il documento non è quello che fu sigillato.", fault);
        }
    }

    /// <summary>ESS SigningCertificateV2 (RFC 5035) with SHA-256, the default algorithm, and issuer and serial number.</summary>
    private static byte[] SigningCertificate(X509Certificate2 certificate)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence())
        using (writer.PushSequence())
        {
            writer.WriteOctetString(SHA256.HashData(certificate.RawData));
            using (writer.PushSequence())
            {
                using (writer.PushSequence())
                using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 4))) writer.WriteEncodedValue(certificate.IssuerName.RawData);
                writer.WriteInteger(certificate.SerialNumberBytes.Span);
            }
        }
        return writer.Encode();
    }
}
