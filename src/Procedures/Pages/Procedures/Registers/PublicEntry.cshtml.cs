using System.Text.Json;
using Liburia.Platform.Access;
using Liburia.Platform.Audit;
using Liburia.Platform.Database;
using Liburia.Platform.Language;
using Liburia.Platform.Web;
using Liburia.Procedures.Cases;
using Liburia.Procedures.Registers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Procedures.Pages.Registers;

/// <summary>What everybody reads of an entry, where the applicant's own words are: an officer sees and edits it before, and whenever it is to be mended.</summary>
[Permission(ProceduresModule.Work)]
internal sealed class PublicEntryModel(AppDb db, CaseGuard guard, Decisions decisions, PublicLines publicLines, Visitor visitor, AuditTrail audit) : PageModel, IRestorable
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
        await RestoreAsync();
        if (Entry is null) return NotFound();
        if (Case.OfficeId != visitor.OfficeId) return LocalRedirect($"/desk/pratiche/{Case.Id:n}");
        await guard.LookAsync(Case, "Riga del registro");
        return Page();
    }

    public async Task RestoreAsync()
    {
        Entry = (await db.Set<RegisterEntry>().AsNoTracking().FirstOrDefaultAsync(e => e.Id == Id && e.IsPublic))!;
        if (Entry is null) return;
        Case = await db.Set<Case>().AsNoTracking().FirstAsync(c => c.Id == Entry.CaseId);
        if (decisions.ModelOf(Case) is { } model) Lines = await publicLines.OfAsync(Case, model, Entry);
    }

    public async Task<IActionResult> OnPostAsync()
    {
        await RestoreAsync();
        if (Entry is null) return NotFound();
        if (Case.OfficeId != visitor.OfficeId) return new FirstThere($"/desk/pratiche/{Case.Id:n}");
        if (Seen != SeenNow)
        {
            Response.StatusCode = StatusCodes.Status409Conflict;
            throw new RuleBroken("", new("Un collega l'ha cambiata nel frattempo: leggi com'è adesso e manda di nuovo.", "A colleague changed it meanwhile: read how it is now and send again."));
        }
        var words = await publicLines.ReadAsync(Case, Lines, Request.Form);
        var entry = await db.Set<RegisterEntry>().FirstAsync(e => e.Id == Id);
        List<EntryColumn> columns = [.. PublicLines.ColumnsOf(entry).Select(column => column is { Public: true, Name: { } name } && words.TryGetValue(name, out var text) ? column with { Words = text } : column)];
        (entry.Columns, entry.AwaitsReview, entry.Version) = (JsonSerializer.Serialize(columns), columns.Any(column => column is { Public: true, Shown: null }), entry.Version + 1);
        audit.Note("register.public-words", $"entry:{entry.Id:n}", new { entry.Register, entry.InWords, before = Lines.ToDictionary(line => line.Name, line => line.Words), words });
        return LocalRedirect($"/desk/registri/{entry.Register}");
    }
}
