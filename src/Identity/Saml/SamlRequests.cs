using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Xml;

namespace Liburia.Identity.Saml;

/// <summary>Us, as a service provider.</summary>
/// <param name="EntityId">Our name in the federation, an address.</param>
/// <param name="Key">RSA, 3072 bits or more.</param>
internal sealed record ServiceProvider(string EntityId, string ConsumerUrl, string LogoutUrl, X509Certificate2 Certificate, RSA Key);

/// <summary>Who answers for the service provider, as an aggregator of public bodies.</summary>
/// <param name="DisplayName">Short name of the body.</param>
/// <param name="Mail">Of an office, never of a person.</param>
/// <param name="Phone">With the country's prefix, without spaces.</param>
/// <param name="VatNumber">With the country before it: IT….</param>
/// <param name="IsFull">The aggregator answers for the whole login (full), or for a part of it (light).</param>
internal sealed record SamlContact(string IpaCode, string DisplayName, string Mail, string Phone, string? VatNumber, string? FiscalCode, bool IsFull);

/// <summary>Which attributes are asked; its place in the metadata is its index.</summary>
internal sealed record AttributeSet(string Name, IReadOnlyList<string> Attributes);

/// <summary>Writes requests by SPID's rules; they are signed on their way out.</summary>
internal static class SamlRequests
{
    /// <summary>Asks a provider to say who somebody is.</summary>
    /// <param name="level">1 to 3; above 1 the person proves it again.</param>
    /// <param name="attributes">Index of the attribute set in the metadata.</param>
    public static XmlDocument Authn(ServiceProvider self, IdentityProvider to, string id, int level, int attributes, DateTime now)
    {
        var document = new XmlDocument { PreserveWhitespace = true };
        var request = Element(document, document, "samlp", "AuthnRequest", SamlNames.Protocol);
        Set(request, ("ID", id), ("Version", "2.0"), ("IssueInstant", SamlXml.Instant(now)), ("Destination", to.SignOn.Address), ("AssertionConsumerServiceIndex", "0"), ("AttributeConsumingServiceIndex", $"{attributes}"));
        if (level > 1) request.SetAttribute("ForceAuthn", "true");
        Issuer(document, request, self.EntityId);
        Set(Element(document, request, "samlp", "NameIDPolicy", SamlNames.Protocol), ("Format", SamlNames.Transient));
        var context = Element(document, request, "samlp", "RequestedAuthnContext", SamlNames.Protocol);
        context.SetAttribute("Comparison", "minimum");
        Element(document, context, "saml", "AuthnContextClassRef", SamlNames.Assertion).InnerText = SamlNames.ContextOf(level);
        return document;
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
