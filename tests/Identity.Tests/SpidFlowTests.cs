using System.Net;
using System.Text;
using AngleSharp.Html.Dom;
using Liburia.Identity.Pages;
using Liburia.Identity.Saml;
using Liburia.Identity.Simulator;
using Liburia.Identity.Spid;
using Liburia.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Liburia.Identity.Tests;

/// <summary>From a Comune to the access point, to the simulated provider and back, as a browser without JavaScript goes.</summary>
public sealed class SpidFlowTests(SqliteTown town) : IClassFixture<SqliteTown>
{
    private string Consortium => new Uri(town.Installation.AccessPointUrl).Host;

    /// <summary>Reaches the simulator's page; answers the browser of the Comune and that of the access point.</summary>
    private async Task<(Browser Comune, Browser Consortium, string Simulator)> ToSimulatorAsync(string slug = "cesa", string back = "/area-personale", int level = 2)
    {
        var comune = town.Browser(slug);
        var login = await comune.GetAsync($"/accedi?ritorno={Uri.EscapeDataString(back)}&livello={level}");
        var start = login.Page.QuerySelector("main details.lb-spid a")!.GetAttribute("href")!;
        var consortium = town.BrowserAt(Consortium);
        var sent = await consortium.GetAsync(new Uri(start).PathAndQuery, follow: false);
        sent.Status.ShouldBe(HttpStatusCode.Found);
        return (comune, consortium, new Uri(sent.Location!).PathAndQuery);
    }

    private static async Task<Answer> ChooseAsync(Browser consortium, string simulator, Dictionary<string, string> given)
    {
        var page = await consortium.GetAsync(simulator);
        page.Heading.ShouldBe("Simulatore di identità");
        var fields = Browser.FieldsOf((IHtmlFormElement)page.Page.QuerySelector("main form")!);
        foreach (var (name, value) in given) fields[name] = name == "person" ? page.Page.QuerySelectorAll("label").First(l => l.TextContent.Contains(value, StringComparison.Ordinal)).GetAttribute("for") is { } id ? page.Page.GetElementById(id)!.GetAttribute("value")! : "" : value;
        return await consortium.PostAsync(simulator, fields);
    }

    private static string ResponseOf(Answer answer) => answer.Page.QuerySelector("input[name=SAMLResponse]")!.GetAttribute("value")!;

    private static Task<Answer> SendAsync(Browser consortium, string response) => consortium.PostAsync("/spid/acs", new() { ["SAMLResponse"] = response });

    private static string CodeOf(Answer ended) => new Uri(ended.Page.QuerySelector("main a")!.GetAttribute("href")!).PathAndQuery;

    [Fact]
    public async Task CV36_Spid_FromTheComuneAndBack_OpensASession_WhereOneWantedToGo()
    {
        var (comune, consortium, simulator) = await ToSimulatorAsync(back: "/servizi/accesso-agli-atti/domanda");
        using var c = comune;
        using var a = consortium;
        var ended = await SendAsync(a, ResponseOf(await ChooseAsync(a, simulator, new() { ["person"] = "Maria De Luca", ["level"] = "2" })));
        ended.ShouldBe(HttpStatusCode.OK).Heading.ShouldBe("Accesso riuscito");
        var inside = await c.GetAsync(CodeOf(ended));
        c.Current.ShouldBe("/servizi/accesso-agli-atti/domanda");
        inside.Text.ShouldContain("Maria De Luca");
        (await c.GetAsync(CodeOf(ended))).Status.ShouldBe(HttpStatusCode.BadRequest, "a code counts once");
    }

    [Fact]
    public async Task Code_OfAnotherComune_OrAnotherBrowser_OrTooLate_OpensNothing()
    {
        var (comune, consortium, simulator) = await ToSimulatorAsync();
        using var c = comune;
        using var a = consortium;
        var code = CodeOf(await SendAsync(a, ResponseOf(await ChooseAsync(a, simulator, new() { ["person"] = "Maria De Luca" }))));
        using var elsewhere = town.Browser("succivo");
        await elsewhere.GetAsync("/accedi");
        (await elsewhere.GetAsync(code)).Status.ShouldBe(HttpStatusCode.BadRequest);

        (comune, consortium, simulator) = await ToSimulatorAsync();
        code = CodeOf(await SendAsync(consortium, ResponseOf(await ChooseAsync(consortium, simulator, new() { ["person"] = "Maria De Luca" }))));
        using var victim = town.Browser();
        await victim.GetAsync("/accedi");
        (await victim.GetAsync(code)).Status.ShouldBe(HttpStatusCode.BadRequest, "the code was made for another browser (S28)");
        (await comune.GetAsync(code)).Status.ShouldBe(HttpStatusCode.BadRequest, "and it is gone");

        (comune, consortium, simulator) = await ToSimulatorAsync();
        code = CodeOf(await SendAsync(consortium, ResponseOf(await ChooseAsync(consortium, simulator, new() { ["person"] = "Maria De Luca" }))));
        town.Clock.Move(TimeSpan.FromSeconds(62));
        (await comune.GetAsync(code)).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory, InlineData(25, "Hai annullato"), InlineData(22, "consenso"), InlineData(21, "troppo tempo"), InlineData(23, "sospesa o revocata"), InlineData(19, "Troppi tentativi"), InlineData(20, "livello di sicurezza")]
    public async Task Anomalies_AreToldInPlainWords_AndOneMayTryAgain(int code, string words)
    {
        var (comune, consortium, simulator) = await ToSimulatorAsync();
        using var c = comune;
        using var a = consortium;
        var ended = await SendAsync(a, ResponseOf(await ChooseAsync(a, simulator, new() { ["failure"] = $"{code}" })));
        ended.ShouldBe(HttpStatusCode.BadRequest).Main.ShouldContain(words);
        ended.Page.QuerySelectorAll("main a").First().GetAttribute("href")!.ShouldStartWith(town.Installation.UrlOf(town.Municipality("cesa")) + "/accedi");
    }

    [Fact]
    public async Task LowerLevel_ThanAsked_DoesNotEnter()
    {
        var (comune, consortium, simulator) = await ToSimulatorAsync();
        using var c = comune;
        using var a = consortium;
        (await SendAsync(a, ResponseOf(await ChooseAsync(a, simulator, new() { ["person"] = "Maria De Luca", ["level"] = "1" })))).ShouldBe(HttpStatusCode.BadRequest).Main.ShouldContain("Non è stato registrato nulla");
    }

    [Fact]
    public async Task Level_ThatAServiceAsks_SendsBackToTheDoor()
    {
        var (comune, consortium, simulator) = await ToSimulatorAsync(level: 1);
        using var c = comune;
        using var a = consortium;
        await c.GetAsync(CodeOf(await SendAsync(a, ResponseOf(await ChooseAsync(a, simulator, new() { ["person"] = "Maria De Luca", ["level"] = "1" })))));
        (await c.GetAsync("/area-personale")).Heading.ShouldContain("Maria");
        var refused = await c.GetAsync("/servizi/accesso-agli-atti/domanda");
        c.Current.ShouldStartWith("/accedi");
        refused.Page.QuerySelector("main details.lb-spid a")!.GetAttribute("href")!.ShouldContain("livello=2");
    }

    [Fact]
    public async Task Response_SentTwice_ByAnotherBrowser_OrAfterARestart_IsRefused()
    {
        var (comune, consortium, simulator) = await ToSimulatorAsync();
        using var c = comune;
        using var a = consortium;
        var response = ResponseOf(await ChooseAsync(a, simulator, new() { ["person"] = "Maria De Luca" }));
        using (var thief = town.BrowserAt(Consortium)) (await SendAsync(thief, response)).Status.ShouldBe(HttpStatusCode.BadRequest, "the answer is of the browser that asked");
        (await SendAsync(a, response)).Status.ShouldBe(HttpStatusCode.OK);
        a.Cookies[SpidAccessModel.RequestCookie] = SamlResponse.InResponseTo(SamlXml.Parse(Convert.FromBase64String(response)));
        (await SendAsync(a, response)).Status.ShouldBe(HttpStatusCode.BadRequest);

        // The same assertion for a new request of ours, in a door that has just begun.
        var store = new Platform.Database.Sqlite.OneTimeStore(town.Installation, town.Clock);
        var used = SamlXml.Parse(Convert.FromBase64String(response)).GetElementsByTagName("Assertion", SamlNames.Assertion)[0]!.Attributes!["ID"]!.Value;
        (await store.PutAsync("spid-assertion", used, "", town.Clock.GetUtcNow().UtcDateTime.AddMinutes(5), TestContext.Current.CancellationToken)).ShouldBeFalse("it is still known after a restart");
    }

    [Fact]
    public async Task Unsolicited_Foreign_AndBrokenMessages_AreRefusedInWords()
    {
        using var anyone = town.BrowserAt(Consortium);
        var keys = town.Services.GetRequiredService<SpidKeys>();
        var unasked = town.Services.GetRequiredService<SpidProviders>().Simulated!.Admit(keys.Self.ConsumerUrl, keys.Self.EntityId, "_mai", 2, new SimulatedPerson("DLCMRA85E52A512V", "Maria", "De Luca", "a@b.example"), town.Clock.GetUtcNow().UtcDateTime);
        foreach (var message in (string[])[Convert.ToBase64String(Encoding.UTF8.GetBytes(unasked.OuterXml)), "non base64!", "", Convert.ToBase64String("<r/>"u8)])
        {
            var answer = await SendAsync(anyone, message);
            answer.ShouldBe(HttpStatusCode.BadRequest).Heading.ShouldBe("Accesso non riuscito");
            answer.Text.ShouldNotContain("Exception");
        }
        (await anyone.GetAsync("/spid/acs")).Status.ShouldBe(HttpStatusCode.MethodNotAllowed);
    }

    [Fact]
    public async Task Door_LeadsOnlyToLiveComuni_AndLocalPaths()
    {
        using var anyone = town.BrowserAt(Consortium);
        var nonce = new string('a', 64);
        foreach (var query in (string[])[$"comune=altrove&ritorno=/&n={nonce}", $"comune=cesa&ritorno=//evil.example&n={nonce}", $"comune=cesa&ritorno=https:evil.example&n={nonce}", $"comune=cesa&ritorno=/%5Cevil.example&n={nonce}", $"comune=cesa&ritorno=/&n=corto", $"comune=cesa&ritorno=/&n={nonce}&livello=4"])
            (await anyone.GetAsync("/spid/accesso?" + query)).Status.ShouldBe(HttpStatusCode.NotFound, query);
        (await anyone.GetAsync("/simulatore/accesso")).Status.ShouldBe(HttpStatusCode.NotFound, "without a signed request");
    }

    [Fact]
    public async Task Metadata_IsSigned_AndNamesOurAddresses()
    {
        using var anyone = town.BrowserAt(Consortium);
        var answer = await anyone.GetAsync("/spid/metadata");
        answer.Raw.Content.Headers.ContentType!.MediaType.ShouldBe("application/samlmetadata+xml");
        var document = SamlXml.Parse(await answer.Raw.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        var self = town.Services.GetRequiredService<SpidKeys>().Self;
        SamlXml.Verify(document.DocumentElement!, [self.Certificate]);
        document.OuterXml.ShouldContain(self.ConsumerUrl);
        self.Key.KeySize.ShouldBeGreaterThanOrEqualTo(3072);
    }
}
