using Liburia.Identity.Saml;
using Liburia.Identity.Spid;
using Liburia.Platform.Access;
using Liburia.Platform.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Liburia.Identity.Pages;

/// <summary>Where somebody who left a Comune leaves the others and their provider; the code that brings them is good once.</summary>
[Public, HostedAt(HostKind.AccessPoint)]
internal sealed class SpidLeaveModel(SpidLogout logout) : PageModel
{
    /// <summary>To the provider, by a form.</summary>
    public SamlSending? Sending { get; private set; }
    public Left? Left { get; private set; }

    public async Task<IActionResult> OnGetAsync([FromQuery(Name = "c")] string? code)
    {
        Response.Headers.CacheControl = "no-store";
        if (code is { Length: 64 }) (Sending, Left) = await logout.GoOnAsync(code);
        if (Sending is { IsForm: false } redirect) return Redirect(redirect.Address);
        if (Sending is not null) HttpContext.LetFormsGoTo(Sending.Address);
        else if (Left is null) Response.StatusCode = StatusCodes.Status400BadRequest;
        return Page();
    }
}
