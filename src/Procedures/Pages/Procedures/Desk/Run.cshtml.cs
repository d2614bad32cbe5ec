using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Liburia.Platform.Runs;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Procedures.Pages.Desk;

/// <summary>How a long run goes and how it ended: what was done, what was left out and why. For who holds its right in the office that began it.</summary>
[Permission(ProceduresModule.Runs)]
internal sealed class RunModel(LongRuns runs, AppDb db, Visitor visitor) : PageModel
{
    public const int PageSize = 200;

    [BindProperty(SupportsGet = true, Name = "pagina")]
    public int Number { get; set; } = 1;

    public RunProgress Progress { get; private set; } = null!;
    public IReadOnlyList<RunItem> LeftOut { get; private set; } = [];
    public bool HasMore { get; private set; }

    public async Task<IActionResult> OnGetAsync(Guid id)
    {
        if (await runs.FindAsync(id) is not { } found || found.Run.OfficeId != visitor.OfficeId || !visitor.Can(runs.KindOf(found.Run.Kind).Permission)) return NotFound();
        (Progress, Number) = (found, Math.Clamp(Number, 1, 1000));
        var rows = await db.Set<RunItem>().AsNoTracking().Where(i => i.RunId == id && i.State == RunItemState.Refused)
            .OrderBy(i => i.Position).Skip((Number - 1) * PageSize).Take(PageSize + 1).ToListAsync();
        (LeftOut, HasMore) = ([.. rows.Take(PageSize)], rows.Count > PageSize);
        return Page();
    }
}
