using System.Net;
using System.Text;
using Liburia.Identity.Staff;
using Liburia.Platform.Access;
using Liburia.Platform.Audit;
using Liburia.Platform.Organization;
using Liburia.TestKit;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace Liburia.Identity.Tests;

/// <summary>The staff's door: passkeys of the access point's domain, password with an app's code, one account for each Comune.</summary>
public abstract class StaffTests(Town town)
{
    private const string Password = "lampada fiume ottone gru";

    private string Consortium => new Uri(town.Installation.AccessPointUrl).Host;

    private SoftAuthenticator Key() => new(Origin, Consortium);

    private string Origin => new Uri(town.Installation.AccessPointUrl).GetLeftPart(UriPartial.Authority);

    /// <summary>The access point's page where somebody who is inside adds a way in.</summary>
    private async Task<Browser> ToEnrolmentAsync(Browser desk)
    {
        var sent = await desk.GetAsync("/desk/il-mio-accesso?handler=Add", follow: false);
        sent.Status.ShouldBe(HttpStatusCode.Redirect);
        var consortium = town.BrowserAt(Consortium);
        (await consortium.GetAsync(new Uri(sent.Location!).PathAndQuery)).ShouldBe(HttpStatusCode.OK).Heading.ShouldBe("Aggiungi un modo di entrare");
        return consortium;
    }

    private static string OptionsOf(Browser at) => at.Last!.Page.QuerySelector("form[data-passkey]")!.GetAttribute("data-options")!;

    private async Task EnrolPasskeyAsync(Browser desk, SoftAuthenticator key)
    {
        using var consortium = await ToEnrolmentAsync(desk);
        var done = await consortium.SubmitAsync(new() { ["credential"] = key.Create(OptionsOf(consortium)), ["name"] = "chiave di prova" }, "form[data-passkey]");
        done.ShouldBe(HttpStatusCode.OK).Heading.ShouldBe("Fatto");
    }

    /// <summary>Password and app; answers the app's secret.</summary>
    private async Task<byte[]> EnrolPasswordAsync(Browser desk)
    {
        using var consortium = await ToEnrolmentAsync(desk);
        var secret = FromLetters(consortium.Last!.Page.QuerySelector("#totp-secret")!.TextContent);
        (await consortium.SubmitAsync(new() { ["password"] = Password, ["again"] = Password, ["code"] = CodeOf(secret) }, "form[action*=Password]")).ShouldBe(HttpStatusCode.OK).Heading.ShouldBe("Fatto");
        return secret;
    }

    private string CodeOf(byte[] secret) => TotpCode.At(secret, TotpCode.StepAt(town.Clock.GetUtcNow().UtcDateTime));

    private static byte[] FromLetters(string letters)
    {
        var (bytes, buffer, bits) = (new List<byte>(), 0, 0);
        foreach (var letter in letters.Where(c => c != ' '))
        {
            (buffer, bits) = ((buffer << 5) | "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(letter), bits + 5);
            if (bits >= 8) bytes.Add((byte)(buffer >> (bits -= 8)));
        }
        return [.. bytes];
    }

    /// <summary>From the Comune's door to the access point; answers both browsers.</summary>
    private async Task<(Browser Desk, Browser Consortium)> ToEntryAsync(string slug = "cesa", string path = "/desk/il-mio-accesso")
    {
        var desk = town.Browser(slug);
        var entry = (await desk.GetAsync($"/desk/accedi?ritorno={Uri.EscapeDataString(path)}")).Page.QuerySelectorAll("main a").First(a => a.GetAttribute("href")!.Contains("/personale/accesso", StringComparison.Ordinal)).GetAttribute("href")!;
        var consortium = town.BrowserAt(Consortium);
        (await consortium.GetAsync(new Uri(entry).PathAndQuery)).ShouldBe(HttpStatusCode.OK).Heading.ShouldBe("Entra nella scrivania");
        return (desk, consortium);
    }

    private static string OnwardOf(Answer passed) => new Uri(passed.ShouldBe(HttpStatusCode.OK).Page.QuerySelector("main a.btn")!.GetAttribute("href")!).PathAndQuery;

    private static Task<Answer> ByPasskeyAsync(Browser consortium, string credential) => consortium.SubmitAsync(new() { ["credential"] = credential }, "form[data-passkey]");

    private static Task<Answer> ByPasswordAsync(Browser consortium, string user, string password, string code) => consortium.SubmitAsync(new() { ["user"] = user, ["password"] = password, ["code"] = code }, "form[action*=Password]");

    [Fact]
    public async Task Passkey_IsMadeAtTheAccessPoint_AndOpensTheDeskOfItsComune()
    {
        town.Require();
        var key = Key();
        using (var anna = await town.AsStaffAsync()) await EnrolPasskeyAsync(anna, key);
        var (desk, consortium) = await ToEntryAsync();
        using var d = desk;
        using var c = consortium;
        var code = OnwardOf(await ByPasskeyAsync(c, key.Get(OptionsOf(c))));
        (await d.GetAsync(code)).ShouldBe(HttpStatusCode.OK).Heading.ShouldBe("Il mio accesso");
        d.Last!.Main.ShouldContain("chiave di prova");
        d.Last!.Text.ShouldContain("Anna");
        (await d.GetAsync(code)).ShouldBe(HttpStatusCode.BadRequest).Main.ShouldContain("vale una volta sola");
        (await town.ReadAsync("cesa", db => db.Set<AuditEntry>().CountAsync(e => e.Action == "session.granted"))).ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Passkey_ThatLies_OpensNothing_AndTheTrailSaysSo()
    {
        town.Require();
        var key = Key();
        using (var bruno = await town.AsStaffAsync("bruno")) await EnrolPasskeyAsync(bruno, key);
        var (desk, consortium) = await ToEntryAsync();
        using var d = desk;
        using var c = consortium;
        async Task RefusedAsync(string credential) => (await ByPasskeyAsync(c, credential)).ShouldBe(HttpStatusCode.BadRequest).Main.ShouldContain("Questa passkey non apre la scrivania");
        key.Origin = "http://liburia.example";
        await RefusedAsync(key.Get(OptionsOf(c)));
        (key.Origin, key.RpId) = (Origin, "cesa.localhost");
        await RefusedAsync(key.Get(OptionsOf(c)));
        (key.RpId, key.Verifies) = (Consortium, false);
        await RefusedAsync(key.Get(OptionsOf(c)));
        key.Verifies = true;
        await RefusedAsync(Key().Get(OptionsOf(c)));
        await RefusedAsync("{}");
        await RefusedAsync("not even json");
        var used = OptionsOf(c);
        var right = key.Get(used);
        OnwardOf(await ByPasskeyAsync(c, right));
        // The same answer again: its challenge has been used.
        var (_, again) = await ToEntryAsync();
        using var a = again;
        (await ByPasskeyAsync(a, right)).Status.ShouldBe(HttpStatusCode.BadRequest);
        // The same key at a Comune that does not know it.
        var (_, other) = await ToEntryAsync("succivo");
        using var o = other;
        (await ByPasskeyAsync(o, key.Get(OptionsOf(o)))).ShouldBe(HttpStatusCode.BadRequest).Main.ShouldContain("Comune di Succivo");
        (await town.ReadAsync("cesa", db => db.Set<AuditEntry>().CountAsync(e => e.Action == "session.refused"))).ShouldBeGreaterThanOrEqualTo(7);
    }

    [Fact]
    public async Task Password_WithTheAppsCode_OpensTheDesk_AndACodeCountsOnce()
    {
        town.Require();
        byte[] secret;
        using (var gino = await town.AsStaffAsync("gino")) secret = await EnrolPasswordAsync(gino);
        town.Clock.Move(TimeSpan.FromMinutes(1));
        var (desk, consortium) = await ToEntryAsync();
        using var d = desk;
        using var c = consortium;
        var code = CodeOf(secret);
        (await ByPasswordAsync(c, "gino", "un'altra parola lunga", code)).ShouldBe(HttpStatusCode.BadRequest).Main.ShouldContain("non sono giusti");
        (await ByPasswordAsync(c, "gino", Password, "000000")).ShouldBe(HttpStatusCode.BadRequest).Main.ShouldContain("non sono giusti");
        var unknown = await ByPasswordAsync(c, "nessuno", Password, code);
        unknown.ShouldBe(HttpStatusCode.BadRequest).Main.ShouldContain("Nome utente, password o codice non sono giusti.", customMessage: "the same words for a name that is not there");
        unknown.Page.QuerySelector("input[name=password]")!.GetAttribute("value").ShouldBeNullOrEmpty("a password is never sent back");
        (await d.GetAsync(OnwardOf(await ByPasswordAsync(c, "GINO", Password, code)))).ShouldBe(HttpStatusCode.OK).Text.ShouldContain("Gino");
        var (_, again) = await ToEntryAsync();
        using var a = again;
        (await ByPasswordAsync(a, "gino", Password, code)).Status.ShouldBe(HttpStatusCode.BadRequest, "the code was used");
    }

    [Fact]
    public async Task Password_OfOne_UsesUpNobodyElsesCode()
    {
        town.Require();
        byte[] own, others;
        using (var dario = await town.AsStaffAsync("dario")) own = await EnrolPasswordAsync(dario);
        using (var bruno = await town.AsStaffAsync("bruno")) others = await EnrolPasswordAsync(bruno);
        town.Clock.Move(TimeSpan.FromMinutes(1));
        foreach (var (name, secret) in ((string, byte[])[])[("dario", own), ("bruno", others)])
        {
            var (desk, consortium) = await ToEntryAsync();
            using var d = desk;
            using var c = consortium;
            (await d.GetAsync(OnwardOf(await ByPasswordAsync(c, name, Password, CodeOf(secret))))).Status.ShouldBe(HttpStatusCode.OK, name);
        }
    }

    [Fact]
    public async Task S23_Guesses_AreCountedBeforeTheyAreLookedAt_AndWait_ButNobodyIsShutOut()
    {
        town.Require();
        byte[] secret;
        using (var ivo = await town.AsStaffAsync("ivo")) secret = await EnrolPasswordAsync(ivo);
        town.Clock.Move(TimeSpan.FromMinutes(1));
        var looked = 0;
        var guesses = Enumerable.Range(0, 100).Select(i => town.InAsync("cesa", async services =>
        {
            var (_, waits) = await Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions.GetRequiredService<StaffSecrets>(services).CheckAsync("ivo", $"sbagliata {i} sbagliata", "000000");
            if (!waits) Interlocked.Increment(ref looked);
            return true;
        }));
        await Task.WhenAll(guesses);
        looked.ShouldBeLessThanOrEqualTo(10);
        // Whoever goes on one by one comes to the wait, if all at once did not.
        for (var (i, waits) = (0, false); i < 11 && !waits; i++)
            waits = await town.InAsync("cesa", async services =>
            {
                var (_, tooMany) = await Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions.GetRequiredService<StaffSecrets>(services).CheckAsync("ivo", "ancora sbagliata", "000000");
                if (!tooMany) looked++;
                return tooMany;
            });
        looked.ShouldBe(10);
        (await town.ReadAsync("cesa", db => db.Set<StaffGuess>().AsNoTracking().FirstAsync(g => g.NextTryAt != null))).Failures.ShouldBe(looked);
        town.Clock.Move(TimeSpan.FromMinutes(16));
        var (desk, consortium) = await ToEntryAsync();
        using var d = desk;
        using var c = consortium;
        OnwardOf(await ByPasswordAsync(c, "ivo", Password, CodeOf(secret)));
    }

    [Theory]
    [InlineData("corta", "Almeno 12 caratteri")]
    [InlineData("Password2026!", "prime che si provano")]
    [InlineData("comunedicesa1", "prime che si provano")]
    [InlineData("aaaaaaaaaaaaaa", "prime che si provano")]
    [InlineData("abcdefghijklmn", "prime che si provano")]
    public async Task S22_Password_ThatIsTriedFirst_IsRefused_BesideItsField(string password, string words)
    {
        town.Require();
        using var carla = await town.AsStaffAsync("carla");
        using var consortium = await ToEnrolmentAsync(carla);
        var secret = FromLetters(consortium.Last!.Page.QuerySelector("#totp-secret")!.TextContent);
        var answer = await consortium.SubmitAsync(new() { ["password"] = password, ["again"] = password, ["code"] = CodeOf(secret) }, "form[action*=Password]");
        answer.ShouldBe(HttpStatusCode.BadRequest).ErrorOf("password").ShouldContain(words);
        FromLetters(answer.Page.QuerySelector("#totp-secret")!.TextContent).ShouldBe(secret, "the app needs not be set again");
    }

    [Fact]
    public async Task Code_ThatComesBack_IsForItsBrowserAndComune_ForAMinute()
    {
        town.Require();
        var key = Key();
        using (var dario = await town.AsStaffAsync("dario")) await EnrolPasskeyAsync(dario, key);
        async Task<(Browser Desk, string Code)> PassedAsync()
        {
            var (desk, consortium) = await ToEntryAsync();
            using var c = consortium;
            return (desk, OnwardOf(await ByPasskeyAsync(c, key.Get(OptionsOf(c)))));
        }
        var (mine, first) = await PassedAsync();
        using var m = mine;
        using var stranger = town.Browser();
        (await stranger.GetAsync(first)).Status.ShouldBe(HttpStatusCode.BadRequest, "another browser");
        (await m.GetAsync(first)).Status.ShouldBe(HttpStatusCode.BadRequest, "gone in any case");
        var (late, second) = await PassedAsync();
        using var l = late;
        town.Clock.Move(TimeSpan.FromSeconds(61));
        (await l.GetAsync(second)).Status.ShouldBe(HttpStatusCode.BadRequest, "too late");
        var (wrong, third) = await PassedAsync();
        using var w = wrong;
        using var elsewhere = town.Browser("succivo");
        foreach (var (name, value) in w.Cookies) elsewhere.Cookies[name] = value;
        (await elsewhere.GetAsync(third)).Status.ShouldBe(HttpStatusCode.BadRequest, "another Comune");
    }

    [Fact]
    public async Task Enrolment_NeedsARecentLogin_OnceThereIsAWayIn()
    {
        town.Require();
        using var elsa = await town.AsStaffAsync("elsa");
        await EnrolPasskeyAsync(elsa, Key());
        town.Clock.Move(TimeSpan.FromMinutes(16));
        (await elsa.GetAsync("/desk/il-mio-accesso?handler=Add")).ShouldBe(HttpStatusCode.BadRequest).Main.ShouldContain("esci e rientra");
    }
}

public sealed class StaffOnSqlite(SqliteTown town) : StaffTests(town), IClassFixture<SqliteTown>;

public sealed class StaffOnPostgres(PostgresTown town) : StaffTests(town), IClassFixture<PostgresTown>;

/// <summary>Codes of the app, against the vectors of RFC 6238 appendix B (SHA-1, the last six of eight digits).</summary>
public sealed class TotpTests
{
    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1111111111, "050471")]
    [InlineData(1234567890, "005924")]
    [InlineData(2000000000, "279037")]
    [InlineData(20000000000, "353130")]
    public void Rfc6238_Vectors_AreRight(long seconds, string code)
    {
        var secret = Encoding.ASCII.GetBytes("12345678901234567890");
        var at = DateTimeOffset.FromUnixTimeSeconds(seconds).UtcDateTime;
        TotpCode.At(secret, TotpCode.StepAt(at)).ShouldBe(code);
        TotpCode.Match(secret, code, at.AddSeconds(30), 0).ShouldBe(TotpCode.StepAt(at), "one step late");
        TotpCode.Match(secret, code, at.AddSeconds(60), 0).ShouldBeNull("two steps late");
        TotpCode.Match(secret, code, at.AddSeconds(-30), 0).ShouldBe(TotpCode.StepAt(at), "one step early: the phone's clock is ahead");
        // Before the beginning of time there are no steps.
        if (seconds >= 60) TotpCode.Match(secret, code, at.AddSeconds(-60), 0).ShouldBeNull("two steps early");
        TotpCode.Match(secret, code, at, TotpCode.StepAt(at)).ShouldBeNull("used");
    }
}
