using Liburia.Platform.Access;
using Liburia.Platform.Language;
using Liburia.Procedures.Contracts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Liburia.Procedures.Pages.Desk;

[Permission(ProceduresModule.Work)]
internal sealed class CasePageModel(ICaseDesk cases, IEnumerable<ICasePanel> panels) : PageModel
{
    public CaseView Case { get; private set; } = null!;
    public IReadOnlyList<(Texts Label, string Value, string? Href)> Rows { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(Guid id)
    {
        if (await cases.FindAsync(id) is not { } found) return NotFound();
        Case = found;
        var rows = new List<(Texts, string, string?)>();
        foreach (var panel in panels) rows.AddRange(await panel.RowsAsync(found, forStaff: true));
        Rows = rows;
        return Page();
    }
}
