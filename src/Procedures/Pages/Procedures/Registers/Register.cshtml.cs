using System.Text.Json;
using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Liburia.Platform.Language;
using Liburia.Procedures.Models;
using Liburia.Procedures.Registers;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Procedures.Pages.Registers;

/// <summary>Registers that the law or the Comune opens to all: what was asked, when, how it ended; only the columns its model calls public.</summary>
[Public]
internal sealed class RegisterModel(AppDb db, ModelCatalogue models) : PageModel
{
    private const int PageSize = 50;

    public string Name { get; private set; } = "";
    public Texts Title { get; private set; }
    public IReadOnlyList<RegisterEntry> Entries { get; private set; } = [];
    public IReadOnlyList<string> Open { get; private set; } = [];
    public bool HasMore { get; private set; }

    [BindProperty(SupportsGet = true, Name = "pagina")]
    public int Number { get; set; } = 1;

    public async Task<IActionResult> OnGetAsync(string register)
    {
        if (RegisterNames.Of(models, register) is not { Public: true } known) return NotFound();
        (Name, Title) = (register, known.Title);
        Number = Math.Clamp(Number, 1, 1000);
        var found = await db.Set<RegisterEntry>().AsNoTracking().Where(e => e.Register == register && e.IsPublic).OrderByDescending(e => e.Year).ThenByDescending(e => e.Number).Skip((Number - 1) * PageSize).Take(PageSize + 1).ToListAsync();
        (HasMore, Entries) = (found.Count > PageSize, [.. found.Take(PageSize)]);
        return Page();
    }

    public static IEnumerable<EntryColumn> ColumnsOf(RegisterEntry entry, bool all = false) => JsonSerializer.Deserialize<List<EntryColumn>>(entry.Columns)!.Where(column => all || column.Public);
}

/// <summary>Registers that models name.</summary>
internal static class RegisterNames
{
    public static IEnumerable<(string Name, Texts Title, bool Public)> All(ModelCatalogue models) =>
        from model in models.Newest
        where model.Outcome is { Settings: EntrySettings }
        group (model.Title, Settings: (EntrySettings)model.Outcome!.Settings) by ((EntrySettings)model.Outcome!.Settings).Register into same
        select (same.Key, new Texts(string.Join(", ", same.Select(m => m.Title.It)), string.Join(", ", same.Select(m => m.Title.En))), same.Any(m => m.Settings.Public));

    public static (string Name, Texts Title, bool Public)? Of(ModelCatalogue models, string name) => All(models).Where(r => r.Name == name).Select(r => ((string, Texts, bool)?)r).FirstOrDefault();
}
