using Liburia.Platform.Language;
using System.Globalization;
using System.Text;
using Liburia.Platform.Access;
using Liburia.Platform.Audit;
using Liburia.Platform.Database;
using Liburia.Platform.Files;
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
    public const int PageSize = 50;

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

    [BindProperty(SupportsGet = true, Name = "pagina")]
    public int Number { get; set; } = 1;

    public IReadOnlyList<ProtocolEntry> Entries { get; private set; } = [];
    public bool HasMore { get; private set; }
    public string Filters =>
        $"?q={Uri.EscapeDataString(Query ?? "")}&dal={Uri.EscapeDataString(From ?? "")}&al={Uri.EscapeDataString(To ?? "")}&verso={Direction}&classe={Uri.EscapeDataString(Class ?? "")}";

    public async Task<IActionResult> OnGetAsync()
    {
        Number = Math.Clamp(Number, 1, 4000);
        var found = await (await FilteredAsync()).Skip((Number - 1) * PageSize).Take(PageSize + 1).ToListAsync();
        (HasMore, Entries) = (found.Count > PageSize, [.. found.Take(PageSize)]);
        if (!ModelState.IsValid) Response.StatusCode = 400;
        else if (!string.IsNullOrWhiteSpace(Query)) await accessLog.SearchedAsync(writing, "Protocollo", Query.Trim(), Entries.Count);
        return Page();
    }

    /// <summary>The same rows, all of them, as a table other programs open; the export is audited.</summary>
    public async Task<IActionResult> OnGetExportAsync()
    {
        var rows = (await FilteredAsync()).AsAsyncEnumerable();
        if (!ModelState.IsValid) return await OnGetAsync();
        await writing.RunAsync(() =>
        {
            audit.Note("protocol.export", "protocol", new { Query, From, To, Direction, Class });
            return Task.FromResult(true);
        });
        var (file, count) = (Scratch.Create(), 0);
        HttpContext.Response.RegisterForDisposeAsync(file);
        await using (var text = new StreamWriter(file, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true))
        {
            await text.WriteAsync("numero;data;verso;oggetto;mittente o destinatario;classe;segnatura;annullata;motivo\r\n");
            await foreach (var entry in rows)
            {
                count++;
                string?[] cells = [entry.NumberInWords, entry.RegisteredOn.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), InWords(entry.Direction), entry.Subject, entry.Counterpart,
                    entry.Classification, entry.Segnatura, entry.IsAnnulled ? "sì" : "no", entry.AnnulledBecause];
                await text.WriteAsync(string.Join(';', cells.Select(Cell)) + "\r\n");
            }
        }
        await accessLog.SearchedAsync(writing, "Protocollo, esportazione", Query?.Trim() ?? "", count);
        file.Position = 0;
        return File(file, "text/csv; charset=utf-8", "registro-protocollo.csv");
    }

    public static string InWords(ProtocolDirection direction) => direction switch { ProtocolDirection.Incoming => "Entrata", ProtocolDirection.Outgoing => "Uscita", _ => "Interno" };

    /// <summary>Quoted, and neutral where a spreadsheet would take it for a formula (S47 of the security bar).</summary>
    internal static string Cell(string? value)
    {
        var text = value ?? "";
        if (text.Length > 0 && "=+-@\t\r".Contains(text[0], StringComparison.Ordinal)) text = "'" + text;
        return $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    private async Task<IQueryable<ProtocolEntry>> FilteredAsync()
    {
        var entries = db.Set<ProtocolEntry>().AsNoTracking();
        if (Read(From, nameof(From)) is { } from) entries = entries.Where(e => e.RegisteredOn >= from);
        if (Read(To, nameof(To)) is { } to) entries = entries.Where(e => e.RegisteredOn <= to);
        if (Direction is { } direction) entries = entries.Where(e => e.Direction == direction);
        if (!string.IsNullOrWhiteSpace(Class)) entries = entries.Where(e => e.Classification == Class);
        if (!string.IsNullOrWhiteSpace(Query)) entries = await search.NarrowAsync(entries, e => e.Id, ProtocolRegister.SearchKind, Query);
        return entries.OrderByDescending(e => e.Year).ThenByDescending(e => e.Number);
    }

    private DateOnly? Read(string? text, string property)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        if (ItalianDay.TryRead(text, out var day)) return day;
        ModelState.AddModelError(property, "Scrivi la data così: 23/11/2026.");
        return null;
    }
}
