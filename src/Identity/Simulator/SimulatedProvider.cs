using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Xml;
using Liburia.Identity.Saml;

namespace Liburia.Identity.Simulator;

/// <summary>An invented person as an identity provider knows them.</summary>
internal sealed record SimulatedPerson(string TaxCode, string GivenName, string FamilyName, string Mail);

/// <summary>An identity provider that speaks SPID's profile like a real one, for demonstrations and tests: its responses go through the same door.</summary>
internal sealed class SimulatedProvider(string entityId, string place, X509Certificate2 certificate, RSA key)
{
    public string EntityId => entityId;

    /// <summary>By which binding it takes requests to log in; logouts come and go by HTTP-POST.</summary>
    public string SignOnBinding { get; init; } = SamlNames.Redirect;

    public string LogoutAddress => place + "/esci";

    /// <summary>Signed metadata.</summary>
    public XmlDocument Metadata()
    {
        var document = new XmlDocument { PreserveWhitespace = true };
        var entity = SamlRequests.Element(document, document, "md", "EntityDescriptor", SamlNames.Metadata);
        SamlRequests.Set(entity, ("entityID", entityId), ("ID", SamlXml.NewId()));
        var role = SamlRequests.Element(document, entity, "md", "IDPSSODescriptor", SamlNames.Metadata);
        SamlRequests.Set(role, ("protocolSupportEnumeration", SamlNames.Protocol), ("WantAuthnRequestsSigned", "true"));
        var descriptor = SamlRequests.Element(document, role, "md", "KeyDescriptor", SamlNames.Metadata);
        descriptor.SetAttribute("use", "signing");
        var info = SamlRequests.Element(document, descriptor, "ds", "KeyInfo", SamlNames.Signature);
        SamlRequests.Element(document, SamlRequests.Element(document, info, "ds", "X509Data", SamlNames.Signature), "ds", "X509Certificate", SamlNames.Signature).InnerText = Convert.ToBase64String(certificate.RawData);
        SamlRequests.Set(SamlRequests.Element(document, role, "md", "SingleLogoutService", SamlNames.Metadata), ("Binding", SamlNames.Post), ("Location", LogoutAddress));
        SamlRequests.Set(SamlRequests.Element(document, role, "md", "SingleSignOnService", SamlNames.Metadata), ("Binding", SignOnBinding), ("Location", place + "/accesso"));
        SamlXml.Sign(entity, certificate, key);
        return document;
    }

    /// <summary>A response that lets a person in, signed as SPID wants: the assertion, then the whole.</summary>
    /// <param name="before">Changes it before it is signed, as a faulty provider would.</param>
    /// <param name="known">Of the provider's session, where one goes on; else a new one.</param>
    public XmlDocument Admit(string consumerUrl, string audience, string requestId, int level, SimulatedPerson person, DateTime now, Action<XmlDocument>? before = null, SamlSubject? known = null)
    {
        known ??= NewSubject();
        var (document, response) = Begin(consumerUrl, requestId, now);
        SamlRequests.Element(document, SamlRequests.Element(document, response, "samlp", "Status", SamlNames.Protocol), "samlp", "StatusCode", SamlNames.Protocol).SetAttribute("Value", SamlNames.Success);
        var assertion = SamlRequests.Element(document, response, "saml", "Assertion", SamlNames.Assertion);
        SamlRequests.Set(assertion, ("ID", SamlXml.NewId()), ("Version", "2.0"), ("IssueInstant", SamlXml.Instant(now)));
        SamlRequests.Issuer(document, assertion, entityId);
        var subject = SamlRequests.Element(document, assertion, "saml", "Subject", SamlNames.Assertion);
        var name = SamlRequests.Element(document, subject, "saml", "NameID", SamlNames.Assertion);
        SamlRequests.Set(name, ("Format", SamlNames.Transient), ("NameQualifier", entityId));
        name.InnerText = known.NameId;
        var confirmation = SamlRequests.Element(document, subject, "saml", "SubjectConfirmation", SamlNames.Assertion);
        confirmation.SetAttribute("Method", SamlNames.Bearer);
        var until = SamlXml.Instant(now.AddMinutes(3));
        SamlRequests.Set(SamlRequests.Element(document, confirmation, "saml", "SubjectConfirmationData", SamlNames.Assertion), ("Recipient", consumerUrl), ("InResponseTo", requestId), ("NotOnOrAfter", until));
        var conditions = SamlRequests.Element(document, assertion, "saml", "Conditions", SamlNames.Assertion);
        SamlRequests.Set(conditions, ("NotBefore", SamlXml.Instant(now)), ("NotOnOrAfter", until));
        SamlRequests.Element(document, SamlRequests.Element(document, conditions, "saml", "AudienceRestriction", SamlNames.Assertion), "saml", "Audience", SamlNames.Assertion).InnerText = audience;
        var authn = SamlRequests.Element(document, assertion, "saml", "AuthnStatement", SamlNames.Assertion);
        SamlRequests.Set(authn, ("AuthnInstant", SamlXml.Instant(now)), ("SessionIndex", known.SessionIndex));
        SamlRequests.Element(document, SamlRequests.Element(document, authn, "saml", "AuthnContext", SamlNames.Assertion), "saml", "AuthnContextClassRef", SamlNames.Assertion).InnerText = SamlNames.ContextOf(level);
        var statement = SamlRequests.Element(document, assertion, "saml", "AttributeStatement", SamlNames.Assertion);
        foreach (var (attribute, value) in ((string, string)[])[("spidCode", "SIMU" + Convert.ToHexString(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(person.TaxCode)))[..10]), ("name", person.GivenName), ("familyName", person.FamilyName), ("fiscalNumber", "TINIT-" + person.TaxCode), ("email", person.Mail)])
        {
            var element = SamlRequests.Element(document, statement, "saml", "Attribute", SamlNames.Assertion);
            SamlRequests.Set(element, ("Name", attribute), ("NameFormat", SamlNames.Basic));
            SamlRequests.Element(document, element, "saml", "AttributeValue", SamlNames.Assertion).InnerText = value;
        }
        before?.Invoke(document);
        if (SamlXml.Children(response, "Assertion", SamlNames.Assertion) is [var own, ..]) SamlXml.Sign(own, certificate, key);
        SamlXml.Sign(response, certificate, key);
        return document;
    }

    /// <summary>Somebody as this provider calls them from now on.</summary>
    public SamlSubject NewSubject() => new(SamlXml.NewId(), entityId, SamlXml.NewId());

    /// <summary>Sends that somebody leaves, as a provider does where they left with it.</summary>
    public SamlSending Leave(SamlSubject subject, string binding, string address, DateTime now) =>
        SamlBinding.Send(certificate, key, SamlLogout.Request(entityId, address, SamlXml.NewId(), subject, now), binding, address, SamlBinding.Question);

    /// <summary>Answers a logout that was asked of it.</summary>
    /// <param name="all">False where some session elsewhere could not be ended.</param>
    public SamlSending Answer(string requestId, bool all, string binding, string address, string state, DateTime now) =>
        SamlBinding.Send(certificate, key, SamlLogout.Response(entityId, address, requestId, all, now), binding, address, SamlBinding.Answer, state);

    /// <summary>A response that lets nobody in, with one of SPID's anomalies.</summary>
    public XmlDocument Refuse(string consumerUrl, string requestId, int anomaly, DateTime now)
    {
        var (document, response) = Begin(consumerUrl, requestId, now);
        var status = SamlRequests.Element(document, response, "samlp", "Status", SamlNames.Protocol);
        var code = SamlRequests.Element(document, status, "samlp", "StatusCode", SamlNames.Protocol);
        code.SetAttribute("Value", SamlNames.Responder);
        SamlRequests.Element(document, code, "samlp", "StatusCode", SamlNames.Protocol).SetAttribute("Value", SamlNames.AuthnFailed);
        SamlRequests.Element(document, status, "samlp", "StatusMessage", SamlNames.Protocol).InnerText = $"ErrorCode nr{anomaly:00}";
        SamlXml.Sign(response, certificate, key);
        return document;
    }

    private (XmlDocument, XmlElement) Begin(string consumerUrl, string requestId, DateTime now)
    {
        var document = new XmlDocument { PreserveWhitespace = true };
        var response = SamlRequests.Element(document, document, "samlp", "Response", SamlNames.Protocol);
        SamlRequests.Set(response, ("ID", SamlXml.NewId()), ("Version", "2.0"), ("IssueInstant", SamlXml.Instant(now)), ("Destination", consumerUrl), ("InResponseTo", requestId));
        SamlRequests.Issuer(document, response, entityId);
        return (document, response);
    }
}
