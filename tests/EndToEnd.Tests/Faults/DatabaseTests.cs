using System.Diagnostics;
using System.Net;
using Liburia.TestKit;
using Shouldly;
using Xunit;

namespace Liburia.EndToEnd.Tests.Faults;

/// <summary>The database server stops, the wire to it is cut in the middle of a commit, or it is lost and brought back to a moment.</summary>
[Slow("Servers of PostgreSQL are made, stopped, lost and brought back.")]
public sealed class DatabaseTests(ITestOutputHelper output) : FaultTests(output)
{
    [Fact]
    public async Task Server_StoppedAtOnce_AndStartedAgain_LosesNothing_AndThePoolComesBack()
    {
        await using var cluster = await Cluster.StartNewAsync();
        await using var server = await OfAsync(cluster.Login());
        await server.StartAsync();
        var ledger = new Ledger(server);
        await ledger.PrepareAsync(120);
        var sending = ledger.SubmitAsync(ledger.Drafts, clients: 8);
        while (ledger.Acked < 20) await Task.Delay(5);
        await cluster.StopAtOnceAsync();
        await sending;
        ledger.Acked.ShouldBeInRange(20, 119, "the stop must come in the middle");
        ledger.Answers.Keys.ShouldContain(HttpStatusCode.ServiceUnavailable);
        ledger.Answers.Keys.ShouldNotContain(HttpStatusCode.InternalServerError);
        using var reader = new Browser(server.Handler(), $"cesa.localhost:{server.Port}");
        var told = await reader.GetAsync("/accedi");
        told.Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        told.Main.ShouldContain("Quello che avevi già inviato con una ricevuta è al sicuro");
        await cluster.StartAsync();
        var watch = Stopwatch.StartNew();
        while ((await reader.GetAsync("/accedi")).Status != HttpStatusCode.OK) await Task.Delay(100);
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20), "the pool comes back by itself");
        Pass(await ledger.JudgeAsync());
    }

    [Fact]
    public async Task Wire_CutAfterTheCommit_BeforeItsAnswer_TheKeyMakesOneOfTwo()
    {
        await using var cluster = await Cluster.StartNewAsync();
        await using var wire = new Wire(cluster.Port);
        await using var server = await OfAsync(cluster.Login(wire.Port));
        await server.StartAsync();
        var ledger = new Ledger(server);
        await ledger.PrepareAsync(40);
        wire.CutCommits(10);
        await ledger.SubmitAsync(ledger.Drafts, clients: 4);
        wire.CutCommits(0);
        wire.Cuts.ShouldBeGreaterThanOrEqualTo(5);
        ledger.Acked.ShouldBeLessThan(40, "whoever lost the answer was not told that all is well");
        Pass(await ledger.JudgeAsync());
        ledger.Acked.ShouldBe(40);
        (await server.CommandAsync("verify", "cesa")).Words.ShouldContain(" 40 registrazioni", customMessage: "one registration for each application");
    }

    [Fact]
    public async Task CV43_PointInTime_TheServerIsLost_AndComesBackAsItWasAtThatMoment()
    {
        await using var cluster = await Cluster.StartNewAsync(archiving: true);
        await using var server = await OfAsync(cluster.Login());
        await server.StartAsync();
        var ledger = new Ledger(server);
        await ledger.PrepareAsync(30);
        await ledger.SubmitAsync(ledger.Drafts.Take(10));
        await cluster.CopyAsync();
        await ledger.SubmitAsync(ledger.Drafts.Skip(10).Take(10));
        await ledger.DeliveredAsync();
        await Task.Delay(300);
        var moment = DateTime.UtcNow;
        await Task.Delay(300);
        await ledger.SubmitAsync(ledger.Drafts.Skip(20));
        ledger.Acked.ShouldBe(30);
        await server.KillAsync();

        await cluster.RecoverAsync(moment);
        await server.StartAsync();

        var report = await ledger.JudgeAsync(retry: false, papers: false);
        Say(report);
        report.AckedMissing.ShouldBe(10, "what came after the moment is not there");
        (report.Gap + report.DupNumber + report.MissingFile + report.ContentDiff).ShouldBe(0);
        report.Verify.ShouldBe("verify: all holds");
    }
}
