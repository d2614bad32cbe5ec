using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Xml;
using Liburia.Identity.Pages;
using Liburia.Identity.Saml;
using Liburia.Identity.Simulator;
using Liburia.Identity.Spid;
using Liburia.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Liburia.Identity.Tests;

/// <summary>
/// The responses by which AgID's checks try a service provider, by their public numbers (spid-sp-test, spid-saml-check), written as theirs are and
/// sent through the door: who is let in is let in, all others are answered 403.
/// </summary>
public sealed class SpidResponseSetTests(SqliteTown town) : IClassFixture<SqliteTown>
{
    private const string R = "/samlp:Response", A = "//saml:Assertion", Never = "2099-01-01T00:00:00Z", LongAgo = "2018-01-01T00:00:00Z", Wrong = "valore-diverso";
    private static readonly SimulatedPerson Maria = new("DLCMRA85E52A512B", "Maria", "De Luca", "maria@posta.example");

    /// <summary>Number, what is changed before it is signed, and its value: empty is «not specified», none is «missing».</summary>
    public static TheoryData<int, string, string?> Refused() => new()
    {
        { 10, $"{R}/@Version", "1.0" },
        { 11, $"{R}/@IssueInstant", "" }, { 12, $"{R}/@IssueInstant", null }, { 13, $"{R}/@IssueInstant", "2018-09-04" }, { 14, $"{R}/@IssueInstant", LongAgo }, { 15, $"{R}/@IssueInstant", Never },
        { 16, $"{R}/@InResponseTo", "" }, { 17, $"{R}/@InResponseTo", null }, { 18, $"{R}/@InResponseTo", Wrong },
        { 19, $"{R}/@Destination", "" }, { 20, $"{R}/@Destination", null }, { 21, $"{R}/@Destination", Wrong },
        { 22, $"{R}/samlp:Status", "" }, { 23, $"{R}/samlp:Status", null }, { 24, "//samlp:StatusCode/@Value", "" }, { 25, "//samlp:StatusCode", null }, { 26, "//samlp:StatusCode/@Value", "urn:oasis:names:tc:SAML:2.0:status:statuscodenonvalido" },
        { 27, $"{R}/saml:Issuer", "" }, { 28, $"{R}/saml:Issuer", null }, { 29, $"{R}/saml:Issuer", Wrong }, { 30, $"{R}/saml:Issuer/@Format", Wrong },
        { 32, A, null },
        { 35, $"{A}/@Version", "1.0" },
        { 36, $"{A}/@IssueInstant", "" }, { 37, $"{A}/@IssueInstant", null }, { 38, $"{A}/@IssueInstant", "2018-09-06 16:00" }, { 39, $"{A}/@IssueInstant", LongAgo }, { 40, $"{A}/@IssueInstant", Never },
        { 41, $"{A}/saml:Subject", "" }, { 42, $"{A}/saml:Subject", null },
        { 43, "//saml:NameID", "" }, { 44, "//saml:NameID", null }, { 45, "//saml:NameID/@Format", "" }, { 46, "//saml:NameID/@Format", null }, { 47, "//saml:NameID/@Format", Wrong }, { 48, "//saml:NameID/@NameQualifier", "" }, { 49, "//saml:NameID/@NameQualifier", null },
        { 51, "//saml:SubjectConfirmation", "" }, { 52, "//saml:SubjectConfirmation", null }, { 53, "//saml:SubjectConfirmation/@Method", "" }, { 54, "//saml:SubjectConfirmation/@Method", null }, { 55, "//saml:SubjectConfirmation/@Method", Wrong },
        { 56, "//saml:SubjectConfirmationData", null },
        { 57, "//saml:SubjectConfirmationData/@Recipient", "" }, { 58, "//saml:SubjectConfirmationData/@Recipient", null }, { 59, "//saml:SubjectConfirmationData/@Recipient", Wrong },
        { 60, "//saml:SubjectConfirmationData/@InResponseTo", "" }, { 61, "//saml:SubjectConfirmationData/@InResponseTo", null }, { 62, "//saml:SubjectConfirmationData/@InResponseTo", Wrong },
        { 63, "//saml:SubjectConfirmationData/@NotOnOrAfter", "" }, { 64, "//saml:SubjectConfirmationData/@NotOnOrAfter", null }, { 65, "//saml:SubjectConfirmationData/@NotOnOrAfter", "2018.09.18" }, { 66, "//saml:SubjectConfirmationData/@NotOnOrAfter", LongAgo },
        { 67, $"{A}/saml:Issuer", "" }, { 68, $"{A}/saml:Issuer", null }, { 69, $"{A}/saml:Issuer", Wrong }, { 70, $"{A}/saml:Issuer/@Format", "" }, { 71, $"{A}/saml:Issuer/@Format", null }, { 72, $"{A}/saml:Issuer/@Format", Wrong },
        { 73, "//saml:Conditions", "" }, { 74, "//saml:Conditions", null },
        { 75, "//saml:Conditions/@NotBefore", "" }, { 76, "//saml:Conditions/@NotBefore", null }, { 77, "//saml:Conditions/@NotBefore", "2018.09.18" }, { 78, "//saml:Conditions/@NotBefore", Never },
        { 79, "//saml:Conditions/@NotOnOrAfter", "" }, { 80, "//saml:Conditions/@NotOnOrAfter", null }, { 81, "//saml:Conditions/@NotOnOrAfter", "2099.09.18" }, { 82, "//saml:Conditions/@NotOnOrAfter", LongAgo },
        { 83, "//saml:AudienceRestriction", "" }, { 84, "//saml:AudienceRestriction", null }, { 85, "//saml:Audience", "" }, { 86, "//saml:Audience", null }, { 87, "//saml:Audience", Wrong },
        { 88, "//saml:AuthnStatement", "" }, { 89, "//saml:AuthnStatement", null }, { 90, "//saml:AuthnContext", "" }, { 91, "//saml:AuthnContext", null }, { 92, "//saml:AuthnContextClassRef", "" }, { 93, "//saml:AuthnContextClassRef", null },
        { 94, "//saml:AuthnContextClassRef", "https://www.spid.gov.it/SpidL1" }, { 97, "//saml:AuthnContextClassRef", "urn:oasis:names:tc:SAML:2.0:ac:classes:SpidL1" },
        { 98, "//saml:AttributeStatement", "" }, { 99, "//saml:Attribute[@Name='spidCode']", "" }, { 103, "//saml:Attribute[@Name='fiscalNumber']", null },
    };

    [Theory, MemberData(nameof(Refused))]
    public async Task S20_Response_WithOneThingWrong_IsAnswered403(int number, string what, string? value)
    {
        using var visit = await ToDoorAsync();
        (await SendAsync(visit, Simulated, d => Change(d, what, value))).Status.ShouldBe(HttpStatusCode.Forbidden, $"{number}");
        // The very same with nothing wrong: what was refused was refused for that alone.
        (await SendAsync(visit, Simulated)).ShouldBe(HttpStatusCode.OK);
    }

    /// <summary>8, 9, 33, 34: without the id there is nothing a signature could speak of.</summary>
    [Theory, InlineData(8, R, ""), InlineData(9, R, null), InlineData(33, A, ""), InlineData(34, A, null)]
    public async Task S20_Response_WithoutItsId_IsAnswered403(int number, string what, string? value)
    {
        using var visit = await ToDoorAsync();
        (await SendAsync(visit, Simulated, after: d => Change(d, $"{what}/@ID", value))).Status.ShouldBe(HttpStatusCode.Forbidden, $"{number}");
        (await SendAsync(visit, Simulated)).ShouldBe(HttpStatusCode.OK);
    }

    /// <summary>2, 3: signatures that are not there; 4: of a key that is not the provider's (100, where the assertion's alone is: <see cref="SamlTests"/>).</summary>
    [Fact]
    public async Task S20_Response_ThatIsNotSigned_OrByAnother_IsAnswered403()
    {
        using var visit = await ToDoorAsync();
        (await SendAsync(visit, Simulated, after: d => { Change(d, $"{R}/ds:Signature", null); Change(d, $"{A}/ds:Signature", null); })).Status.ShouldBe(HttpStatusCode.Forbidden, "2");
        (await SendAsync(visit, Simulated, after: d => Change(d, $"{A}/ds:Signature", null))).Status.ShouldBe(HttpStatusCode.Forbidden, "3");
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=altri", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(town.Clock.GetUtcNow().AddYears(-1), town.Clock.GetUtcNow().AddYears(1));
        var impostor = new SimulatedProvider(Simulated.EntityId, Simulated.EntityId, certificate, key);
        (await SendAsync(visit, impostor)).Status.ShouldBe(HttpStatusCode.Forbidden, "4");
        (await SendAsync(visit, Simulated)).ShouldBe(HttpStatusCode.OK);
    }

    /// <summary>1, and 109, which is the same here (no attribute has the format of its name); 31: the issuer of the response may lack its format; 95, 96: the level asked or a higher one; 110: fractions of a second, and no zone.</summary>
    [Theory, InlineData(1, "//saml:AuthnStatement/@SessionIndex", "_sessione"), InlineData(31, $"{R}/saml:Issuer/@Format", null), InlineData(95, "//saml:AuthnContextClassRef", "https://www.spid.gov.it/SpidL2"), InlineData(96, "//saml:AuthnContextClassRef", "https://www.spid.gov.it/SpidL3"), InlineData(110, $"{R}/@IssueInstant", ".123456")]
    public async Task S20_Response_ThatIsRight_LetsIn(int number, string what, string? value)
    {
        using var visit = await ToDoorAsync();
        if (number == 110) value = town.Clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture) + value;
        var ended = await SendAsync(visit, Simulated, d => Change(d, what, value));
        ended.Status.ShouldBe(HttpStatusCode.OK, $"{number}");
        ended.Heading.ShouldBe("Accesso riuscito");
        (await visit.Comune.GetAsync(SpidDriver.CodeOf(ended))).ShouldBe(HttpStatusCode.OK).Text.ShouldContain("Maria");
    }

    /// <summary>94 where the first level was asked; 104 to 108, 111: what stopped the person is said.</summary>
    [Fact]
    public async Task S20_Response_OfTheFirstLevel_LetsInWhoAskedForIt_AndAnomaliesLetNobodyIn()
    {
        using (var first = await ToDoorAsync(level: 1)) (await SendAsync(first, Simulated, d => Change(d, "//saml:AuthnContextClassRef", "https://www.spid.gov.it/SpidL1"))).Status.ShouldBe(HttpStatusCode.OK, "94");
        foreach (var anomaly in (int[])[19, 20, 21, 22, 23, 25])
        {
            using var visit = await ToDoorAsync();
            var refusal = Simulated.Refuse(Self.ConsumerUrl, RequestOf(visit), anomaly, Now);
            (await SpidDriver.SendAsync(visit.Consortium, Convert.ToBase64String(Encoding.UTF8.GetBytes(refusal.OuterXml)))).Status.ShouldBe(HttpStatusCode.Forbidden, $"nr{anomaly}");
        }
    }

    private SimulatedProvider Simulated => town.Services.GetRequiredService<SpidProviders>().Simulated!;

    private Saml.ServiceProvider Self => town.Services.GetRequiredService<SpidKeys>().Self;

    private DateTime Now => town.Clock.GetUtcNow().UtcDateTime;

    private static string RequestOf(SpidVisit visit) => visit.Consortium.Cookies[SpidAccessModel.RequestCookie];

    /// <summary>Somebody whom we sent to the provider, and who is awaited.</summary>
    private Task<SpidVisit> ToDoorAsync(int level = 2) => new SpidDriver(town).ToSimulatorAsync(level: level);

    private Task<Answer> SendAsync(SpidVisit visit, SimulatedProvider provider, Action<XmlDocument>? before = null, Action<XmlDocument>? after = null)
    {
        var document = provider.Admit(Self.ConsumerUrl, Self.EntityId, RequestOf(visit), 2, Maria, Now, d =>
        {
            AsTheirs(d);
            before?.Invoke(d);
        });
        after?.Invoke(document);
        return SpidDriver.SendAsync(visit.Consortium, Convert.ToBase64String(Encoding.UTF8.GetBytes(document.OuterXml)));
    }

    /// <summary>As their templates are written: instants of whole seconds, attributes with a type and without the format of their names, lines and spaces between and within.</summary>
    private static void AsTheirs(XmlDocument document)
    {
        foreach (XmlAttribute instant in document.SelectNodes("//@IssueInstant | //@NotBefore | //@NotOnOrAfter | //@AuthnInstant")!) instant.Value = instant.Value[..19] + "Z";
        foreach (XmlElement attribute in document.SelectNodes("//saml:Attribute", SamlTests.Names(document))!)
        {
            attribute.RemoveAttribute("NameFormat");
            var value = attribute.ChildNodes.OfType<XmlElement>().Single();
            value.SetAttribute("xmlns:xs", "http://www.w3.org/2001/XMLSchema");
            var type = document.CreateAttribute("xsi", "type", "http://www.w3.org/2001/XMLSchema-instance");
            type.Value = "xs:string";
            value.SetAttributeNode(type);
        }
        var name = document.SelectSingleNode("//saml:NameID", SamlTests.Names(document))!;
        name.InnerText = $"\n        {name.InnerText}\n    ";
        foreach (XmlElement element in document.SelectNodes("//*[*]")!.OfType<XmlElement>().ToList())
        {
            foreach (var child in element.ChildNodes.OfType<XmlElement>().ToList()) element.InsertBefore(document.CreateWhitespace("\n    "), child);
        }
    }

    private static void Change(XmlDocument document, string path, string? value)
    {
        switch (document.SelectSingleNode(path, SamlTests.Names(document)), value)
        {
            case (null, _): throw new InvalidOperationException($"Nothing at {path}.");
            case (XmlAttribute attribute, null): attribute.OwnerElement!.RemoveAttributeNode(attribute); break;
            case (XmlAttribute attribute, _): attribute.Value = value; break;
            case (var node, null): node.ParentNode!.RemoveChild(node); break;
            case (var node, _): node.InnerText = value; break;
        }
    }
}
