using Liburia.TestKit;
using Shouldly;
using Xunit;

namespace Liburia.EndToEnd.Tests.Faults;

/// <summary>The first moments: of an installation that is killed while it comes to life, and of a year.</summary>
[Slow("Prepares installations from nothing, again and again, and waits for a New Year.")]
public sealed class BeginningTests(ITestOutputHelper output) : FaultTests(output)
{
    [Fact]
    public async Task NewYear_RegistrationsOverMidnight_RestartFromOneOnce()
    {
        await OnAsync(Sqlite, async server =>
        {
            // However busy the machine, the program is there well before midnight.
            var margin = Math.Max(6, Math.Ceiling(3 * server.Age.TotalSeconds));
            var ledger = new Ledger(server);
            await ledger.PrepareAsync(100);
            // The drafts are made in the evening; then the program starts again shortly before midnight, and is sent five at once until the year is a good deal older.
            await server.KillAsync();
            server.Say("--now", new DateTime(2027, 1, 1).AddSeconds(-margin).ToString("s", System.Globalization.CultureInfo.InvariantCulture));
            await server.StartAsync();
            foreach (var few in ledger.Drafts.Chunk(5))
            {
                await ledger.SubmitAsync(few);
                var left = TimeSpan.FromSeconds(margin - 1.5) - server.Age;
                await Task.Delay(left > TimeSpan.Zero ? left : TimeSpan.FromMilliseconds(200));
            }
            var report = await ledger.JudgeAsync(papers: false);
            Pass(report);
            var (_, words) = await server.CommandAsync("export", "cesa", "--to", Path.Combine(server.DataFolder, "uscita"));
            var numbers = (await File.ReadAllLinesAsync(Path.Combine(server.DataFolder, "uscita", "tables", "platform_counters.csv"))).Where(line => line.StartsWith("\"protocol\"", StringComparison.Ordinal)).ToList();
            (await File.ReadAllTextAsync(Path.Combine(server.DataFolder, "uscita", "tables", "platform_audit_entries.csv"))).ShouldContain("export.made", Case.Sensitive, "what leaves says that it left");
            numbers.Count.ShouldBe(2, $"numbers of two years: {string.Join(" ", numbers)} {words}");
            numbers.Sum(line => int.Parse(line.Split(',')[2], System.Globalization.CultureInfo.InvariantCulture)).ShouldBe(100);
        }, ["--now", "2026-12-31T23:45:00"], papers: Papers.None);
    }

    [Theory]
    [InlineData(Sqlite)]
    [InlineData(Postgres)]
    public Task Preparation_AndMigration_KilledAtRandomInstants_NextStartComesUpByItself(string engine) => OnAsync(engine, async server =>
    {
        var random = new Random(Ledger.Seed);
        (server.IsFresh, server.Inhabitants) = (true, 400);
        // A cell of its own, with a login of its own.
        if (engine == Postgres) server.Say("--role-prefix", $"liburia_f{Guid.NewGuid():n}"[..30]);
        for (var round = 0; round < Ledger.Rounds(2, 20); round++)
        {
            await server.StopAsync();
            Directory.Delete(server.DataFolder, recursive: true);
            for (var again = 0; again < 2; again++)
            {
                using var dying = server.Launch();
                await Task.Delay(random.Next(100, 2500));
                dying.Kill();
                await dying.WaitForExitAsync();
            }
            await server.StartAsync();
        }
        (await server.CommandAsync("verify")).Code.ShouldBe(0);
        var ledger = new Ledger(server);
        await ledger.PrepareAsync(3);
        await ledger.SubmitAsync(ledger.Drafts);
        Pass(await ledger.JudgeAsync());
    }, starts: false);
}
