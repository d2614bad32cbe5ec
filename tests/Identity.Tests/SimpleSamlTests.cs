using System.Net;
using System.Text;
using AngleSharp.Html.Dom;
using Liburia.Identity.Contracts;
using Liburia.Identity.Saml;
using Liburia.Identity.Spid;
using Liburia.Platform.Access;
using Liburia.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Liburia.Identity.Tests;

/// <summary>An identity provider that others wrote reads our metadata, checks our requests and answers them: a person goes from the Comune to SimpleSAMLphp and back.</summary>
public sealed class SimpleSamlTests(SimpleSamlTown town) : IClassFixture<SimpleSamlTown>
{
    private const string Door = "/accedi?ritorno=/area-personale&livello=2";

    private Browser Consortium() => town.BrowserAt(new SpidDriver(town).Consortium);

    private static async Task<bool> IsInsideAsync(Browser comune) => (await comune.GetAsync("/area-personale", follow: false)).Status == HttpStatusCode.OK;

    /// <summary>From the Comune's door to where the access point sends on: an address, or a page with a form.</summary>
    private static async Task<Answer> SentAsync(Browser comune, Browser consortium)
    {
        var link = (await comune.GetAsync("/accedi?ritorno=/area-personale&livello=2")).Page.QuerySelectorAll("main details.lb-spid ul:first-of-type a").ShouldHaveSingleItem();
        link.TextContent.ShouldBe("Gestore indipendente");
        return await consortium.GetAsync(new Uri(link.GetAttribute("href")!).PathAndQuery, follow: false);
    }

    /// <summary>The same, and on to the provider's page, by whichever binding it takes.</summary>
    private static async Task<Answer> ToProviderAsync(Browser comune, Browser consortium, Browser provider)
    {
        var sent = await SentAsync(comune, consortium);
        if (sent.Status == HttpStatusCode.Found) return await provider.GetAsync(sent.Location!);
        var form = (IHtmlFormElement)sent.Page.QuerySelector("#spid-send")!;
        return await provider.PostAsync(form.GetAttribute("action")!, Browser.FieldsOf(form));
    }

    private static Task<Answer> FillInAsync(Browser provider, string password) => provider.SubmitAsync(new() { ["username"] = SimpleSaml.User, ["password"] = password }, form: "form[name=f]");

    /// <summary>Proves at the provider who one is, and takes what its next page sends to the access point.</summary>
    private async Task<string> ResponseAsync(Browser provider)
    {
        var form = (IHtmlFormElement)(await FillInAsync(provider, SimpleSaml.Password)).Page.QuerySelector("form[method=post]")!;
        form.GetAttribute("action").ShouldBe(town.Installation.AccessPointUrl + "/spid/acs");
        return Browser.FieldsOf(form)["SAMLResponse"];
    }

    private static async Task EnterAsync(Browser comune, Browser consortium, string response)
    {
        var ended = await SpidDriver.SendAsync(consortium, response);
        ended.ShouldBe(HttpStatusCode.OK).Heading.ShouldBe("Accesso riuscito");
        (await comune.GetAsync(SpidDriver.CodeOf(ended))).ShouldBe(HttpStatusCode.OK);
    }

    [Theory, InlineData(SamlNames.Redirect), InlineData(SamlNames.Post)]
    public async Task SimpleSaml_LogsAPersonIn_FromTheComuneAndBack_ByEitherBinding(string binding)
    {
        await town.RequireAsync(binding);
        var known = town.Services.GetRequiredService<SpidProviders>().All().ShouldHaveSingleItem();
        (known.EntityId, known.SignOn.Binding).ShouldBe((SimpleSaml.EntityId, binding));
        using var comune = town.Browser();
        using var consortium = Consortium();
        using var provider = town.Provider.Browser();
        (await ToProviderAsync(comune, consortium, provider)).ShouldBe(HttpStatusCode.OK).Page.QuerySelector("input[name=password]").ShouldNotBeNull("it took our metadata and our request");
        await EnterAsync(comune, consortium, await ResponseAsync(provider));
        comune.Current.ShouldBe("/area-personale", "one comes out where one wanted to go");
        comune.Last!.Heading.ShouldContain("Élia");
        comune.Last.Page.QuerySelector("header")!.TextContent.ShouldContain("Élia D'Angiò & Rossi");
        var session = await town.ReadAsync("cesa", db => db.Set<Session>().OrderByDescending(s => s.CreatedAt).FirstAsync(TestContext.Current.CancellationToken));
        (session.TaxCode, session.Level).ShouldBe((SimpleSaml.TaxCode, 2));
    }

    [Fact]
    public async Task SimpleSaml_WithAWrongPassword_LetsNobodyIn()
    {
        await town.RequireAsync();
        using var comune = town.Browser();
        using var consortium = Consortium();
        using var provider = town.Provider.Browser();
        await ToProviderAsync(comune, consortium, provider);
        var again = await FillInAsync(provider, SimpleSaml.Password + "!");
        again.Text.ShouldContain("Incorrect username or password");
        again.Page.QuerySelector("input[name=SAMLResponse]").ShouldBeNull();
        (await IsInsideAsync(comune)).ShouldBeFalse();
    }

    public static TheoryData<string, string> Changes() => new() { { "Élia", "Èlia" }, { "TINIT-DNGLEI80", "TINIT-DNGLEI81" }, { "SpidL2", "SpidL3" }, { "Version=\"2.0\"", "Version=\"2.1\"" } };

    /// <summary>What it signed and somebody changed by one character does not let in; as it was signed it does.</summary>
    [Theory, MemberData(nameof(Changes))]
    public async Task SimpleSaml_ItsResponse_ChangedByOneCharacter_IsRefused(string signed, string changed)
    {
        await town.RequireAsync();
        using var comune = town.Browser();
        using var consortium = Consortium();
        using var provider = town.Provider.Browser();
        await ToProviderAsync(comune, consortium, provider);
        var response = await ResponseAsync(provider);
        var xml = Encoding.UTF8.GetString(Convert.FromBase64String(response));
        var at = xml.IndexOf(signed, StringComparison.Ordinal);
        at.ShouldBePositive();
        var refused = await SpidDriver.SendAsync(consortium, Convert.ToBase64String(Encoding.UTF8.GetBytes(string.Concat(xml.AsSpan(0, at), changed, xml.AsSpan(at + signed.Length)))));
        refused.ShouldBe(HttpStatusCode.Forbidden).Heading.ShouldBe("Accesso non riuscito");
        (await IsInsideAsync(comune)).ShouldBeFalse();
        await EnterAsync(comune, consortium, response);
        (await IsInsideAsync(comune)).ShouldBeTrue();
        var kept = await new SpidRecords(town.Installation, town.Clock).FindAsync(SamlResponse.InResponseTo(SamlXml.Parse(Encoding.UTF8.GetBytes(xml))));
        kept.Select(record => (record.Kind, record.Outcome)).ShouldBe([("AuthnRequest", ""), ("Response", "signature.invalid"), ("Response", "")]);
    }

    /// <summary>It checks our signature indeed: the same request is not taken where the signature is another's, or is missing.</summary>
    [Fact]
    public async Task SimpleSaml_TakesOurRequest_AsWeSignedIt_AndNoOther()
    {
        await town.RequireAsync();
        using var comune = town.Browser();
        using var consortium = Consortium();
        using var provider = town.Provider.Browser();
        var address = (await SentAsync(comune, consortium)).Location!;
        var (signature, algorithm) = (address.IndexOf("&Signature=", StringComparison.Ordinal) + "&Signature=".Length, address.IndexOf("&SigAlg=", StringComparison.Ordinal));
        foreach (var (other, why) in ((string, string)[])[(address[..signature] + (address[signature] == 'A' ? 'B' : 'A') + address[(signature + 1)..], "Unable to validate signature on query string"), (address[..algorithm], "no signature found on message")])
        {
            var refused = await provider.GetAsync(other);
            refused.Page.QuerySelector("input[name=password]").ShouldBeNull();
            refused.Text.ShouldContain(why);
        }
        (await provider.GetAsync(address)).ShouldBe(HttpStatusCode.OK).Page.QuerySelector("input[name=password]").ShouldNotBeNull();
    }

    /// <summary>Each checks the other's signed message, and nobody stays in anywhere.</summary>
    [Fact]
    public async Task SimpleSaml_IsToldThatAPersonLeaves_AndAnswers()
    {
        await town.RequireAsync();
        using var comune = town.Browser();
        using var consortium = Consortium();
        using var provider = town.Provider.Browser();
        await ToProviderAsync(comune, consortium, provider);
        await EnterAsync(comune, consortium, await ResponseAsync(provider));
        var said = await comune.SubmitAsync(form: "header form[action$='/esci']");
        (await IsInsideAsync(comune)).ShouldBeFalse();
        var address = (await consortium.GetAsync(new Uri(said.Page.QuerySelector("main a")!.GetAttribute("href")!).PathAndQuery, follow: false)).Location!;
        for (var steps = 0; new Uri(address).Authority == town.Provider.Host && steps < 5; steps++) address = (await provider.GetAsync(address, follow: false)).ShouldBe(HttpStatusCode.Found).Location!;
        address.ShouldStartWith(town.Installation.AccessPointUrl + "/spid/slo?SAMLResponse=");
        var ended = await consortium.GetAsync(new Uri(address).PathAndQuery);
        ended.ShouldBe(HttpStatusCode.OK).Heading.ShouldBe("Sei uscito");
        var back = new Uri(ended.Page.QuerySelector("meta[http-equiv=refresh]")!.GetAttribute("content")!["0;url=".Length..]);
        (await comune.GetAsync(back.PathAndQuery)).Main.ShouldContain("Sei uscito dal sito del Comune e dal gestore della tua identità");
    }
}
