using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Liburia.Platform.Imports;
using Liburia.Platform.Language;
using Liburia.Platform.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Liburia.Procedures.Pages.Imports;

/// <summary>Which column of the file is what. What is chosen is found again at the next file with the same headings.</summary>
[Permission(ProceduresModule.Imports)]
internal sealed class ColumnsModel(ImportDesk desk, AccessLog accessLog, Writing writing, Visitor visitor) : PageModel, IRestorable
{
    /// <summary>So many values of a column are shown.</summary>
    private const int Samples = 3;

    [FromRoute(Name = "id")]
    public Guid Id { get; set; }

    [BindProperty]
    public string? Seen { get; set; }

    public Import Import { get; private set; } = null!;
    public ImportKind Kind { get; private set; } = null!;
    public Sheet Sheet { get; private set; } = null!;
    public ImportMapping? Remembered { get; private set; }
    public IReadOnlyDictionary<int, string> Chosen { get; private set; } = new Dictionary<int, string>();
    public string SeenNow => SeenMark.Of(Import.Version, Import.State.ToString());

    public async Task<IActionResult> OnGetAsync()
    {
        if (!await FindAsync()) return NotFound();
        // The first lines are people's data that stand in a file: that somebody read them is written down.
        await accessLog.SearchedAsync(writing, PreviewModel.Place, Import.FileName, Samples);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (!await FindAsync()) return NotFound();
        SeenMark.Need(Response, Seen, SeenNow, PreviewModel.Meanwhile);
        await desk.PreviewAsync(Import, Sent());
        return LocalRedirect($"/desk/importazioni/{Id:n}");
    }

    public async Task RestoreAsync()
    {
        await FindAsync();
        Chosen = Sent();
    }

    public IEnumerable<string> SamplesOf(int column) => Sheet.Rows.Select(row => column < row.Cells.Count ? row.Cells[column] : "")
        .Where(value => value.Length > 0).Take(Samples).Select(value => value.Cut(40));

    private async Task<bool> FindAsync()
    {
        if (await desk.FindAsync(Id) is not { } import || desk.KindOf(import.Kind) is not { } kind || !visitor.Can(kind.Permission)) return false;
        (Import, Kind, Sheet, Remembered, Chosen) = (import, kind, await desk.SheetOfAsync(import), await desk.RememberedAsync(import), import.Columns);
        return true;
    }

    private Dictionary<int, string> Sent() => Enumerable.Range(0, Sheet.Headings.Count).Where(column => Request.Form[$"c{column}"].ToString().Length > 0)
        .ToDictionary(column => column, column => Request.Form[$"c{column}"].ToString());
}
