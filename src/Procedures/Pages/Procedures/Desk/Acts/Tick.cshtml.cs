using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Liburia.Platform.Language;
using Liburia.Procedures.Cases;
using Liburia.Procedures.Models;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Procedures.Pages.Desk;

/// <summary>The points that the procedure has somebody check, step by step.</summary>
[Permission(ProceduresModule.Work)]
internal sealed class TickModel(CaseAtDesk desk, CaseWork work, AppDb db) : CaseActs(desk, "Tick")
{
    private IReadOnlySet<(string Step, int Position)> marks = new HashSet<(string, int)>();

    public bool IsMarked(ModelStep step, int position) => marks.Contains((step.Id, position));

    /// <summary>A point as the form sends it.</summary>
    public static string PointOf(ModelStep step, int position) => $"{step.Id}.{position}";

    protected override async Task DrawAsync()
    {
        marks = await db.MarksAsync(Id);
        Foretold = ["Quando un passo è completo si passa al successivo, e il richiedente legge che è concluso. I segni di due colleghi restano tutti.",
            ForetoldTerm.Stays(Read)];
    }

    public Task<IActionResult> OnGetAsync() => ShowAsync();

    /// <param name="had">The points that were marked on the page: only what was changed there changes, and what a colleague marked meanwhile stays.</param>
    public Task<IActionResult> OnPostTickAsync(List<string> done, List<string> had) => DoAsync(async () =>
    {
        var points = (from step in Model!.Steps
                      from at in Enumerable.Range(0, step.Checks.Count)
                      select (Step: step, At: at, Name: PointOf(step, at))).ToList();
        if (done.Concat(had).Except(points.Select(point => point.Name)).Any())
            throw new RuleBroken("", new("Questo controllo non c'è.", "There is no such check."));
        var now = marks.ToHashSet();
        foreach (var (step, at, name) in points.Where(point => done.Contains(point.Name) != had.Contains(point.Name)))
        {
            await work.TickAsync(Item, step.Id, at, done.Contains(name));
            if (done.Contains(name)) now.Add((step.Id, at));
            else now.Remove((step.Id, at));
        }
        foreach (var (at, step) in Model.Steps.Index())
        {
            var isDone = Enumerable.Range(0, step.Checks.Count).All(point => now.Contains((step.Id, point)));
            if (isDone && Item.Step == step.Id) work.FinishStep(Item, step, Model.Steps.ElementAtOrDefault(at + 1));
        }
    }, onWhatWasRead: false);
}
