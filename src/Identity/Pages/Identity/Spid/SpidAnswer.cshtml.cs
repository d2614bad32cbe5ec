using System.Text;
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
[Public, HostedAt(HostKind.AccessPoint), IgnoreAntiforgeryToken, RequestSizeLimit(512 * 1024)]
internal sealed partial class SpidAnswerModel(SpidDoor door, ILogger<SpidAnswerModel> log) : PageModel
{
    public Ending Ending { get; private set; } = new(null, null, null);

    public Texts Why => Ending.Anomaly switch
    {
        19 => new("Troppi tentativi: aspetta e riprova, o recupera le credenziali dal tuo gestore", "Too many attempts: wait and try again, or recover your credentials from your provider"),
        20 => new("La tua identità non ha il livello di sicurezza che serve: chiedilo al tuo gestore", "Your identity lacks the level of security needed: ask your provider for it"),
        21 => new("È passato troppo tempo", "Too much time has passed"),
        22 => new("Non hai dato il consenso a inviare i tuoi dati: senza, il Comune non sa chi sei", "You did not agree to send your data: without it the Comune does not know who you are"),
        23 => new("La tua identità è sospesa o revocata: rivolgiti al tuo gestore", "Your identity is suspended or revoked: turn to your provider"),
        25 => new("Hai annullato l'accesso", "You cancelled the login"),
        30 => new("Serve l'identità di una persona fisica", "The identity of a natural person is needed"),
        _ => new("Qualcosa non ha funzionato fra noi e il gestore della tua identità", "Something went wrong between us and your identity provider"),
    };

    public IActionResult OnGet() => StatusCode(StatusCodes.Status405MethodNotAllowed);

    public async Task<IActionResult> OnPostAsync([FromForm(Name = "SAMLResponse")] string? message)
    {
        Response.Headers.CacheControl = "no-store";
        Request.Cookies.TryGetValue(SpidAccessModel.RequestCookie, out var request);
        try
        {
            if (message is null || message.Length > SamlXml.MostBytes * 4 / 3) throw new SamlRefused("xml.size", "there is no message, or too large a one");
            var bytes = new byte[message.Length];
            if (!Convert.TryFromBase64String(message, bytes, out var length)) throw new SamlRefused("xml.form", "the message is not in base64");
            Ending = await door.EndAsync(SamlXml.Parse(bytes[..length]), request);
            Response.Cookies.Delete(SpidAccessModel.RequestCookie, new CookieOptions { Secure = true, Path = "/", SameSite = SameSiteMode.None });
            if (Ending.Anomaly is { } anomaly) Anomaly(anomaly);
        }
        catch (SamlRefused refused)
        {
            Refused(refused.Rule);
        }
        if (Ending.Address is null) Response.StatusCode = StatusCodes.Status400BadRequest;
        return Page();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A SAML response was refused: {Rule}")]
    private partial void Refused(string rule);

    [LoggerMessage(Level = LogLevel.Information, Message = "The identity provider let nobody in: anomaly {Code}")]
    private partial void Anomaly(int code);
}
