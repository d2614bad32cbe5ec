using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Xml;
using Liburia.Identity.Saml;
using Liburia.Identity.Simulator;
using Shouldly;
using Xunit;

namespace Liburia.Identity.Tests;

/// <summary>A good response lets a person in; each hostile one is refused by the rule that names it (handbook of security, part 2.2).</summary>
public sealed class SamlTests
{
    private const string Acs = "https://accesso.consorzio.example/spid/acs", Us = "https://accesso.consorzio.example", Idp = "https://idp.example";
    private static readonly DateTime Now = new(2026, 11, 24, 10, 0, 0, DateTimeKind.Utc);
    private static readonly (X509Certificate2 Certificate, RSA Key) Own = NewKey("idp"), Others = NewKey("other"), Ours = NewKey("sp");
    private static readonly SimulatedPerson Maria = new("DLCMRA85E52A512V", "Maria", "De Luca", "maria@posta.example");
    private static readonly OpenRequest Asked = new("_richiesta1", Idp, 2, Now.AddSeconds(-20));

    private static (X509Certificate2, RSA) NewKey(string name)
    {
        var key = RSA.Create(2048);
        return (new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(Now.AddYears(-1), Now.AddYears(3)), key);
    }

    private static SimulatedProvider Provider => new(Idp, Idp, Own.Certificate, Own.Key);

    private static Expectation Expected => new(Us, Acs, Asked, new IdentityProvider(Idp, "Prova", new SamlPlace(SamlNames.Redirect, $"{Idp}/accesso"), null, [Own.Certificate]), Now);

    private static string Good(Action<XmlDocument>? before = null, int level = 2) => Provider.Admit(Acs, Us, Asked.Id, level, Maria, Now, before).OuterXml;

    private static (SamlLogin? Login, SamlFailure? Failure) Read(string xml) => SamlResponse.Read(SamlXml.Parse(Encoding.UTF8.GetBytes(xml)), Expected);

    private static void Refused(string rule, string xml) => Should.Throw<SamlRefused>(() => Read(xml)).Rule.ShouldBe(rule);

    [Fact]
    public void CV36_GoodResponse_SaysWho()
    {
        var login = Read(Good()).Login!;
        (login.TaxCode, login.GivenName, login.FamilyName, login.Level).ShouldBe(("DLCMRA85E52A512V", "Maria", "De Luca", 2));
        login.Attributes["email"].ShouldBe("maria@posta.example");
    }

    [Theory, InlineData(19), InlineData(20), InlineData(21), InlineData(22), InlineData(23), InlineData(25), InlineData(30)]
    public void Anomalies_AreRead_FromSignedResponsesOnly(int code)
    {
        var refusal = Provider.Refuse(Acs, Asked.Id, code, Now).OuterXml;
        Read(refusal).Failure!.Code.ShouldBe(code);
        Refused("signature.invalid", refusal.Replace($"nr{code}", "nr24", StringComparison.Ordinal));
    }

    public static TheoryData<string, string, string> Wrong() => new()
    {
        { "response.version", "//samlp:Response/@Version", "1.1" },
        { "response.destination", "//samlp:Response/@Destination", "https://altrove.example/acs" },
        { "response.in-response-to", "//samlp:Response/@InResponseTo", "_altra" },
        { "response.issue-instant", "//samlp:Response/@IssueInstant", "2026-11-24T10:01:01.000Z" },
        { "response.issue-instant", "//samlp:Response/@IssueInstant", "2026-11-24T09:58:39.000Z" },
        { "response.issue-instant", "//samlp:Response/@IssueInstant", "ieri" },
        { "issuer.name", "//samlp:Response/saml:Issuer", "https://altro-idp.example" },
        { "issuer.format", "//samlp:Response/saml:Issuer/@Format", "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified" },
        { "assertion.version", "//saml:Assertion/@Version", "1.1" },
        { "assertion.issue-instant", "//saml:Assertion/@IssueInstant", "2026-11-24T10:01:01.000Z" },
        { "issuer.name", "//saml:Assertion/saml:Issuer", "https://altro-idp.example" },
        { "issuer.format", "//saml:Assertion/saml:Issuer/@Format", "" },
        { "subject.name-id", "//saml:NameID", "" },
        { "subject.name-id", "//saml:NameID/@Format", "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress" },
        { "subject.confirmation", "//saml:SubjectConfirmation/@Method", "urn:oasis:names:tc:SAML:2.0:cm:holder-of-key" },
        { "subject.recipient", "//saml:SubjectConfirmationData/@Recipient", "https://altrove.example/acs" },
        { "subject.in-response-to", "//saml:SubjectConfirmationData/@InResponseTo", "_altra" },
        { "subject.not-on-or-after", "//saml:SubjectConfirmationData/@NotOnOrAfter", "2026-11-24T09:59:00.000Z" },
        { "conditions.not-before", "//saml:Conditions/@NotBefore", "2026-11-24T10:01:01.000Z" },
        { "conditions.not-on-or-after", "//saml:Conditions/@NotOnOrAfter", "2026-11-24T09:59:00.000Z" },
        { "conditions.audience", "//saml:Audience", "https://altro-sp.example" },
        { "authn.level", "//saml:AuthnContextClassRef", "https://www.spid.gov.it/SpidL1" },
        { "authn.level", "//saml:AuthnContextClassRef", "https://www.spid.gov.it/SpidL4" },
        { "attributes.fiscal-number", "//saml:Attribute[@Name='fiscalNumber']/saml:AttributeValue", "TINIT-12345678901" },
        { "attributes.missing", "//saml:Attribute[@Name='spidCode']/saml:AttributeValue", "" },
    };

    [Theory, MemberData(nameof(Wrong))]
    public void Content_WellSignedButWrong_IsRefusedByItsRule(string rule, string path, string value) => Refused(rule, Good(document =>
    {
        var node = document.SelectSingleNode(path, Names(document))!;
        if (node is XmlAttribute attribute) attribute.Value = value;
        else node.InnerText = value;
    }));

    [Fact]
    public void Boundary_OfSixtySeconds_IsStillTaken()
    {
        Read(Good(d => ((XmlAttribute)d.SelectSingleNode("//samlp:Response/@IssueInstant", Names(d))!).Value = "2026-11-24T10:01:00.000Z")).Login.ShouldNotBeNull();
        Read(Good(d => ((XmlAttribute)d.SelectSingleNode("//saml:Conditions/@NotBefore", Names(d))!).Value = "2026-11-24T10:01:00.000Z")).Login.ShouldNotBeNull();
        Read(Good(d => ((XmlAttribute)d.SelectSingleNode("//saml:Conditions/@NotOnOrAfter", Names(d))!).Value = "2026-11-24T09:59:00.001Z")).Login.ShouldNotBeNull();
    }

    [Fact]
    public void HigherLevel_ThanAsked_IsTaken() => Read(Good(level: 3)).Login!.Level.ShouldBe(3);

    [Fact]
    public void Unsigned_OrHalfSigned_IsRefused()
    {
        Refused("signature.missing", Without(Good(), "//samlp:Response/ds:Signature"));
        Refused("signature.missing", Without(Good(), "//saml:Assertion/ds:Signature"));
        Refused("signature.missing", Without(Without(Good(), "//samlp:Response/ds:Signature"), "//saml:Assertion/ds:Signature"));
    }

    [Fact]
    public void WrongKey_AndAKeyOfTheMessageItself_AreRefused()
    {
        // Its KeyInfo holds the very key it was signed with: nobody asks it.
        var forged = new SimulatedProvider(Idp, Idp, Others.Certificate, Others.Key).Admit(Acs, Us, Asked.Id, 2, Maria, Now).OuterXml;
        Refused("signature.invalid", forged);
        // The provider signs the whole, somebody else the assertion within.
        Refused("signature.invalid", Edit(Without(Without(Good(), "//samlp:Response/ds:Signature"), "//saml:Assertion/ds:Signature"), d =>
        {
            SamlXml.Sign((XmlElement)d.SelectSingleNode("//saml:Assertion", Names(d))!, Others.Certificate, Others.Key);
            SamlXml.Sign(d.DocumentElement!, Own.Certificate, Own.Key);
        }));
    }

    [Fact]
    public void ChangedAfterwards_IsRefused()
    {
        Refused("signature.invalid", Good().Replace("DLCMRA85E52A512V", "FRRLCU80A01A512X", StringComparison.Ordinal));
        Refused("signature.invalid", Good().Replace("<saml:AttributeValue>Maria<", "<saml:AttributeValue>Lucia<", StringComparison.Ordinal));
    }

    /// <summary>CVE-2025-24894: a valid signature somewhere in the message, and another assertion read.</summary>
    [Fact]
    public void SignatureOverAnotherElement_IsRefused()
    {
        var evil = Edit(Good(), document =>
        {
            var response = document.DocumentElement!;
            var assertion = (XmlElement)document.SelectSingleNode("//saml:Assertion", Names(document))!;
            var forged = (XmlElement)assertion.CloneNode(true);
            forged.SetAttribute("ID", "_falsa");
            forged.InnerXml = forged.InnerXml.Replace("DLCMRA85E52A512V", "FRRLCU80A01A512X", StringComparison.Ordinal);
            forged.RemoveChild(forged.ChildNodes.OfType<XmlElement>().First(e => e.LocalName == "Signature"));
            response.InsertBefore(forged, assertion);
        });
        Refused("assertion.count", evil);
    }

    public static TheoryData<int> Wrappings() => [.. Enumerable.Range(1, 8)];

    /// <summary>The eight classic shapes: the signed element is kept somewhere, a forged one stands where a careless reader looks.</summary>
    [Theory, MemberData(nameof(Wrappings))]
    public void SignatureWrapping_InEveryClassicShape_IsRefused(int shape)
    {
        var evil = Edit(Good(), document =>
        {
            var response = document.DocumentElement!;
            var assertion = (XmlElement)document.SelectSingleNode("//saml:Assertion", Names(document))!;
            XmlElement Forged(XmlElement of)
            {
                var copy = (XmlElement)of.CloneNode(true);
                copy.SetAttribute("ID", "_falsa" + of.LocalName);
                copy.InnerXml = copy.InnerXml.Replace("DLCMRA85E52A512V", "FRRLCU80A01A512X", StringComparison.Ordinal);
                return copy;
            }
            XmlElement SignatureOf(XmlElement element) => element.ChildNodes.OfType<XmlElement>().First(e => e.LocalName == "Signature");
            var holder = document.CreateElement("samlp", "Extensions", SamlNames.Protocol);
            switch (shape)
            {
                case 1: // the whole signed response inside the signature of a forged one
                    {
                        var forged = Forged(response);
                        SignatureOf(forged).AppendChild(response.CloneNode(true));
                        document.ReplaceChild(forged, response);
                        break;
                    }
                case 2: // the forged response before, the signed one as a child of it
                    {
                        var forged = Forged(response);
                        forged.RemoveChild(SignatureOf(forged));
                        forged.AppendChild(response.CloneNode(true));
                        document.ReplaceChild(forged, response);
                        break;
                    }
                case 3: // a forged assertion before the signed one
                    response.InsertBefore(Forged(assertion), assertion);
                    break;
                case 4: // the signed assertion as a child of the forged one
                    {
                        var forged = Forged(assertion);
                        forged.AppendChild(assertion.CloneNode(true));
                        response.ReplaceChild(forged, assertion);
                        break;
                    }
                case 5: // the forged assertion carries the signature of the signed one, which follows it
                    response.InsertBefore(Forged(assertion), assertion);
                    assertion.RemoveChild(SignatureOf(assertion));
                    break;
                case 6: // the signed assertion inside the signature of the forged one
                    {
                        var forged = Forged(assertion);
                        SignatureOf(forged).AppendChild(assertion.CloneNode(true));
                        response.ReplaceChild(forged, assertion);
                        break;
                    }
                case 7: // the signed assertion in an extension of the response
                    holder.AppendChild(assertion.CloneNode(true));
                    response.ReplaceChild(Forged(assertion), assertion);
                    response.InsertBefore(holder, response.FirstChild);
                    break;
                default: // the signed assertion in an object of the forged one's signature
                    {
                        var forged = Forged(assertion);
                        var within = document.CreateElement("ds", "Object", SamlNames.Signature);
                        within.AppendChild(assertion.CloneNode(true));
                        SignatureOf(forged).AppendChild(within);
                        response.ReplaceChild(forged, assertion);
                        break;
                    }
            }
        });
        // Also where the forger signs the outer response again with a key of their own, nothing of it is read.
        Should.Throw<SamlRefused>(() => Read(evil)).Rule.ShouldBeOneOf("assertion.count", "response.count", "ids.unique", "signature.position", "signature.missing", "signature.reference", "signature.invalid", "assertion.position");
    }

    [Fact]
    public void AssertionHiddenInAdvice_IsRefused() => Refused("assertion.count", Good(document =>
    {
        var assertion = (XmlElement)document.SelectSingleNode("//saml:Assertion", Names(document))!;
        var hidden = (XmlElement)assertion.CloneNode(true);
        hidden.SetAttribute("ID", "_nascosta");
        var advice = document.CreateElement("saml", "Advice", SamlNames.Assertion);
        advice.AppendChild(hidden);
        assertion.AppendChild(advice);
    }));

    [Fact]
    public void Encrypted_OrMisplacedAssertions_AreRefused()
    {
        Refused("assertion.encrypted", Good(d => d.DocumentElement!.AppendChild(d.CreateElement("saml", "EncryptedAssertion", SamlNames.Assertion))));
        Refused("assertion.position", Edit(Good(), d =>
        {
            var assertion = d.SelectSingleNode("//saml:Assertion", Names(d))!;
            var holder = d.CreateElement("samlp", "Extensions", SamlNames.Protocol);
            d.DocumentElement!.ReplaceChild(holder, assertion);
            holder.AppendChild(assertion);
        }));
    }

    /// <summary>VU#475445: a comment splits the text that was signed without it.</summary>
    [Fact]
    public void Comments_Dtd_AndOtherNodes_AreRefused()
    {
        Refused("xml.comment", Good().Replace("TINIT-DLC", "TINIT-<!-- x -->DLC", StringComparison.Ordinal));
        Refused("xml.dtd", "<!DOCTYPE r [<!ENTITY e \"x\">]>" + Good());
        Refused("xml.dtd", "<!DOCTYPE lolz [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]><r>&b;</r>");
        Refused("xml.node", Good().Replace("TINIT-DLC", "TINIT-<?x?>DLC", StringComparison.Ordinal));
        Refused("xml.node", Good().Replace(">Maria<", "><![CDATA[Maria]]><", StringComparison.Ordinal));
        Refused("xml.form", "non è xml");
        Refused("xml.size", "<r>" + new string('a', SamlXml.MostBytes) + "</r>");
        Refused("xml.depth", string.Concat(Enumerable.Repeat("<r>", 100)) + string.Concat(Enumerable.Repeat("</r>", 100)));
        Refused("response.root", "<r/>");
    }

    [Fact]
    public void Ids_TwiceOrInDisguise_AreRefused()
    {
        Refused("ids.unique", Edit(Good(), d => ((XmlElement)d.SelectSingleNode("//saml:Subject", Names(d))!).SetAttribute("ID", d.DocumentElement!.GetAttribute("ID"))));
        Refused("ids.decoy", Edit(Good(), d => ((XmlElement)d.SelectSingleNode("//saml:Subject", Names(d))!).SetAttribute("Id", "_x")));
        Refused("ids.decoy", Good().Replace("<saml:Subject>", "<saml:Subject xml:id=\"_x\">", StringComparison.Ordinal));
        Refused("xml.namespace", Edit(Good(), d => ((XmlElement)d.SelectSingleNode("//saml:Subject", Names(d))!).SetAttribute("xmlns:r", "1")));
    }

    public static TheoryData<string, string, string> Algorithms() => new()
    {
        { "signature.algorithm", SamlNames.RsaSha256, "http://www.w3.org/2000/09/xmldsig#rsa-sha1" },
        { "signature.algorithm", SamlNames.RsaSha256, "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256" },
        { "signature.algorithm", SamlNames.Sha256, "http://www.w3.org/2000/09/xmldsig#sha1" },
        { "signature.algorithm", SamlNames.Enveloped, "http://www.w3.org/TR/1999/REC-xpath-19991116" },
        { "signature.algorithm", "xml-exc-c14n#\"", "xml-exc-c14n#WithComments\"" },
    };

    [Theory, MemberData(nameof(Algorithms))]
    public void Algorithms_OffTheList_AreRefused(string rule, string allowed, string other) => Refused(rule, Good().Replace(allowed, other, StringComparison.Ordinal));

    [Theory, InlineData(""), InlineData("#"), InlineData("#_altro"), InlineData("https://altrove.example/a.xml"), InlineData("#xpointer(/)")]
    public void References_ToAnythingElse_AreRefused(string uri) => Refused("signature.reference", Edit(Good(), d =>
    {
        foreach (XmlElement reference in d.SelectNodes("//ds:Reference", Names(d))!) reference.SetAttribute("URI", uri);
    }));

    [Fact]
    public void Attributes_TwiceOrInAnotherNamespace_DoNotPass()
    {
        Refused("attributes.twice", Good(d =>
        {
            var code = d.SelectSingleNode("//saml:Attribute[@Name='fiscalNumber']", Names(d))!;
            var second = (XmlElement)code.CloneNode(true);
            second.ChildNodes.OfType<XmlElement>().First().InnerText = "TINIT-FRRLCU80A01A512X";
            code.ParentNode!.AppendChild(second);
        }));
        Refused("attributes.missing", Good(d =>
        {
            var code = (XmlElement)d.SelectSingleNode("//saml:Attribute[@Name='fiscalNumber']", Names(d))!;
            code.RemoveAttribute("Name");
            code.SetAttribute("xmlns:altro", "urn:altro");
            var elsewhere = d.CreateAttribute("altro", "Name", "urn:altro");
            elsewhere.Value = "fiscalNumber";
            code.Attributes.Append(elsewhere);
            code.SetAttribute("Name", "altro");
        }));
    }

    [Fact]
    public void SwellingMessages_AreRefusedBeforeTheyAreParsed()
    {
        using var packed = new MemoryStream();
        using (var deflate = new System.IO.Compression.DeflateStream(packed, System.IO.Compression.CompressionLevel.SmallestSize, leaveOpen: true)) deflate.Write(new byte[20 * 1024 * 1024]);
        packed.Length.ShouldBeLessThan(64 * 1024);
        Should.Throw<SamlRefused>(() => SamlBinding.Inflate(Convert.ToBase64String(packed.ToArray()))).Rule.ShouldBe("xml.size");
    }

    [Fact]
    public void Metadata_OfAProvider_IsTakenOnlySigned_AndWithAKeyOfToday()
    {
        var metadata = Provider.Metadata().OuterXml;
        SamlMetadata.Read(SamlXml.Parse(Encoding.UTF8.GetBytes(metadata)), [Own.Certificate], Now).EntityId.ShouldBe(Idp);
        Should.Throw<SamlRefused>(() => SamlMetadata.Read(SamlXml.Parse(Encoding.UTF8.GetBytes(metadata)), [Others.Certificate], Now)).Rule.ShouldBe("signature.invalid");
        Should.Throw<SamlRefused>(() => SamlMetadata.Read(SamlXml.Parse(Encoding.UTF8.GetBytes(metadata)), [Own.Certificate], Now.AddYears(4))).Rule.ShouldBe("metadata.key");
        Should.Throw<SamlRefused>(() => SamlMetadata.Read(SamlXml.Parse(Encoding.UTF8.GetBytes(metadata.Replace("/accesso", "/altrove", StringComparison.Ordinal))), [Own.Certificate], Now)).Rule.ShouldBe("signature.invalid");
    }

    [Fact]
    public async Task CV36_OurRequestsAndMetadata_AreVerifiedByXmlsec1()
    {
        if (!File.Exists("/usr/bin/xmlsec1")) Assert.Skip("xmlsec1 is not installed");
        var self = new Saml.ServiceProvider(Us, Acs, Us + "/spid/slo", Ours.Certificate, Ours.Key);
        var request = SamlRequests.Authn(self, Expected.Provider, SamlXml.NewId(), 2, 0, Now);
        SamlXml.Sign(request.DocumentElement!, Ours.Certificate, Ours.Key);
        request.DocumentElement!.GetAttribute("ForceAuthn").ShouldBe("true");
        request.DocumentElement.HasAttribute("IsPassive").ShouldBeFalse();
        await Xmlsec1.VerifyAsync(request.OuterXml, $"--id-attr:ID {SamlNames.Protocol}:AuthnRequest", Ours.Certificate);
        await Xmlsec1.VerifyAsync(SamlMetadata.Write(self, [new AttributeSet("Servizi", ["name", "familyName", "fiscalNumber", "spidCode", "email"])], "Consorzio").OuterXml, $"--id-attr:ID {SamlNames.Metadata}:EntityDescriptor", Ours.Certificate);
        await Xmlsec1.VerifyAsync(Good(), $"--id-attr:ID {SamlNames.Protocol}:Response --node-xpath /*[local-name()='Response']/*[local-name()='Signature']", Own.Certificate);
    }

    /// <summary>What another program signed is taken as ours is, and refused for the same reasons.</summary>
    [Fact]
    public async Task CV36_ResponsesSignedByXmlsec1_AreAcceptedOrRefusedRightly()
    {
        if (!File.Exists("/usr/bin/xmlsec1")) Assert.Skip("xmlsec1 is not installed");
        // The places of both signatures, without what is in them.
        string Template(Action<XmlDocument>? before = null) => System.Text.RegularExpressions.Regex.Replace(Good(before), "(<(?:ds:)?(DigestValue|SignatureValue)>)[^<]*", "$1", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1));
        Task<string> SignAsync(RSA key, Action<XmlDocument>? before = null) => Xmlsec1.SignAsync(Template(before), key,
            ("//*[local-name()='Assertion']/*[local-name()='Signature']", $"{SamlNames.Assertion}:Assertion"), ("/*[local-name()='Response']/*[local-name()='Signature']", $"{SamlNames.Protocol}:Response"));
        var good = await SignAsync(Own.Key);
        Read(good).Login!.TaxCode.ShouldBe("DLCMRA85E52A512V");
        Refused("signature.invalid", good.Replace("<saml:AttributeValue>Maria<", "<saml:AttributeValue>Lucia<", StringComparison.Ordinal));
        Refused("signature.invalid", await SignAsync(Others.Key));
        Refused("conditions.audience", await SignAsync(Own.Key, d => d.SelectSingleNode("//saml:Audience", Names(d))!.InnerText = "https://altro-sp.example"));
        Refused("authn.level", await SignAsync(Own.Key, d => d.SelectSingleNode("//saml:AuthnContextClassRef", Names(d))!.InnerText = SamlNames.ContextOf(1)));
    }

    internal static XmlNamespaceManager Names(XmlDocument document)
    {
        var names = new XmlNamespaceManager(document.NameTable);
        foreach (var (prefix, space) in ((string, string)[])[("samlp", SamlNames.Protocol), ("saml", SamlNames.Assertion), ("ds", SamlNames.Signature)]) names.AddNamespace(prefix, space);
        return names;
    }

    private static string Edit(string xml, Action<XmlDocument> change)
    {
        var document = new XmlDocument { PreserveWhitespace = true };
        document.LoadXml(xml);
        change(document);
        return document.OuterXml;
    }

    private static string Without(string xml, string path) => Edit(xml, d =>
    {
        var node = d.SelectSingleNode(path, Names(d))!;
        node.ParentNode!.RemoveChild(node);
    });
}
