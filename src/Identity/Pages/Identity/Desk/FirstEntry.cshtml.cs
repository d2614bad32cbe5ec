using Liburia.Identity.Contracts;
using Liburia.Platform.Access;
using Liburia.Platform.Audit;
using Liburia.Platform.Database;
using Liburia.Platform.Organization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

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
        Person = await FirstAccess.FindAsync(db, Code, clock);
        if (Person is null) Response.StatusCode = StatusCodes.Status404NotFound;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        Person = await FirstAccess.FindAsync(db, Code, clock);
        if (Person is null || await chart.StandingOfAsync(Person.Id) is not { } standing || !await FirstAccess.UseAsync(db)) return NotFound();
        sessions.Open(HttpContext, VisitorKind.Staff, Person.FullName, staffId: Person.Id);
        audit.Note("session.first", $"staff:{Person.Id:n}", new { Person.UserName });
        return LocalRedirect(chart.DeskOf(standing));
    }
}
