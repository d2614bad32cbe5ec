using System.Text.Json;
using Liburia.Platform.Access;
using Liburia.Platform.Audit;
using Liburia.Platform.Database;
using Liburia.Platform.Language;
using Liburia.Platform.Web;
using Liburia.Procedures.Cases;
using Liburia.Procedures.Registers;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Procedures.Pages.Registers;

/// <summary>What everybody reads of an entry, where the applicant's own words are: an officer sees and edits it before, and whenever it needs mending.</summary>
[Permission(ProceduresModule.Work)]
internal sealed class PublicEntryModel(AppDb db, CaseGuard guard, Decisions decisions, PublicLines publicLines, Visitor visitor, AuditTrail audit)
    : PageModel, IRestorable
{
    public RegisterEntry Entry { get; private set; } = null!;
    public Case Case { get; private set; } = null!;
    public IReadOnlyList<PublicLine> Lines { get; private set; } = [];

    [FromRoute(Name = "id")]
    public Guid Id { get; set; }

    [BindProperty] public string? Seen { get; set; }

    public string SeenNow => SeenMark.Of(Entry.Version, Entry.Columns);

    public async Task<IActionResult> OnGetAsync()
    {
        await LoadAsync();
        if (Entry is null) return NotFound();
        if (Case.OfficeId != visitor.OfficeId) return LocalRedirect($"/desk/pratiche/{Case.Id:n}");
        await guard.LookAsync(Case, "Riga del registro");
        return Page();
    }

    /// <summary>What is refused shows the line again, and that is a look like another.</summary>
    public async Task RestoreAsync()
    {
        await LoadAsync();
        await guard.LookAsync(Case, "Riga del registro");
    }

    private async Task LoadAsync()
    {
        Entry = (await db.Set<RegisterEntry>().AsNoTracking().FirstOrDefaultAsync(e => e.Id == Id && e.IsPublic))!;
        if (Entry is null) return;
        Case = await db.Set<Case>().AsNoTracking().FirstAsync(c => c.Id == Entry.CaseId);
        if (decisions.ModelOf(Case) is { } model) Lines = await publicLines.OfAsync(Case, model, Entry);
    }

    /// <summary>The column with the words that everybody reads. Those of before it was told apart what was typed have no name: their label says which they are.</summary>
    private EntryColumn With(EntryColumn column, IReadOnlyDictionary<string, string> words)
    {
        if (!column.Public) return column;
        var line = Lines.FirstOrDefault(one => column.Name is { } name ? one.Name == name : one.Label == column.It);
        if (line is null) return column.Name is null ? column with { Typed = false } : column;
        return words.TryGetValue(line.Name, out var text) ? column with { Name = line.Name, Words = text } : column;
    }

    public async Task<IActionResult> OnPostAsync()
    {
        await LoadAsync();
        if (Entry is null) return NotFound();
        if (Case.OfficeId != visitor.OfficeId) return new FirstThere($"/desk/pratiche/{Case.Id:n}");
        SeenMark.Need(Response, Seen, SeenNow,
            new("Un collega l'ha cambiata nel frattempo: leggi com'è adesso e manda di nuovo.", "A colleague changed it meanwhile: read how it is now and send again."));
        if (decisions.ModelOf(Case) is not { } model) return NotFound();
        var words = await publicLines.ReadAsync(Case, model, Lines, Request.Form);
        var entry = await db.Set<RegisterEntry>().FirstAsync(e => e.Id == Id);
        List<EntryColumn> columns = [.. PublicLines.ColumnsOf(entry).Select(column => With(column, words))];
        entry.Columns = JsonSerializer.Serialize(columns);
        entry.AwaitsReview = columns.Any(column => column is { Public: true, Shown: null });
        entry.Version++;
        var before = Lines.ToDictionary(line => line.Name, line => line.Words);
        audit.Note("register.public-words", $"entry:{entry.Id:n}", new { entry.Register, entry.InWords, before, words });
        return LocalRedirect($"/desk/registri/{entry.Register}");
    }
}
