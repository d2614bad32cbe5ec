using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using System.Xml;

namespace Liburia.Identity.Saml;

/// <summary>An identity provider as its metadata says it.</summary>
/// <param name="SignOn">Where requests go.</param>
/// <param name="Logout">Where one says that somebody leaves; none where the provider offers no single logout.</param>
/// <param name="Keys">Of its signatures, those not expired.</param>
/// <param name="ValidUntil">Of the metadata (UTC); none where it says nothing.</param>
internal sealed record IdentityProvider(string EntityId, string Name, SamlPlace SignOn, SamlPlace? Logout, IReadOnlyList<X509Certificate2> Keys, DateTime? ValidUntil = null)
{
    /// <summary>The provider as it is at a moment, with the keys of that moment; none once its metadata or its last key has expired: nothing falls back on them.</summary>
    public IdentityProvider? At(DateTime now)
    {
        if (ValidUntil <= now) return null;
        List<X509Certificate2> alive = [.. Keys.Where(key => SamlMetadata.IsOf(key, now))];
        return alive.Count == Keys.Count ? this : alive.Count == 0 ? null : this with { Keys = alive };
    }
}

/// <summary>A request that waits for its answer.</summary>
/// <param name="Level">Asked, 1 to 3.</param>
internal sealed record OpenRequest(string Id, string Provider, int Level, DateTime IssuedAt);

/// <summary>What a response must fit.</summary>
/// <param name="EntityId">Ours: the audience.</param>
/// <param name="ConsumerUrl">Where responses come: destination and recipient.</param>
internal sealed record Expectation(string EntityId, string ConsumerUrl, OpenRequest Request, IdentityProvider Provider, DateTime Now);

/// <summary>Who got in.</summary>
/// <param name="Level">Reached, 1 to 3.</param>
/// <param name="TaxCode">Of the natural person.</param>
/// <param name="Attributes">By SPID's names.</param>
/// <param name="AssertionId">To be used once.</param>
/// <param name="UsableUntil">After this nobody would take the assertion any more.</param>
/// <param name="Subject">How the provider calls the person in this login: a logout names it again.</param>
internal sealed record SamlLogin(string TaxCode, string GivenName, string FamilyName, string SpidCode, int Level, IReadOnlyDictionary<string, string> Attributes, string AssertionId, DateTime UsableUntil, SamlSubject Subject);

/// <summary>Somebody as one provider calls them for the time of a session.</summary>
/// <param name="SessionIndex">Of the provider's session; empty where it gave none.</param>
internal sealed record SamlSubject(string NameId, string NameQualifier, string SessionIndex);

/// <summary>Reads responses by the twelve rules; see docs/security.md. Every refusal names its rule.</summary>
internal static partial class SamlResponse
{
    internal static readonly TimeSpan Skew = TimeSpan.FromSeconds(60), Longest = TimeSpan.FromMinutes(10);
    private static readonly string[] Needed = ["spidCode", "name", "familyName", "fiscalNumber"];

    /// <summary>The request a message says it answers: only to find it; nothing else of the message is believed yet.</summary>
    /// <exception cref="SamlRefused">Not a response.</exception>
    public static string InResponseTo(XmlDocument document) => Root(document).GetAttribute("InResponseTo");

    /// <summary>Reads a whole response.</summary>
    /// <returns>The login, or why the provider let nobody in.</returns>
    /// <exception cref="SamlRefused">Any rule that does not hold.</exception>
    public static (SamlLogin? Login, SamlFailure? Failure) Read(XmlDocument document, Expectation expected)
    {
        var response = Root(document);
        // Counted before anything is verified: what hides anywhere is refused, signed or not.
        if (SamlXml.CountAnywhere(document, "EncryptedAssertion", SamlNames.Assertion) > 0) throw new SamlRefused("assertion.encrypted", "SPID's assertions are not encrypted");
        var anywhere = SamlXml.CountAnywhere(document, "Assertion", SamlNames.Assertion);
        if (anywhere > 1) throw new SamlRefused("assertion.count", "there is more than one assertion");
        if (SamlXml.CountAnywhere(document, "Response", SamlNames.Protocol) != 1) throw new SamlRefused("response.count", "there is more than one response");
        var assertions = SamlXml.Children(response, "Assertion", SamlNames.Assertion);
        if (assertions.Count != anywhere) throw new SamlRefused("assertion.position", "the assertion is not a child of the response");
        if (SamlXml.CountAnywhere(document, "Signature", SamlNames.Signature) != 1 + anywhere) throw new SamlRefused(SamlXml.CountAnywhere(document, "Signature", SamlNames.Signature) > 1 + anywhere ? "signature.position" : "signature.missing", "the response and its assertion are signed, each once");

        SamlXml.Verify(response, expected.Provider.Keys);
        NeedVersion(response, "response");
        NeedIssuer(response, expected.Provider.EntityId, mayLackFormat: true);
        if (response.GetAttribute("InResponseTo") != expected.Request.Id) throw new SamlRefused("response.in-response-to", "it answers another request");
        if (response.GetAttribute("Destination") != expected.ConsumerUrl) throw new SamlRefused("response.destination", "it was meant for another address");
        NeedIssued(response, expected, "response");
        var status = SamlXml.Only(response, "Status", SamlNames.Protocol, "response.status");
        var code = SamlXml.Only(status, "StatusCode", SamlNames.Protocol, "response.status").GetAttribute("Value");
        if (code != SamlNames.Success) return anywhere > 0 ? throw new SamlRefused("response.status", "a failure with an assertion") : (null, Failure(status, code));
        if (anywhere == 0) throw new SamlRefused("assertion.count", "there is no assertion");
        return (ReadAssertion(assertions[0], expected), null);
    }

    private static XmlElement Root(XmlDocument document) =>
        document.DocumentElement is { LocalName: "Response", NamespaceURI: SamlNames.Protocol } root ? root : throw new SamlRefused("response.root", "the message is not a Response");

    private static SamlLogin ReadAssertion(XmlElement assertion, Expectation expected)
    {
        SamlXml.Verify(assertion, expected.Provider.Keys);
        NeedVersion(assertion, "assertion");
        NeedIssued(assertion, expected, "assertion");
        NeedIssuer(assertion, expected.Provider.EntityId, mayLackFormat: false);

        var subject = SamlXml.Only(assertion, "Subject", SamlNames.Assertion, "subject.form");
        var name = SamlXml.Only(subject, "NameID", SamlNames.Assertion, "subject.name-id");
        if (SamlXml.Text(name, "subject.name-id").Length == 0 || name.GetAttribute("Format") != SamlNames.Transient || name.GetAttribute("NameQualifier").Length == 0) throw new SamlRefused("subject.name-id", "the NameID is not a transient one with its qualifier");
        var confirmation = SamlXml.Only(subject, "SubjectConfirmation", SamlNames.Assertion, "subject.confirmation");
        if (confirmation.GetAttribute("Method") != SamlNames.Bearer) throw new SamlRefused("subject.confirmation", "the method is not bearer");
        var data = SamlXml.Only(confirmation, "SubjectConfirmationData", SamlNames.Assertion, "subject.confirmation");
        if (data.GetAttribute("Recipient") != expected.ConsumerUrl) throw new SamlRefused("subject.recipient", "it was meant for another recipient");
        if (data.GetAttribute("InResponseTo") != expected.Request.Id) throw new SamlRefused("subject.in-response-to", "it answers another request");
        var confirmedUntil = SamlXml.Instant(data, "NotOnOrAfter", "subject.not-on-or-after");
        if (expected.Now >= confirmedUntil + Skew) throw new SamlRefused("subject.not-on-or-after", "it came too late");

        var conditions = SamlXml.Only(assertion, "Conditions", SamlNames.Assertion, "conditions.form");
        if (expected.Now < SamlXml.Instant(conditions, "NotBefore", "conditions.not-before") - Skew) throw new SamlRefused("conditions.not-before", "it is not valid yet");
        var validUntil = SamlXml.Instant(conditions, "NotOnOrAfter", "conditions.not-on-or-after");
        if (expected.Now >= validUntil + Skew) throw new SamlRefused("conditions.not-on-or-after", "it is no longer valid");
        var audience = SamlXml.Only(SamlXml.Only(conditions, "AudienceRestriction", SamlNames.Assertion, "conditions.audience"), "Audience", SamlNames.Assertion, "conditions.audience");
        if (SamlXml.Text(audience, "conditions.audience") != expected.EntityId) throw new SamlRefused("conditions.audience", "it was meant for another audience");

        var authn = SamlXml.Only(assertion, "AuthnStatement", SamlNames.Assertion, "authn.form");
        var context = SamlXml.Only(SamlXml.Only(authn, "AuthnContext", SamlNames.Assertion, "authn.form"), "AuthnContextClassRef", SamlNames.Assertion, "authn.form");
        var level = SamlNames.LevelOf(SamlXml.Text(context, "authn.level"));
        if (level < expected.Request.Level) throw new SamlRefused("authn.level", $"level {level} where {expected.Request.Level} was asked");

        var attributes = Attributes(SamlXml.Only(assertion, "AttributeStatement", SamlNames.Assertion, "attributes.form"));
        foreach (var needed in Needed) if (!attributes.ContainsKey(needed)) throw new SamlRefused("attributes.missing", needed);
        // Of a natural person: TINIT-, then the code.
        if (!FiscalNumber().IsMatch(attributes["fiscalNumber"])) throw new SamlRefused("attributes.fiscal-number", "it is not a tax code of a natural person");
        return new SamlLogin(attributes["fiscalNumber"]["TINIT-".Length..].ToUpperInvariant(), attributes["name"], attributes["familyName"], attributes["spidCode"], level, attributes, assertion.GetAttribute("ID"), (confirmedUntil > validUntil ? confirmedUntil : validUntil) + Skew,
            new SamlSubject(SamlXml.Text(name, "subject.name-id"), name.GetAttribute("NameQualifier"), authn.GetAttribute("SessionIndex")));
    }

    private static Dictionary<string, string> Attributes(XmlElement statement)
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var attribute in SamlXml.Children(statement, "Attribute", SamlNames.Assertion))
        {
            var name = attribute.GetAttribute("Name");
            var values = SamlXml.Children(attribute, "AttributeValue", SamlNames.Assertion);
            if (name.Length == 0 || values.Count != 1) throw new SamlRefused("attributes.form", "an attribute has a name and one value");
            if (!all.TryAdd(name, SamlXml.Text(values[0], "attributes.form"))) throw new SamlRefused("attributes.twice", name);
        }
        return all.Where(pair => pair.Value.Length > 0).ToDictionary(StringComparer.Ordinal);
    }

    internal static void NeedVersion(XmlElement element, string what)
    {
        if (element.GetAttribute("Version") != "2.0") throw new SamlRefused($"{what}.version", "the version is not 2.0");
    }

    private static void NeedIssued(XmlElement element, Expectation expected, string what)
    {
        var at = SamlXml.Instant(element, "IssueInstant", $"{what}.issue-instant");
        if (at > expected.Now + Skew || at < expected.Request.IssuedAt - Skew || at < expected.Now - Longest) throw new SamlRefused($"{what}.issue-instant", "it was not issued now");
    }

    internal static void NeedIssuer(XmlElement element, string entityId, bool mayLackFormat)
    {
        var issuer = SamlXml.Only(element, "Issuer", SamlNames.Assertion, "issuer.form");
        if (SamlXml.Text(issuer, "issuer.form") != entityId) throw new SamlRefused("issuer.name", "it comes from another provider");
        var format = issuer.GetAttribute("Format");
        if (format != SamlNames.Entity && !(mayLackFormat && format.Length == 0)) throw new SamlRefused("issuer.format", "the issuer is not an entity");
    }

    private static SamlFailure Failure(XmlElement status, string code)
    {
        var message = SamlXml.Children(status, "StatusMessage", SamlNames.Protocol) is [var only] ? SamlXml.Text(only, "response.status") : "";
        return new SamlFailure(Anomaly().Match(message) is { Success: true } match ? int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : 0, code);
    }

    [GeneratedRegex(@"^TINIT-[A-Za-z]{6}[0-9LMNPQRSTUVlmnpqrstuv]{2}[A-Za-z][0-9LMNPQRSTUVlmnpqrstuv]{2}[A-Za-z][0-9LMNPQRSTUVlmnpqrstuv]{3}[A-Za-z]$", RegexOptions.None, 200)]
    private static partial Regex FiscalNumber();

    [GeneratedRegex(@"^ErrorCode nr\s?(\d{1,2})$", RegexOptions.None, 200)]
    private static partial Regex Anomaly();
}
