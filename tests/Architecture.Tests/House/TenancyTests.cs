using System.Net;
using Liburia.Platform;
using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Liburia.Platform.Files;
using Liburia.Platform.Jobs;
using Liburia.Platform.Law;
using Liburia.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Liburia.Architecture.Tests;

/// <summary>One Comune's data cannot be reached from another's host, even where ids are equal.</summary>
public abstract class TenancyTests(Town town)
{
    [Theory]
    [InlineData("nessuno.localhost")]
    [InlineData("cesa.example.org")]
    public async Task CV01_UnknownHost_Answers404InWords(string host)
    {
        town.Require();
        using var browser = town.BrowserAt(host);
        var answer = await browser.GetAsync("/");
        answer.ShouldBe(HttpStatusCode.NotFound).Text.ShouldContain("Comune");
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    public async Task CV01_AccessPoint_ListsTheEightComuni(string host)
    {
        town.Require();
        using var browser = town.BrowserAt(host);
        var page = (await browser.GetAsync("/")).ShouldBe(HttpStatusCode.OK);
        foreach (var name in new[] { "Sant'Antimo", "Cesa", "Gricignano di Aversa", "Succivo", "Orta di Atella", "Sant'Arpino", "Casandrino", "Teverola" }) page.Main.ShouldContain(name);
        page.Page.QuerySelectorAll("main svg a").Length.ShouldBe(8);
    }

    [Fact]
    public async Task AccessPoint_PageOfAComune_Is404()
    {
        town.Require();
        using var browser = town.BrowserAt("localhost");
        (await browser.GetAsync("/servizi")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await browser.GetAsync("/desk")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task CV01_Session_OfCesa_IsAnonymousAtSuccivo_EvenWithEqualIds()
    {
        town.Require();
        using var cesa = await town.AsStaffAsync("anna", "cesa");
        var session = await town.ReadAsync("cesa", db => db.Set<Session>().AsNoTracking().OrderByDescending(s => s.CreatedAt).FirstAsync());
        await town.InAsync("succivo", async services =>
        {
            var db = services.GetRequiredService<AppDb>();
            var staff = await db.Set<Platform.Organization.StaffMember>().FirstAsync(s => s.UserName == "anna");
            db.Add(new Session { Id = session.Id, Kind = session.Kind, StaffId = staff.Id, FullName = staff.FullName, CreatedAt = session.CreatedAt, LastSeenAt = session.LastSeenAt, ExpiresAt = session.ExpiresAt });
            return await db.SaveChangesAsync();
        });
        using var succivo = town.Browser("succivo");
        foreach (var (name, value) in cesa.Cookies) succivo.Cookies[name] = value;

        var answer = await succivo.GetAsync("/desk", follow: false);

        answer.Location.ShouldNotBeNull().ShouldStartWith("/desk/accedi");
        (await cesa.GetAsync("/desk")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Antiforgery_TokenOfCesa_IsRefusedAtSuccivo()
    {
        town.Require();
        using var cesa = town.Browser("cesa");
        var page = await cesa.GetAsync("/verifica");
        var fields = Browser.FieldsOf((AngleSharp.Html.Dom.IHtmlFormElement)page.Page.QuerySelector("main form[method=post]")!);
        fields["Code"] = "AAAAAAAAAAAAAAAAAAAAAAAAAA";
        using var succivo = town.Browser("succivo");
        foreach (var (name, value) in cesa.Cookies) succivo.Cookies[name] = value;

        (await succivo.PostAsync("/verifica", fields, follow: false)).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await cesa.PostAsync("/verifica", fields, follow: false)).Status.ShouldBe(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task CV01_IdempotencyKeyJobAndFile_AreTheComunesOwn()
    {
        town.Require();
        var key = Guid.NewGuid().ToString("n");
        foreach (var slug in new[] { "cesa", "succivo" })
        {
            var taken = await town.InAsync(slug, async services =>
            {
                string? answer = "not asked";
                await services.GetRequiredService<Writing>().RunAsync(async () =>
                {
                    var idempotency = services.GetRequiredService<Idempotency>();
                    answer = await idempotency.TakeAsync(key, "same");
                    if (answer is null) await idempotency.AnswerAsync(key, slug);
                    return true;
                });
                return answer;
            });
            taken.ShouldBeNull();
        }
        (await town.ReadAsync("succivo", db => db.Set<IdempotencyKey>().Where(k => k.Key == key).Select(k => k.Answer).FirstAsync())).ShouldBe("succivo");

        var id = Guid.CreateVersion7();
        await AddJobAsync("cesa", id, "done-at-cesa");
        await AddJobAsync("succivo", id, "done-at-succivo");
        (await town.ReadAsync("cesa", db => db.Set<Job>().Where(j => j.Id == id).Select(j => j.Payload).FirstAsync())).ShouldBe("\"done-at-cesa\"");

        var file = await town.InAsync("cesa", services => services.GetRequiredService<FileStore>().StoreAsync("segreto di Cesa"u8.ToArray()));
        await Should.ThrowAsync<FileDamaged>(() => town.InAsync("succivo", services => services.GetRequiredService<FileStore>().ReadAsync(file.Sha256)));
    }

    private Task<int> AddJobAsync(string slug, Guid id, string payload) => town.InAsync(slug, async services =>
    {
        var db = services.GetRequiredService<AppDb>();
        db.Add(new Job { Id = id, Kind = "none", Key = $"same-key-{id:n}", Payload = $"\"{payload}\"", Budget = 1, State = JobState.Done, RunAfter = LegalTime.UtcNow(TimeProvider.System), CreatedAt = LegalTime.UtcNow(TimeProvider.System) });
        return await db.SaveChangesAsync();
    });

    [Fact]
    public async Task PublicPages_CarryTheComunesOwnNameAndNoOther()
    {
        town.Require();
        using var cesa = town.Browser("cesa");
        using var succivo = town.Browser("succivo");
        await Task.WhenAll(cesa.GetAsync("/contatti"), succivo.GetAsync("/contatti"));
        cesa.Last!.Main.ShouldContain("Comune di Cesa");
        cesa.Last!.Main.ShouldNotContain("Succivo");
        succivo.Last!.Main.ShouldContain("Comune di Succivo");
    }

    [Fact]
    public async Task S73_ManyGuessesFromOneAddress_Answer429InWords_AndLeaveOthersAlone()
    {
        town.Require();
        using var guesser = new Browser(town.Handler, "casandrino.localhost") { Address = "192.0.2.7" };
        await guesser.GetAsync("/verifica");
        for (var i = 0; i < 30; i++) (await guesser.PostAsync("/verifica", new() { ["Code"] = $"{i}" })).Status.ShouldBe(HttpStatusCode.BadRequest);

        var refused = await guesser.PostAsync("/verifica", new() { ["Code"] = "31" });

        refused.Status.ShouldBe(HttpStatusCode.TooManyRequests);
        refused.Raw.Headers.RetryAfter.ShouldNotBeNull();
        using var other = town.Browser("casandrino");
        (await other.PostAsync("/verifica", new() { ["Code"] = "1" })).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("192.0.2.21", "/accedi", "/en/accedi")]
    [InlineData("192.0.2.22", "/verifica", "/en/verifica")]
    [InlineData("192.0.2.23", "/desk/accedi", "/desk/accedi")]
    [InlineData("192.0.2.24", "/desk/primo-accesso/0123456789", "/desk/primo-accesso/9876543210")]
    public async Task S73_Guesses_AreCountedTogether_InEitherLanguage(string address, string one, string other)
    {
        town.Require();
        using var guesser = new Browser(town.Handler, "orta-di-atella.localhost") { Address = address };
        for (var i = 0; i < 30; i++) (await guesser.PostAsync(i % 2 == 0 ? one : other, new() { ["TaxCode"] = $"{i}" })).Status.ShouldNotBe(HttpStatusCode.TooManyRequests);
        var refused = await guesser.PostAsync(other, new() { ["TaxCode"] = "31" });
        refused.Status.ShouldBe(HttpStatusCode.TooManyRequests);
        refused.Raw.Headers.RetryAfter.ShouldNotBeNull();
    }

    [Fact]
    public async Task S73_Guesses_FromOneNetwork_AreCountedTogether_HoweverManyAddressesItHas()
    {
        town.Require();
        for (var i = 0; i < 30; i++)
        {
            using var guesser = new Browser(town.Handler, "santantimo.localhost") { Address = $"2001:db8:0:7::{i:x}" };
            (await guesser.PostAsync("/verifica", new() { ["Code"] = $"{i}" })).Status.ShouldNotBe(HttpStatusCode.TooManyRequests);
        }
        using var last = new Browser(town.Handler, "santantimo.localhost") { Address = "2001:db8:0:7:ffff::1" };
        (await last.PostAsync("/verifica", new() { ["Code"] = "31" })).Status.ShouldBe(HttpStatusCode.TooManyRequests);
        using var neighbour = new Browser(town.Handler, "santantimo.localhost") { Address = "2001:db8:0:8::1" };
        (await neighbour.PostAsync("/verifica", new() { ["Code"] = "1" })).Status.ShouldNotBe(HttpStatusCode.TooManyRequests);
    }

    [Theory]
    [InlineData("/EN/contatti")]
    [InlineData("/en/contatti")]
    public async Task PublicPages_KeptInOneLanguage_AreNotSentInAnother(string path)
    {
        town.Require();
        using var browser = town.Browser("teverola");
        (await browser.GetAsync(path)).Page.DocumentElement.GetAttribute("lang").ShouldBe("en");
        (await browser.GetAsync("/contatti")).Page.DocumentElement.GetAttribute("lang").ShouldBe("it");
    }

    [Fact]
    public async Task Headers_EveryPage_CarriesTheStrictPolicy()
    {
        town.Require();
        using var browser = town.Browser();
        var headers = (await browser.GetAsync("/")).Raw.Headers;
        var policy = headers.GetValues("Content-Security-Policy").Single();
        policy.ShouldContain("default-src 'none'");
        policy.ShouldNotContain("unsafe");
        headers.GetValues("X-Content-Type-Options").Single().ShouldBe("nosniff");
        headers.GetValues("Referrer-Policy").ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Health_SaysLiveAndReady()
    {
        town.Require();
        using var browser = town.BrowserAt("127.0.0.1");
        (await browser.GetAsync("/health/live")).Text.ShouldContain("live");
        (await browser.GetAsync("/health/ready")).ShouldBe(HttpStatusCode.OK).Text.ShouldContain("\"municipalities\":8");
    }
}

public sealed class TenancyOnSqlite(SqliteTown town) : TenancyTests(town), IClassFixture<SqliteTown>;

public sealed class TenancyOnPostgres(PostgresTown town) : TenancyTests(town), IClassFixture<PostgresTown>
{
    private readonly PostgresTown postgres = town;

    [Theory]
    [InlineData("SELECT count(*) AS \"Value\" FROM succivo.registry_residents")]
    [InlineData("SELECT count(*) AS \"Value\" FROM \"succivo\".platform_sessions")]
    public async Task CV01_SqlRunAsCesa_Qualified_CannotReadSuccivo(string sql)
    {
        postgres.Require();
        await Should.ThrowAsync<Npgsql.PostgresException>(() => postgres.ReadAsync("cesa", async db => (await db.Database.SqlQueryRaw<int>(sql).ToListAsync())[0]));
    }

    [Fact]
    public async Task CV01_SqlRunAsCesa_Unqualified_ReadsItsOwn()
    {
        postgres.Require();
        var cesa = await CountAsync("cesa");
        var succivo = await CountAsync("succivo");
        cesa.ShouldBeGreaterThan(0);
        cesa.ShouldNotBe(succivo);
    }

    [Fact]
    public async Task Login_SharedByAll_HasNoRightsOfItsOwn()
    {
        postgres.Require();
        var engine = postgres.Services.GetRequiredService<IEngine>();
        (await engine.DiagnoseAsync(TestContext.Current.CancellationToken)).ShouldBeEmpty();
    }

    [Fact]
    public async Task CV02_ManyComuniAtOnce_ShareAtMostFiftyServerConnections()
    {
        postgres.Require();
        var slugs = postgres.Services.GetRequiredService<Platform.Tenancy.MunicipalityDirectory>().All.Select(m => m.Slug).ToList();
        await Parallel.ForEachAsync(Enumerable.Range(0, 450), new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (i, _) => await CountAsync(slugs[i % slugs.Count]));
        var open = await postgres.ReadAsync("cesa", async db => (await db.Database.SqlQueryRaw<int>("SELECT count(*)::int AS \"Value\" FROM pg_stat_activity WHERE datname = current_database()").ToListAsync())[0]);
        open.ShouldBeLessThanOrEqualTo(50);
    }

    private Task<int> CountAsync(string slug) => postgres.ReadAsync(slug, async db => (await db.Database.SqlQueryRaw<int>("SELECT count(*)::int AS \"Value\" FROM registry_residents").ToListAsync())[0]);
}
