using Liburia.Identity.Spid;
using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Liburia.Platform.Language;
using Liburia.Platform.Tenancy;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Identity.Pages;

/// <summary>The way out of a Comune, of all of them, and of the identity provider: the session here ends first, in any case.</summary>
[Public]
internal sealed class LogoutModel(AppDb db, Sessions sessions, SpidLogout logout, MunicipalityDirectory directory, Tenant tenant, Visitor visitor) : PageModel
{
    /// <summary>How it went, as the access point says it: <c>spid</c>, <c>ovunque</c>, <c>parziale</c>.</summary>
    [BindProperty(SupportsGet = true, Name = "come")]
    public string? How { get; set; }

    /// <summary>What is still to be done at the access point.</summary>
    [BindProperty(SupportsGet = true, Name = "poi")]
    public string? Next { get; set; }

    /// <summary>Where the browser goes on by itself.</summary>
    public string? Onwards { get; private set; }

    public bool IsInside => visitor.IsCitizen;

    /// <summary>The other Comuni where the person is logged in.</summary>
    public IReadOnlyList<string> Others { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync()
    {
        if (visitor.IsStaff) return LocalRedirect("/desk");
        if (IsInside) Others = [.. from slug in await logout.OpenAsync(visitor.TaxCode) where slug != tenant.Municipality.Slug && directory.Find(slug) is not null select directory.Find(slug)!.FullName];
        else if (Next is { Length: 64 } && Next.All(char.IsAsciiHexDigitLower)) Onwards = logout.AddressOf(Next, Texts.IsEnglish);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(bool everywhere)
    {
        if (visitor.Kind == VisitorKind.Anonymous || visitor.IsStaff)
        {
            if (visitor.IsStaff) await sessions.CloseAsync(HttpContext, visitor.SessionId);
            return LocalRedirect(visitor.IsStaff ? "/" : Say.Href("/esci"));
        }
        var access = await db.Set<Session>().AsNoTracking().Where(session => session.Id == visitor.SessionId).Select(session => session.AccessId).FirstOrDefaultAsync();
        await sessions.CloseAsync(HttpContext, visitor.SessionId);
        var code = await logout.LeaveAsync(access, visitor.TaxCode, everywhere, Texts.IsEnglish);
        return LocalRedirect(Say.Href("/esci") + (code is null ? "" : $"?poi={code}"));
    }
}
