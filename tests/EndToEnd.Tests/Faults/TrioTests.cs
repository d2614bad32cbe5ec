using System.Diagnostics;
using System.Net;
using Liburia.TestKit;
using Shouldly;
using Xunit;

namespace Liburia.EndToEnd.Tests.Faults;

/// <summary>Alone on the machine: three databases that watch each other's clocks take a busy processor for a broken cable.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

/// <summary>A cell of three nodes in strict synchronous mode: what was told done is on two of them.</summary>
[Collection(nameof(Alone))]
[Slow("Three databases that elect a leader, and a cable that is pulled.")]
public sealed class TrioTests(ITestOutputHelper output) : FaultTests(output)
{
    private readonly ITestOutputHelper output = output;

    [Fact]
    public async Task CV43_ThreeNodes_NoFollowerConfirms_ThenTheLeaderIsCutOff_NothingToldDoneIsLost()
    {
        await using var trio = await Trio.StartNewAsync();
        await using var server = await OfAsync(trio.Login);
        await server.StartAsync();
        var ledger = new Ledger(server);
        await ledger.PrepareAsync(60);

        // Nobody confirms: the wait is broken off after the time given to a command, and nobody is told that it is done.
        await trio.FreezeFollowersAsync(true);
        await ledger.SubmitAsync(ledger.Drafts.Take(2), clients: 2);
        ledger.Acked.ShouldBe(0);
        ledger.Answers.Keys.ShouldBe([HttpStatusCode.ServiceUnavailable]);
        await trio.FreezeFollowersAsync(false);
        await trio.WholeAsync();

        await ledger.SubmitAsync(ledger.Drafts.Take(15));
        ledger.Acked.ShouldBe(15);
        var leader = await trio.LeaderAsync();
        var sending = ledger.SubmitAsync(ledger.Pending, clients: 3);
        while (ledger.Acked < 20) await Task.Delay(5);
        await trio.CableAsync(leader, plugged: false);
        var outage = Stopwatch.StartNew();
        await sending;
        var before = ledger.Acked;
        before.ShouldBeLessThan(60, "the cut must come in the middle");
        while (ledger.Acked == before && outage.Elapsed < TimeSpan.FromMinutes(2))
        {
            await ledger.SubmitAsync(ledger.Pending.Take(2));
            await Task.Delay(500);
        }
        output.WriteLine($"writing again after {outage.Elapsed.TotalSeconds:0.0} s");
        (await trio.LeaderAsync()).ShouldNotBe(leader);
        ledger.Answers.Keys.ShouldNotContain(HttpStatusCode.InternalServerError);

        await trio.CableAsync(leader, plugged: true);
        await trio.WholeAsync();
        // The bar for a failover: reconnecting the node that was lost, the pool included.
        await ledger.WritingAsync(TimeSpan.FromSeconds(30));
        Pass(await ledger.JudgeAsync());
        ledger.Acked.ShouldBe(60);
        (await server.CommandAsync("verify", "cesa")).Words.ShouldContain(" 60 registrazioni", customMessage: "one registration for each application");
    }
}
