using Liburia.Identity.Contracts;
using Liburia.Identity.Staff;
using Liburia.Platform.Access;
using Liburia.Platform.Audit;
using Liburia.Platform.Database;
using Liburia.Platform.Organization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Identity.Pages;

/// <summary>Looking at the link does not use it up: programs that preview links must not take the place of a person.</summary>
[Public]
internal sealed class FirstEntryModel(AppDb db, Sessions sessions, OrganizationChart chart, AuditTrail audit, TimeProvider clock) : PageModel
{
    public StaffMember? Person { get; private set; }

    [BindProperty(SupportsGet = true)]
    public string Code { get; set; } = "";

    public async Task<IActionResult> OnGetAsync()
    {
        if (await FirstAccess.FindAsync(db, Code, clock) is var (person, _)) Person = person;
        else Response.StatusCode = StatusCodes.Status404NotFound;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (await FirstAccess.FindAsync(db, Code, clock) is not var (person, invitation) || await chart.StandingOfAsync(person.Id) is null || !await FirstAccess.UseAsync(db, invitation, clock)) return NotFound();
        if (invitation.Kind == InvitationKind.Recovery)
        {
            // Whoever found the lost device or password finds nothing they open.
            await sessions.CloseAllOfAsync(person.Id);
            await db.Set<StaffPasskey>().Where(p => p.StaffId == person.Id).ExecuteDeleteAsync();
            await db.Set<StaffSecret>().Where(s => s.StaffId == person.Id).ExecuteDeleteAsync();
        }
        await sessions.OpenAsync(HttpContext, VisitorKind.Staff, person.FullName, staffId: person.Id);
        audit.Note(invitation.Kind == InvitationKind.Recovery ? "session.recovered" : "session.first", $"staff:{person.Id:n}", new { person.UserName, invitation.AskedBy, invitation.AgreedBy });
        // The link is worth nothing any more: the first thing is a way to come back.
        return LocalRedirect("/desk/il-mio-accesso");
    }
}
