using Liburia.Identity.Spid;
using Liburia.Platform.Access;
using Liburia.Platform.Audit;
using Liburia.Platform.Database;
using Liburia.Platform.Tenancy;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Liburia.Identity.Pages;

/// <summary>Where the access point sends who has logged in: the code becomes a session of this Comune, once.</summary>
[Public]
internal sealed class SpidCodeModel(SpidDoor door, SpidLogout logout, Tenant tenant, Sessions sessions, Writing writing, AuditTrail audit) : PageModel
{
    public async Task<IActionResult> OnGetAsync([FromQuery(Name = "c")] string? code)
    {
        Response.Headers.CacheControl = "no-store";
        Request.Cookies.TryGetValue(LoginModel.NonceCookie, out var nonce);
        if (code is not { Length: 64 } || await door.RedeemAsync(code, tenant.Municipality.Slug, nonce) is not { } pass)
        {
            Response.StatusCode = StatusCodes.Status400BadRequest;
            return Page();
        }
        Response.Cookies.Delete(LoginModel.NonceCookie, new CookieOptions { Secure = true, Path = "/" });
        var access = await logout.RememberAsync(tenant.Municipality.Slug, pass.TaxCode, pass.Provider, pass.Subject);
        await writing.RunAsync(async () =>
        {
            await sessions.OpenAsync(HttpContext, VisitorKind.Citizen, pass.FullName, pass.TaxCode, level: pass.Level, accessId: access);
            audit.Note("session.open", "citizen", new { pass.TaxCode, pass.Level, pass.Provider });
            return true;
        });
        return LocalRedirect(pass.Wish.Path);
    }
}
