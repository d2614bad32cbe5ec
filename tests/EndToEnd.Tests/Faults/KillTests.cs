using Liburia.TestKit;
using Shouldly;
using Xunit;

namespace Liburia.EndToEnd.Tests.Faults;

/// <summary>SIGKILL while clients submit.</summary>
[Slow("Five hundred applications are prepared, and killed, on each engine.")]
public sealed class KillTests(ITestOutputHelper output) : FaultTests(output)
{
    [Theory]
    [InlineData(Sqlite)]
    [InlineData(Postgres)]
    public Task CV43_Kill_InTheMiddleOf500Submissions_LosesNothing(string engine) => OnAsync(engine, async server =>
    {
        var ledger = new Ledger(server);
        await ledger.PrepareAsync(500);
        var sending = ledger.SubmitAsync(ledger.Drafts);
        while (ledger.Acked < 125 && !sending.IsCompleted) await Task.Delay(5);
        await server.KillAsync();
        await sending;
        ledger.Acked.ShouldBeInRange(125, 499, "the kill must come in the middle");
        await server.StartAsync();
        Pass(await ledger.JudgeAsync(retry: Ledger.Rounds(0, 1) == 1, papers: false));
    }, papers: Papers.None);

    [Theory]
    [InlineData(Sqlite)]
    [InlineData(Postgres)]
    public Task Kill_AtRandomInstants_AgainAndAgain_LosesNothing_AndEveryPaperComesOnce(string engine) => OnAsync(engine, async server =>
    {
        var random = new Random(Ledger.Seed);
        var ledger = new Ledger(server);
        var rounds = Ledger.Rounds(3, 50);
        await ledger.PrepareAsync(20 * Math.Min(rounds, 10));
        for (var round = 0; round < rounds; round++)
        {
            var sending = ledger.SubmitAsync(ledger.Pending.Take(25), clients: 16);
            await Task.Delay(random.Next(5, 600));
            await server.KillAsync();
            await sending;
            await server.StartAsync();
        }
        Pass(await ledger.JudgeAsync());
    });
}
