using Liburia.TestKit;
using Shouldly;
using Xunit;

namespace Liburia.EndToEnd.Tests.Faults;

/// <summary>SIGKILL while clerks decide: a decision that was told done is a closed case, a number, an entry of the register, a paper that left, each once.</summary>
[Slow("Kills among decisions and real papers, on each engine.")]
public sealed class DecisionTests(ITestOutputHelper output) : FaultTests(output)
{
    [Theory]
    [InlineData(Sqlite)]
    [InlineData(Postgres)]
    public Task CV43_Kill_WhileClerksDecide_EachDecisionIsThereOnce_WithItsNumberItsEntryAndItsPaper(string engine) => OnAsync(engine, async server =>
    {
        var random = new Random(Ledger.Seed);
        var citizens = new Citizens(server, "segnalazione-disservizio");
        await citizens.LearnAsync();
        var rounds = Ledger.Rounds(2, 30);
        await citizens.BeginAsync(12 * rounds, _ => []);
        await citizens.SubmitAsync(citizens.All);
        citizens.Pending.ShouldBeEmpty();
        var clerks = new Clerks(server, "segnalazioni");
        await clerks.LoginAsync(citizens.All[0]);
        for (var round = 0; round < rounds; round++)
        {
            // Some kills come between decisions, others among papers too.
            await KillAmidAsync(server, clerks.DecideAsync(citizens.All.Where(application => !clerks.Has(application)).Take(15)), () => clerks.Heard, random.Next(1, 12), TimeSpan.FromMilliseconds(random.Next(0, round % 2 == 0 ? 20 : 1500)));
        }
        clerks.Answers.Clear();
        await clerks.DecideAsync(citizens.All.Where(application => !clerks.Has(application)));
        Pass(await clerks.JudgeAsync(citizens.All));
        clerks.Ambiguous.ShouldBeGreaterThan(0, "the kills must come in the middle");
    }, papers: Papers.Real);
}
