using System.Net;
using Liburia.TestKit;
using Shouldly;
using Xunit;

namespace Liburia.EndToEnd.Tests.Faults;

/// <summary>No room on the disk, no renderer; and damage on purpose, which the harness must see.</summary>
[Slow("A full disk, a renderer killed again and again, synchronisations that fail.")]
public sealed class ScarcityTests(ITestOutputHelper output) : FaultTests(output)
{
    [Theory]
    [InlineData(Sqlite)]
    public Task DiskFull_RefusesInWords_KeepsReading_AndGoesOnWhenThereIsRoom(string engine) => OnAsync(engine, async server =>
    {
        var ledger = new Ledger(server);
        await ledger.PrepareAsync(40);
        await ledger.SubmitAsync(ledger.Drafts.Take(10));
        Fill(server.DataFolder);
        await ledger.SubmitAsync(ledger.Pending);
        var whileFull = ledger.Answers.Keys.ToList();
        using var reader = new Browser(server.Handler(), $"cesa.localhost:{server.Port}");
        (await reader.GetAsync("/servizi/certificato-di-residenza?giro=pieno")).ShouldBe(HttpStatusCode.OK);
        ledger.Pending.Count.ShouldBeGreaterThan(0, "the disk must be full in the middle");
        whileFull.ShouldNotContain(HttpStatusCode.InternalServerError);
        whileFull.ShouldContain(HttpStatusCode.InsufficientStorage);
        File.Delete(Path.Combine(server.DataFolder, "ballast"));
        Pass(await ledger.JudgeAsync());
    }, prepare: OnASmallDiskAsync, finish: OffTheSmallDiskAsync);

    [Theory]
    [InlineData(Sqlite)]
    public Task Renderer_KilledAgainAndAgain_EveryCaseIsWhole_AndEveryPaperComesOnce(string engine) => OnAsync(engine, async server =>
    {
        var ledger = new Ledger(server);
        await ledger.PrepareAsync(30);
        using var stop = new CancellationTokenSource();
        var killing = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await ServerProcess.ProgramAsync("pkill", ["-KILL", "-P", $"{server.ProcessId}", "python3"]);
                await Task.Delay(150);
            }
        });
        await ledger.SubmitAsync(ledger.Drafts);
        await Task.Delay(1500);
        await stop.CancelAsync();
        await killing;
        ledger.Acked.ShouldBe(30, "a certificate that cannot be printed yet is an application received all the same");
        Pass(await ledger.JudgeAsync());
    }, papers: Papers.Real);

    /// <summary>One failing synchronisation, of the file or of the database: nothing is acknowledged, the program ends rather than try again, and what starts next has each thing once.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("cesa/comune.db-wal")]
    public Task FailingSync_EndsTheProgram_AndTheKeyDecides(string onlyOf) => OnAsync(Sqlite, async server =>
    {
        var ledger = new Ledger(server);
        await ledger.PrepareAsync(5);
        using var breaking = await BreakSyncAsync(server, onlyOf);
        await ledger.SubmitAsync(ledger.Drafts, clients: 1);
        ledger.Acked.ShouldBe(0, "no receipt without its bytes");
        await server.EndedAsync();
        breaking.Kill();
        await breaking.WaitForExitAsync();
        await server.StartAsync();
        Pass(await ledger.JudgeAsync());
        ledger.Acked.ShouldBe(5);
    });

    /// <summary>The harness itself can fail: what is damaged on purpose is counted.</summary>
    [Fact]
    public Task Control_DamageIsSeen() => OnAsync(Sqlite, async server =>
    {
        var ledger = new Ledger(server);
        await ledger.PrepareAsync(5);
        await ledger.SubmitAsync(ledger.Drafts);
        Pass(await ledger.JudgeAsync());
        var stored = Directory.EnumerateFiles(Path.Combine(server.DataFolder, "cesa", "files"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList();
        File.Delete(stored[0]);
        await File.AppendAllTextAsync(stored[1], "x");
        await server.KillAsync();
        await using (var db = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(server.DataFolder, "cesa", "comune.db")};Pooling=False"))
        {
            await db.OpenAsync();
            await using var command = db.CreateCommand();
            command.CommandText = "DROP TRIGGER protocol_entries_undeletable; DROP TRIGGER protocol_entry_documents_undeletable; PRAGMA foreign_keys=OFF; DELETE FROM protocol_entries WHERE number = 3";
            await command.ExecuteNonQueryAsync();
        }
        await server.StartAsync();
        var report = await ledger.JudgeAsync(retry: false, papers: false);
        Say(report);
        report.Gap.ShouldBe(1);
        report.MissingFile.ShouldBeGreaterThanOrEqualTo(2);
        report.NothingLost.ShouldBeFalse();
    });
}
