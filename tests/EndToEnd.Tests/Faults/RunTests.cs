using System.Diagnostics;
using System.Globalization;
using System.Net;
using Liburia.TestKit;
using Shouldly;
using Xunit;

namespace Liburia.EndToEnd.Tests.Faults;

/// <summary>SIGKILL in the middle of a long run: the next start goes on from there, and does nothing twice.</summary>
[Slow("Kills the program in the middle of a long run, on each engine.")]
public sealed class RunTests(ITestOutputHelper output) : FaultTests(output)
{
    private readonly ITestOutputHelper output = output;

    [Theory]
    [InlineData(Sqlite)]
    [InlineData(Postgres)]
    public Task Kill_InTheMiddleOfALongRun_GoesOnFromThere_AndAssignsEachCaseOnce(string engine) => OnAsync(engine, async server =>
    {
        var citizens = new Citizens(server, "segnalazione-disservizio");
        await citizens.LearnAsync();
        await citizens.BeginAsync(Ledger.Rounds(80, 400), _ => []);
        await citizens.SubmitAsync(citizens.All);
        citizens.Pending.ShouldBeEmpty();

        string run;
        using (var gino = await EnterAsync(server))
        {
            var form = await gino.GetAsync("/desk/pratiche/assegna-tutte?stato=ufficio");
            var officer = form.Page.QuerySelector("#preview select[name=Officer] option[value]:not([value=''])")!.GetAttribute("value")!;
            (await gino.SubmitAsync(new() { ["Officer"] = officer }, form: "#preview")).ShouldBe(HttpStatusCode.OK);
            run = (await gino.SubmitAsync(form: "#confirm", follow: false)).Location.ShouldNotBeNull();
            for (var page = await gino.GetAsync(run); Doing(page) == 0; page = await gino.GetAsync(run)) await Task.Delay(5);
            await server.KillAsync();
        }
        var done = await ItemsAsync(server, "Done");
        output.WriteLine($"{engine}: killed after {done}");
        done.ShouldBeInRange(1, citizens.All.Count - 1, "the kill must come in the middle");

        await server.StartAsync();
        using (var gino = await EnterAsync(server))
            for (var waited = Stopwatch.StartNew(); waited.Elapsed < TimeSpan.FromMinutes(4) && !(await gino.GetAsync(run)).Main.Contains("Finita", StringComparison.Ordinal);) await Task.Delay(200);
        (await ItemsAsync(server, "Waiting")).ShouldBe(0);
        var times = await server.BooksAsync(books =>
        {
            var assigned = books["procedures_case_events"].Where(row => row["kind"] == "Assigned").ToLookup(row => Guid.Parse(row["case_id"]!));
            return citizens.All.Select(application => assigned[application.CaseId].Count()).ToList();
        });
        times.ShouldAllBe(count => count == 1);
        Pass(await citizens.JudgeAsync());
    });

    private static async Task<Browser> EnterAsync(ServerProcess server)
    {
        var gino = new Browser(server.Handler(), $"cesa.localhost:{server.Port}");
        await gino.GetAsync("/desk/accedi");
        (await gino.SubmitAsync(new() { ["UserName"] = "gino" }, follow: false)).Status.ShouldBe(HttpStatusCode.Redirect);
        return gino;
    }

    /// <summary>How many things are behind it; all when it has ended.</summary>
    private static int Doing(Answer page) => page.Page.QuerySelector("#run-progress") is { } bar ? int.Parse(bar.GetAttribute("value")!, CultureInfo.InvariantCulture) : int.MaxValue;

    private static Task<int> ItemsAsync(ServerProcess server, string state) => server.BooksAsync(books => books["platform_run_items"].Count(row => row["state"] == state));
}
