using Liburia.Identity.Spid;
using Liburia.Platform;
using Liburia.Platform.Access;
using Liburia.Platform.Audit;
using Liburia.Platform.Database;
using Liburia.Platform.Demonstrations;
using Liburia.Platform.Language;
using Liburia.Platform.Tenancy;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Liburia.Identity.Pages;

[Public]
internal sealed class LoginModel(AppDb db, Installation installation, Sessions sessions, Visitor visitor, AuditTrail audit, SpidProviders providers, SpidLogout logout, Tenant tenant) : PageModel, Platform.Web.IRestorable
{
    private const int HighestLevel = 3;

    public IReadOnlyList<InventedPerson> Citizens { get; private set; } = [];

    [BindProperty(SupportsGet = true, Name = "ritorno")]
    public string? Return { get; set; }

    /// <summary>A word only this browser has: the code that comes back from the access point counts here alone.</summary>
    public const string NonceCookie = "__Host-liburia-door";

    [BindProperty(SupportsGet = true, Name = "livello")]
    public int Level { get; set; } = 2;

    /// <summary>The providers, each with the address of the access point where it begins.</summary>
    public IReadOnlyList<(string Name, string Address)> Spid { get; private set; } = [];

    [BindProperty]
    public string? TaxCode { get; set; }

    public async Task<IActionResult> OnGetAsync()
    {
        if (visitor.IsCitizen && visitor.Level >= Level) return LocalRedirect(Back());
        await RestoreAsync();
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (!installation.IsDemonstration) return NotFound();
        await RestoreAsync();
        if (Citizens.FirstOrDefault(c => c.TaxCode == TaxCode) is not { } citizen)
            throw new RuleBroken("TaxCode", new("Scegli una delle persone dell'elenco.", "Choose one of the people listed."));
        // A new session at every login: a planted cookie is never taken over.
        await sessions.OpenAsync(HttpContext, VisitorKind.Citizen, citizen.FullName, citizen.TaxCode, level: HighestLevel, accessId: await logout.RememberAsync(tenant.Municipality.Slug, citizen.TaxCode));
        audit.Note("session.open", "citizen", new { citizen.TaxCode });
        return LocalRedirect(Back());
    }

    public bool IsDemonstration => installation.IsDemonstration;

    public async Task RestoreAsync()
    {
        if (installation.IsDemonstration) Citizens = await DemonstrationCitizens.ReadAsync(db);
        var all = providers.All();
        if (all.Count == 0) return;
        if (!Request.Cookies.TryGetValue(NonceCookie, out var nonce) || nonce.Length != 64)
        {
            nonce = CarriedCodes.NewWord();
            Response.Cookies.Append(NonceCookie, nonce, new CookieOptions { HttpOnly = true, Secure = true, SameSite = SameSiteMode.Lax, Path = "/", IsEssential = true, MaxAge = TimeSpan.FromMinutes(30) });
        }
        var start = $"{installation.AccessPointUrl.TrimEnd('/')}{Say.Href("/spid/accesso")}?comune={tenant.Municipality.Slug}&ritorno={Uri.EscapeDataString(Back())}&n={CarriedCodes.HashOf(nonce)}&livello={Math.Clamp(Level, 1, HighestLevel)}";
        Spid = [.. all.OrderBy(_ => Random.Shared.Next()).Select(provider => (provider.Name, $"{start}&gestore={Uri.EscapeDataString(provider.EntityId)}"))];
    }

    /// <summary>Some identity provider is known.</summary>
    public bool CanSpid => Spid.Count > 0;

    private string Back() => Url.IsLocalUrl(Return) && !Return!.Contains("//", StringComparison.Ordinal) ? Return : Say.Href("/area-personale");
}
