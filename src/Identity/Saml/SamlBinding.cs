using System.IO.Compression;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Xml;

namespace Liburia.Identity.Saml;

/// <summary>Where a party takes messages, and how.</summary>
/// <param name="Binding">HTTP-Redirect or HTTP-POST.</param>
/// <param name="AnswerAddress">Where answers go, when elsewhere than questions.</param>
internal sealed record SamlPlace(string Binding, string Address, string? AnswerAddress = null);

/// <summary>A message on its way through somebody's browser.</summary>
/// <param name="Address">To go to, or to post the fields to.</param>
/// <param name="Fields">Of the form; none where the address says everything.</param>
internal sealed record SamlSending(string Address, IReadOnlyList<(string Name, string Value)> Fields)
{
    public bool IsForm => Fields.Count > 0;
}

/// <summary>Carries messages by the two bindings of SPID, signed.</summary>
internal static class SamlBinding
{
    public const string Question = "SAMLRequest", Answer = "SAMLResponse";

    /// <summary>By HTTP-Redirect the query is signed; by HTTP-POST the message itself.</summary>
    /// <param name="field"><see cref="Question"/> or <see cref="Answer"/>.</param>
    /// <param name="state">Comes back with the answer; says nothing to anybody else.</param>
    public static SamlSending Send(X509Certificate2 certificate, RSA key, XmlDocument message, string binding, string address, string field, string state = "")
    {
        if (binding == SamlNames.Post)
        {
            SamlXml.Sign(message.DocumentElement!, certificate, key);
            return new SamlSending(address, [(field, Convert.ToBase64String(Encoding.UTF8.GetBytes(message.OuterXml))), .. state.Length == 0 ? ((string, string)[])[] : [("RelayState", state)]]);
        }
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Optimal, leaveOpen: true)) deflate.Write(Encoding.UTF8.GetBytes(message.OuterXml));
        var query = $"{field}={Uri.EscapeDataString(Convert.ToBase64String(packed.ToArray()))}{(state.Length == 0 ? "" : "&RelayState=" + Uri.EscapeDataString(state))}&SigAlg={Uri.EscapeDataString(SamlNames.RsaSha256)}";
        var signature = key.SignData(Encoding.ASCII.GetBytes(query), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return new SamlSending($"{address}{(address.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{query}&Signature={Uri.EscapeDataString(Convert.ToBase64String(signature))}", []);
    }

    /// <summary>A message that came deflated in an address; a small one that swells is refused before it is parsed (CVE-2025-25293).</summary>
    /// <exception cref="SamlRefused">xml.size, xml.form</exception>
    public static byte[] Inflate(string base64)
    {
        try
        {
            using var inflate = new DeflateStream(new MemoryStream(Convert.FromBase64String(base64)), CompressionMode.Decompress);
            var buffer = new byte[SamlXml.MostBytes + 1];
            var read = inflate.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            return read > SamlXml.MostBytes ? throw new SamlRefused("xml.size", "the message swells") : buffer[..read];
        }
        catch (Exception fault) when (fault is FormatException or InvalidDataException)
        {
            throw new SamlRefused("xml.form", fault.Message);
        }
    }
}

/// <summary>A message as it came, parsed; nothing of it is believed before <see cref="Verify"/>.</summary>
internal sealed class SamlArrival
{
    private readonly (byte[] Signed, byte[] Signature, HashAlgorithmName Hash)? query;

    private SamlArrival(XmlDocument document, (byte[], byte[], HashAlgorithmName)? query) => (Document, this.query) = (document, query);

    public XmlDocument Document { get; }

    /// <summary>By HTTP-POST: the signature stands in the message.</summary>
    /// <exception cref="SamlRefused">xml.*, ids.*</exception>
    public static SamlArrival ByPost(string? base64)
    {
        if (base64 is null || base64.Length > SamlXml.MostBytes * 4 / 3) throw new SamlRefused("xml.size", "there is no message, or too large a one");
        var bytes = new byte[base64.Length];
        if (!Convert.TryFromBase64String(base64, bytes, out var length)) throw new SamlRefused("xml.form", "the message is not in base64");
        return new SamlArrival(SamlXml.Parse(bytes[..length]), null);
    }

    /// <summary>By HTTP-Redirect: the signature is over the query as it was written, letter by letter, and the message has none of its own.</summary>
    /// <param name="rawQuery">With its question mark, not decoded.</param>
    /// <exception cref="SamlRefused">redirect.*, signature.*, xml.*, ids.*</exception>
    public static SamlArrival ByRedirect(string rawQuery, string field)
    {
        var raw = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in rawQuery.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = pair.IndexOf('=', StringComparison.Ordinal) is var at and >= 0 ? (pair[..at], pair[(at + 1)..]) : (pair, "");
            if (name is not (SamlBinding.Question or SamlBinding.Answer or "RelayState" or "SigAlg" or "Signature")) continue;
            if (!raw.TryAdd(name, value)) throw new SamlRefused("redirect.twice", $"{name} occurs twice");
        }
        if (!raw.TryGetValue(field, out var packed) || raw.ContainsKey(SamlBinding.Question) == raw.ContainsKey(SamlBinding.Answer)) throw new SamlRefused("redirect.form", "the address holds no message, or two");
        if (!raw.TryGetValue("Signature", out var signature) || !raw.TryGetValue("SigAlg", out var algorithm)) throw new SamlRefused("signature.missing", "the query is not signed");
        var hash = Uri.UnescapeDataString(algorithm) switch
        {
            SamlNames.RsaSha256 => HashAlgorithmName.SHA256,
            SamlNames.RsaSha384 => HashAlgorithmName.SHA384,
            SamlNames.RsaSha512 => HashAlgorithmName.SHA512,
            _ => throw new SamlRefused("signature.algorithm", "the algorithm is not on the list"),
        };
        var document = SamlXml.Parse(SamlBinding.Inflate(Uri.UnescapeDataString(packed)));
        if (SamlXml.CountAnywhere(document, "Signature", SamlNames.Signature) > 0) throw new SamlRefused("signature.position", "a message in an address carries no signature of its own");
        var bytes = new byte[1024];
        if (!Convert.TryFromBase64String(Uri.UnescapeDataString(signature), bytes, out var length)) throw new SamlRefused("signature.invalid", "the signature is not in base64");
        var signed = $"{field}={packed}{(raw.TryGetValue("RelayState", out var state) ? "&RelayState=" + state : "")}&SigAlg={algorithm}";
        return new SamlArrival(document, (Encoding.UTF8.GetBytes(signed), bytes[..length], hash));
    }

    /// <summary>Checks that the whole message comes from the holder of one of the keys.</summary>
    /// <exception cref="SamlRefused">signature.*</exception>
    public void Verify(IReadOnlyList<X509Certificate2> keys)
    {
        if (query is not { } q)
        {
            if (SamlXml.CountAnywhere(Document, "Signature", SamlNames.Signature) > 1) throw new SamlRefused("signature.position", "the message has more than one signature");
            SamlXml.Verify(Document.DocumentElement!, keys);
            return;
        }
        foreach (var key in keys)
        {
            using var rsa = key.GetRSAPublicKey();
            if (rsa is not null && rsa.VerifyData(q.Signed, q.Signature, q.Hash, RSASignaturePadding.Pkcs1)) return;
        }
        throw new SamlRefused("signature.invalid", "no key of the sender fits");
    }
}
