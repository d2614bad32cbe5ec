using Liburia.Identity.Staff;
using Liburia.Platform.Access;
using Liburia.Platform.Audit;
using Liburia.Platform.Database;
using Liburia.Platform.Organization;
using Liburia.Platform.Tenancy;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Liburia.Identity.Pages;

/// <summary>Where the access point, or the desk of another Comune, sends who has shown who they are: the code becomes a session of this desk, once.</summary>
[Public]
internal sealed class StaffCodeModel(StaffDoor door, Tenant tenant, Sessions sessions, OrganizationChart chart, Writing writing, AuditTrail audit) : PageModel
{
    public async Task<IActionResult> OnGetAsync([FromQuery(Name = "c")] string? code)
    {
        Response.Headers.CacheControl = "no-store";
        if (await door.RedeemAsync(code, tenant.Municipality.Slug, Request.Cookies[StaffDoor.NonceCookie]) is not { } pass || await chart.StandingOfAsync(pass.StaffId) is not { } standing)
        {
            Response.StatusCode = StatusCodes.Status400BadRequest;
            return Page();
        }
        Response.Cookies.Delete(StaffDoor.NonceCookie, new CookieOptions { Secure = true, Path = "/" });
        await writing.RunAsync(async () =>
        {
            await sessions.OpenAsync(HttpContext, VisitorKind.Staff, standing.Staff.FullName, staffId: standing.Staff.Id);
            audit.Note("session.open", $"staff:{standing.Staff.Id:n}", new { pass.Method });
            return true;
        });
        return LocalRedirect(pass.Path == "/desk" ? chart.DeskOf(standing) : pass.Path);
    }
}
