using Liburia.Platform;
using Liburia.Platform.Access;
using Liburia.Platform.Audit;
using Liburia.Platform.Database;
using Liburia.Platform.Language;
using Liburia.Platform.Organization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Identity.Pages;

[Public]
internal sealed class StaffLoginModel(AppDb db, Installation installation, Sessions sessions, OrganizationChart chart, Visitor visitor, AuditTrail audit) : PageModel, Platform.Web.IRestorable
{
    public IReadOnlyList<Standing> Staff { get; private set; } = [];

    [BindProperty(SupportsGet = true, Name = "ritorno")]
    public string? Return { get; set; }

    [BindProperty]
    public string? UserName { get; set; }

    public async Task<IActionResult> OnGetAsync()
    {
        if (visitor.IsStaff) return LocalRedirect(Back("/desk"));
        await RestoreAsync();
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (!installation.IsDemonstration) return NotFound();
        await RestoreAsync();
        if (Staff.FirstOrDefault(standing => standing.Staff.UserName == UserName) is not { } chosen)
            throw new RuleBroken("UserName", new("Scegli una delle persone dell'elenco.", "Choose one of the people listed."));
        sessions.Open(HttpContext, VisitorKind.Staff, chosen.Staff.FullName, staffId: chosen.Staff.Id);
        audit.Note("session.open", $"staff:{chosen.Staff.Id:n}", new { chosen.Staff.UserName });
        return LocalRedirect(Back(chart.DeskOf(chosen)));
    }

    public bool IsDemonstration => installation.IsDemonstration;

    public async Task RestoreAsync()
    {
        // Outside a demonstration nobody is told who works here.
        if (!installation.IsDemonstration) return;
        var ids = await db.Set<StaffMember>().AsNoTracking().OrderBy(s => s.UserName).Select(s => s.Id).ToListAsync();
        var standings = new List<Standing>();
        foreach (var id in ids)
            if (await chart.StandingOfAsync(id) is { } standing) standings.Add(standing);
        Staff = standings;
    }

    private string Back(string otherwise) => Url.IsLocalUrl(Return) && !Return!.Contains("//", StringComparison.Ordinal) && Return != "/desk" ? Return : otherwise;
}
