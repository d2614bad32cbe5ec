using System.Net;
using AngleSharp.Dom;
using Liburia.Platform.Access;
using Liburia.Platform.Organization;
using Liburia.Platform.Web;
using Liburia.TestKit;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace Liburia.Architecture.Tests;

/// <summary>Sessions, headers, errors, limits and logs as docs/security.md states them: each test carries the numbers of its statements.</summary>
public abstract class SecurityTests(Town town)
{
    private const string Session = Sessions.CookieName;

    [Fact]
    public async Task S15_Login_GivesANewSession_AndAPlantedOneIsWorthNothing()
    {
        town.Require();
        using var attacker = await town.AsCitizenAsync("Luca Ferrara");
        var planted = attacker.Cookies[Session];
        using var maria = town.Browser();
        maria.Cookies[Session] = "planted";
        var page = await maria.GetAsync("/accedi");
        var code = page.Page.QuerySelectorAll("input[name=TaxCode]").First(input => input.GetAttribute("value")!.StartsWith("DLC", StringComparison.Ordinal)).GetAttribute("value")!;
        (await maria.SubmitAsync(new() { ["TaxCode"] = code }, follow: false)).Status.ShouldBe(HttpStatusCode.Redirect);
        maria.Cookies[Session].ShouldNotBe("planted");
        var first = maria.Cookies[Session];
        using var again = await town.AsCitizenAsync();
        again.Cookies[Session].ShouldNotBe(first);
        using var thief = town.Browser();
        thief.Cookies[Session] = planted;
        (await thief.GetAsync("/area-personale")).Text.ShouldNotContain("Maria De Luca");
    }

    [Fact]
    public async Task S16_Cookies_AreOfThisHostAlone_Secure_AndOutOfReachOfScripts()
    {
        town.Require();
        using var maria = town.Browser();
        var page = await maria.GetAsync("/accedi");
        var set = page.Raw.Headers.GetValues("Set-Cookie").ToList();
        var code = page.Page.QuerySelector("input[name=TaxCode]")!.GetAttribute("value")!;
        set.AddRange((await maria.SubmitAsync(new() { ["TaxCode"] = code }, follow: false)).Raw.Headers.GetValues("Set-Cookie"));
        set.Count.ShouldBeGreaterThanOrEqualTo(3);
        foreach (var cookie in set)
        {
            cookie.ShouldStartWith("__Host-");
            cookie.ShouldContain("secure", Case.Insensitive);
            cookie.ShouldContain("httponly", Case.Insensitive);
            cookie.ShouldContain("path=/", Case.Insensitive);
            cookie.ShouldNotContain("domain=", Case.Insensitive);
            // Strict would be left out by who arrives from a letter, and the forms already open would be refused.
            cookie.ShouldContain("samesite=lax", Case.Insensitive);
        }
        set.ShouldContain(cookie => cookie.StartsWith(Session + "=", StringComparison.Ordinal) && cookie.Contains("samesite=lax", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("Luca Ferrara", null, "/area-personale", "/accedi")]
    [InlineData(null, "bruno", "/desk", "/desk/accedi")]
    public async Task S17_Logout_EndsTheSessionOnTheServer_AndItsCookieIsWorthNothing(string? citizen, string? staff, string inside, string door)
    {
        town.Require();
        using var browser = citizen is not null ? await town.AsCitizenAsync(citizen) : await town.AsStaffAsync(staff!);
        var cookie = browser.Cookies[Session];
        (await browser.GetAsync(inside)).ShouldBe(HttpStatusCode.OK);
        await browser.SubmitAsync(form: "form[action='/esci']", follow: false);
        browser.Cookies.ShouldNotContainKey(Session);
        browser.Cookies[Session] = cookie;
        (await browser.GetAsync(inside, follow: false)).Location.ShouldNotBeNull().ShouldStartWith(door);
    }

    [Fact]
    public async Task S17_Session_EndsAfterHalfAnHourOfSilence_AndAfterEightHoursInAnyCase()
    {
        town.Require();
        using var idle = await town.AsStaffAsync("dario");
        town.Clock.Move(TimeSpan.FromMinutes(29));
        (await idle.GetAsync("/desk", follow: false)).Status.ShouldBe(HttpStatusCode.OK);
        town.Clock.Move(TimeSpan.FromMinutes(31));
        (await idle.GetAsync("/desk", follow: false)).Location.ShouldNotBeNull().ShouldStartWith("/desk/accedi");

        using var busy = await town.AsStaffAsync("dario");
        for (var minutes = 0; minutes < 460; minutes += 20)
        {
            town.Clock.Move(TimeSpan.FromMinutes(20));
            (await busy.GetAsync("/desk", follow: false)).Status.ShouldBe(HttpStatusCode.OK, $"after {minutes + 20} minutes");
        }
        town.Clock.Move(TimeSpan.FromMinutes(21));
        (await busy.GetAsync("/desk", follow: false)).Status.ShouldBe(HttpStatusCode.Redirect, "eight hours are over, however busy");
    }

    [Fact]
    public async Task S7_RoleThatEnded_IsGoneAtTheNextRequest()
    {
        town.Require();
        using var carla = await town.AsStaffAsync("carla", "succivo");
        (await carla.GetAsync("/desk/pratiche")).ShouldBe(HttpStatusCode.OK);
        await town.ReadAsync("succivo", async db =>
        {
            var id = (await db.Set<StaffMember>().AsNoTracking().FirstAsync(s => s.UserName == "carla")).Id;
            return await db.Set<Position>().Where(p => p.StaffId == id).ExecuteUpdateAsync(set => set.SetProperty(p => p.ValidTo, new DateOnly(2025, 1, 1)));
        });
        (await carla.GetAsync("/desk/pratiche", follow: false)).Location.ShouldNotBeNull().ShouldStartWith("/desk/accedi");
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("https:evil.example")]
    [InlineData("https://evil.example")]
    [InlineData("%2f%2fevil.example")]
    [InlineData("/%2fevil.example//")]
    [InlineData("@evil.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData("\thttps://evil.example")]
    public async Task S35_ReturnAddress_OfAnotherSite_IsNotFollowed(string evil)
    {
        town.Require();
        foreach (var (door, field) in new[] { ("/accedi", "TaxCode"), ("/desk/accedi", "UserName") })
        {
            using var browser = town.Browser();
            var page = await browser.GetAsync($"{door}?ritorno={Uri.EscapeDataString(evil)}");
            var choice = page.Page.QuerySelector($"input[name={field}]")?.GetAttribute("value") ?? "anna";
            var entered = await browser.SubmitAsync(new() { [field] = choice }, follow: false);
            entered.Status.ShouldBe(HttpStatusCode.Redirect, entered.Text);
            new Uri(new Uri("http://cesa.localhost"), entered.Location!).Host.ShouldBe("cesa.localhost", entered.Location);
        }
    }

    [Fact]
    public async Task S31_S32_Headers_OfEveryKindOfAnswer_AreStrict()
    {
        town.Require();
        using var client = new HttpClient(town.Handler, disposeHandler: false) { BaseAddress = new Uri("https://cesa.localhost/") };
        var nonces = new HashSet<string>();
        foreach (var path in (string[])["", "accedi", "desk", "niente-di-simile", "assets/lib/site.css", "api/v1/calcolo", "verifica/x", "errore/500"])
        {
            using var answer = await client.GetAsync(path, TestContext.Current.CancellationToken);
            string Header(string name) => answer.Headers.TryGetValues(name, out var values) ? values.Single() : "";
            var policy = Header("Content-Security-Policy");
            foreach (var part in (string[])["default-src 'none'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'", "report-uri /csp"]) policy.ShouldContain(part, customMessage: path);
            policy.ShouldNotContain("unsafe", customMessage: path);
            nonces.Add(policy[(policy.IndexOf("nonce-", StringComparison.Ordinal) + 6)..].Split('\'')[0]).ShouldBeTrue("a nonce came twice");
            Header("Strict-Transport-Security").ShouldStartWith("max-age=31536000", customMessage: path);
            Header("X-Content-Type-Options").ShouldBe("nosniff", path);
            Header("Referrer-Policy").ShouldNotBeEmpty(path);
            Header("Permissions-Policy").ShouldContain("camera=()", customMessage: path);
            Header("Cross-Origin-Opener-Policy").ShouldBe("same-origin", path);
            Header("Cross-Origin-Resource-Policy").ShouldBe("same-origin", path);
            answer.Headers.Contains("Server").ShouldBeFalse(path);
            answer.Headers.Contains("X-Powered-By").ShouldBeFalse(path);
        }
    }

    [Fact]
    public async Task S31_PageThatBreaksItsPolicy_IsReportedByTheBrowser_Counted_AndNobodyIsNamed()
    {
        town.Require();
        using var log = new Heard();
        town.Services.GetRequiredService<ILoggerFactory>().AddProvider(log);
        using var client = new HttpClient(town.Handler, disposeHandler: false) { BaseAddress = new Uri("https://cesa.localhost/") };
        async Task<HttpStatusCode> SayAsync(string report)
        {
            using var body = new StringContent(report, System.Text.Encoding.UTF8, "application/csp-report");
            return (await client.PostAsync("csp", body, TestContext.Current.CancellationToken)).StatusCode;
        }
        (await SayAsync("""{"csp-report":{"document-uri":"https://cesa.localhost/servizi?q=DLCMRA85E52A512V","effective-directive":"img-src","blocked-uri":"https://altrove.example/x.png?who=1"}}""")).ShouldBe(HttpStatusCode.NoContent);
        (await SayAsync("""{"csp-report":{"effective-directive":"made-up-by-somebody"}}""")).ShouldBe(HttpStatusCode.NoContent);
        foreach (var nonsense in (string[])["", "[", "[1,2]", "{\"csp-report\":7}", "null"]) (await SayAsync(nonsense)).ShouldBe(HttpStatusCode.NoContent, nonsense);
        (await SayAsync("{\"csp-report\":{\"x\":\"" + new string('x', 20_000) + "\"}}")).ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        var line = log.Lines.Single(l => l.Contains("img-src", StringComparison.Ordinal));
        line.ShouldContain("https://cesa.localhost/servizi");
        line.ShouldNotContain("DLCMRA");
        var text = new System.Text.StringBuilder();
        town.Services.GetRequiredService<PolicyBreaches>().Write(text);
        text.ToString().ShouldContain("liburia_policy_breaches{rule=\"img-src\"} 1");
        text.ToString().ShouldContain("liburia_policy_breaches{rule=\"other\"} 1");
    }

    [Fact]
    public async Task S73_WhoAsksForCostlyPagesWithoutEnd_IsToldToWait_AndNobodyElse()
    {
        town.Require();
        using var anna = await town.AsStaffAsync();
        Answer last = (await anna.GetAsync("/desk/protocollo")).ShouldBe(HttpStatusCode.OK);
        for (var i = 0; i < 121 && last.Status == HttpStatusCode.OK; i++) last = await anna.GetAsync($"/desk/protocollo?q=parola{i}");
        last.ShouldBe(HttpStatusCode.TooManyRequests).Heading.ShouldBe("Troppi tentativi");
        int.Parse(last.Raw.Headers.GetValues("Retry-After").Single(), System.Globalization.CultureInfo.InvariantCulture).ShouldBeInRange(1, 60);
        (await anna.GetAsync("/desk/protocollo")).ShouldBe(HttpStatusCode.OK);
        using var other = await town.AsStaffAsync("bruno");
        (await other.GetAsync("/desk/protocollo?q=parola")).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task S95_WhoKnocksFiftyTimes_RaisesTheAlarm_FortyNineDoNot()
    {
        town.Require();
        var clock = new TestClock();
        var refusals = new Refusals(clock);
        for (var i = 0; i < 49; i++) refusals.Count("cesa", "a");
        refusals.Knocking("cesa").ShouldBe(0);
        refusals.Count("cesa", "b");
        refusals.Count("succivo", "a");
        refusals.Knocking("cesa").ShouldBe(0, "two persons are not one, nor are two Comuni");
        refusals.Count("cesa", "a");
        refusals.Knocking("cesa").ShouldBe(1);
        clock.Move(TimeSpan.FromMinutes(14));
        refusals.Knocking("cesa").ShouldBe(1);
        clock.Move(TimeSpan.FromMinutes(2));
        refusals.Knocking("cesa").ShouldBe(0, "who stopped is forgotten");

        using var luca = await town.AsCitizenAsync("Luca Ferrara");
        for (var i = 0; i < 50; i++) (await luca.GetAsync("/desk/protocollo")).ShouldBe(HttpStatusCode.Forbidden);
        var (report, told) = (town.Services.GetRequiredService<HealthReport>(), HealthLevel.Well);
        // What health says is kept for ten seconds.
        for (var i = 0; i < 120 && told != HealthLevel.Warning; i++, await Task.Delay(500, TestContext.Current.CancellationToken))
            told = (await report.LinesAsync(TestContext.Current.CancellationToken)).Single(line => line is { Name: "refusals", Comune: "cesa" }).Level;
        told.ShouldBe(HealthLevel.Warning);
        var ready = (await luca.GetAsync("/health/ready")).Text;
        foreach (var word in (string[])["refusals", "security", "degraded"]) ready.ShouldNotContain(word, customMessage: "whoever knocks does not read that it was noticed");
    }

    [Fact]
    public async Task S44_PageThatWantsAllTheMemory_IsRefused_AndTheNextOneIsMade()
    {
        await using var renderer = new Liburia.Platform.Documents.WeasyPrintRenderer(Microsoft.Extensions.Logging.Abstractions.NullLogger<Liburia.Platform.Documents.WeasyPrintRenderer>.Instance, "/usr/bin/python3", workers: 1);
        if (!(await renderer.StateAsync(TestContext.Current.CancellationToken)).Ready) Assert.Skip("WeasyPrint is not installed");
        (await Should.ThrowAsync<Liburia.Platform.Documents.RendererUnavailable>(() => renderer.RenderAsync("<table><tr><td colspan=300000000>a", TestContext.Current.CancellationToken))).Message.ShouldContain("MemoryError");
        (await renderer.RenderAsync("<p>La prossima</p>", TestContext.Current.CancellationToken)).AsSpan(0, 5).SequenceEqual("%PDF-"u8).ShouldBeTrue();
    }

    [Fact]
    public async Task S37_PrivatePages_AreKeptNowhere_AndNoAddressDisguisesThem()
    {
        town.Require();
        using var luca = await town.AsCitizenAsync("Luca Ferrara");
        using var anna = await town.AsStaffAsync();
        foreach (var (browser, path) in new[] { (luca, "/area-personale"), (luca, "/area-personale/accessi"), (luca, "/servizi"), (luca, "/"), (anna, "/desk"), (anna, "/desk/residenti?q=ferrara") })
            (await browser.GetAsync(path)).ShouldBe(HttpStatusCode.OK).Raw.Headers.CacheControl!.NoStore.ShouldBeTrue(path);
        foreach (var disguised in (string[])["/area-personale/x.css", "/area-personale/accessi/x.js", "/area-personale;x.css", "/area-personale%2fx.css", "/desk/residenti/x.png"])
            (await luca.GetAsync(disguised)).ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task S38_AnotherSite_MayAskTheOpenInterfaceOnly_AndWithoutCookies()
    {
        town.Require();
        using var client = new HttpClient(town.Handler, disposeHandler: false) { BaseAddress = new Uri("http://cesa.localhost/") };
        foreach (var path in (string[])["", "accedi", "area-personale", "desk", "api/v1/calcolo", "verifica/x"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Add("Origin", "https://evil.example");
            using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
            answer.Headers.Contains("Access-Control-Allow-Credentials").ShouldBeFalse(path);
            var allowed = answer.Headers.TryGetValues("Access-Control-Allow-Origin", out var origins) ? origins.Single() : "";
            allowed.ShouldBe(path.StartsWith("api", StringComparison.Ordinal) ? "*" : "", path);
        }
    }

    [Fact]
    public async Task S90_WhatIsForWhoRunsTheHouse_IsClosedToOthers()
    {
        town.Require();
        using var consortium = town.BrowserAt("localhost");
        (await consortium.GetAsync("/metrics")).Status.ShouldBe(HttpStatusCode.NotFound);
        using var comune = town.Browser();
        foreach (var path in (string[])["/metrics", "/swagger", "/swagger/index.html", "/scalar", "/openapi", "/.git/config", "/.env", "/assets/", "/assets/lib/", "/data", "/keys", "/web.config", "/appsettings.json"])
            (await comune.GetAsync(path)).ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("/assets/../../directory.json")]
    [InlineData("/assets/..%2f..%2fdirectory.json")]
    [InlineData("/assets/..\\..\\directory.json")]
    [InlineData("/assets/..%5c..%5cdirectory.json")]
    [InlineData("/assets/lib/%252e%252e%252fdirectory.json")]
    [InlineData("/assets/lib/site.css\0.json")]
    [InlineData("/assets/comune/../../directory.css")]
    [InlineData("/verifica/../../directory.json")]
    [InlineData("/area-personale/documenti/../../../directory.json")]
    [InlineData("//etc/passwd")]
    public async Task S62_PathsThatClimb_AreNotFound(string path)
    {
        town.Require();
        var server = (Microsoft.AspNetCore.TestHost.TestServer)town.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>();
        var answer = await server.SendAsync(http => (http.Request.Method, http.Request.Host, http.Request.Path) = ("GET", new("cesa.localhost"), path), TestContext.Current.CancellationToken);
        answer.Response.StatusCode.ShouldBe(404);
    }

    [Fact]
    public async Task S69_Bodies_AreSmall_WhereNoFileIsTaken()
    {
        town.Require();
        town.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.Limits.MaxRequestBodySize.ShouldBe(1024 * 1024);
        var larger = town.Services.GetRequiredService<IEnumerable<EndpointDataSource>>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<Microsoft.AspNetCore.Http.Metadata.IRequestSizeLimitMetadata>() is { MaxRequestBodySize: null or > 1024 * 1024 }).Select(e => e.RoutePattern.RawText!.Trim('/')).Where(path => !path.StartsWith("en/", StringComparison.Ordinal)).Order();
        larger.ShouldBe(["area-personale/pratiche/{id:guid}", "desk/importazioni", "desk/pratiche/{id:guid}/decidi", "desk/protocollo/nuovo", "desk/sportello/{slug}/{draft:guid}/{step}", "desk/sportello/{slug}/{draft:guid}/{step}/pezzi", "servizi/{slug}/domanda/{draft:guid}/{step}", "servizi/{slug}/domanda/{draft:guid}/{step}/pezzi"]);
        using var anna = await town.AsStaffAsync();
        var answer = await anna.PostFileAsync("/desk/protocollo/nuovo", [], "Scan", "grande.pdf", new byte[22 * 1024 * 1024], follow: false);
        answer.ShouldBe(HttpStatusCode.RequestEntityTooLarge).Heading.ShouldBe("Il file è troppo grande");
    }

    [Fact]
    public async Task S70_Forms_WithThousandsOfFields_AreRefusedInWords()
    {
        town.Require();
        using var browser = town.Browser();
        var fields = Enumerable.Range(0, 3000).ToDictionary(i => $"campo{i}", i => "x");
        (await browser.PostAsync("/verifica", fields)).ShouldBe(HttpStatusCode.BadRequest).Heading.ShouldBe("La richiesta non è valida");
        (await browser.PostAsync("/verifica", new() { ["Code"] = new string('A', 900_000) })).ShouldBe(HttpStatusCode.BadRequest);
        (await browser.GetAsync("/servizi?q=" + new string('x', 5000))).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task S49_Logs_HoldNoPerson_NoCookie_AndNoLineOfTheVisitors()
    {
        town.Require();
        using var log = new Heard();
        town.Services.GetRequiredService<ILoggerFactory>().AddProvider(log);
        using var maria = await town.AsCitizenAsync();
        await maria.GetAsync("/area-personale");
        await maria.GetAsync("/niente%0d%0aFALSA RIGA%1b[31m?q=DLCMRA85E52A512V%0d%0a");
        await maria.PostAsync("/verifica", new() { ["Code"] = "riga\r\nFALSA" });
        await maria.PostAsync("/esci", new() { ["__RequestVerificationToken"] = "falso\r\nFALSA" });
        using var access = town.BrowserAt("localhost");
        await access.PostAsync("/spid/acs", new() { ["SAMLResponse"] = "falso\r\nFALSA" });
        log.Lines.ShouldContain(line => line.Contains("A SAML response was refused", StringComparison.Ordinal));
        foreach (var line in log.Lines)
        {
            foreach (var secret in (string[])["DLCMRA", "De Luca", maria.Cookies[Session], "FALSA"]) line.ShouldNotContain(secret, Case.Insensitive);
            line.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t')).ShouldBeFalse(line);
        }
    }
}

public sealed class SecurityOnSqlite(SqliteTown town) : SecurityTests(town), IClassFixture<SqliteTown>;

public sealed class SecurityOnPostgres(PostgresTown town) : SecurityTests(town), IClassFixture<PostgresTown>;
