using Liburia.Identity.Saml;
using Liburia.Identity.Spid;
using Liburia.Platform.Access;
using Liburia.Platform.Tenancy;
using Liburia.Platform.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Liburia.Identity.Pages;

/// <summary>Where somebody chooses their provider, and is sent there.</summary>
[Public, HostedAt(HostKind.AccessPoint)]
internal sealed class SpidAccessModel(SpidDoor door, SpidProviders providers, MunicipalityDirectory directory) : PageModel
{
    /// <summary>Remembers in the browser which answer it waits for. The answer comes by a post from another site: hence None.</summary>
    public const string RequestCookie = "__Host-liburia-spid";

    [BindProperty(SupportsGet = true, Name = "comune")]
    public string Slug { get; set; } = "";

    [BindProperty(SupportsGet = true, Name = "ritorno")]
    public string Return { get; set; } = "/";

    [BindProperty(SupportsGet = true, Name = "n")]
    public string Nonce { get; set; } = "";

    [BindProperty(SupportsGet = true, Name = "livello")]
    public int Level { get; set; } = 2;

    [BindProperty(SupportsGet = true, Name = "gestore")]
    public string? Provider { get; set; }

    /// <summary>To the provider, by a form.</summary>
    public SamlSending? Sending { get; private set; }
    public IReadOnlyList<IdentityProvider> Providers { get; private set; } = [];
    public string Municipality => directory.Find(Slug)!.FullName;

    public async Task<IActionResult> OnGetAsync()
    {
        var wish = new Wish(Slug, Return, Nonce, Level);
        if (!door.Knows(wish)) return NotFound();
        if (Provider is not null && await door.BeginAsync(wish, Provider) is var (sending, request))
        {
            Response.Cookies.Append(RequestCookie, request, new CookieOptions { HttpOnly = true, Secure = true, SameSite = SameSiteMode.None, Path = "/", IsEssential = true, MaxAge = TimeSpan.FromMinutes(10) });
            Response.Headers.CacheControl = "no-store";
            if (!sending.IsForm) return Redirect(sending.Address);
            HttpContext.LetFormsGoTo(sending.Address);
            Sending = sending;
            return Page();
        }
        // In no order that favours anybody.
        Providers = [.. providers.All().OrderBy(_ => Random.Shared.Next())];
        return Page();
    }

    public string Choose(IdentityProvider provider) => $"?comune={Uri.EscapeDataString(Slug)}&ritorno={Uri.EscapeDataString(Return)}&n={Nonce}&livello={Level}&gestore={Uri.EscapeDataString(provider.EntityId)}";
}
