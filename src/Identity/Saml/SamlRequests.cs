using System.IO.Compression;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Xml;

namespace Liburia.Identity.Saml;

/// <summary>Us, as a service provider.</summary>
/// <param name="EntityId">Our name in the federation, an address.</param>
/// <param name="Key">RSA, 3072 bits or more.</param>
internal sealed record ServiceProvider(string EntityId, string ConsumerUrl, X509Certificate2 Certificate, RSA Key);

/// <summary>Which attributes are asked; its place in the metadata is its index.</summary>
internal sealed record AttributeSet(string Name, IReadOnlyList<string> Attributes);

/// <summary>Writes requests by SPID's rules, signed.</summary>
internal static class SamlRequests
{
    /// <summary>Asks a provider to say who somebody is.</summary>
    /// <param name="level">1 to 3; above 1 the person proves it again.</param>
    /// <param name="attributes">Index of the attribute set in the metadata.</param>
    public static XmlDocument Authn(ServiceProvider self, IdentityProvider to, string id, int level, int attributes, DateTime now)
    {
        var document = new XmlDocument { PreserveWhitespace = true };
        var request = Element(document, document, "samlp", "AuthnRequest", SamlNames.Protocol);
        Set(request, ("ID", id), ("Version", "2.0"), ("IssueInstant", SamlXml.Instant(now)), ("Destination", to.SignOnAddress), ("AssertionConsumerServiceIndex", "0"), ("AttributeConsumingServiceIndex", $"{attributes}"));
        if (level > 1) request.SetAttribute("ForceAuthn", "true");
        Issuer(document, request, self.EntityId);
        Set(Element(document, request, "samlp", "NameIDPolicy", SamlNames.Protocol), ("Format", SamlNames.Transient));
        var context = Element(document, request, "samlp", "RequestedAuthnContext", SamlNames.Protocol);
        context.SetAttribute("Comparison", "minimum");
        Element(document, context, "saml", "AuthnContextClassRef", SamlNames.Assertion).InnerText = SamlNames.ContextOf(level);
        return document;
    }

    /// <summary>By HTTP-Redirect: deflated, signed over the query.</summary>
    /// <returns>The address to send the browser to.</returns>
    public static string ByRedirect(ServiceProvider self, XmlDocument request, string address)
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Optimal, leaveOpen: true)) deflate.Write(Encoding.UTF8.GetBytes(request.OuterXml));
        var query = $"SAMLRequest={Uri.EscapeDataString(Convert.ToBase64String(packed.ToArray()))}&RelayState=&SigAlg={Uri.EscapeDataString(SamlNames.RsaSha256)}";
        var signature = self.Key.SignData(Encoding.ASCII.GetBytes(query), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{address}{(address.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{query}&Signature={Uri.EscapeDataString(Convert.ToBase64String(signature))}";
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

    internal static void Issuer(XmlDocument document, XmlElement parent, string entityId)
    {
        var issuer = Element(document, parent, "saml", "Issuer", SamlNames.Assertion);
        Set(issuer, ("Format", SamlNames.Entity), ("NameQualifier", entityId));
        issuer.InnerText = entityId;
    }

    internal static XmlElement Element(XmlDocument document, XmlNode parent, string prefix, string name, string space)
    {
        var element = document.CreateElement(prefix, name, space);
        parent.AppendChild(element);
        return element;
    }

    internal static void Set(XmlElement element, params (string Name, string Value)[] attributes)
    {
        foreach (var (name, value) in attributes) element.SetAttribute(name, value);
    }
}
