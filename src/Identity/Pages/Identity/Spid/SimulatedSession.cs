using System.Security.Cryptography;
using System.Text.Json;
using Liburia.Identity.Saml;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;

namespace Liburia.Identity.Pages;

/// <summary>The simulated provider's session of level 1, in the browser: whoever comes again at that level is the same to it (art. 28 of SPID's rules). Levels 2 and 3 make none.</summary>
internal sealed record SimulatedSession(string TaxCode, SamlSubject Subject)
{
    private const string Cookie = "__Host-liburia-simulatore";

    public static SimulatedSession? Of(HttpContext http, IDataProtectionProvider protection)
    {
        if (!http.Request.Cookies.TryGetValue(Cookie, out var kept)) return null;
        try
        {
            return JsonSerializer.Deserialize<SimulatedSession>(protection.CreateProtector("simulated-session").Unprotect(kept));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    public void Keep(HttpContext http, IDataProtectionProvider protection) =>
        http.Response.Cookies.Append(Cookie, protection.CreateProtector("simulated-session").Protect(JsonSerializer.Serialize(this)), new CookieOptions { HttpOnly = true, Secure = true, SameSite = SameSiteMode.None, Path = "/", IsEssential = true });

    public static void Forget(HttpContext http) => http.Response.Cookies.Delete(Cookie, new CookieOptions { Secure = true, SameSite = SameSiteMode.None, Path = "/" });
}
