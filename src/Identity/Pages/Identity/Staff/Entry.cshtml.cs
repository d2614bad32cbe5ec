using Liburia.Identity.Staff;
using Liburia.Platform.Access;
using Liburia.Platform.Organization;
using Liburia.Platform.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Liburia.Identity.Pages;

/// <summary>Where the staff of a Comune show who they are: a passkey of this domain, or a password with an app's code.</summary>
[Public, HostedAt(HostKind.AccessPoint), RequestSizeLimit(64 * 1024), Uses(IdentityModule.Passkeys)]
internal sealed class EntryModel(StaffDoor door) : PageModel
{
    [BindProperty(SupportsGet = true, Name = "comune")]
    public string Slug { get; set; } = "";

    [BindProperty(SupportsGet = true, Name = "ritorno")]
    public string Return { get; set; } = "/desk";

    [BindProperty(SupportsGet = true, Name = "n")]
    public string Nonce { get; set; } = "";

    public string Municipality { get; private set; } = "";
    public bool IsPractice { get; private set; }
    public string Options { get; private set; } = "";
    public string ChallengeName { get; private set; } = "";
    /// <summary>The password's part is open: it was used.</summary>
    public bool IsFallback { get; private set; }

    /// <summary>Where who has been let in goes on. By a page, not by a redirect: the form's policy lets it lead to this site alone.</summary>
    public string? Onward { get; private set; }

    private StaffWish Wish => new(Slug, Return, Nonce);

    private async Task<bool> LoadAsync()
    {
        Response.Headers.CacheControl = "no-store";
        if (!door.Knows(Wish)) return false;
        (Municipality, IsPractice) = (door.Find(Slug)!.FullName, door.Find(Slug)!.IsPractice);
        (Options, ChallengeName) = await door.ChallengeAsync(Slug, HttpContext);
        return true;
    }

    public async Task<IActionResult> OnGetAsync() => await LoadAsync() ? Page() : NotFound();

    public async Task<IActionResult> OnPostPasskeyAsync(string? credential, string? challenge)
    {
        if (!door.Knows(Wish)) return NotFound();
        var staff = credential is null or { Length: > 16_000 } || challenge is not { Length: 64 } ? null : await door.ByPasskeyAsync(Slug, credential, challenge, HttpContext);
        if (staff is not null) return await PassAsync(staff, "passkey");
        await LoadAsync();
        return Refuse("passkey", $"Questa passkey non apre la scrivania del {Municipality}: scegline un'altra, oppure entra con la password.");
    }

    public async Task<IActionResult> OnPostPasswordAsync(string? user, string? password, string? code)
    {
        if (!door.Knows(Wish)) return NotFound();
        IsFallback = true;
        await LoadAsync();
        if (string.IsNullOrWhiteSpace(user) || user.Length > 60) ModelState.AddModelError("user", "Scrivi il nome utente.");
        if (string.IsNullOrEmpty(password)) ModelState.AddModelError("password", "Scrivi la password.");
        if (code?.Replace(" ", "", StringComparison.Ordinal) is not { Length: 6 } digits || !digits.All(char.IsAsciiDigit)) return Refuse("code", "Scrivi le sei cifre che mostra l'app.");
        if (!ModelState.IsValid || password!.Length > PasswordRule.Longest) return Refuse();
        var (staff, waits) = await door.BySecretAsync(Slug, user!, password, digits);
        if (staff is not null) return await PassAsync(staff, "password");
        return Refuse("user", waits ? "Troppi tentativi: aspetta qualche minuto e riprova." : "Nome utente, password o codice non sono giusti.");
    }

    private async Task<PageResult> PassAsync(StaffMember staff, string method)
    {
        Onward = await door.PassAsync(Wish, staff.Id, method);
        return Page();
    }

    private PageResult Refuse(string? field = null, string? words = null)
    {
        if (field is not null) ModelState.AddModelError(field, words!);
        Response.StatusCode = StatusCodes.Status400BadRequest;
        return Page();
    }
}
