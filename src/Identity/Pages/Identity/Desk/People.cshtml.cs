using Liburia.Design.Lists;
using Liburia.Identity.Contracts;
using Liburia.Identity.Staff;
using Liburia.Platform;
using Liburia.Platform.Access;
using Liburia.Platform.Audit;
using Liburia.Platform.Database;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Platform.Organization;
using Liburia.Platform.Search;
using Liburia.Platform.Tenancy;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Identity.Pages;

/// <summary>A member of the staff in the list.</summary>
/// <param name="Ways">How they may enter, in words.</param>
internal sealed record PersonRow(StaffMember Staff, IReadOnlyList<(Position Position, string Office)> Today, IReadOnlyList<Position> Later, string Ways);

/// <summary>Who works here, where and until when; new people; the consortium's window.</summary>
[Permission(IdentityModule.Organize)]
internal sealed class PeopleModel(AppDb db, StaffRoll roll, OrganizationChart chart, AuditTrail audit, Installation installation, Tenant tenant, TimeProvider clock) : PageModel, Platform.Web.IRestorable
{
    public ListView List { get; private set; } = null!;
    public IReadOnlyList<SelectListItem> Offices { get; private set; } = [];
    public static IEnumerable<SelectListItem> RoleItems(OrganizationChart chart) => chart.Roles.Select(role => new SelectListItem(role.Name.It, role.Key));

    /// <summary>A personal link just made: it is shown once.</summary>
    public (string Name, string Link)? Link { get; private set; }

    /// <summary>The consortium's person just named: somebody else has to agree.</summary>
    public string? Awaited { get; private set; }

    [BindProperty] public string? FullName { get; set; }
    [BindProperty] public string? UserName { get; set; }
    [BindProperty] public string? TaxCode { get; set; }
    [BindProperty] public Guid? OfficeId { get; set; }
    [BindProperty] public string? Role { get; set; }
    [BindProperty] public string? Title { get; set; }
    [BindProperty] public DateOnly? From { get; set; }
    [BindProperty] public bool IsConsortium { get; set; }
    [BindProperty] public string? Reason { get; set; }

    public Task OnGetAsync() => RestoreAsync();

    public async Task RestoreAsync()
    {
        var today = LegalTime.Today(clock);
        From ??= today;
        var offices = await db.Set<Office>().AsNoTracking().OrderBy(o => o.Name).ToListAsync();
        Offices = [.. offices.Select(o => new SelectListItem(o.Name, o.Id.ToString()))];
        var names = offices.ToDictionary(o => o.Id, o => o.Name);
        var positions = (await db.Set<Position>().AsNoTracking().OrderBy(p => p.ValidFrom).ToListAsync()).ToLookup(p => p.StaffId);
        var passkeys = (await db.Set<StaffPasskey>().AsNoTracking().GroupBy(p => p.StaffId).Select(g => new { g.Key, Count = g.Count() }).ToListAsync()).ToDictionary(g => g.Key, g => g.Count);
        var secrets = (await db.Set<StaffSecret>().AsNoTracking().Select(s => s.StaffId).ToListAsync()).ToHashSet();
        IReadOnlyList<PersonRow> people = [.. (await db.Set<StaffMember>().AsNoTracking().ToListAsync()).Select(staff => new PersonRow(staff, [.. positions[staff.Id].Where(p => p.HoldsOn(today)).Select(p => (p, names[p.OfficeId]))], [.. positions[staff.Id].Where(p => p.ValidFrom > today)],
            string.Join(", ", new[] { passkeys.GetValueOrDefault(staff.Id) switch { 0 => null, 1 => "una passkey", var many => $"{many} passkey" }, secrets.Contains(staff.Id) ? "password e app" : null }.OfType<string>())))
            .OrderBy(row => row.Today.Count == 0 && row.Later.Count == 0).ThenBy(row => row.Staff.FullName, StringComparer.Ordinal)];
        List = await PeopleList().ShowAsync(Request, Found(people));
    }

    private string? Words => Request.Query[ListAddress.WordsName];

    /// <summary>By name, user name, office or role: the words may be anywhere in them.</summary>
    private IQueryable<PersonRow> Found(IReadOnlyList<PersonRow> people)
    {
        var words = SearchWords.Of((Words ?? "").Cut(100)).ToList();
        return people.Where(row => words.All(word => SearchWords.Plain($"{row.Staff.FullName} {row.Staff.UserName} {string.Join(' ', TodayOf(row))}").Contains(word, StringComparison.Ordinal))).AsQueryable();
    }

    private IReadOnlyList<string> TodayOf(PersonRow row) => row.Today.Count == 0 ? ["nessun incarico"]
        : [.. row.Today.Select(held => $"{chart.InWords(held.Position.Role)} · {held.Office}{(held.Position.ValidTo is { } last ? $", fino al {Say.ShortDay(last)}" : "")}")];

    private IReadOnlyList<string> LaterOf(PersonRow row) => [.. row.Later.Select(position => $"dal {Say.ShortDay(position.ValidFrom)}: {chart.InWords(position.Role)}")];

    private ListOf<PersonRow> PeopleList() => new()
    {
        Caption = new("Chi lavora nel Comune", "Who works in the Comune"),
        Search = new("Nome, ufficio o ruolo", "Name, office or role"),
        EmptyTitle = new("Nessuno", "Nobody"),
        EmptyText = new("Chi lavora nel Comune si aggiunge qui sotto.", "Who works in the Comune is added below."),
        Columns =
        [
            new("name", new("Persona", "Person"), ListKind.Text, r => r.Staff.FullName) { Order = [r => r.Staff.FullName], Partial = "/Pages/Identity/Desk/PersonCell.cshtml" },
            new("today", new("Oggi", "Today"), ListKind.Text, r => string.Join("; ", TodayOf(r))) { Partial = "/Pages/Identity/Desk/PositionsCell.cshtml", Drawn = TodayOf },
            new("later", new("Più avanti", "Later"), ListKind.Text, r => string.Join("; ", LaterOf(r))) { Partial = "/Pages/Identity/Desk/PositionsCell.cshtml", Drawn = LaterOf },
            new("ways", new("Entra con", "Enters by"), ListKind.State, r => r.Ways.Length > 0 ? r.Ways : new ListState("niente ancora", "warning", "it-warning-circle")),
        ],
        Href = r => $"/desk/personale/{r.Staff.Id:n}",
    };

    public async Task<IActionResult> OnPostAsync()
    {
        if (From is not { } from) throw new RuleBroken("From", new("Scrivi il primo giorno, per esempio 14/12/2026.", "Write the first day, for example 14/12/2026."));
        // The consortium's people see a Comune's data only while that Comune says so, and why.
        if (IsConsortium && Reason?.Trim() is not { Length: >= 10 and <= 300 }) throw new RuleBroken("Reason", new("Scrivi perché apri la finestra, da 10 a 300 caratteri.", "Write why you open the window, 10 to 300 characters."));
        var wish = new PositionWish(OfficeId ?? Guid.Empty, Role ?? "", Title?.Trim() ?? "", from, IsConsortium ? from.AddDays(StaffRoll.LongestWindow - 1) : null);
        var (staff, code) = await roll.AddAsync(FullName, UserName, TaxCode, wish, IsConsortium ? Reason!.Trim() : null);
        if (IsConsortium) audit.Note("consortium.window", $"staff:{staff.Id:n}", new { Reason, wish.From, wish.To });
        await db.SaveChangesAsync();
        if (code is null) Awaited = staff.FullName;
        else Link = (staff.FullName, installation.UrlOf(tenant.Municipality) + FirstAccess.Path + code);
        HttpContext.Items[Platform.Web.Keep.Answer] = true;
        ModelState.Clear();
        (FullName, UserName, TaxCode, OfficeId, Role, Title, From, IsConsortium, Reason) = (null, null, null, null, null, null, null, false, null);
        await RestoreAsync();
        return Page();
    }
}
