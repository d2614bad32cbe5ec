using System.Diagnostics;
using System.Net;
using Liburia.TestKit;
using Shouldly;
using Xunit;

namespace Liburia.EndToEnd.Tests.Faults;

/// <summary>The mail server is down, refuses, or thinks for half a minute: who applies and who decides does not notice, papers come, letters wait and arrive when it is back.</summary>
[Slow("A mail server that thinks for half a minute, on each engine.")]
public sealed class PostTests(ITestOutputHelper output) : FaultTests(output)
{
    private readonly ITestOutputHelper output = output;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData(Sqlite)]
    [InlineData(Postgres)]
    public async Task MailServer_Down_Refusing_Slow_KeepsNobodyWaiting_AndEveryLetterArrivesWhenItIsBack(string engine)
    {
        await using var office = new PostOffice();
        await OnAsync(engine, async server =>
        {
            var (citizens, each) = (new Citizens(server, "segnalazione-disservizio"), Ledger.Rounds(6, 30));
            await citizens.LearnAsync();
            await citizens.BeginAsync(5 * each, _ => []);
            var clerks = new Clerks(server, "segnalazioni");
            using var bruno = new Browser(server.Handler(), $"cesa.localhost:{server.Port}");
            await bruno.GetAsync("/desk/accedi");
            await bruno.SubmitAsync(new() { ["UserName"] = "bruno" }, follow: false);

            // The first ones warm everything up, the second ones are what the others are compared with.
            await WorkAsync(citizens, clerks, each);
            var (applied, decided) = await WorkAsync(citizens, clerks, each);
            async Task ComparedAsync(string what)
            {
                var (a, d) = await WorkAsync(citizens, clerks, each);
                output.WriteLine($"{engine}, mail server {what}: an application {a:0} ms ({applied:0} with a sound one), a decision {d:0} ms ({decided:0})");
                a.ShouldBeLessThan((3 * applied) + 2000, what);
                d.ShouldBeLessThan((3 * decided) + 2000, what);
            }
            await office.CloseAsync();
            await ComparedAsync("down");
            await ShownAsync(bruno, "non risponde");
            office.Open();
            office.Refuses = true;
            await ComparedAsync("refusing");
            await ShownAsync(bruno, "ha rifiutato il messaggio");
            office.Refuses = false;
            office.Slowness = Patience + TimeSpan.FromSeconds(5);
            await ComparedAsync("slow");
            if (Ledger.Rounds(0, 1) == 1) await ShownAsync(bruno, "non ha risposto in 20 secondi");
            office.Slowness = TimeSpan.Zero;

            citizens.Filed.Count.ShouldBe(5 * each);
            Pass(await citizens.JudgeAsync());
            Pass(await clerks.JudgeAsync(citizens.All));
            // Nobody sends anything again: what waits tries by itself.
            for (var waited = Stopwatch.StartNew(); waited.Elapsed < TimeSpan.FromMinutes(6) && !(await bruno.GetAsync("/desk/console")).Main.Contains("Niente in attesa", StringComparison.Ordinal);) await Task.Delay(500);
            var owed = await server.BooksAsync(books => books["platform_jobs"].Where(row => row["kind"] == "platform.mail").Select(row => (Id: row["id"]!.Replace("-", "", StringComparison.Ordinal), State: row["state"])).ToList());
            owed.Count.ShouldBe(2 * 5 * each, "a letter when the application comes, another when its paper is there");
            owed.ShouldAllBe(job => job.State == "Done");
            var letters = office.Letters.GroupBy(PostOffice.KeyOf).ToDictionary(letter => letter.Key, letter => letter.Count());
            owed.Count(job => !letters.Keys.Any(key => key.Contains(job.Id, StringComparison.Ordinal))).ShouldBe(0, "every letter has arrived");
            letters.Count.ShouldBe(owed.Count, "none has arrived under another key");
            letters.Values.Sum(times => times - 1).ShouldBeLessThanOrEqualTo(office.TakenLate, "twice arrives only what the server took after nobody waited any more");
        }, ["--smtp", $"smtp://127.0.0.1:{office.Port}"]);
    }

    /// <summary>Applications, then their decisions, then their papers; answers how long the middle one of each took.</summary>
    private static async Task<(double Applied, double Decided)> WorkAsync(Citizens citizens, Clerks clerks, int count)
    {
        citizens.Milliseconds.Clear();
        clerks.Milliseconds.Clear();
        var applications = citizens.Pending.Take(count).ToList();
        await citizens.SubmitAsync(applications, clients: 2);
        applications.ShouldAllBe(application => application.Receipt != null);
        await clerks.LoginAsync(applications[0]);
        await clerks.DecideAsync(applications, clients: 2);
        applications.ShouldAllBe(application => clerks.Has(application));
        var papers = Stopwatch.StartNew();
        (await clerks.WithoutPaperAsync(applications)).ShouldBe(0);
        papers.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(60 + count), "a paper does not wait behind letters");
        return (Middle(citizens.Milliseconds), Middle(clerks.Milliseconds));
    }

    private static double Middle(IEnumerable<double> values) => values.Order().ElementAt(values.Count() / 2);

    /// <summary>The console says that letters wait, and why.</summary>
    private static async Task ShownAsync(Browser bruno, string cause)
    {
        var page = await bruno.GetAsync("/desk/console");
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < TimeSpan.FromMinutes(3) && !page.Main.Contains(cause, StringComparison.Ordinal); page = await bruno.GetAsync("/desk/console")) await Task.Delay(250);
        page.ShouldBe(HttpStatusCode.OK).Main.ShouldContain("Messaggio di posta elettronica");
        page.Main.ShouldContain(cause);
    }
}
