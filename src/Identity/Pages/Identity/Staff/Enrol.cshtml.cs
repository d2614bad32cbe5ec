using Liburia.Identity.Staff;
using Liburia.Platform.Access;
using Liburia.Platform.Law;
using Liburia.Platform.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Liburia.Identity.Pages;

/// <summary>Where somebody who is inside adds a way to come back: a passkey, or a password with an app.</summary>
[Public, HostedAt(HostKind.AccessPoint), RequestSizeLimit(64 * 1024), Uses(IdentityModule.Passkeys)]
internal sealed class EnrolModel(StaffDoor door, TimeProvider clock) : PageModel
{
    private const string WordCookie = "__Host-liburia-enrol";

    public Enrolment? Who { get; private set; }
    public string Municipality { get; private set; } = "";
    public string Options { get; private set; } = "";
    public string ChallengeName { get; private set; } = "";
    public string Secret { get; private set; } = "";
    public string Address { get; private set; } = "";
    public string Back { get; private set; } = "";
    private byte[] totp = [];

    private async Task<bool> LoadAsync()
    {
        Response.Headers.CacheControl = "no-store";
        if (await door.EnrolmentAsync(Request.Cookies[WordCookie]) is not var (who, secret)) return false;
        (Who, totp, Municipality, Back) = (who, secret, door.NameOf(who), door.DeskOf(who));
        var letters = TotpCode.InLetters(secret);
        (Secret, Address) = (string.Join(' ', letters.Chunk(4).Select(part => new string(part))), TotpCode.Address(secret, who.UserName, Municipality));
        (Options, ChallengeName) = await door.CreationAsync(who, HttpContext);
        return true;
    }

    public async Task<IActionResult> OnGetAsync([FromQuery(Name = "t")] string? ticket)
    {
        if (ticket is { Length: 64 })
        {
            if (await door.OpenEnrolmentAsync(ticket) is not { } word) return Expired();
            Response.Cookies.Append(WordCookie, word, new CookieOptions { HttpOnly = true, Secure = true, SameSite = SameSiteMode.Lax, Path = "/", IsEssential = true, MaxAge = TimeSpan.FromMinutes(15) });
            return LocalRedirect("/personale/chiave");
        }
        return await LoadAsync() ? Page() : Expired();
    }

    private PageResult Expired()
    {
        Response.StatusCode = StatusCodes.Status400BadRequest;
        return Page();
    }

    /// <summary>It is done: the way back, by a page, since the form's policy lets it lead to this site alone.</summary>
    public string? Onward { get; private set; }

    private PageResult Done(string what)
    {
        Onward = $"{Back}?fatto={what}";
        return Page();
    }

    public async Task<IActionResult> OnPostPasskeyAsync(string? credential, string? challenge, string? name)
    {
        if (!await LoadAsync()) return Expired();
        if (name?.Trim() is not { Length: > 0 and <= 60 } label) return Refuse("name", "Dai un nome alla passkey, per esempio «portatile dell'ufficio».");
        if (credential is null or { Length: > 32_000 } || challenge is not { Length: 64 } || !await door.AddPasskeyAsync(Who!, credential, challenge, label, HttpContext)) return Refuse("passkey", "La passkey non è stata creata: riprova.");
        return Done("passkey");
    }

    public async Task<IActionResult> OnPostPasswordAsync(string? password, string? again, string? code)
    {
        if (!await LoadAsync()) return Expired();
        if (PasswordRule.FaultOf(password ?? "", Who!.UserName, Who.FullName, Municipality) is { } fault) ModelState.AddModelError("password", fault.It);
        else if (password != again) ModelState.AddModelError("again", "Le due password non sono uguali.");
        var step = TotpCode.Match(totp, code?.Replace(" ", "", StringComparison.Ordinal) ?? "", clock.UtcNow(), 0);
        if (step is null) ModelState.AddModelError("code", "Il codice non è quello che l'app mostra ora: guarda che l'ora del telefono sia giusta, e riprova.");
        if (!ModelState.IsValid) return Refuse();
        await door.SetSecretAsync(Who!, password!, totp, step!.Value);
        return Done("password");
    }

    private PageResult Refuse(string? field = null, string? words = null)
    {
        if (field is not null) ModelState.AddModelError(field, words!);
        Response.StatusCode = StatusCodes.Status400BadRequest;
        return Page();
    }
}
