using Liburia.Platform.Access;
using Liburia.Platform.Audit;
using Liburia.Platform.Database;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Portal.Reports;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Portal.Pages.Desk;

/// <summary>What people say does not work, those still open first.</summary>
[Permission(PortalModule.ReadReports)]
internal sealed class ProblemsModel(AppDb db, Visitor visitor, AuditTrail audit, TimeProvider clock) : PageModel, Platform.Web.IRestorable
{
    private const int Most = 100;

    public IReadOnlyList<PageReport> Reports { get; private set; } = [];

    public Task OnGetAsync() => RestoreAsync();

    public async Task RestoreAsync() => Reports = await db.Set<PageReport>().AsNoTracking().OrderBy(r => r.SolvedAt != null).ThenByDescending(r => r.SentAt).Take(Most).ToListAsync();

    public async Task<IActionResult> OnPostAsync(Guid report)
    {
        if (await db.Set<PageReport>().FirstOrDefaultAsync(r => r.Id == report) is not { } found) return NotFound();
        if (found.SolvedAt is not null) throw new RuleBroken("", new($"Questo problema è già segnato come risolto da {found.SolvedBy}.", $"This problem is already marked as solved by {found.SolvedBy}."));
        if (Request.Form[$"o-{report:n}"].ToString().Trim() is not { Length: >= 3 and <= 500 } outcome) throw new RuleBroken($"o-{report:n}", new("Scrivi che cosa si è fatto, da 3 a 500 caratteri.", "Write what was done, 3 to 500 characters."));
        (found.SolvedAt, found.SolvedBy, found.Outcome) = (clock.UtcNow(), visitor.FullName, outcome);
        audit.Note("portal.report-solved", $"report:{report:n}", new { found.Page });
        return LocalRedirect("/desk/problemi");
    }
}
