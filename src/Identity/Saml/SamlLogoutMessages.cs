using System.Xml;

namespace Liburia.Identity.Saml;

/// <summary>What a provider says when a session is closed on its side, or answers when it was closed on ours. The same rules as for responses.</summary>
internal static class SamlLogoutMessages
{
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(60);

    /// <summary>A provider's request to close a session.</summary>
    /// <returns>The request's id, and the name and session it is about.</returns>
    /// <exception cref="SamlRefused">Any rule that does not hold.</exception>
    public static (string Id, string NameId, string SessionIndex) Request(XmlDocument document, IdentityProvider from, string logoutUrl, DateTime now)
    {
        var request = Checked(document, "LogoutRequest", from, logoutUrl, now);
        return (request.GetAttribute("ID"), SamlXml.Text(SamlXml.Only(request, "NameID", SamlNames.Assertion, "logout.name-id"), "logout.name-id"),
            SamlXml.Children(request, "SessionIndex", SamlNames.Protocol) is [var index] ? SamlXml.Text(index, "logout.session") : throw new SamlRefused("logout.session", "one session is named"));
    }

    /// <summary>A provider's answer to ours.</summary>
    /// <returns>Whether the session is closed everywhere.</returns>
    public static bool Response(XmlDocument document, IdentityProvider from, string logoutUrl, string requestId, DateTime now)
    {
        var response = Checked(document, "LogoutResponse", from, logoutUrl, now);
        if (response.GetAttribute("InResponseTo") != requestId) throw new SamlRefused("logout.in-response-to", "it answers another request");
        return SamlXml.Only(SamlXml.Only(response, "Status", SamlNames.Protocol, "logout.status"), "StatusCode", SamlNames.Protocol, "logout.status").GetAttribute("Value") == SamlNames.Success;
    }

    private static XmlElement Checked(XmlDocument document, string name, IdentityProvider from, string logoutUrl, DateTime now)
    {
        if (document.DocumentElement is not { } root || root.LocalName != name || root.NamespaceURI != SamlNames.Protocol) throw new SamlRefused("logout.root", $"the message is no {name}");
        if (SamlXml.CountAnywhere(document, "Signature", SamlNames.Signature) > 1) throw new SamlRefused("signature.position", "the message has one signature");
        SamlXml.Verify(root, from.Keys);
        if (root.GetAttribute("Version") != "2.0") throw new SamlRefused("logout.version", "the version is not 2.0");
        if (root.GetAttribute("Destination") != logoutUrl) throw new SamlRefused("logout.destination", "it was meant for another address");
        if (SamlXml.Text(SamlXml.Only(root, "Issuer", SamlNames.Assertion, "issuer.form"), "issuer.form") != from.EntityId) throw new SamlRefused("issuer.name", "it comes from another provider");
        var at = SamlXml.Instant(root, "IssueInstant", "logout.issue-instant");
        return at > now + Skew || at < now - TimeSpan.FromMinutes(5) ? throw new SamlRefused("logout.issue-instant", "it was not issued now") : root;
    }
}
