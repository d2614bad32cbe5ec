using Liburia.Design.Lists;
using Liburia.Platform.Access;
using Liburia.Platform.Audit;
using Liburia.Platform.Database;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Procedures.Models;
using Liburia.Procedures.Registers;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Procedures.Pages.Registers;

/// <summary>What an entry is about: the whole of it for the office of its case, for the others what everybody may read.</summary>
internal sealed record DeskSubject(RegisterEntry Entry, bool IsOurs)
{
    public IEnumerable<(string Label, string Words)> Lines =>
        RegisterModel.ColumnsOf(Entry, all: IsOurs).Select(column => (column.It, IsOurs ? column.Value : column.Shown ?? "da rivedere"));
}

/// <summary>A register on the desk: every entry with its holder, and what ends soon.</summary>
[Permission(ProceduresModule.Work)]
internal sealed class DeskRegisterModel(AppDb db, ModelCatalogue models, Visitor visitor, AccessLog accessLog, Writing writing, AuditTrail audit, TimeProvider clock) : PageModel
{
    public Texts Title { get; private set; }
    public DateOnly Today { get; } = LegalTime.Today(clock);
    public ListView List { get; private set; } = null!;
    public IReadOnlyList<(string Name, Texts Title, bool Public)> Registers { get; } = [.. RegisterNames.All(models).OrderBy(r => r.Title.It, StringComparer.OrdinalIgnoreCase)];

    [FromRoute(Name = "register")]
    public string? Register { get; set; }

    public async Task<IActionResult> OnGetAsync()
    {
        if (!IsKnown()) return NotFound();
        List = await EntriesOf().ShowAsync(Request, Found());
        return Page();
    }

    /// <summary>The register as a file: of other offices' cases, what everybody may read.</summary>
    public async Task<IActionResult> OnGetExportAsync()
    {
        if (!IsKnown()) return NotFound();
        var (file, count) = await EntriesOf().ExportAsync(Request, Found());
        await writing.RunAsync(() =>
        {
            audit.Note("register.export", $"register:{Register}", new { count });
            return Task.FromResult(true);
        });
        await accessLog.SearchedAsync(writing, "Registri, esportazione", Register!, count);
        return file;
    }

    private bool IsKnown()
    {
        Register ??= Registers.Count > 0 ? Registers[0].Name : null;
        if (Register is null || RegisterNames.Of(models, Register) is not { } known) return false;
        Title = known.Title;
        return true;
    }

    private IQueryable<RegisterEntry> Found() => db.Set<RegisterEntry>().AsNoTracking().Where(e => e.Register == Register);

    private ListOf<RegisterEntry> EntriesOf() => new()
    {
        Caption = Title,
        EmptyTitle = new("Il registro è vuoto", "The register is empty"),
        EmptyText = new("Una voce si aggiunge da sola quando una domanda è accolta, con il suo numero.", "An entry is added by itself when an application is granted, with its number."),
        Tabs = [.. Registers.Select(register => new ListTab(register.Title.It, $"/desk/registri/{register.Name}", Register == register.Name))],
        Columns =
        [
            new("number", new("Numero", "Number"), ListKind.Text, e => e.InWords) { Order = [e => e.Year, e => e.Number] },
            new("holder", new("Titolare", "Holder"), ListKind.Text, e => MayRead(e) ? e.HolderName : "di un altro ufficio: apri la pratica dicendo perché"),
            new("subject", new("Oggetto", "Subject"), ListKind.Text, SubjectOf) { Partial = "/Pages/Procedures/Registers/DeskSubject.cshtml", Drawn = e => new DeskSubject(e, IsOurs(e)) },
            new("from", new("Dal", "From"), ListKind.Day, e => e.ValidFrom) { Order = [e => e.ValidFrom] },
            new("until", new("Al", "To"), ListKind.Day, e => e.ValidUntil) { Order = [e => e.ValidUntil] },
            new("state", new("Stato", "State"), ListKind.Text, e => StateOf(e).It),
        ],
        Sort = "number",
        IsDescending = true,
        Unique = e => e.Id,
        Href = e => $"/desk/pratiche/{e.CaseId:n}",
        File = $"registro-{Register}",
        Prepare = async entries =>
        {
            var ids = entries.Select(e => e.CaseId).ToList();
            ours.UnionWith(await db.Set<Cases.Case>().Where(c => ids.Contains(c.Id) && c.OfficeId == visitor.OfficeId).Select(c => c.Id).ToListAsync());
        },
    };

    private readonly HashSet<Guid> ours = [];

    /// <summary>The case is of the visitor's office: of the others only what everybody may read is shown, and the rest when they say why.</summary>
    private bool IsOurs(RegisterEntry entry) => ours.Contains(entry.CaseId);

    private bool MayRead(RegisterEntry entry) => IsOurs(entry) || entry is { IsPublic: true, HolderIsPublic: true };

    private string SubjectOf(RegisterEntry entry) => string.Join("; ", [entry.TitleIt, .. new DeskSubject(entry, IsOurs(entry)).Lines.Select(line => $"{line.Label}: {line.Words}")]);

    public Texts StateOf(RegisterEntry entry) => entry.State switch
    {
        EntryState.Renewed => new("rinnovata", "renewed"),
        EntryState.Annulled => new("annullata", "annulled"),
        EntryState.Contested => new("contestata", "contested"),
        _ when entry.HolderMovedOn is not null => new("da aggiornare: il titolare abita altrove", "to be brought up to date: the holder lives elsewhere"),
        _ when entry.ValidUntil < Today => new("scaduta", "expired"),
        _ => new("in vigore", "in force"),
    };
}
