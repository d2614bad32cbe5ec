using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Procedures.Models;
using Liburia.Procedures.Registers;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Procedures.Pages.Registers;

/// <summary>A register on the desk: every entry with its holder, and what ends soon.</summary>
[Permission(ProceduresModule.Work)]
internal sealed class DeskRegisterModel(AppDb db, ModelCatalogue models, Visitor visitor, TimeProvider clock) : PageModel
{
    private const int PageSize = 50;

    public Texts Title { get; private set; }
    public DateOnly Today { get; } = LegalTime.Today(clock);
    public IReadOnlyList<RegisterEntry> Entries { get; private set; } = [];
    public IReadOnlyList<(string Name, Texts Title, bool Public)> Registers { get; } = [.. RegisterNames.All(models).OrderBy(r => r.Title.It, StringComparer.OrdinalIgnoreCase)];
    public bool HasMore { get; private set; }

    [FromRoute(Name = "register")]
    public string? Register { get; set; }

    [BindProperty(SupportsGet = true, Name = "pagina")]
    public int Number { get; set; } = 1;

    public async Task<IActionResult> OnGetAsync()
    {
        Register ??= Registers.Count > 0 ? Registers[0].Name : null;
        if (Register is null || RegisterNames.Of(models, Register) is not { } known) return NotFound();
        Title = known.Title;
        Number = Math.Clamp(Number, 1, 2000);
        var found = await db.Set<RegisterEntry>().AsNoTracking().Where(e => e.Register == Register).OrderByDescending(e => e.Year).ThenByDescending(e => e.Number).Skip((Number - 1) * PageSize).Take(PageSize + 1).ToListAsync();
        (HasMore, Entries) = (found.Count > PageSize, [.. found.Take(PageSize)]);
        var ids = Entries.Select(e => e.CaseId).ToList();
        ours = [.. await db.Set<Cases.Case>().Where(c => ids.Contains(c.Id) && c.OfficeId == visitor.OfficeId).Select(c => c.Id).ToListAsync()];
        return Page();
    }

    private HashSet<Guid> ours = [];

    /// <summary>The case is of the visitor's office: of the others only what everybody may read is shown, and the rest when they say why.</summary>
    public bool IsOurs(RegisterEntry entry) => ours.Contains(entry.CaseId);

    public Texts StateOf(RegisterEntry entry) => entry.State switch
    {
        EntryState.Renewed => new("rinnovata", "renewed"),
        EntryState.Revoked => new("revocata", "revoked"),
        EntryState.Contested => new("contestata", "contested"),
        _ when entry.ValidUntil < Today => new("scaduta", "expired"),
        _ => new("in vigore", "in force"),
    };
}
