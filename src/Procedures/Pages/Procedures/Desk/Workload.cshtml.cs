using System.Globalization;
using Liburia.Design.Charts;
using Liburia.Design.Lists;
using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Liburia.Platform.Law;
using Liburia.Procedures.Contracts;
using Liburia.Procedures.Cases;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Procedures.Pages.Desk;

internal sealed record Load(string Office, string? Officer, int Open, int Late, DateOnly Next);

/// <summary>Who has how much to do, how much of it is late, and whether it grows.</summary>
[Permission(ProceduresModule.Work)]
internal sealed class WorkloadModel(AppDb db, TimeProvider clock) : PageModel
{
    private const int Weeks = 12, MostBars = 25;

    public ListView List { get; private set; } = null!;
    public Chart? ByOfficer { get; private set; }
    public Chart? ByWeek { get; private set; }

    private static readonly ListOf<Load> Loads = new()
    {
        Caption = new("Pratiche aperte per ufficio e persona", "Open cases by office and person"),
        EmptyTitle = new("Nessuna pratica aperta", "No open case"),
        EmptyText = new("Qui si vede quante pratiche ha ciascuno, e quante sono in ritardo.", "How many cases each has, and how many are late, is seen here."),
        Columns =
        [
            new("officer", new("Responsabile", "In charge"), ListKind.Text, l => l.Officer ?? "da assegnare") { Order = [l => l.Officer] },
            new("office", new("Ufficio", "Office"), ListKind.Text, l => l.Office) { Order = [l => l.Office] },
            new("open", new("Aperte", "Open"), ListKind.Number, l => l.Open) { Order = [l => l.Open] },
            new("late", new("In ritardo", "Late"), ListKind.Number, l => l.Late) { Order = [l => l.Late] },
            new("next", new("Termine più vicino", "Nearest term"), ListKind.Day, l => l.Next == Case.Never ? null : l.Next) { Order = [l => l.Next] },
        ],
        File = "carico-di-lavoro",
    };

    public async Task OnGetAsync()
    {
        var loads = await LoadsAsync();
        List = await Loads.ShowAsync(Request, loads.AsQueryable());
        if (loads.Count == 0) return;
        // Who works for two offices is one person.
        var most = loads.GroupBy(load => load.Officer ?? $"da assegnare, {load.Office}").Select(own => (Name: own.Key, Open: own.Sum(load => load.Open), Late: own.Sum(load => load.Late)))
            .OrderByDescending(own => own.Open).ThenBy(own => own.Name, StringComparer.Ordinal).Take(MostBars).ToList();
        ByOfficer = new(ChartKind.Bars, new("Pratiche aperte per persona", "Open cases by person"), new("Responsabile", "In charge"), [.. most.Select(own => own.Name)],
        [
            new(new("in tempo", "in time"), [.. most.Select(own => (long)(own.Open - own.Late))]),
            new(new("in ritardo", "late"), [.. most.Select(own => (long)own.Late)]),
        ]);
        ByWeek = await ByWeekAsync();
    }

    public async Task<IActionResult> OnGetExportAsync() => (await Loads.ExportAsync(Request, (await LoadsAsync()).AsQueryable())).Result;

    private async Task<List<Load>> LoadsAsync()
    {
        var today = LegalTime.Today(clock);
        var rows = await db.Set<Case>().AsNoTracking().Where(c => c.IsOpen).GroupBy(c => new { c.OfficeName, c.OfficerName })
            .Select(g => new { g.Key.OfficeName, g.Key.OfficerName, Open = g.Count(), Late = g.Count(c => c.DueOn < today && c.State != CaseState.AwaitingPayment), Next = g.Min(c => c.DueOn) }).ToListAsync();
        return [.. rows.Select(r => new Load(r.OfficeName, r.OfficerName, r.Open, r.Late, r.Next)).OrderBy(l => l.Office, StringComparer.Ordinal).ThenByDescending(l => l.Open)];
    }

    /// <summary>What arrived and what ended in each of the last weeks, the one that runs included.</summary>
    private async Task<Chart> ByWeekAsync()
    {
        var today = LegalTime.Today(clock);
        var monday = today.AddDays(-(((int)today.DayOfWeek + 6) % 7));
        var first = monday.AddDays(-7 * (Weeks - 1));
        var since = LegalTime.StartOf(first);
        var arrived = await db.Set<Case>().AsNoTracking().Where(c => c.OpenedAt >= since).GroupBy(c => c.OpenedOn).Select(g => new { g.Key, Count = g.Count() }).ToListAsync();
        var ended = await db.Set<Case>().AsNoTracking().Where(c => c.DecidedOn >= first).GroupBy(c => c.DecidedOn).Select(g => new { g.Key, Count = g.Count() }).ToListAsync();
        List<DateOnly> weeks = [.. Enumerable.Range(0, Weeks).Select(i => first.AddDays(7 * i))];
        return new(ChartKind.Lines, new("Pratiche arrivate e concluse, per settimana", "Cases arrived and ended, by week"), new("Settimana dal", "Week from"),
            [.. weeks.Select(week => week.ToString("dd/MM", CultureInfo.InvariantCulture))],
        [
            new(new("arrivate", "arrived"), [.. weeks.Select(week => arrived.Where(day => IsIn(day.Key, week)).Sum(day => (long)day.Count))]),
            new(new("concluse", "ended"), [.. weeks.Select(week => ended.Where(day => IsIn(day.Key!.Value, week)).Sum(day => (long)day.Count))]),
        ]);
        static bool IsIn(DateOnly day, DateOnly week) => day >= week && day < week.AddDays(7);
    }
}
