using Liburia.Identity.Staff;
using Liburia.Platform;
using Liburia.Platform.Access;
using Liburia.Platform.Audit;
using Liburia.Platform.Database;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Platform.Organization;
using Liburia.Platform.Tenancy;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Identity.Pages;

/// <summary>One's own ways in, sessions, office and Comuni, and who stands in while one is away.</summary>
[Permission(IdentityModule.Self)]
internal sealed class MyAccessModel(AppDb db, Visitor visitor, StaffDoor door, StaffAccounts accounts, StaffRoll roll, OrganizationChart chart, Sessions sessions, AuditTrail audit, Installation installation, Tenant tenant, TimeProvider clock) : PageModel, Platform.Web.IRestorable
{
    /// <summary>Older sessions prove again who is there before a way in is added.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(15);

    public StaffMember Me { get; private set; } = null!;
    public IReadOnlyList<StaffPasskey> Passkeys { get; private set; } = [];
    public StaffSecret? Secret { get; private set; }
    public IReadOnlyList<Session> Sessions { get; private set; } = [];
    public IReadOnlyList<(Municipality Comune, string Href)> Elsewhere { get; private set; } = [];
    public IReadOnlyList<Position> Positions { get; private set; } = [];
    public IReadOnlyList<StaffMember> Colleagues { get; private set; } = [];
    public IReadOnlyList<(Position Position, string Who)> Substitutes { get; private set; } = [];

    /// <summary>What has just been done: <c>passkey</c>, <c>password</c>.</summary>
    [BindProperty(SupportsGet = true, Name = "fatto")]
    public string? Done { get; set; }

    [BindProperty] public Guid? Substitute { get; set; }
    [BindProperty] public DateOnly? From { get; set; }
    [BindProperty] public DateOnly? To { get; set; }

    public async Task OnGetAsync() => await RestoreAsync();

    public async Task RestoreAsync()
    {
        var today = LegalTime.Today(clock);
        Me = await db.Set<StaffMember>().AsNoTracking().FirstAsync(s => s.Id == visitor.StaffId);
        Passkeys = await db.Set<StaffPasskey>().AsNoTracking().Where(p => p.StaffId == Me.Id).OrderBy(p => p.Id).ToListAsync();
        Secret = await db.Set<StaffSecret>().AsNoTracking().FirstOrDefaultAsync(s => s.StaffId == Me.Id);
        var now = clock.UtcNow();
        Sessions = await db.Set<Session>().AsNoTracking().Where(s => s.StaffId == Me.Id && s.ExpiresAt > now).OrderByDescending(s => s.LastSeenAt).ToListAsync();
        if (Me.TaxCode is { } taxCode) Elsewhere = [.. (await accounts.ComuniOfAsync(taxCode)).Where(m => m.Slug != tenant.Municipality.Slug).Select(m => (m, $"{installation.UrlOf(m)}/desk/accedi?da={tenant.Municipality.Slug}"))];
        Positions = (await chart.StandingOfAsync(Me.Id, visitor.OfficeId))?.Positions ?? [];
        Colleagues = [.. (await chart.StaffOfAsync(visitor.OfficeId)).Where(s => s.Id != Me.Id)];
        var standIns = await db.Set<Position>().AsNoTracking().Where(p => p.SubstitutesId == Me.Id && p.ValidTo >= today).OrderBy(p => p.ValidFrom).ToListAsync();
        var names = (await db.Set<StaffMember>().AsNoTracking().Where(s => standIns.Select(p => p.StaffId).Contains(s.Id)).ToListAsync()).ToDictionary(s => s.Id, s => s.FullName);
        Substitutes = [.. standIns.Select(p => (p, names[p.StaffId]))];
    }

    /// <summary>To the access point, where passkeys and passwords are made.</summary>
    public async Task<IActionResult> OnGetAddAsync()
    {
        await RestoreAsync();
        var opened = await db.Set<Session>().AsNoTracking().Where(s => s.Id == visitor.SessionId).Select(s => s.CreatedAt).FirstAsync();
        if (opened + Fresh < clock.UtcNow() && (Passkeys.Count > 0 || Secret is not null))
        {
            ModelState.AddModelError("add", "Prima di aggiungere un modo di entrare, esci e rientra: serve un accesso di pochi minuti fa.");
            Response.StatusCode = 400;
            return Page();
        }
        return Redirect(await door.BeginEnrolmentAsync(new Enrolment(tenant.Municipality.Slug, Me.Id, Me.UserName, Me.FullName)));
    }

    public async Task<IActionResult> OnPostRemoveAsync(Guid passkey)
    {
        await RestoreAsync();
        if (Passkeys.FirstOrDefault(p => p.Id == passkey) is not { } gone) return NotFound();
        if (Passkeys.Count == 1 && Secret is null && !installation.IsDemonstration) throw new RuleBroken("add", new("È l'unico modo che hai di entrare: aggiungine prima un altro.", "It is your only way in: add another first."));
        db.Remove(gone);
        audit.Note("credential.remove", $"staff:{Me.Id:n}", new { gone.Name });
        return RedirectToPage();
    }

    /// <summary>Ends every session but this one.</summary>
    public async Task<IActionResult> OnPostElsewhereAsync()
    {
        await db.Set<Session>().Where(s => s.StaffId == visitor.StaffId && s.Id != visitor.SessionId).ExecuteDeleteAsync();
        audit.Note("session.close-others", $"staff:{visitor.StaffId:n}", new { });
        return RedirectToPage();
    }

    /// <summary>Acts for another of one's offices. The session gets a new name, as at every change of rights.</summary>
    public async Task<IActionResult> OnPostOfficeAsync(Guid office)
    {
        if (visitor.Offices.FirstOrDefault(o => o.Id == office) is not { } chosen) return NotFound();
        await sessions.CloseAsync(HttpContext, visitor.SessionId);
        (await sessions.OpenAsync(HttpContext, VisitorKind.Staff, visitor.FullName, staffId: visitor.StaffId)).OfficeId = office;
        audit.Note("session.office", $"staff:{visitor.StaffId:n}", new { chosen.Name });
        return LocalRedirect(chart.DeskOf((await chart.StandingOfAsync(visitor.StaffId, office))!));
    }

    /// <summary>Hands one's work in this office to a colleague for a while.</summary>
    public async Task<IActionResult> OnPostSubstituteAsync()
    {
        await RestoreAsync();
        if (Colleagues.FirstOrDefault(c => c.Id == Substitute) is not { } colleague) throw new RuleBroken("Substitute", new("Scegli un collega dell'ufficio.", "Choose a colleague of the office."));
        if (From is not { } from) throw new RuleBroken("From", new("Scrivi il primo giorno, per esempio 14/12/2026.", "Write the first day, for example 14/12/2026."));
        await roll.SubstituteAsync(Me, colleague, from, To);
        return RedirectToPage();
    }

    public async Task<IActionResult> OnPostTakeBackAsync(Guid position)
    {
        if (await db.Set<Position>().FirstOrDefaultAsync(p => p.Id == position && p.SubstitutesId == visitor.StaffId) is not { } given) return NotFound();
        await roll.EndAsync(given, LegalTime.Today(clock).AddDays(-1));
        return RedirectToPage();
    }
}
