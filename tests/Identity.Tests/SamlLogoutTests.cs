using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Xml;
using Liburia.Identity.Saml;
using Liburia.Identity.Simulator;
using Shouldly;
using Xunit;

namespace Liburia.Identity.Tests;

/// <summary>Messages of the single logout by both bindings: good ones are taken, each hostile one is refused by the rule that names it.</summary>
public sealed class SamlLogoutTests
{
    private const string Slo = "https://accesso.consorzio.example/spid/slo", Us = "https://accesso.consorzio.example", Idp = "https://idp.example";
    private static readonly DateTime Now = new(2026, 11, 27, 10, 0, 0, DateTimeKind.Utc);
    private static readonly (X509Certificate2 Certificate, RSA Key) Own = NewKey("idp"), Others = NewKey("other");
    private static readonly SamlSubject Maria = new("_nome", Idp, "_sessione");

    private static (X509Certificate2, RSA) NewKey(string name)
    {
        var key = RSA.Create(2048);
        return (new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(Now.AddYears(-1), Now.AddYears(3)), key);
    }

    private static IdentityProvider Provider => new(Idp, "Prova", new SamlPlace(SamlNames.Redirect, $"{Idp}/accesso"), new SamlPlace(SamlNames.Post, $"{Idp}/esci"), [Own.Certificate]);

    private static XmlDocument Request(Action<XmlDocument>? change = null) => Changed(SamlLogout.Request(Idp, Slo, "_uscita", Maria, Now), change);

    private static XmlDocument Response(bool all = true, Action<XmlDocument>? change = null) => Changed(SamlLogout.Response(Idp, Slo, "_nostra", all, Now), change);

    private static XmlDocument Changed(XmlDocument document, Action<XmlDocument>? change)
    {
        change?.Invoke(document);
        return document;
    }

    private static SamlArrival ByPost(XmlDocument message, (X509Certificate2 Certificate, RSA Key)? by = null) =>
        SamlArrival.ByPost(SamlBinding.Send((by ?? Own).Certificate, (by ?? Own).Key, message, SamlNames.Post, Slo, SamlBinding.Question).Fields[0].Value);

    private static string Query(XmlDocument message, string field = SamlBinding.Question, string state = "", (X509Certificate2 Certificate, RSA Key)? by = null) =>
        new Uri(SamlBinding.Send((by ?? Own).Certificate, (by ?? Own).Key, message, SamlNames.Redirect, Slo, field, state).Address).Query;

    private static SamlLeaving Read(SamlArrival message) => SamlLogout.ReadRequest(message, Provider, Slo, Now);

    private static void Refused(string rule, Action read) => Should.Throw<SamlRefused>(read).Rule.ShouldBe(rule);

    [Fact]
    public void CV36_Logout_ByBothBindings_SaysWhoLeaves()
    {
        foreach (var message in (SamlArrival[])[ByPost(Request()), SamlArrival.ByRedirect(Query(Request()), SamlBinding.Question), SamlArrival.ByRedirect(Query(Request(), state: "st/ato+1"), SamlBinding.Question)])
        {
            var leaving = Read(message);
            (leaving.RequestId, leaving.NameId, leaving.Sessions.Single()).ShouldBe(("_uscita", "_nome", "_sessione"));
        }
        SamlLogout.ReadResponse(ByPost(Response()), Provider, Slo, "_nostra", Now).ShouldBeTrue();
        SamlLogout.ReadResponse(SamlArrival.ByRedirect(Query(Response(all: false), SamlBinding.Answer), SamlBinding.Answer), Provider, Slo, "_nostra", Now).ShouldBeFalse("a partial logout is no full one");
    }

    public static TheoryData<string, string, string> Wrong() => new()
    {
        { "logout.version", "/*/@Version", "1.1" },
        { "logout.destination", "/*/@Destination", "https://altrove.example/slo" },
        { "logout.issue-instant", "/*/@IssueInstant", "2026-11-27T10:01:01.000Z" },
        { "logout.issue-instant", "/*/@IssueInstant", "2026-11-27T09:49:59.000Z" },
        { "logout.issue-instant", "/*/@IssueInstant", "ieri" },
        { "issuer.name", "/*/saml:Issuer", "https://altro-idp.example" },
        { "issuer.format", "/*/saml:Issuer/@Format", "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified" },
        { "logout.name-id", "/*/saml:NameID", "" },
        { "logout.name-id", "/*/saml:NameID/@Format", "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress" },
        { "logout.session", "/*/samlp:SessionIndex", "" },
    };

    [Theory, MemberData(nameof(Wrong))]
    public void Content_WellSignedButWrong_IsRefusedByItsRule_OverBothBindings(string rule, string path, string value)
    {
        void Change(XmlDocument document)
        {
            var node = document.SelectSingleNode(path, Names(document))!;
            if (node is XmlAttribute attribute) attribute.Value = value;
            else node.InnerText = value;
        }
        Refused(rule, () => Read(ByPost(Request(Change))));
        Refused(rule, () => Read(SamlArrival.ByRedirect(Query(Request(Change)), SamlBinding.Question)));
    }

    [Fact]
    public void Boundary_OfTheSkew_IsStillTaken()
    {
        Read(ByPost(Request(d => d.DocumentElement!.SetAttribute("IssueInstant", "2026-11-27T10:01:00.000Z"))));
        Read(ByPost(Request(d => d.DocumentElement!.SetAttribute("NotOnOrAfter", "2026-11-27T09:59:00.001Z"))));
        Refused("logout.expired", () => Read(ByPost(Request(d => d.DocumentElement!.SetAttribute("NotOnOrAfter", "2026-11-27T09:59:00.000Z")))));
    }

    [Fact]
    public void Signatures_Missing_Foreign_OrOverSomethingElse_AreRefused()
    {
        Refused("signature.missing", () => Read(SamlArrival.ByPost(Convert.ToBase64String(Encoding.UTF8.GetBytes(Request().OuterXml)))));
        Refused("signature.invalid", () => Read(ByPost(Request(), Others)));
        Refused("signature.invalid", () => Read(SamlArrival.ByRedirect(Query(Request(), by: Others), SamlBinding.Question)));
        var good = SamlBinding.Send(Own.Certificate, Own.Key, Request(), SamlNames.Post, Slo, SamlBinding.Question).Fields[0].Value;
        var text = Encoding.UTF8.GetString(Convert.FromBase64String(good));
        Refused("signature.invalid", () => Read(SamlArrival.ByPost(Convert.ToBase64String(Encoding.UTF8.GetBytes(text.Replace("_nome", "_altro", StringComparison.Ordinal))))));
        // The signed request as a child of a forged one.
        var wrapped = new XmlDocument { PreserveWhitespace = true };
        wrapped.LoadXml(text);
        var forged = (XmlElement)wrapped.DocumentElement!.CloneNode(true);
        forged.SetAttribute("ID", "_falsa");
        forged.AppendChild(wrapped.DocumentElement.CloneNode(true));
        wrapped.ReplaceChild(forged, wrapped.DocumentElement);
        Should.Throw<SamlRefused>(() => Read(SamlArrival.ByPost(Convert.ToBase64String(Encoding.UTF8.GetBytes(wrapped.OuterXml))))).Rule.ShouldBeOneOf("logout.root", "signature.position", "signature.reference");
    }

    [Fact]
    public void Queries_Changed_Doubled_OrHalf_AreRefused()
    {
        var query = Query(Request(), state: "uno");
        Refused("signature.invalid", () => Read(SamlArrival.ByRedirect(query.Replace("RelayState=uno", "RelayState=due", StringComparison.Ordinal), SamlBinding.Question)));
        Refused("signature.invalid", () => Read(SamlArrival.ByRedirect(query.Replace("&RelayState=uno", "", StringComparison.Ordinal), SamlBinding.Question)));
        Refused("redirect.twice", () => Read(SamlArrival.ByRedirect(query + "&SAMLRequest=x", SamlBinding.Question)));
        Refused("redirect.twice", () => Read(SamlArrival.ByRedirect(query + "&RelayState=due", SamlBinding.Question)));
        Refused("redirect.form", () => Read(SamlArrival.ByRedirect(query + "&SAMLResponse=x", SamlBinding.Question)));
        Refused("redirect.form", () => Read(SamlArrival.ByRedirect("?RelayState=x", SamlBinding.Question)));
        Refused("signature.missing", () => Read(SamlArrival.ByRedirect(query[..query.IndexOf("&Signature", StringComparison.Ordinal)], SamlBinding.Question)));
        Refused("signature.algorithm", () => Read(SamlArrival.ByRedirect(query.Replace("rsa-sha256", "rsa-sha1", StringComparison.Ordinal), SamlBinding.Question)));
        Refused("signature.position", () => Read(SamlArrival.ByRedirect(Query(Changed(Request(), d => SamlXml.Sign(d.DocumentElement!, Own.Certificate, Own.Key))), SamlBinding.Question)));
        Refused("xml.form", () => Read(SamlArrival.ByRedirect("?SAMLRequest=%%%&SigAlg=" + Uri.EscapeDataString(SamlNames.RsaSha256) + "&Signature=x", SamlBinding.Question)));
        // What is signed is the query as it was written: an encoding of its own (small letters) is taken as it stands.
        var packed = query[1..query.IndexOf("&SigAlg", StringComparison.Ordinal)].Replace("%2B", "%2b", StringComparison.Ordinal).Replace("%2F", "%2f", StringComparison.Ordinal).Replace("%3D", "%3d", StringComparison.Ordinal);
        var signed = packed + "&SigAlg=http%3a%2f%2fwww.w3.org%2f2001%2f04%2fxmldsig-more%23rsa-sha256";
        Read(SamlArrival.ByRedirect($"?{signed}&Signature={Uri.EscapeDataString(Convert.ToBase64String(Own.Key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)))}", SamlBinding.Question)).NameId.ShouldBe("_nome");
    }

    [Fact]
    public void Answers_ToAnotherRequest_OrInstead_AreRefused()
    {
        Refused("logout.in-response-to", () => SamlLogout.ReadResponse(ByPost(Response()), Provider, Slo, "_altra", Now));
        Refused("logout.root", () => Read(ByPost(Response())));
        Refused("logout.root", () => SamlLogout.ReadResponse(ByPost(Request()), Provider, Slo, "_nostra", Now));
        Refused("logout.status", () => SamlLogout.ReadResponse(ByPost(Response(change: d => d.DocumentElement!.RemoveChild(d.SelectSingleNode("/*/samlp:Status", Names(d))!))), Provider, Slo, "_nostra", Now));
        SamlLogout.ReadResponse(ByPost(Response(change: d => d.SelectSingleNode("//samlp:StatusCode/@Value", Names(d))!.Value = SamlNames.Responder)), Provider, Slo, "_nostra", Now).ShouldBeFalse("a failure is no success");
    }

    [Fact]
    public void XmlThatHasNoPlaceInAMessage_IsRefusedHereToo()
    {
        foreach (var (rule, xml) in ((string, string)[])[("xml.dtd", "<!DOCTYPE r [<!ENTITY e \"x\">]>" + Request().OuterXml), ("xml.comment", Request().OuterXml.Replace("_nome", "_no<!-- x -->me", StringComparison.Ordinal)), ("xml.form", "non è xml")])
        {
            Refused(rule, () => SamlArrival.ByPost(Convert.ToBase64String(Encoding.UTF8.GetBytes(xml))));
            using var packed = new MemoryStream();
            using (var deflate = new System.IO.Compression.DeflateStream(packed, System.IO.Compression.CompressionLevel.Optimal, leaveOpen: true)) deflate.Write(Encoding.UTF8.GetBytes(xml));
            Refused(rule, () => SamlArrival.ByRedirect($"?SAMLRequest={Uri.EscapeDataString(Convert.ToBase64String(packed.ToArray()))}&SigAlg={Uri.EscapeDataString(SamlNames.RsaSha256)}&Signature=eA==", SamlBinding.Question));
        }
    }

    [Fact]
    public async Task CV36_OurLogouts_AndRequestsByPost_AreVerifiedByXmlsec1()
    {
        if (!File.Exists("/usr/bin/xmlsec1")) Assert.Skip("xmlsec1 is not installed");
        var self = new Saml.ServiceProvider(Us, $"{Us}/spid/acs", Slo, Own.Certificate, Own.Key);
        foreach (var (name, message, field) in ((string, XmlDocument, string)[])[("LogoutRequest", SamlLogout.Request(Us, $"{Idp}/esci", "_a", Maria, Now), SamlBinding.Question), ("LogoutResponse", SamlLogout.Response(Us, $"{Idp}/esci", "_b", true, Now), SamlBinding.Answer), ("AuthnRequest", SamlRequests.Authn(self, Provider, "_c", 2, 1, Now), SamlBinding.Question)])
        {
            var sending = SamlBinding.Send(Own.Certificate, Own.Key, message, SamlNames.Post, $"{Idp}/esci", field, "stato");
            sending.Fields.Select(f => f.Name).ShouldBe([field, "RelayState"]);
            await Xmlsec1.VerifyAsync(Encoding.UTF8.GetString(Convert.FromBase64String(sending.Fields[0].Value)), $"--id-attr:ID {SamlNames.Protocol}:{name}", Own.Certificate);
        }
    }

    private static XmlNamespaceManager Names(XmlDocument document)
    {
        var names = new XmlNamespaceManager(document.NameTable);
        names.AddNamespace("samlp", SamlNames.Protocol);
        names.AddNamespace("saml", SamlNames.Assertion);
        return names;
    }
}
