using System.Text.Json;
using Liburia.Design.Lists;
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
    public Texts Title { get; private set; }
    public ListView List { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(string register)
    {
        if (RegisterNames.Of(models, register) is not { Public: true } known) return NotFound();
        Title = known.Title;
        List = await EntriesOf(register).ShowAsync(Request, Found(register));
        return Page();
    }

    /// <summary>What the page shows, for who works on it with other programs.</summary>
    public async Task<IActionResult> OnGetExportAsync(string register) =>
        RegisterNames.Of(models, register) is { Public: true } ? (await EntriesOf(register).ExportAsync(Request, Found(register))).Result : NotFound();

    private IQueryable<RegisterEntry> Found(string register) => db.Set<RegisterEntry>().AsNoTracking().Where(e => e.Register == register && e.IsPublic);

    private static ListOf<RegisterEntry> EntriesOf(string register) => new()
    {
        Caption = new("Voci del registro, dalla più recente", "Entries of the register, latest first"),
        EmptyTitle = new("Il registro è vuoto", "The register is empty"),
        EmptyText = new("Le voci compaiono qui appena una domanda è decisa.", "Entries appear here as soon as an application is decided."),
        Columns =
        [
            new("number", new("Numero", "Number"), ListKind.Text, e => e.InWords) { Order = [e => e.Year, e => e.Number] },
            new("subject", new("Oggetto", "Subject"), ListKind.Text, InWords) { Partial = "/Pages/Procedures/Registers/PublicSubject.cshtml" },
            new("asked", new("Chiesto il", "Asked on"), ListKind.Day, e => e.AppliedOn) { Order = [e => e.AppliedOn] },
            new("decided", new("Deciso il", "Decided on"), ListKind.Day, e => e.DecidedOn) { Order = [e => e.DecidedOn] },
            new("outcome", new("Esito", "Outcome"), ListKind.Text, e => e.Outcome),
            new("until", new("Valido fino al", "Valid until"), ListKind.Day, e => e.ValidUntil) { Order = [e => e.ValidUntil] },
        ],
        Sort = "number",
        IsDescending = true,
        Unique = e => e.Id,
        File = $"registro-{register}",
    };

    /// <summary>The subject, and below it what the model calls public, as one text.</summary>
    private static string InWords(RegisterEntry entry) => string.Join("; ",
    [
        new Texts(entry.TitleIt, entry.TitleEn),
        .. ColumnsOf(entry).Select(column => $"{Say.T(column.It, column.En)}: {column.Shown ?? Say.T("l'ufficio lo sta rivedendo", "being reviewed by the office")}"),
        .. entry.HolderIsPublic ? [$"{Say.T("Titolare", "Holder")}: {entry.HolderName}"] : Array.Empty<string>(),
    ]);

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
