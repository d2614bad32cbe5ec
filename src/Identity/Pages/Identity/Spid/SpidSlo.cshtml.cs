using Liburia.Identity.Saml;
using Liburia.Identity.Spid;
using Liburia.Platform.Access;
using Liburia.Platform.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Logging;

namespace Liburia.Identity.Pages;

/// <summary>Single logout: providers say here that somebody leaves, and answer logouts of ours; in an address with a signed query, or in a form with a signed message.</summary>
[Public, HostedAt(HostKind.AccessPoint), IgnoreAntiforgeryToken, RequestSizeLimit(512 * 1024), InTheirLanguage]
internal sealed partial class SpidSloModel(SpidLogout logout, ILogger<SpidSloModel> log) : PageModel, ISpeaksTheirLanguage
{
    /// <summary>Our answer to the provider, by a form.</summary>
    public SamlSending? Sending { get; private set; }
    public Left? Left { get; private set; }
    public bool IsEnglish => Left?.IsEnglish == true;

    public Task<IActionResult> OnGetAsync()
    {
        var query = Request.QueryString.Value ?? "";
        return TakeAsync(Request.Query.ContainsKey(SamlBinding.Question), field => SamlArrival.ByRedirect(query, field), query, Request.Query["RelayState"].ToString());
    }

    public Task<IActionResult> OnPostAsync() => TakeAsync(Request.Form.ContainsKey(SamlBinding.Question), field => SamlArrival.ByPost(Request.Form[field]), "", Request.Form["RelayState"].ToString());

    private async Task<IActionResult> TakeAsync(bool isQuestion, Func<string, SamlArrival> read, string carrier, string state)
    {
        Response.Headers.CacheControl = "no-store";
        try
        {
            if (isQuestion) Sending = await logout.AnswerAsync(read(SamlBinding.Question), carrier, state);
            else Left = await logout.EndAsync(read(SamlBinding.Answer), carrier);
        }
        catch (SamlRefused refused)
        {
            Refused(refused.Rule);
            Response.StatusCode = StatusCodes.Status400BadRequest;
        }
        if (Sending is { IsForm: false } redirect) return Redirect(redirect.Address);
        if (Sending is not null) HttpContext.LetFormsGoTo(Sending.Address);
        return Page();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A SAML logout message was refused: {Rule}")]
    private partial void Refused(string rule);
}
