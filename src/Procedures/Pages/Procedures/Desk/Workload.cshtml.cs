using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Liburia.Platform.Law;
using Liburia.Procedures.Cases;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Procedures.Pages.Desk;

internal sealed record Load(string Office, string? Officer, int Open, int Late, DateOnly Next);

[Permission(ProceduresModule.Work)]
internal sealed class WorkloadModel(AppDb db, TimeProvider clock) : PageModel
{
    public IReadOnlyList<Load> Loads { get; private set; } = [];

    public async Task OnGetAsync()
    {
        var today = LegalTime.Today(clock);
        var rows = await db.Set<Case>().AsNoTracking().Where(c => c.IsOpen).GroupBy(c => new { c.OfficeName, c.OfficerName })
            .Select(g => new { g.Key.OfficeName, g.Key.OfficerName, Open = g.Count(), Late = g.Count(c => c.DueOn < today), Next = g.Min(c => c.DueOn) }).ToListAsync();
        Loads = [.. rows.Select(r => new Load(r.OfficeName, r.OfficerName, r.Open, r.Late, r.Next)).OrderBy(l => l.Office, StringComparer.Ordinal).ThenByDescending(l => l.Open)];
    }
}
