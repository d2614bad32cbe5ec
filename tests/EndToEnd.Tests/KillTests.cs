using System.Collections.Concurrent;
using System.Net;
using Liburia.TestKit;
using Npgsql;
using Shouldly;
using Xunit;

namespace Liburia.EndToEnd.Tests;

/// <summary>
/// The program is killed in the middle of 500 concurrent submissions. Afterwards every acknowledged one is found, no number is missing or
/// double, and no receipt names a file that is not there with that hash.
/// </summary>
public sealed class KillTests
{
    private const int Submissions = 500;

    [Fact]
    public Task CV43_Kill_InTheMiddleOf500Submissions_LosesNothing_OnSqlite() => KillAsync([]);

    [Fact]
    public async Task CV43_Kill_InTheMiddleOf500Submissions_LosesNothing_OnPostgres()
    {
        var login = Environment.GetEnvironmentVariable("LIBURIA_TEST_POSTGRES");
        if (string.IsNullOrEmpty(login)) Assert.Skip("PostgreSQL is not configured (LIBURIA_TEST_POSTGRES)");
        var database = $"kill_{Guid.NewGuid():n}";
        await RunAsync(login, $"CREATE DATABASE {database}");
        try
        {
            await KillAsync(["--postgres", new NpgsqlConnectionStringBuilder(login) { Database = database }.ToString()]);
        }
        finally
        {
            await RunAsync(login, $"DROP DATABASE {database} WITH (FORCE)");
        }
    }

    private static async Task KillAsync(string[] options)
    {
        await using var server = ServerProcess.With(options);
        await server.StartAsync();
        var drafts = await PrepareAsync(server);
        var acknowledged = new ConcurrentDictionary<string, bool>();
        var started = 0;
        var sending = Parallel.ForEachAsync(drafts, new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (draft, _) =>
        {
            Interlocked.Increment(ref started);
            try
            {
                var answer = await draft.Browser.PostAsync(draft.Path, draft.Fields, follow: false);
                if (answer.Status == HttpStatusCode.Redirect && answer.Location!.EndsWith("/ricevuta", StringComparison.Ordinal)) acknowledged[answer.Location] = true;
            }
            catch (HttpRequestException)
            {
                // Not acknowledged: the client knows nothing, and that is allowed.
            }
        });
        while (acknowledged.Count < Submissions / 4 && !sending.IsCompleted) await Task.Delay(5, TestContext.Current.CancellationToken);
        await server.KillAsync();
        await sending;
        acknowledged.Count.ShouldBeInRange(Submissions / 4, Submissions - 1, "the kill must come in the middle");

        await server.StartAsync();
        using var maria = new Browser(server.Handler(), $"cesa.localhost:{server.Port}");
        await LoginAsync(maria);
        var numbers = new HashSet<string>();
        foreach (var receipt in acknowledged.Keys)
        {
            var page = (await maria.GetAsync(receipt)).ShouldBe(HttpStatusCode.OK);
            numbers.Add(page.Page.QuerySelector("[data-protocol]")!.TextContent).ShouldBeTrue("a number was given twice");
            var hashes = page.Page.QuerySelectorAll("[data-sha256]").Select(e => e.TextContent).ToList();
            hashes.Count.ShouldBe(2);
            var links = page.Page.QuerySelectorAll("main a[href*='/documenti/']").Select(a => a.GetAttribute("href")!).ToList();
            foreach (var link in links)
            {
                var bytes = await (await maria.GetAsync(link)).ShouldBe(HttpStatusCode.OK).Raw.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
                hashes.ShouldContain(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)));
            }
        }
        // Every number from 1 to the last, the audit chain whole, every file with its hash.
        var (code, words) = await server.CommandAsync("verify", "--json");
        code.ShouldBe(0, words);
    }

    private sealed record Ready(Browser Browser, string Path, Dictionary<string, string> Fields);

    /// <summary>Five hundred drafts of Maria, each one step from being submitted.</summary>
    private static async Task<List<Ready>> PrepareAsync(ServerProcess server)
    {
        var handler = server.Handler();
        var ready = new ConcurrentBag<Ready>();
        using var first = new Browser(handler, $"cesa.localhost:{server.Port}");
        await LoginAsync(first);
        await Parallel.ForEachAsync(Enumerable.Range(0, Submissions), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (_, _) =>
        {
            var browser = new Browser(handler, $"cesa.localhost:{server.Port}");
            foreach (var (name, value) in first.Cookies) browser.Cookies[name] = value;
            await browser.GetAsync("/servizi/certificato-di-residenza/domanda");
            await browser.SubmitAsync(form: "main form[method=post]:not([action])");
            await browser.SubmitAsync(new() { ["Choice"] = browser.Last!.Page.QuerySelector("input[name=Choice]")!.GetAttribute("value")! });
            await browser.SubmitAsync(new() { ["Choice"] = "Residence" });
            var check = await browser.SubmitAsync(new() { ["Choice"] = "7" });
            ready.Add(new Ready(browser, browser.Current, Browser.FieldsOf((AngleSharp.Html.Dom.IHtmlFormElement)check.Page.QuerySelector("main form[method=post]")!)));
        });
        return [.. ready];
    }

    private static async Task LoginAsync(Browser browser)
    {
        var page = await browser.GetAsync("/accedi");
        var label = page.Page.QuerySelectorAll("label").First(l => l.TextContent.Contains("Maria De Luca", StringComparison.Ordinal));
        await browser.SubmitAsync(new() { ["TaxCode"] = page.Page.GetElementById(label.GetAttribute("for")!)!.GetAttribute("value")! });
    }

    private static async Task RunAsync(string login, string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(login) { Pooling = false }.ToString());
        await connection.OpenAsync();
#pragma warning disable CA2100 // a name made here
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }
}
