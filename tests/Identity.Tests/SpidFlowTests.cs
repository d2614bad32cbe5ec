using System.Net;
using System.Text;
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
    private string Consortium => new SpidDriver(town).Consortium;

    private async Task<(Browser Comune, Browser Consortium, string Simulator)> ToSimulatorAsync(string slug = "cesa", string back = "/area-personale", int level = 2)
    {
        var visit = await new SpidDriver(town).ToSimulatorAsync(slug, back, level);
        return (visit.Comune, visit.Consortium, visit.Simulator);
    }

    private static Task<Answer> ChooseAsync(Browser consortium, string simulator, Dictionary<string, string> given) => SpidDriver.ChooseAsync(consortium, simulator, given);

    private static string ResponseOf(Answer answer) => SpidDriver.ResponseOf(answer);

    private static Task<Answer> SendAsync(Browser consortium, string response) => SpidDriver.SendAsync(consortium, response);

    private static string CodeOf(Answer ended) => SpidDriver.CodeOf(ended);

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

    public static TheoryData<int, string, string> Anomalies() => new()
    {
        { 8, "Non dipende da te. Riprova fra qualche minuto; se succede ancora, scrivi al Comune e indica il codice nr08", "It is not your doing. Try again in a few minutes; if it happens again, write to the Comune and quote the code nr08" },
        { 9, "indica il codice nr09", "quote the code nr09" }, { 11, "indica il codice nr11", "quote the code nr11" }, { 12, "indica il codice nr12", "quote the code nr12" }, { 13, "indica il codice nr13", "quote the code nr13" },
        { 14, "indica il codice nr14", "quote the code nr14" }, { 15, "indica il codice nr15", "quote the code nr15" }, { 16, "indica il codice nr16", "quote the code nr16" }, { 17, "indica il codice nr17", "quote the code nr17" }, { 18, "indica il codice nr18", "quote the code nr18" },
        { 19, "Troppi tentativi con credenziali sbagliate", "Too many attempts with wrong credentials" },
        { 20, "Chiedi al gestore della tua identità come attivarlo", "Ask your identity provider how to activate it" },
        { 21, "completa l'accesso entro pochi minuti", "complete the login within a few minutes" },
        { 22, "Riprova e dai il consenso", "Try again and agree" },
        { 23, "Rivolgiti al gestore della tua identità", "Turn to your identity provider" },
        { 24, "rivolgiti al Comune", "turn to the Comune" },
        { 25, "Se hai cambiato idea, riprova", "If you changed your mind, try again" },
        { 30, "Riprova con la tua personale", "Try again with your personal one" },
    };

    /// <summary>Each of SPID's numbers says what happened and what to do now, in both languages; those of the provider's own pages (1 to 7, 10) never come here.</summary>
    [Theory, MemberData(nameof(Anomalies))]
    public async Task CV36_Anomalies_AreToldInPlainWords_InBothLanguages_AndOneMayTryAgain(int code, string italian, string english)
    {
        foreach (var (inEnglish, words, back) in ((bool, string, string)[])[(false, italian, "/area-personale"), (true, english, "/en/area-personale")])
        {
            using var visit = await new SpidDriver(town).ToSimulatorAsync(back: back, english: inEnglish);
            var ended = await SendAsync(visit.Consortium, ResponseOf(await ChooseAsync(visit.Consortium, visit.Simulator, new() { ["failure"] = $"{code}" })));
            ended.ShouldBe(HttpStatusCode.Forbidden).Main.ShouldContain(words);
            ended.Heading.ShouldBe(inEnglish ? "You are not logged in" : "Accesso non riuscito");
            ended.Page.QuerySelector("html")!.GetAttribute("lang").ShouldBe(inEnglish ? "en" : "it");
            ended.Main.ShouldNotContain("ErrorCode");
            ended.Page.QuerySelectorAll("main a").First().GetAttribute("href")!.ShouldStartWith(town.Installation.UrlOf(town.Municipality("cesa")) + (inEnglish ? "/en" : "") + "/accedi");
        }
    }

    /// <summary>One access point, three Comuni with domains that have nothing in common: each code is good at its own alone.</summary>
    [Fact]
    public async Task CV36_ThreeUnrelatedDomains_EachCodeIsGood_AtItsOwn_Once_ForAMinute_InItsBrowser()
    {
        var directory = town.Services.GetRequiredService<Platform.Tenancy.MunicipalityDirectory>();
        var domains = new Dictionary<string, string> { ["teverola"] = "www.teverola-online.example", ["casandrino"] = "sportello.casandrino.test", ["santarpino"] = "santarpino.invalid" };
        foreach (var (slug, host) in domains) directory.Put(town.Municipality(slug) with { Hosts = [host] });
        foreach (var (slug, host) in domains)
        {
            async Task<(SpidVisit Visit, string Code)> ReachAsync()
            {
                var visit = await new SpidDriver(town).ToSimulatorAsync(slug, host: host);
                var ended = await SendAsync(visit.Consortium, ResponseOf(await ChooseAsync(visit.Consortium, visit.Simulator, new() { ["person"] = "Maria De Luca" })));
                new Uri(ended.Page.QuerySelector("main a")!.GetAttribute("href")!).Host.ShouldBe(host);
                return (visit, CodeOf(ended));
            }
            async Task RefusedAsync(Browser browser, string code, string why)
            {
                var answer = await browser.GetAsync(code);
                answer.Status.ShouldBe(HttpStatusCode.BadRequest, why);
                answer.Main.ShouldContain("Il collegamento è scaduto, è già stato usato, o viene da un altro dispositivo", customMessage: why);
                (await browser.GetAsync("/area-personale", follow: false)).Status.ShouldBe(HttpStatusCode.Found, why);
            }
            var (good, code) = await ReachAsync();
            using (good)
            {
                (await good.Comune.GetAsync(code)).ShouldBe(HttpStatusCode.OK).Heading.ShouldContain("Maria");
                using var replay = town.BrowserAt(host);
                await RefusedAsync(replay, code, "a replay");
            }
            foreach (var other in domains.Values.Where(other => other != host))
            {
                (var visit, code) = await ReachAsync();
                using var elsewhere = town.BrowserAt(other);
                await elsewhere.GetAsync("/accedi");
                elsewhere.Cookies[LoginModel.NonceCookie] = visit.Comune.Cookies[LoginModel.NonceCookie];
                await RefusedAsync(elsewhere, code, "another audience, even with the right nonce");
                visit.Dispose();
            }
            (var late, code) = await ReachAsync();
            town.Clock.Move(TimeSpan.FromSeconds(62));
            await RefusedAsync(late.Comune, code, "after a minute");
            late.Dispose();
            (var mine, code) = await ReachAsync();
            using var thief = town.BrowserAt(host);
            await thief.GetAsync("/accedi");
            await RefusedAsync(thief, code, "another browser");
            mine.Dispose();
        }
    }

    [Fact]
    public async Task Request_ByPost_IsAFormOfOurs_ThatGoesToTheProviderAlone_AndLogsIn()
    {
        var providers = town.Services.GetRequiredService<SpidProviders>();
        providers.SimulatedBinding = SamlNames.Post;
        try
        {
            using var comune = town.Browser();
            using var consortium = town.BrowserAt(Consortium);
            var page = await consortium.GetAsync(new Uri((await comune.GetAsync("/accedi?ritorno=/area-personale")).Page.QuerySelector("main details.lb-spid a")!.GetAttribute("href")!).PathAndQuery);
            page.ShouldBe(HttpStatusCode.OK).Heading.ShouldBe("Entra con SPID");
            var policy = page.Raw.Headers.GetValues("Content-Security-Policy").Single();
            policy.ShouldContain($"form-action 'self' {new Uri(providers.Simulated!.EntityId).GetLeftPart(UriPartial.Authority)};");
            var form = (AngleSharp.Html.Dom.IHtmlFormElement)page.Page.QuerySelector("#spid-send")!;
            form.QuerySelector("button[type=submit]").ShouldNotBeNull("without JavaScript the button sends it");
            var script = page.Page.QuerySelectorAll("main script").Single();
            policy.ShouldContain($"'nonce-{script.GetAttribute("nonce")}'");
            var asked = await consortium.PostAsync(new Uri(form.GetAttribute("action")!).PathAndQuery, Browser.FieldsOf(form));
            asked.Heading.ShouldBe("Simulatore di identità");
            var choice = asked.Page.QuerySelectorAll("label").First(l => l.TextContent.Contains("Maria De Luca", StringComparison.Ordinal)).GetAttribute("for")!;
            var admitted = await consortium.SubmitAsync(new() { ["person"] = asked.Page.GetElementById(choice)!.GetAttribute("value")! });
            (await comune.GetAsync(CodeOf(await SendAsync(consortium, ResponseOf(admitted))))).Heading.ShouldContain("Maria");
        }
        finally
        {
            providers.SimulatedBinding = SamlNames.Redirect;
        }
    }

    [Fact]
    public async Task Button_ListsTheProviders_WithoutJavaScript_AndWhereToLearnMore()
    {
        using var anyone = town.Browser();
        foreach (var (path, words) in ((string, string)[])[("/accedi", "Entra con SPID"), ("/en/accedi", "Enter with SPID")])
        {
            var button = (await anyone.GetAsync(path)).Page.QuerySelector("details.lb-spid")!;
            button.QuerySelector("summary")!.TextContent.Trim().ShouldBe(words);
            button.QuerySelector("ul a")!.TextContent.ShouldBe("Simulatore di identità");
            button.QuerySelectorAll("a").Select(a => a.GetAttribute("href")).ShouldContain("https://www.spid.gov.it/richiedi-spid");
        }
    }

    /// <summary>Art. 13 c. 2 DPCM 24-10-2014: request and answer, also one that we refused.</summary>
    [Fact]
    public async Task Messages_OfEachLogin_AreKept_WithWhatCameOfThem()
    {
        var records = new Spid.SpidRecords(town.Installation, town.Clock);
        async Task<IReadOnlyList<Spid.SpidRecord>> LoginAsync(string level)
        {
            using var visit = await new SpidDriver(town).ToSimulatorAsync();
            var response = ResponseOf(await ChooseAsync(visit.Consortium, visit.Simulator, new() { ["person"] = "Maria De Luca", ["level"] = level }));
            // Sent again, a refused one is not kept again.
            for (var i = 0; i < 2; i++) await SendAsync(visit.Consortium, response);
            return await records.FindAsync(SamlResponse.InResponseTo(SamlXml.Parse(Convert.FromBase64String(response))));
        }
        var good = await LoginAsync("2");
        good.Select(r => (r.Kind, r.Outcome)).ShouldBe([("AuthnRequest", ""), ("Response", "")]);
        good[0].Carrier.ShouldContain("&Signature=");
        good[1].Xml.ShouldContain("De Luca");
        (await LoginAsync("1")).Select(r => (r.Kind, r.Outcome)).ShouldBe([("AuthnRequest", ""), ("Response", "authn.level")]);
    }

    [Fact]
    public async Task LowerLevel_ThanAsked_DoesNotEnter()
    {
        var (comune, consortium, simulator) = await ToSimulatorAsync();
        using var c = comune;
        using var a = consortium;
        (await SendAsync(a, ResponseOf(await ChooseAsync(a, simulator, new() { ["person"] = "Maria De Luca", ["level"] = "1" })))).ShouldBe(HttpStatusCode.Forbidden).Main.ShouldContain("Non è stato registrato nulla");
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
        using (var thief = town.BrowserAt(Consortium)) (await SendAsync(thief, response)).Status.ShouldBe(HttpStatusCode.Forbidden, "the answer is of the browser that asked");
        (await SendAsync(a, response)).Status.ShouldBe(HttpStatusCode.OK);
        a.Cookies[SpidAccessModel.RequestCookie] = SamlResponse.InResponseTo(SamlXml.Parse(Convert.FromBase64String(response)));
        (await SendAsync(a, response)).Status.ShouldBe(HttpStatusCode.Forbidden);

        // The same assertion for a new request of ours, in a door that has just begun.
        var store = new Platform.Database.Sqlite.OneTimeStore(town.Installation, town.Clock);
        var used = SamlXml.Parse(Convert.FromBase64String(response)).GetElementsByTagName("Assertion", SamlNames.Assertion)[0]!.Attributes!["ID"]!.Value;
        (await store.PutAsync("spid-assertion", used, "", town.Clock.GetUtcNow().UtcDateTime.AddMinutes(5))).ShouldBeFalse("it is still known after a restart");
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
            answer.ShouldBe(HttpStatusCode.Forbidden).Heading.ShouldBe("Accesso non riuscito");
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
