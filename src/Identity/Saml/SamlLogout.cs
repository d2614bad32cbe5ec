using System.Xml;

namespace Liburia.Identity.Saml;

/// <summary>Who leaves, as the other party says it.</summary>
/// <param name="RequestId">To be answered, and to be taken once.</param>
/// <param name="NameId">As the provider called the person when they logged in.</param>
/// <param name="Sessions">Of the provider; none where all of that person's are meant.</param>
/// <param name="UsableUntil">After this nobody would take the request any more.</param>
internal sealed record SamlLeaving(string RequestId, string NameId, IReadOnlyList<string> Sessions, DateTime UsableUntil);

/// <summary>Single logout: writes its messages and reads them by the same rules as responses (handbook of security, part 2.2, rule 11). Every refusal names its rule.</summary>
internal static class SamlLogout
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    /// <summary>Says to a party that somebody leaves.</summary>
    /// <param name="from">Our name in the federation.</param>
    public static XmlDocument Request(string from, string destination, string id, SamlSubject subject, DateTime now)
    {
        var (document, request) = Begin("LogoutRequest", from, destination, id, now);
        var name = SamlRequests.Element(document, request, "saml", "NameID", SamlNames.Assertion);
        SamlRequests.Set(name, ("Format", SamlNames.Transient), ("NameQualifier", subject.NameQualifier));
        name.InnerText = subject.NameId;
        if (subject.SessionIndex.Length > 0) SamlRequests.Element(document, request, "samlp", "SessionIndex", SamlNames.Protocol).InnerText = subject.SessionIndex;
        return document;
    }

    /// <summary>Answers that sessions are closed: all of them, or not all.</summary>
    public static XmlDocument Response(string from, string destination, string inResponseTo, bool all, DateTime now)
    {
        var (document, response) = Begin("LogoutResponse", from, destination, SamlXml.NewId(), now);
        response.SetAttribute("InResponseTo", inResponseTo);
        var code = SamlRequests.Element(document, SamlRequests.Element(document, response, "samlp", "Status", SamlNames.Protocol), "samlp", "StatusCode", SamlNames.Protocol);
        code.SetAttribute("Value", all ? SamlNames.Success : SamlNames.Requester);
        if (!all) SamlRequests.Element(document, code, "samlp", "StatusCode", SamlNames.Protocol).SetAttribute("Value", SamlNames.PartialLogout);
        return document;
    }

    /// <summary>Who a message says it is from: only to find whose keys it must be checked with.</summary>
    /// <exception cref="SamlRefused">logout.root, issuer.form</exception>
    public static string IssuerOf(SamlArrival message) =>
        message.Document.DocumentElement is { NamespaceURI: SamlNames.Protocol, LocalName: "LogoutRequest" or "LogoutResponse" } root
            ? SamlXml.Text(SamlXml.Only(root, "Issuer", SamlNames.Assertion, "issuer.form"), "issuer.form") : throw new SamlRefused("logout.root", "the message is about no logout");

    /// <summary>The request a message says it answers: only to find it.</summary>
    /// <exception cref="SamlRefused">logout.root</exception>
    public static string InResponseTo(SamlArrival message) => Root(message, "LogoutResponse").GetAttribute("InResponseTo");

    /// <summary>Reads that somebody leaves.</summary>
    /// <param name="from">Who must have said so, with its keys.</param>
    /// <param name="here">Our address it must be meant for.</param>
    /// <exception cref="SamlRefused">Any rule that does not hold.</exception>
    public static SamlLeaving ReadRequest(SamlArrival message, IdentityProvider from, string here, DateTime now)
    {
        var request = Root(message, "LogoutRequest");
        Check(message, request, from, here, now);
        var until = request.HasAttribute("NotOnOrAfter") ? SamlXml.Instant(request, "NotOnOrAfter", "logout.expired") : now + Longest;
        if (now >= until + SamlResponse.Skew) throw new SamlRefused("logout.expired", "it came too late");
        var name = SamlXml.Only(request, "NameID", SamlNames.Assertion, "logout.name-id");
        var text = SamlXml.Text(name, "logout.name-id");
        if (text.Length == 0 || name.GetAttribute("Format") != SamlNames.Transient) throw new SamlRefused("logout.name-id", "the NameID is not a transient one");
        var sessions = SamlXml.Children(request, "SessionIndex", SamlNames.Protocol).ConvertAll(index => SamlXml.Text(index, "logout.session"));
        if (sessions.Any(index => index.Length == 0)) throw new SamlRefused("logout.session", "a session has no index");
        return new SamlLeaving(request.GetAttribute("ID"), text, sessions, now + Longest + SamlResponse.Skew);
    }

    /// <summary>Reads how a logout that we asked for ended.</summary>
    /// <returns>Whether every session is closed; false where the provider says: not all (partial logout).</returns>
    /// <exception cref="SamlRefused">Any rule that does not hold.</exception>
    public static bool ReadResponse(SamlArrival message, IdentityProvider from, string here, string requestId, DateTime now)
    {
        var response = Root(message, "LogoutResponse");
        Check(message, response, from, here, now);
        if (response.GetAttribute("InResponseTo") != requestId) throw new SamlRefused("logout.in-response-to", "it answers another request");
        return SamlXml.Only(SamlXml.Only(response, "Status", SamlNames.Protocol, "logout.status"), "StatusCode", SamlNames.Protocol, "logout.status") is var code
            && code.GetAttribute("Value") == SamlNames.Success && SamlXml.Children(code, "StatusCode", SamlNames.Protocol).Count == 0;
    }

    private static XmlElement Root(SamlArrival message, string name) =>
        message.Document.DocumentElement is { NamespaceURI: SamlNames.Protocol } root && root.LocalName == name && SamlXml.CountAnywhere(message.Document, name, SamlNames.Protocol) == 1 ? root : throw new SamlRefused("logout.root", $"the message is not a {name}");

    private static void Check(SamlArrival message, XmlElement root, IdentityProvider from, string here, DateTime now)
    {
        message.Verify(from.Keys);
        if (root.GetAttribute("ID").Length == 0) throw new SamlRefused("logout.id", "the message has no ID");
        SamlResponse.NeedVersion(root, "logout");
        SamlResponse.NeedIssuer(root, from.EntityId, mayLackFormat: true);
        if (root.GetAttribute("Destination") != here) throw new SamlRefused("logout.destination", "it was meant for another address");
        var at = SamlXml.Instant(root, "IssueInstant", "logout.issue-instant");
        if (at > now + SamlResponse.Skew || at < now - Longest) throw new SamlRefused("logout.issue-instant", "it was not issued now");
    }

    private static (XmlDocument, XmlElement) Begin(string name, string from, string destination, string id, DateTime now)
    {
        var document = new XmlDocument { PreserveWhitespace = true };
        var root = SamlRequests.Element(document, document, "samlp", name, SamlNames.Protocol);
        SamlRequests.Set(root, ("ID", id), ("Version", "2.0"), ("IssueInstant", SamlXml.Instant(now)), ("Destination", destination));
        SamlRequests.Issuer(document, root, from);
        return (document, root);
    }
}
