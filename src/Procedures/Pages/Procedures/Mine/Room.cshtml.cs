using Liburia.Platform.Access;
using Liburia.Platform.Language;
using Liburia.Procedures.Contracts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Liburia.Procedures.Pages.Mine;

[Citizen]
internal sealed class RoomModel(Visitor visitor, ICaseDesk cases, IEnumerable<ICasePanel> panels) : PageModel
{
    public CaseView Case { get; private set; } = null!;
    public IReadOnlyList<(Texts Label, string Value, string? Href)> Rows { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(Guid id)
    {
        // Another person's case does not exist, for who asks.
        if (await cases.FindAsync(id) is not { } found || found.ApplicantTaxCode != visitor.TaxCode) return NotFound();
        Case = found;
        var rows = new List<(Texts, string, string?)>();
        foreach (var panel in panels) rows.AddRange(await panel.RowsAsync(found, forStaff: false));
        Rows = rows;
        return Page();
    }
}
