using Liburia.Identity.Staff;
using Liburia.Platform;
using Liburia.Platform.Access;
using Liburia.Platform.Audit;
using Liburia.Platform.Database;
using Liburia.Platform.Language;
using Liburia.Platform.Organization;
using Liburia.Platform.Tenancy;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Identity.Pages;

/// <summary>The desk's door: leads to the access point, or to the desk of another Comune one comes from; in demonstrations one may also just choose a person.</summary>
[Public]
internal sealed class StaffLoginModel(AppDb db, Installation installation, Sessions sessions, OrganizationChart chart, Visitor visitor, AuditTrail audit, StaffDoor door, Tenant tenant) : PageModel, Platform.Web.IRestorable
{
    public IReadOnlyList<Standing> Staff { get; private set; } = [];

    [BindProperty(SupportsGet = true, Name = "ritorno")]
    public string? Return { get; set; }

    [BindProperty]
    public string? UserName { get; set; }

    /// <summary>Where one shows who one is.</summary>
    public string Entry { get; private set; } = "";

    /// <param name="from">Comune whose desk the person has open.</param>
    public async Task<IActionResult> OnGetAsync([FromQuery(Name = "da")] string? from)
    {
        if (visitor.IsStaff) return LocalRedirect(Back("/desk"));
        await RestoreAsync();
        if (from is not null && door.Find(from) is { } other) return Redirect($"{installation.UrlOf(other)}/desk/passa?comune={tenant.Municipality.Slug}&n={Nonce()}&ritorno={Uri.EscapeDataString(Back("/desk"))}");
        Entry = door.EntryOf(new StaffWish(tenant.Municipality.Slug, Back("/desk"), Nonce()));
        return installation.IsDemonstration || Platform.Web.HeldForm.IsWaiting(HttpContext) ? Page() : Redirect(Entry);
    }

    /// <summary>Hash of the word this browser keeps while its person is at the door.</summary>
    private string Nonce()
    {
        if (!Request.Cookies.TryGetValue(StaffDoor.NonceCookie, out var nonce) || nonce.Length != 64)
        {
            nonce = CarriedCodes.NewWord();
            Response.Cookies.Append(StaffDoor.NonceCookie, nonce, new CookieOptions { HttpOnly = true, Secure = true, SameSite = SameSiteMode.Lax, Path = "/", IsEssential = true, MaxAge = TimeSpan.FromMinutes(30) });
        }
        return CarriedCodes.HashOf(nonce);
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (!installation.IsDemonstration) return NotFound();
        await RestoreAsync();
        if (Staff.FirstOrDefault(standing => standing.Staff.UserName == UserName) is not { } chosen)
            throw new RuleBroken("UserName", new("Scegli una delle persone dell'elenco.", "Choose one of the people listed."));
        await sessions.OpenAsync(HttpContext, VisitorKind.Staff, chosen.Staff.FullName, staffId: chosen.Staff.Id);
        audit.Note("session.open", $"staff:{chosen.Staff.Id:n}", new { chosen.Staff.UserName });
        return LocalRedirect(Back(chart.DeskOf(chosen)));
    }

    public bool IsDemonstration => installation.IsDemonstration;

    public async Task RestoreAsync()
    {
        // Outside a demonstration nobody is told who works here.
        if (!installation.IsDemonstration) return;
        var ids = await db.Set<StaffMember>().AsNoTracking().OrderBy(s => s.UserName).Select(s => s.Id).ToListAsync();
        var standings = new List<Standing>();
        foreach (var id in ids)
            if (await chart.StandingOfAsync(id) is { } standing) standings.Add(standing);
        Staff = standings;
    }

    private string Back(string otherwise) => Url.IsLocalUrl(Return) && !Return!.Contains("//", StringComparison.Ordinal) && Return != "/desk" ? Return : otherwise;
}
