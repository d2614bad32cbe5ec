using System.Net;
using Liburia.Identity.Staff;
using Liburia.Platform.Access;
using Liburia.Platform.Audit;
using Liburia.Protocol.Contracts;
using Liburia.Registry.Contracts;
using Liburia.TestKit;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace Liburia.Identity.Tests;

/// <summary>An answer of a passkey counts once, for the challenge it was asked with, at the door that asked: what was overheard, kept or taken elsewhere opens nothing.</summary>
public abstract class StaffChallengeTests(Town town)
{
    private const string Form = "form[data-passkey]";

    private string Consortium => new Uri(town.Installation.AccessPointUrl).Host;

    private SoftAuthenticator Key() => new(new Uri(town.Installation.AccessPointUrl).GetLeftPart(UriPartial.Authority), Consortium);

    private static string OptionsOf(Answer page) => page.Page.QuerySelector(Form)!.GetAttribute("data-options")!;

    private static string ChallengeOf(Answer page) => page.Page.QuerySelector($"{Form} input[name=challenge]")!.GetAttribute("value")!;

    private async Task<Browser> EntryAsync(string slug = "cesa")
    {
        using var desk = town.Browser(slug);
        var entry = (await desk.GetAsync("/desk/accedi?ritorno=/desk")).Page.QuerySelectorAll("main a").First(a => a.GetAttribute("href")!.Contains("/personale/accesso", StringComparison.Ordinal)).GetAttribute("href")!;
        var consortium = town.BrowserAt(Consortium);
        await consortium.GetAsync(new Uri(entry).PathAndQuery);
        return consortium;
    }

    private async Task<Browser> EnrolmentAsync(string user, string slug = "cesa")
    {
        using var desk = await town.AsStaffAsync(user, slug);
        var sent = await desk.GetAsync("/desk/il-mio-accesso?handler=Add", follow: false);
        var consortium = town.BrowserAt(Consortium);
        await consortium.GetAsync(new Uri(sent.Location!).PathAndQuery);
        return consortium;
    }

    private static Task<Answer> EnterAsync(Browser at, string credential, string challenge) => at.SubmitAsync(new() { ["credential"] = credential, ["challenge"] = challenge }, Form);

    private static Task<Answer> EnrolAsync(Browser at, string credential, string challenge, string name = "chiave") => at.SubmitAsync(new() { ["credential"] = credential, ["challenge"] = challenge, ["name"] = name }, Form);

    private async Task<SoftAuthenticator> EnrolledAsync(string user, string slug = "cesa")
    {
        var key = Key();
        using var at = await EnrolmentAsync(user, slug);
        (await EnrolAsync(at, key.Create(OptionsOf(at.Last!)), ChallengeOf(at.Last!))).Heading.ShouldBe("Fatto");
        return key;
    }

    /// <summary>The ways an answer may name a challenge that is not its own any more.</summary>
    public static TheoryData<string> Ways() => ["used", "used, in its own page", "left behind", "of another page", "expired", "of another Comune", "of the other door", "invented"];

    [Theory, MemberData(nameof(Ways))]
    public async Task Login_AnswerToAnotherChallenge_OpensNothing_AndTheTrailSaysSo(string way)
    {
        town.Require();
        var key = await EnrolledAsync("anna");
        using var first = await EntryAsync();
        var (options, challenge) = (OptionsOf(first.Last!), ChallengeOf(first.Last!));
        var answer = key.Get(options);
        var refused = await RefusedAsync();
        using var at = way is "used, in its own page" ? first : way == "of another Comune" ? await EntryAsync("succivo") : await EntryAsync();
        switch (way)
        {
            case "used" or "used, in its own page":
                var page = first.Last!;
                (await EnterAsync(first, answer, challenge)).Heading.ShouldBe("Benvenuto");
                // Signed anew, with a counter that has gone on: only the challenge is old.
                answer = key.Get(options);
                // The page is shown again by «back», with everything it had; the whole form is sent once more.
                if (way != "used") await first.GetAsync(AddressOf(page));
                break;
            case "left behind":
                // Nobody used the first: its answer comes under the second's name.
                challenge = ChallengeOf(at.Last!);
                break;
            case "of another page":
                // The other way round: an answer to the second under the first's name.
                answer = key.Get(OptionsOf(at.Last!));
                break;
            case "expired":
                town.Clock.Move(TimeSpan.FromMinutes(11));
                break;
            case "of the other door":
                using (var enrolment = await EnrolmentAsync("bruno")) challenge = ChallengeOf(enrolment.Last!);
                break;
            case "invented":
                challenge = new string('a', 64);
                break;
        }
        (await EnterAsync(at, answer, challenge)).ShouldBe(HttpStatusCode.BadRequest).Main.ShouldContain("Questa passkey non apre la scrivania");
        if (way != "of another Comune") (await RefusedAsync()).ShouldBe(refused + 1);
        // Nothing is wrong with the key: asked anew it opens.
        using var again = await EntryAsync();
        (await EnterAsync(again, key.Get(OptionsOf(again.Last!)), ChallengeOf(again.Last!))).Heading.ShouldBe("Benvenuto");
    }

    [Theory, MemberData(nameof(Ways))]
    public async Task Enrolment_AnswerToAnotherChallenge_AddsNothing(string way)
    {
        town.Require();
        var (key, other) = (Key(), Key());
        using var at = await EnrolmentAsync("gino");
        var (options, challenge) = (OptionsOf(at.Last!), ChallengeOf(at.Last!));
        var answer = key.Create(options);
        if (way.StartsWith("used", StringComparison.Ordinal)) (await EnrolAsync(at, answer, challenge)).Heading.ShouldBe("Fatto");
        var before = await KeysAsync();
        // The page shown again asks anew; the one of before is answered.
        await at.GetAsync("/personale/chiave");
        switch (way)
        {
            case "used":
                // Another key, to the words that were answered already.
                answer = other.Create(options);
                break;
            case "left behind": challenge = ChallengeOf(at.Last!); break;
            case "of another page": answer = key.Create(OptionsOf(at.Last!)); break;
            case "expired":
                town.Clock.Move(TimeSpan.FromMinutes(11));
                break;
            case "of another Comune":
                using (var elsewhere = await EnrolmentAsync("gino", "succivo")) (challenge, answer) = (ChallengeOf(elsewhere.Last!), key.Create(OptionsOf(elsewhere.Last!)));
                break;
            case "of the other door":
                using (var entry = await EntryAsync()) challenge = ChallengeOf(entry.Last!);
                break;
            case "invented": challenge = new string('a', 64); break;
        }
        (await EnrolAsync(at, answer, challenge, "di nuovo")).ShouldBe(HttpStatusCode.BadRequest).Main.ShouldContain("La passkey non è stata creata");
        (await KeysAsync()).ShouldBe(before);
        (await EnrolAsync(at, other.Create(OptionsOf(at.Last!)), ChallengeOf(at.Last!))).Heading.ShouldBe("Fatto");
        (await KeysAsync()).ShouldBe(before + 1);
    }

    private static string AddressOf(Answer page) => page.Raw.RequestMessage!.RequestUri!.PathAndQuery;

    private Task<int> RefusedAsync() => town.ReadAsync("cesa", db => db.Set<AuditEntry>().CountAsync(e => e.Action == "session.refused"));

    private Task<int> KeysAsync() => town.ReadAsync("cesa", db => db.Set<StaffPasskey>().CountAsync());
}

public sealed class StaffChallengeOnSqlite(SqliteTown town) : StaffChallengeTests(town), IClassFixture<SqliteTown>;

public sealed class StaffChallengeOnPostgres(PostgresTown town) : StaffChallengeTests(town), IClassFixture<PostgresTown>;

/// <summary>Sessions that somebody ends: at the next step whoever had them is outside, on every device, and nobody else is.</summary>
public abstract class ClosedSessionsTests(Town town)
{
    private Task<Guid> StaffAsync(string user) => town.ReadAsync("cesa", db => db.Set<Platform.Organization.StaffMember>().AsNoTracking().Where(s => s.UserName == user).Select(s => s.Id).FirstAsync());

    private static async Task<bool> IsInsideAsync(Browser desk)
    {
        var page = await desk.GetAsync("/desk/il-mio-accesso", follow: false);
        if (page.Status == HttpStatusCode.OK) return true;
        page.Location.ShouldNotBeNull().ShouldStartWith("/desk/accedi");
        return false;
    }

    [Fact]
    public async Task Administrator_ClosesTheSessionsOfAColleague_OnEveryDevice_AndOfNobodyElse()
    {
        town.Require();
        using var elsa = await town.AsStaffAsync("elsa");
        using var office = await town.AsStaffAsync("carla");
        using var home = await town.AsStaffAsync("carla");
        using var bruno = await town.AsStaffAsync("bruno");
        using var maria = await town.AsCitizenAsync();
        var carla = await StaffAsync("carla");
        (await IsInsideAsync(office)).ShouldBeTrue();
        // A form that was open when the session ended is not taken either.
        await office.GetAsync("/desk/il-mio-accesso");
        var token = office.Last!.Page.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;

        await elsa.GetAsync($"/desk/personale/{carla:n}");
        (await elsa.SubmitAsync(form: "form[action='?handler=Close']")).Status.ShouldBe(HttpStatusCode.OK);

        (await town.ReadAsync("cesa", db => db.Set<Session>().CountAsync(s => s.StaffId == carla))).ShouldBe(0);
        (await IsInsideAsync(office)).ShouldBeFalse();
        (await IsInsideAsync(home)).ShouldBeFalse();
        (await office.PostAsync("/desk/il-mio-accesso?handler=Elsewhere", new() { ["__RequestVerificationToken"] = token }, follow: false)).Status.ShouldNotBe(HttpStatusCode.OK);
        (await IsInsideAsync(bruno)).ShouldBeTrue();
        (await IsInsideAsync(elsa)).ShouldBeTrue();
        (await maria.GetAsync("/area-personale", follow: false)).Status.ShouldBe(HttpStatusCode.OK);
        using var again = await town.AsStaffAsync("carla");
        (await IsInsideAsync(again)).ShouldBeTrue("who they are has not changed");
        (await town.ReadAsync("cesa", db => db.Set<Platform.Audit.AuditEntry>().CountAsync(e => e.Action == "session.close-all"))).ShouldBe(1);
    }

    [Fact]
    public async Task OnesOwnOtherSessions_AreClosed_ThisOneStays()
    {
        town.Require();
        using var here = await town.AsStaffAsync("dario");
        using var there = await town.AsStaffAsync("dario");
        using var bruno = await town.AsStaffAsync("bruno");
        await here.GetAsync("/desk/il-mio-accesso");
        (await here.SubmitAsync(form: "form[action='?handler=Elsewhere']")).Status.ShouldBe(HttpStatusCode.OK);
        (await IsInsideAsync(there)).ShouldBeFalse();
        (await IsInsideAsync(here)).ShouldBeTrue();
        (await IsInsideAsync(bruno)).ShouldBeTrue();
    }

    /// <summary>One's own access is for every role, one by one; for who has none today it is closed, as it is for citizens.</summary>
    [Theory]
    [InlineData(RegistryRoles.Clerk)]
    [InlineData(ProtocolRoles.Clerk)]
    [InlineData(Roles.Secretary)]
    [InlineData(Roles.Administrator)]
    [InlineData(Roles.CaseOfficer)]
    [InlineData(Roles.OfficeHead)]
    public async Task OwnAccess_IsForEveryRole_AndForNobodyWithoutOne(string role)
    {
        town.Require();
        Roles.Of(Closure.Modules).Count.ShouldBe(6, "a role that comes has a row here");
        var (user, position) = await town.ReadAsync("cesa", async db =>
        {
            var (who, held) = (new Platform.Organization.StaffMember { Id = Guid.CreateVersion7(), UserName = $"solo.{role}", FullName = $"Solo {role}" }, Guid.CreateVersion7());
            db.AddRange(who, new Platform.Organization.Position { Id = held, StaffId = who.Id, OfficeId = await db.Set<Platform.Organization.Office>().Select(o => o.Id).FirstAsync(), Role = role, Title = "Prova", ValidFrom = new(2020, 1, 1) });
            await db.SaveChangesAsync();
            return (who.UserName, held);
        });
        using var desk = await town.AsStaffAsync(user);
        (await IsInsideAsync(desk)).ShouldBeTrue();
        await town.ReadAsync("cesa", db => db.Set<Platform.Organization.Position>().Where(p => p.Id == position).ExecuteDeleteAsync());
        (await IsInsideAsync(desk)).ShouldBeFalse();
        using var maria = await town.AsCitizenAsync();
        (await maria.GetAsync("/desk/il-mio-accesso")).Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    /// <summary>Who is not an administrator closes nobody's.</summary>
    [Fact]
    public async Task Colleague_WithoutTheRight_ClosesNothing()
    {
        town.Require();
        using var gino = await town.AsStaffAsync("gino");
        using var anna = await town.AsStaffAsync();
        var token = (await gino.GetAsync("/desk/il-mio-accesso")).Page.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        (await gino.PostAsync($"/desk/personale/{await StaffAsync("anna"):n}?handler=Close", new() { ["__RequestVerificationToken"] = token }, follow: false)).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await IsInsideAsync(anna)).ShouldBeTrue();
    }
}

public sealed class ClosedSessionsOnSqlite(SqliteTown town) : ClosedSessionsTests(town), IClassFixture<SqliteTown>;

public sealed class ClosedSessionsOnPostgres(PostgresTown town) : ClosedSessionsTests(town), IClassFixture<PostgresTown>;
