using System.Globalization;
using Liburia.TestKit;
using Shouldly;
using Xunit;

namespace Liburia.EndToEnd.Tests.Faults;

/// <summary>SIGKILL while silence falls on a set of cases whose day has come: each falls silent, once.</summary>
[Slow("Fifty applications, a kill among the silences that fall on them, and the round after it, on each engine.")]
public sealed class SilenceTests(ITestOutputHelper output) : FaultTests(output)
{
    private const string Register = "occupazioni";

    [Theory]
    [InlineData(Sqlite)]
    [InlineData(Postgres)]
    public Task CV43_Kill_WhileSilenceFalls_EveryDueCaseIsSilentOnce_WithOneEventAndOneEntry(string engine) => OnAsync(engine, async server =>
    {
        var random = new Random(Ledger.Seed);
        var citizens = new Citizens(server, "occupazione-suolo-pubblico");
        await citizens.LearnAsync();
        await citizens.BeginAsync(Ledger.Rounds(50, 400), _ => []);
        await citizens.SubmitAsync(citizens.All);
        citizens.Pending.ShouldBeEmpty();
        await server.KillAsync();
        server.Say("--now", DateTime.UtcNow.AddDays(36).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

        for (var round = 0; round < Ledger.Rounds(1, 4); round++)
        {
            await server.StartAsync();
            using var anyone = new Browser(server.Handler(), $"cesa.localhost:{server.Port}");
            var before = round == 0 ? 0 : await EntriesAsync(anyone);
            // Some seconds after its start the program looks at what is due.
            for (var waited = System.Diagnostics.Stopwatch.StartNew(); await EntriesAsync(anyone) == before && waited.Elapsed < TimeSpan.FromMinutes(5);) await Task.Delay(5);
            await Task.Delay(random.Next(0, 20));
            await server.KillAsync();
        }
        var silent = await server.BooksAsync(books => books["procedures_cases"].Count(row => row["state"] == "AssentedBySilence"));
        silent.ShouldBeInRange(1, citizens.All.Count - 1, "the kill must come in the middle");

        await server.StartAsync();
        Report report;
        using (var anyone = new Browser(server.Handler(), $"cesa.localhost:{server.Port}"))
        {
            for (var waited = System.Diagnostics.Stopwatch.StartNew(); await Clerks.PublicAsync(anyone, Register) < citizens.All.Count && waited.Elapsed < TimeSpan.FromMinutes(5);) await Task.Delay(500);
            report = await JudgeAsync(server, citizens, await Clerks.PublicAsync(anyone, Register));
        }
        Pass(report);
        using var maria = await citizens.LoginAsync();
        foreach (var application in citizens.All.Where(application => application.Person.Name == Ledger.Maria).Take(10)) (await maria.GetAsync(application.Room)).Main.ShouldContain("Accolta per silenzio assenso");
    }, ["--upkeep-after", "5"]);

    /// <summary>Entries of the register's first page.</summary>
    private static async Task<int> EntriesAsync(Browser anyone) => (await anyone.GetAsync($"/registri/{Register}")).Page.QuerySelectorAll("main tbody tr").Length;

    private static async Task<Report> JudgeAsync(ServerProcess server, Citizens citizens, int shown)
    {
        var ids = citizens.All.Select(application => application.CaseId).ToHashSet();
        var (missing, twice, gaps, owed) = await server.BooksAsync(books =>
        {
            ILookup<Guid, string> Of(string table, string column, string value) => books[table].Where(row => row["case_id"] is not null && row[column] == value).ToLookup(row => Guid.Parse(row["case_id"]!), row => row["id"]!);
            var (events, entries) = (Of("procedures_case_events", "kind", "Silence"), Of("procedures_register_entries", "register", Register));
            return (books["procedures_cases"].Count(row => ids.Contains(Guid.Parse(row["id"]!)) && row["state"] != "AssentedBySilence"),
                ids.Count(id => events[id].Count() > 1) + ids.Count(id => entries[id].Count() > 1),
                Clerks.Gaps(books["procedures_register_entries"].Where(row => row["register"] == Register).Select(row => int.Parse(row["number"]!, CultureInfo.InvariantCulture)), books, $"register:{Register}"),
                ids.Count(id => !events[id].Any()) + ids.Count(id => !entries[id].Any()));
        });
        var (holes, files, words) = await Ledger.VerifyAsync(server);
        return new Report(ids.Count, ids.Count, 0, 0, missing + Math.Abs(ids.Count - shown), 0, 0, gaps + holes, files, owed, 0, words, twice);
    }
}
