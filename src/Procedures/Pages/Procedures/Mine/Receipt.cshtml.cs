using Liburia.Platform.Access;
using Liburia.Procedures.Cases;
using Liburia.Procedures.Contracts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Liburia.Procedures.Pages.Mine;

[Citizen]
internal sealed class ReceiptModel(MyCases cases, CaseTerm term) : PageModel
{
    public CaseView Case { get; private set; } = null!;
    public IReadOnlyList<Phase> Phases { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(Guid id)
    {
        if (await cases.FindAsync(id, "Ricevuta") is not { } found) return NotFound();
        (Case, Phases) = (found, await term.OfAsync(id));
        return Page();
    }
}
