using System.Net;
using System.Text;
using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Liburia.Platform.Law;
using Liburia.Platform.Organization;
using Liburia.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Liburia.Identity.Tests;

/// <summary>The doors by which people enter: nobody is shut out by others, nobody stays in as somebody else, nobody lets themselves in further.</summary>
public abstract class DoorTests(Town town)
{
    private static readonly DateOnly EndOfTime = new(9999, 12, 31);

    private DateOnly Today => LegalTime.Today(town.Clock);

    private static string It(DateOnly day) => day.ToString("dd/MM/yyyy", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The address in a header is ASCII, wherever its parts came from, and it is the same address.</summary>
    [Theory]
    [InlineData("/à", "/%C3%A0")]
    [InlineData("/servizi?q=città", "/servizi?q=citt%C3%A0")]
    [InlineData("/😀", "/%F0%9F%98%80")]
    public async Task Return_WithAnAccent_LeadsThere_FromEveryDoor(string wanted, string header)
    {
        town.Require();
        foreach (var (door, field) in ((string, string)[])[("/accedi", "TaxCode"), ("/desk/accedi", "UserName")])
        {
            using var browser = town.Browser();
            var page = await browser.GetAsync($"{door}?ritorno={Uri.EscapeDataString(wanted)}");
            var choice = page.Page.QuerySelector($"input[name={field}]")?.GetAttribute("value") is { Length: > 0 } first ? first : "anna";
            var entered = await browser.SubmitAsync(new() { [field] = choice }, follow: false);
            entered.Status.ShouldBe(HttpStatusCode.Redirect, door);
            entered.Location.ShouldBe(header, door);
        }
        var visit = await new SpidDriver(town).ToSimulatorAsync(back: wanted);
        var ended = await SpidDriver.SendAsync(visit.Consortium, SpidDriver.ResponseOf(await SpidDriver.ChooseAsync(visit.Consortium, visit.Simulator, new() { ["person"] = "Maria De Luca", ["level"] = "2" })));
        var back = await visit.Comune.GetAsync(SpidDriver.CodeOf(ended), follow: false);
        back.Status.ShouldBe(HttpStatusCode.Redirect);
        back.Location.ShouldBe(header, "SPID");
        visit.Dispose();
    }

    /// <summary>Whoever enters leaves what this browser was before: its session is worth nothing, by every door.</summary>
    [Theory]
    [InlineData("citizen", "citizen")]
    [InlineData("citizen", "staff")]
    [InlineData("staff", "citizen")]
    [InlineData("staff", "staff")]
    [InlineData("citizen", "spid")]
    [InlineData("staff", "spid")]
    public async Task Login_AsSomebodyElse_EndsTheFormerSession(string before, string after)
    {
        town.Require();
        using var browser = before == "staff" ? await town.AsStaffAsync("bruno") : await town.AsCitizenAsync("Luca Ferrara");
        var former = browser.Cookies[Sessions.CookieName];
        if (after == "spid")
        {
            using var visit = await new SpidDriver(town).ToSimulatorAsync();
            var ended = await SpidDriver.SendAsync(visit.Consortium, SpidDriver.ResponseOf(await SpidDriver.ChooseAsync(visit.Consortium, visit.Simulator, new() { ["person"] = "Maria De Luca", ["level"] = "2" })));
            visit.Comune.Cookies[Sessions.CookieName] = former;
            (await visit.Comune.GetAsync(SpidDriver.CodeOf(ended))).Text.ShouldContain("Maria De Luca");
        }
        else if (after == "staff")
        {
            // The door is left open in another window, and used there.
            using var other = town.Browser();
            await other.GetAsync("/desk/accedi");
            other.Cookies[Sessions.CookieName] = former;
            (await other.SubmitAsync(new() { ["UserName"] = "anna" }, follow: false)).Status.ShouldBe(HttpStatusCode.Redirect);
        }
        else
        {
            using var other = town.Browser();
            var page = await other.GetAsync("/accedi");
            var maria = page.Page.QuerySelectorAll("input[name=TaxCode]").First(input => page.Page.QuerySelector($"label[for='{input.Id}']")!.TextContent.Contains("Maria De Luca", StringComparison.Ordinal));
            other.Cookies[Sessions.CookieName] = former;
            (await other.SubmitAsync(new() { ["TaxCode"] = maria.GetAttribute("value")! }, follow: false)).Status.ShouldBe(HttpStatusCode.Redirect);
        }

        using var stolen = town.Browser();
        stolen.Cookies[Sessions.CookieName] = former;
        (await stolen.GetAsync(before == "staff" ? "/desk" : "/area-personale", follow: false)).Status.ShouldBe(HttpStatusCode.Redirect, "the former session is over");
    }

    public static TheoryData<string> Doors() => ["/verifica", "/accedi", "/desk/accedi", "/desk/primo-accesso/0123456789", "/problema"];

    /// <summary>Whoever fills one door with junk shuts nobody behind the same address out of another.</summary>
    [Theory, MemberData(nameof(Doors))]
    public async Task Junk_AtOneDoor_LeavesTheOthersOpen_ForWhoIsBehindTheSameAddress(string door)
    {
        town.Require();
        var address = $"198.51.100.{Doors().ToList().FindIndex(row => row.Data == door) + 1}";
        using var junk = new Browser(town.Handler, "teverola.localhost") { Address = address };
        for (var i = 0; i < 35; i++) await junk.PostAsync(door, new() { ["Text"] = $"{i}" });
        junk.Last!.Status.ShouldBe(HttpStatusCode.TooManyRequests);

        using var colleague = new Browser(town.Handler, "teverola.localhost") { Address = address };
        foreach (var other in Doors().Select(row => row.Data).Where(other => other != door))
            (await colleague.PostAsync(other, [])).Status.ShouldNotBe(HttpStatusCode.TooManyRequests, other);
    }

    /// <summary>A town hall comes through the door of the staff at eight, behind one address.</summary>
    [Fact]
    public async Task Staff_OfAWholeBuilding_EnterBehindOneAddress()
    {
        town.Require();
        using var building = new Browser(town.Handler, new SpidDriver(town).Consortium) { Address = "198.51.100.40" };
        for (var i = 0; i < 120; i++) (await building.PostAsync("/personale/accesso?comune=cesa&n=x", new() { ["user"] = $"persona{i}" })).Status.ShouldNotBe(HttpStatusCode.TooManyRequests);
    }

    /// <summary>An address that a visitor says to have is not theirs for coming from this machine: only a proxy that is named is believed.</summary>
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public async Task Forwarded_FromThisMachine_WhenNoProxyIsNamed_IsNotBelieved(string loopback)
    {
        town.Require();
        using var client = new HttpClient(town.Handler, disposeHandler: false) { BaseAddress = new("http://frignano.localhost/") };
        var refused = 0;
        for (var i = 0; i < 40; i++)
        {
            using var guess = new HttpRequestMessage(HttpMethod.Post, "http://casandrino.localhost/verifica") { Content = new FormUrlEncodedContent([]) };
            guess.Headers.Add("X-Test-Address", loopback);
            guess.Headers.Add("X-Forwarded-For", $"203.0.113.{i}");
            guess.Headers.Add("X-Forwarded-Proto", "https");
            using var answer = await client.SendAsync(guess, TestContext.Current.CancellationToken);
            if (answer.StatusCode == HttpStatusCode.TooManyRequests) refused++;
            answer.Headers.Contains("Strict-Transport-Security").ShouldBeFalse("nor is what they say of their line");
        }
        refused.ShouldBe(10);
    }

    private async Task<Answer> PlaceAsync(Browser admin, Guid who, Dictionary<string, string> change)
    {
        var page = await admin.GetAsync($"/desk/personale/{who:n}");
        var office = await town.ReadAsync(admin.Current.Length > 0 ? Slug(admin) : "cesa", db => db.Set<Office>().AsNoTracking().FirstAsync(o => o.Name.Contains("tecnico")));
        var fields = new Dictionary<string, string>
        {
            ["__RequestVerificationToken"] = page.Page.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!,
            ["Seen"] = page.Page.QuerySelector("input[name=Seen]")!.GetAttribute("value")!,
            ["How"] = "more",
            ["OfficeId"] = $"{office.Id}",
            ["Role"] = Roles.CaseOfficer,
            ["Title"] = "Istruttore",
            ["From"] = It(Today),
        };
        foreach (var (name, value) in change) fields[name] = value;
        return await admin.PostAsync($"/desk/personale/{who:n}?handler=Place", fields);
    }

    private readonly Dictionary<Browser, string> at = [];

    private string Slug(Browser browser) => at.GetValueOrDefault(browser, "cesa");

    private async Task<Guid> IdAsync(string user, string slug = "cesa") => (await town.ReadAsync(slug, db => db.Set<StaffMember>().AsNoTracking().FirstAsync(s => s.UserName == user))).Id;

    [Fact]
    public async Task Position_UntilTheEndOfTime_IsRefused_BesideItsField_AndOneThatIsThereStopsNobody()
    {
        town.Require();
        using var elsa = await town.AsStaffAsync("elsa", "orta-di-atella");
        at[elsa] = "orta-di-atella";
        var (gino, me) = (await IdAsync("gino", "orta-di-atella"), await IdAsync("elsa", "orta-di-atella"));
        foreach (var last in (string[])[It(EndOfTime), "31/12/2199", "31/02/2027"])
        {
            var refused = (await PlaceAsync(elsa, gino, new() { ["Role"] = Roles.OfficeHead, ["To"] = last })).ShouldBe(HttpStatusCode.BadRequest);
            refused.ErrorOf("To").Length.ShouldBeGreaterThan(10, last);
            refused.Page.QuerySelector("input[name=To]")!.GetAttribute("value").ShouldBe(last, "it stays to be mended");
        }
        // Left empty, as a browser sends it, it lasts.
        (await PlaceAsync(elsa, gino, new() { ["Role"] = Roles.OfficeHead, ["To"] = "" })).ShouldBe(HttpStatusCode.OK);
        // From before such days were refused.
        await town.InAsync("orta-di-atella", async services =>
        {
            var db = services.GetRequiredService<AppDb>();
            await db.Set<Position>().Where(p => p.StaffId == me).ExecuteUpdateAsync(set => set.SetProperty(p => p.ValidTo, EndOfTime));
            return true;
        });
        (await PlaceAsync(elsa, gino, new() { ["How"] = "move", ["Role"] = Roles.CaseOfficer, ["From"] = It(Today.AddDays(3)) })).ShouldBe(HttpStatusCode.OK);
    }

    /// <summary>Who may do what takes two pairs of eyes: nobody gives themselves a position, in no way the desk has.</summary>
    [Fact]
    public async Task Administrator_GivesThemselvesNothing_AnotherDoes_AndTheConsortiumWhereThereIsOneAlone()
    {
        town.Require();
        using var elsa = await town.AsStaffAsync("elsa", "succivo");
        at[elsa] = "succivo";
        var (me, gino) = (await IdAsync("elsa", "succivo"), await IdAsync("gino", "succivo"));
        foreach (var role in Roles.Of(Closure.Modules).Select(one => one.Key))
            foreach (var how in (string[])["more", "move"])
                (await PlaceAsync(elsa, me, new() { ["Role"] = role, ["How"] = how })).ShouldBe(HttpStatusCode.BadRequest).Main.ShouldContain("lo dà un altro amministratore", customMessage: $"{role} {how}");
        // Nor by standing in for somebody who has it.
        var page = await elsa.GetAsync($"/desk/personale/{gino:n}");
        var token = page.Page.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        var seen = page.Page.QuerySelector("input[name=Seen]")!.GetAttribute("value")!;
        (await elsa.PostAsync($"/desk/personale/{gino:n}?handler=Substitute", new() { ["__RequestVerificationToken"] = token, ["Seen"] = seen, ["Substitute"] = $"{me}", ["AwayFrom"] = It(Today), ["AwayTo"] = It(Today.AddDays(3)) })).ShouldBe(HttpStatusCode.BadRequest).Main.ShouldContain("lo dà un altro amministratore");
        (await town.ReadAsync("succivo", db => db.Set<Position>().CountAsync(p => p.StaffId == me))).ShouldBe(1);

        // Nor through somebody of their own making.
        await elsa.GetAsync("/desk/personale");
        var technical = await town.ReadAsync("succivo", db => db.Set<Office>().AsNoTracking().FirstAsync(o => o.Name.Contains("tecnico")));
        (await elsa.SubmitAsync(new() { ["FullName"] = "Mario Finto", ["UserName"] = "mario.finto", ["OfficeId"] = $"{technical.Id}", ["Role"] = Roles.Administrator, ["Title"] = "Amministratore", ["From"] = It(Today) }, "main form[method=post]")).ShouldBe(HttpStatusCode.OK);
        using var mario = await town.AsStaffAsync("mario.finto", "succivo");
        at[mario] = "succivo";
        (await PlaceAsync(mario, me, [])).ShouldBe(HttpStatusCode.BadRequest).Main.ShouldContain("lo dà un altro amministratore");
        await elsa.GetAsync("/desk/personale");
        var office = await town.ReadAsync("succivo", db => db.Set<Office>().AsNoTracking().FirstAsync(o => o.Name.Contains("tecnico")));
        (await elsa.SubmitAsync(new()
        {
            ["FullName"] = "Piero Consorzio",
            ["UserName"] = "piero.consorzio",
            ["OfficeId"] = $"{office.Id}",
            ["Role"] = Roles.Administrator,
            ["Title"] = "Assistenza",
            ["From"] = It(Today),
            ["IsConsortium"] = "true",
            ["Reason"] = "Sono l'unica amministratrice: mi serve un secondo.",
        }, "main form[method=post]")).ShouldBe(HttpStatusCode.OK);
        using var piero = await town.AsStaffAsync("piero.consorzio", "succivo");
        at[piero] = "succivo";
        (await PlaceAsync(piero, me, [])).ShouldBe(HttpStatusCode.OK);
        var given = await town.ReadAsync("succivo", db => db.Set<Position>().AsNoTracking().SingleAsync(p => p.StaffId == me && p.Role == Roles.CaseOfficer));
        // Taken back on the day it began, it stays in sight as one that never held.
        var shown = await piero.GetAsync($"/desk/personale/{me:n}");
        var end = Browser.FieldsOf((AngleSharp.Html.Dom.IHtmlFormElement)shown.Page.QuerySelectorAll("form[action='?handler=End']").First(form => form.InnerHtml.Contains($"{given.Id}", StringComparison.Ordinal)));
        end["LastDay"] = It(Today.AddDays(-1));
        (await piero.PostAsync($"/desk/personale/{me:n}?handler=End", end)).ShouldBe(HttpStatusCode.OK).Main.ShouldContain("tolto lo stesso giorno");
        (await town.ReadAsync("succivo", db => db.Set<Position>().AsNoTracking().SingleAsync(p => p.Id == given.Id))).HoldsOn(Today).ShouldBeFalse();
    }
}

public sealed class DoorOnSqlite(SqliteTown town) : DoorTests(town), IClassFixture<SqliteTown>;

public sealed class DoorOnPostgres(PostgresTown town) : DoorTests(town), IClassFixture<PostgresTown>;
