using Liburia.Identity.Saml;
using Liburia.Identity.Spid;
using Liburia.Platform.Access;
using Liburia.Platform.Language;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Logging;

namespace Liburia.Identity.Pages;

/// <summary>Where providers' answers come, by a post from their site. What is wrong is refused by name in the log, and in plain words to the person.</summary>
[Public, HostedAt(HostKind.AccessPoint), IgnoreAntiforgeryToken, RequestSizeLimit(512 * 1024), InTheirLanguage]
internal sealed partial class SpidAnswerModel(SpidDoor door, ILogger<SpidAnswerModel> log) : PageModel, ISpeaksTheirLanguage
{
    public Ending Ending { get; private set; } = new(null, null, null);

    public SpidAnomaly Why => SpidAnomaly.Of(Ending.Anomaly);

    public bool IsEnglish => Ending.IsEnglish;

    public IActionResult OnGet() => StatusCode(StatusCodes.Status405MethodNotAllowed);

    public async Task<IActionResult> OnPostAsync([FromForm(Name = "SAMLResponse")] string? message)
    {
        Response.Headers.CacheControl = "no-store";
        Request.Cookies.TryGetValue(SpidAccessModel.RequestCookie, out var request);
        try
        {
            Ending = await door.EndAsync(SamlArrival.ByPost(message).Document, request);
            Response.Cookies.Delete(SpidAccessModel.RequestCookie, new CookieOptions { Secure = true, Path = "/", SameSite = SameSiteMode.None });
            if (Ending.Anomaly is { } anomaly) Anomaly(anomaly);
        }
        catch (SamlRefused refused)
        {
            Refused(refused.Rule);
            Ending = Ending with { IsEnglish = await door.IsEnglishAsync(request) };
        }
        // Nobody is let in: 403, as the checks of SPID expect of a service that refuses.
        if (Ending.Address is null) Response.StatusCode = StatusCodes.Status403Forbidden;
        return Page();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A SAML response was refused: {Rule}")]
    private partial void Refused(string rule);

    [LoggerMessage(Level = LogLevel.Information, Message = "The identity provider let nobody in: anomaly {Code}")]
    private partial void Anomaly(int code);
}
