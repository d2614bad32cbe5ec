using Liburia.Identity.Contracts;
using Liburia.Identity.Staff;
using Liburia.Platform;
using Liburia.Platform.Access;
using Liburia.Platform.Audit;
using Liburia.Platform.Database;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Platform.Organization;
using Liburia.Platform.Tenancy;
using Liburia.Platform.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Identity.Pages;

/// <summary>One member of the staff: positions, moves, substitutions, ways in.</summary>
[Permission(IdentityModule.Organize)]
internal sealed class PersonModel(AppDb db, StaffRoll roll, Visitor visitor, AuditTrail audit, Sessions sessions, Installation installation, Tenant tenant, TimeProvider clock) : PageModel, IRestorable
{
    public StaffMember Person { get; private set; } = null!;
    public IReadOnlyList<(Position Position, string Office)> Positions { get; private set; } = [];
    public IReadOnlyList<StaffPasskey> Passkeys { get; private set; } = [];
    public bool HasSecret { get; private set; }
    public int OpenSessions { get; private set; }
    /// <summary>A link that waits: for its person, or for the second administrator.</summary>
    public StaffInvitation? Waiting { get; private set; }
    public IReadOnlyList<SelectListItem> Offices { get; private set; } = [];
    public IReadOnlyList<SelectListItem> Colleagues { get; private set; } = [];
    public DateOnly Today { get; private set; }
    public string? Link { get; private set; }
    public bool IsMe => Person.Id == visitor.StaffId;

    [FromRoute(Name = "id")]
    public Guid Id { get; set; }

    [BindProperty] public string? TaxCode { get; set; }
    [BindProperty] public Guid? OfficeId { get; set; }
    [BindProperty] public string? Role { get; set; }
    [BindProperty] public string? Title { get; set; }
    [BindProperty] public DateOnly? From { get; set; }
    [BindProperty] public DateOnly? To { get; set; }
    [BindProperty] public string? How { get; set; }
    [BindProperty] public DateOnly? LastDay { get; set; }
    [BindProperty] public Guid? Substitute { get; set; }
    [BindProperty] public DateOnly? AwayFrom { get; set; }
    [BindProperty] public DateOnly? AwayTo { get; set; }
    [BindProperty] public string? Reason { get; set; }

    /// <summary>The person's place and the request that waits, as the page showed them when it was opened.</summary>
    [BindProperty] public string? Seen { get; set; }

    public string SeenNow => SeenMark.Of(Person.TaxCode, Waiting?.Id, string.Join('|', Positions.Select(p => $"{p.Position.Id:n} {p.Position.Role} {p.Position.OfficeId:n} {p.Position.ValidFrom:O} {p.Position.ValidTo:O}")));

    /// <summary>What another administrator did meanwhile is read before anything is done on top of it: above all, whose request one agrees to.</summary>
    private async Task NeedSeenAsync()
    {
        await RestoreAsync();
        SeenMark.Need(Response, Seen, SeenNow, new(
            "Nel frattempo un altro amministratore ha cambiato qualcosa di questa persona, e non è stato fatto nulla: qui vedi com'è adesso.",
            "Another administrator changed something of this person meanwhile, and nothing was done: this is how it is now."));
    }

    private async Task<StaffMember?> FindAsync() => await db.Set<StaffMember>().FirstOrDefaultAsync(s => s.Id == Id);

    public async Task<IActionResult> OnGetAsync()
    {
        if (await FindAsync() is null) return NotFound();
        await RestoreAsync();
        TaxCode = Person.TaxCode;
        return Page();
    }

    public async Task RestoreAsync()
    {
        if (await FindAsync() is not { } person) return;
        Person = person;
        Today = LegalTime.Today(clock);
        var offices = await db.Set<Office>().AsNoTracking().OrderBy(o => o.Name).ToListAsync();
        Offices = [.. offices.Select(o => new SelectListItem(o.Name, o.Id.ToString()))];
        Colleagues = [.. (await db.Set<StaffMember>().AsNoTracking().Where(s => s.Id != Id).OrderBy(s => s.FullName).ToListAsync()).Select(s => new SelectListItem(s.FullName, s.Id.ToString()))];
        Positions = [.. (await db.Set<Position>().AsNoTracking().Where(p => p.StaffId == Id).ToListAsync()).OrderByDescending(p => p.ValidFrom).Select(p => (p, offices.First(o => o.Id == p.OfficeId).Name))];
        Passkeys = await db.Set<StaffPasskey>().AsNoTracking().Where(p => p.StaffId == Id).OrderBy(p => p.Id).ToListAsync();
        HasSecret = await db.Set<StaffSecret>().AnyAsync(s => s.StaffId == Id);
        var now = clock.UtcNow();
        OpenSessions = await db.Set<Session>().CountAsync(s => s.StaffId == Id && s.ExpiresAt > now);
        Waiting = await db.Set<StaffInvitation>().AsNoTracking().Where(i => i.StaffId == Id && i.UsedAt == null && i.ExpiresAt > now).OrderByDescending(i => i.CreatedAt).FirstOrDefaultAsync();
    }

    private async Task<IActionResult> DoAsync(Func<StaffMember, Task> act)
    {
        if (await FindAsync() is not { } person) return NotFound();
        await NeedSeenAsync();
        await act(person);
        return LocalRedirect(Request.Path.Value!);
    }

    public Task<IActionResult> OnPostTieAsync() => DoAsync(person => roll.TieAsync(person, TaxCode));

    /// <summary>Moves to another office from a day on, or holds one position more.</summary>
    public Task<IActionResult> OnPostPlaceAsync() => DoAsync(async person =>
    {
        if (From is not { } from) throw new RuleBroken("From", new("Scrivi il primo giorno, per esempio 14/12/2026.", "Write the first day, for example 14/12/2026."));
        var wish = new PositionWish(OfficeId ?? Guid.Empty, Role ?? "", Title?.Trim() ?? "", from, To);
        if (person.IsConsortium && (wish.To is not { } last || last.DayNumber - from.DayNumber >= StaffRoll.LongestWindow)) throw new RuleBroken("To", new("Una finestra per il consorzio dura al massimo sette giorni.", "A window for the consortium lasts seven days at most."));
        if (How == "move") await roll.MoveAsync(person, wish);
        else if (How == "more") await roll.PlaceAsync(person, wish);
        else throw new RuleBroken("How", new("Scegli se si sposta o se è un incarico in più.", "Choose whether they move or hold one more."));
    });

    public Task<IActionResult> OnPostEndAsync(Guid position) => DoAsync(async _ =>
    {
        var held = await db.Set<Position>().FirstOrDefaultAsync(p => p.Id == position && p.StaffId == Id) ?? throw new RuleBroken("", new("L'incarico non c'è più.", "The position is no longer there."));
        await roll.EndAsync(held, LastDay ?? LegalTime.Today(clock).AddDays(-1));
    });

    public Task<IActionResult> OnPostSubstituteAsync() => DoAsync(async person =>
    {
        if (await db.Set<StaffMember>().FirstOrDefaultAsync(s => s.Id == Substitute) is not { } colleague) throw new RuleBroken("Substitute", new("Scegli un collega.", "Choose a colleague."));
        if (AwayFrom is not { } from) throw new RuleBroken("AwayFrom", new("Scrivi il primo giorno, per esempio 14/12/2026.", "Write the first day, for example 14/12/2026."));
        await roll.SubstituteAsync(person, colleague, from, AwayTo);
    });

    public Task<IActionResult> OnPostCloseAsync() => DoAsync(async person =>
    {
        if (OpenSessions == 0) throw new RuleBroken("", new("Non è dentro da nessun dispositivo.", "They are not in on any device."));
        await sessions.CloseAllOfAsync(person.Id);
        audit.Note("session.close-all", $"staff:{person.Id:n}", new { });
    });

    public Task<IActionResult> OnPostAskAsync() => DoAsync(person =>
    {
        if (Waiting is { Awaits: true })
            throw new RuleBroken("",
                new("È già stato chiesto: serve la conferma di un secondo amministratore.", "It was asked already: a second administrator has to agree."));
        return roll.AskRecoveryAsync(person, Reason);
    });

    /// <summary>A window for the consortium's person who has no way in: asked again, where its link was lost or has ended.</summary>
    public Task<IActionResult> OnPostWindowAsync() => DoAsync(async person =>
    {
        if (!person.IsConsortium || Passkeys.Count > 0 || HasSecret || Waiting is { Awaits: true })
            throw new RuleBroken("Reason", new("Non c'è una finestra da chiedere di nuovo.", "There is no window to ask for again."));
        if (Reason?.Trim() is not { Length: >= 10 and <= 300 } words)
            throw new RuleBroken("Reason", new("Scrivi perché apri la finestra, da 10 a 300 caratteri.", "Write why you open the window, 10 to 300 characters."));
        await roll.AskAsync(person, InvitationKind.Window, words);
        audit.Note("consortium.window", $"staff:{person.Id:n}", new { Reason = words });
    });

    /// <summary>The second administrator agrees, or a first link is made again for somebody who has no way in yet. The link is shown once.</summary>
    public async Task<IActionResult> OnPostLinkAsync()
    {
        if (await FindAsync() is not { } person) return NotFound();
        await NeedSeenAsync();
        var code = Waiting is { Kind: InvitationKind.Recovery } ? await roll.AgreeRecoveryAsync(person)
            : person.IsConsortium && Passkeys.Count == 0 && !HasSecret ? await roll.AgreeWindowAsync(person)
            : Passkeys.Count == 0 && !HasSecret ? await FirstAccess.CreateAsync(db, person.Id, clock, visitor)
            : throw new RuleBroken("Reason", new("Ha già un modo di entrare: se l'ha perso, serve la richiesta di due amministratori.", "They have a way in already: if it is lost, two administrators are needed."));
        audit.Note("session.link", $"staff:{person.Id:n}", new { });
        await db.SaveChangesAsync();
        Link = installation.UrlOf(tenant.Municipality) + FirstAccess.Path + code;
        HttpContext.Items[Keep.Answer] = true;
        await RestoreAsync();
        return Page();
    }
}
