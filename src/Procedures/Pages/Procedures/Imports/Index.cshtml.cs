using Liburia.Design.Lists;
using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Liburia.Platform.Imports;
using Liburia.Platform.Language;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Procedures.Pages.Imports;

/// <summary>The files that were brought, and the door for another one.</summary>
[Permission(ProceduresModule.Imports), RequestSizeLimit((ImportDesk.MostMegabytes + 1) * 1024 * 1024)]
internal sealed class IndexModel(ImportDesk desk, AppDb db) : PageModel, Platform.Web.IRestorable
{
    public ListView List { get; private set; } = null!;
    public IReadOnlyList<ImportKind> Kinds => desk.Mine;

    [BindProperty]
    public string? What { get; set; }

    [BindProperty]
    public IFormFile? Table { get; set; }

    private ListOf<Import> Brought => new()
    {
        Caption = new("File portati, dal più recente", "Files, latest first"),
        EmptyTitle = new("Nessun file portato", "No file yet"),
        EmptyText = new("Un file di un altro programma entra a passi: le colonne, l'anteprima, le decisioni, e solo dopo il tuo sì le righe vanno al loro posto.", "A file of another program comes in steps: its columns, a preview, decisions, and only after your yes its lines go where they belong."),
        Columns =
        [
            new("file", new("File", "File"), ListKind.Text, i => i.FileName),
            new("what", new("Che cosa", "What"), ListKind.Text, i => desk.KindOf(i.Kind)!.Label),
            new("who", new("Portato da", "Brought by"), ListKind.Text, i => i.StaffName),
            new("when", new("Quando", "When"), ListKind.Moment, i => i.CreatedAt),
            new("state", new("Stato", "State"), ListKind.State, i => StateOf(i.State)),
        ],
        Href = i => $"/desk/importazioni/{i.Id:n}",
    };

    private static ListState StateOf(ImportState state) => state switch
    {
        ImportState.Received => new("colonne da abbinare", "neutral", "it-clock"),
        ImportState.Previewed => new("anteprima pronta", "info", "it-info-circle"),
        _ => new("avviata", "success", "it-check-circle"),
    };

    public Task OnGetAsync() => RestoreAsync();

    public async Task RestoreAsync()
    {
        var kinds = Kinds.Select(kind => kind.Name).ToList();
        List = await Brought.ShowAsync(Request, db.Set<Import>().AsNoTracking().Where(i => kinds.Contains(i.Kind)).OrderByDescending(i => i.CreatedAt));
    }

    public async Task<IActionResult> OnPostAsync()
    {
        var kind = Kinds.FirstOrDefault(kind => kind.Name == What);
        if (kind is null) ModelState.AddModelError(nameof(What), "Scegli che cosa contiene il file.");
        if (Table is null) ModelState.AddModelError(nameof(Table), "Scegli il file, CSV o XLSX.");
        if (!ModelState.IsValid)
        {
            await RestoreAsync();
            return Page();
        }
        await using var content = Table!.OpenReadStream();
        var import = await desk.ReceiveAsync(kind!, content, Table.FileName, nameof(Table));
        return LocalRedirect($"/desk/importazioni/{import.Id:n}/colonne");
    }
}
