using Liburia.Design.Lists;
using Liburia.Platform.Language;
using Liburia.Platform.Access;
using Liburia.Platform.Audit;
using Liburia.Platform.Database;
using Liburia.Platform.Law;
using Liburia.Platform.Search;
using Liburia.Protocol.Contracts;
using Liburia.Protocol.Entries;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Protocol.Pages.Desk;

[Permission(ProtocolModule.Read), Costly(120, WithQueryOnly = true)]
internal sealed class RegisterModel(AppDb db, SearchIndex search, AccessLog accessLog, Writing writing, AuditTrail audit) : PageModel
{
    [BindProperty(SupportsGet = true, Name = "q")]
    public string? Query { get; set; }

    [BindProperty(SupportsGet = true, Name = "dal")]
    public string? From { get; set; }

    [BindProperty(SupportsGet = true, Name = "al")]
    public string? To { get; set; }

    [BindProperty(SupportsGet = true, Name = "verso")]
    public ProtocolDirection? Direction { get; set; }

    [BindProperty(SupportsGet = true, Name = "classe")]
    public string? Class { get; set; }

    public ListView List { get; private set; } = null!;

    private static readonly ListOf<ProtocolEntry> Entries = new()
    {
        Caption = new("Registrazioni di protocollo", "Protocol entries"),
        EmptyTitle = new("Nessuna registrazione", "No entries"),
        EmptyText = new("Le domande online e i documenti registrati allo sportello compaiono qui, numerati senza salti.", "Online applications and documents registered at the counter appear here, numbered without gaps."),
        Search = new("Numero, oggetto, mittente o destinatario", "Number, subject, sender or recipient"),
        Filters =
        [
            ListFilter.Day("dal", new("Dal", "From"), nameof(From)),
            ListFilter.Day("al", new("Al", "To"), nameof(To)),
            new("verso", new("Verso", "Direction")) { Choices = [.. Enum.GetValues<ProtocolDirection>().Select(one => ($"{one}", InWords(one)))] },
            new("classe", new("Classe", "Class")) { Longest = 20, Placeholder = new("XI/2", "XI/2") },
        ],
        Columns =
        [
            new("numero", new("Numero", "Number"), ListKind.Text, e => e.NumberInWords) { Order = [e => e.Year, e => e.Number] },
            new("data", new("Data", "Date"), ListKind.Day, e => e.RegisteredOn) { Order = [e => e.RegisteredOn] },
            new("verso", new("Verso", "Direction"), ListKind.Text, e => InWords(e.Direction)),
            new("oggetto", new("Oggetto", "Subject"), ListKind.Text, e => e.Subject) { Partial = "/Pages/Protocol/Desk/SubjectCell.cshtml" },
            new("parte", new("Mittente o destinatario", "Sender or recipient"), ListKind.Text, e => e.Counterpart),
            new("classe", new("Classe", "Class"), ListKind.Text, e => e.Classification),
            new("segnatura", new("Segnatura", "Registration mark"), ListKind.Text, e => e.Segnatura) { IsExportedOnly = true },
            new("annullata", new("Annullata", "Annulled"), ListKind.Text, e => e.IsAnnulled ? "sì" : "no") { IsExportedOnly = true },
            new("motivo", new("Motivo", "Reason"), ListKind.Text, e => e.AnnulledBecause) { IsExportedOnly = true },
        ],
        Sort = "numero",
        IsDescending = true,
        Unique = e => e.Id,
        Href = e => $"/desk/protocollo/{e.Id:n}",
        File = "registro-protocollo",
    };

    public async Task<IActionResult> OnGetAsync()
    {
        List = await Entries.ShowAsync(Request, await FilteredAsync());
        if (!ModelState.IsValid) Response.StatusCode = 400;
        // A filter that could not be read is passed over: what the words find is shown all the same.
        if (!string.IsNullOrWhiteSpace(Query)) await accessLog.SearchedAsync(writing, "Protocollo", Query.Trim(), List.Rows.Count);
        return Page();
    }

    /// <summary>The same rows, all of them, as a table other programs open; the export is audited.</summary>
    public async Task<IActionResult> OnGetExportAsync()
    {
        var rows = await FilteredAsync();
        if (!ModelState.IsValid) return await OnGetAsync();
        await writing.RunAsync(() =>
        {
            audit.Note("protocol.export", "protocol", new { Query, From, To, Direction, Class });
            return Task.FromResult(true);
        });
        var (file, count) = await Entries.ExportAsync(Request, rows);
        await accessLog.SearchedAsync(writing, "Protocollo, esportazione", Query?.Trim() ?? "", count);
        return file;
    }

    public static string InWords(ProtocolDirection direction) => direction switch { ProtocolDirection.Incoming => "Entrata", ProtocolDirection.Outgoing => "Uscita", _ => "Interno" };

    private async Task<IQueryable<ProtocolEntry>> FilteredAsync()
    {
        var entries = db.Set<ProtocolEntry>().AsNoTracking();
        if (Read(From, nameof(From)) is { } from) entries = entries.Where(e => e.RegisteredOn >= from);
        if (Read(To, nameof(To)) is { } to) entries = entries.Where(e => e.RegisteredOn <= to);
        if (Direction is { } direction) entries = entries.Where(e => e.Direction == direction);
        if (!string.IsNullOrWhiteSpace(Class)) entries = entries.Where(e => e.Classification == Class);
        if (!string.IsNullOrWhiteSpace(Query)) entries = await search.NarrowAsync(entries, e => e.Id, ProtocolRegister.SearchKind, Query);
        return entries;
    }

    private DateOnly? Read(string? text, string property)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        if (ItalianDay.TryRead(text, out var day)) return day;
        ModelState.AddModelError(property, "Scrivi la data così: 23/11/2026.");
        return null;
    }
}
