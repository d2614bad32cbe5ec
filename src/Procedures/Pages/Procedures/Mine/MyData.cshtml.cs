using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using Liburia.Archive.Contracts;
using Liburia.Platform;
using Liburia.Platform.Access;
using Liburia.Platform.Audit;
using Liburia.Platform.Database;
using Liburia.Platform.Files;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Platform.Tenancy;
using Liburia.Procedures.Cases;
using Liburia.Subjects.Contracts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Procedures.Pages.Mine;

/// <summary>Everything the Comune holds about a person, as its modules declare it, to read and to take away (artt. 15 and 20 GDPR).</summary>
[Citizen(OnlyForOneself = true), Costly(30)]
internal sealed class MyDataModel(Visitor visitor, ISubjectRegister subjects, AppDb db, IReadOnlyList<IModule> modules, IArchive archive, Tenant tenant, Writing writing, AuditTrail audit, TimeProvider clock) : PageModel
{
    public IReadOnlyList<(Processing Activity, int Rows)> Activities { get; private set; } = [];

    private IEnumerable<Processing> Processings => modules.SelectMany(module => module.Processings);

    private async Task<PersonKeys> KeysAsync() => new(visitor.TaxCode, await subjects.KeysOfAsync(visitor.TaxCode));

    public async Task OnGetAsync()
    {
        var keys = await KeysAsync();
        var activities = new List<(Processing, int)>();
        foreach (var activity in Processings)
        {
            var rows = 0;
            foreach (var table in activity.Tables) rows += await table.Rows(db, keys).CountAsync();
            activities.Add((activity, rows));
        }
        Activities = activities;
    }

    public async Task<IActionResult> OnGetPackageAsync()
    {
        var keys = await KeysAsync();
        await writing.RunAsync(() =>
        {
            audit.Note("access.package", "citizen", new { visitor.TaxCode });
            return Task.FromResult(true);
        });
        var whole = Scratch.Create();
        HttpContext.Response.RegisterForDisposeAsync(whole);
        using (var zip = new ZipArchive(whole, ZipArchiveMode.Create, leaveOpen: true))
        {
            async Task PutAsync(string name, byte[] bytes)
            {
                await using var entry = await zip.CreateEntry(name, CompressionLevel.Fastest).OpenAsync();
                await entry.WriteAsync(bytes);
            }
            var page = new StringBuilder($"<!doctype html><html lang=\"it\"><head><meta charset=\"utf-8\"><title>I miei dati</title><style>body{{font-family:sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem}}table{{border-collapse:collapse;width:100%}}td,th{{border:1px solid #999;padding:.3rem;text-align:left;vertical-align:top}}</style></head><body><h1>I dati di {Safe(visitor.FullName)}</h1><p>{Safe(tenant.Municipality.FullName)}, {Safe(Say.Moment(clock.UtcNow()))}</p>");
            foreach (var activity in Processings)
            {
                page.Append($"<h2>{Safe(activity.Title)}</h2><p>Perché: {Safe(activity.Purpose)}. Base giuridica: {Safe(activity.LegalBasis)}. A chi vanno: {Safe(activity.Recipients)}. Per quanto: {Safe(activity.Keeping)}.</p>");
                foreach (var table in activity.Tables)
                {
                    var rows = await table.Rows(db, keys).ToListAsync();
                    await PutAsync($"dati/{table.Name}.json", JsonSerializer.SerializeToUtf8Bytes(rows, CaseDesk.Readable));
                    Append(page, table.Title, rows);
                }
            }
            page.Append("<h2>Documenti</h2><ol>");
            var files = await db.Set<CaseDocument>().AsNoTracking().Where(d => db.Set<Case>().Any(c => c.Id == d.CaseId && c.ApplicantTaxCode == visitor.TaxCode)).OrderBy(d => d.Id).ToListAsync();
            var archived = await archive.FindManyAsync([.. files.Select(f => f.ArchiveObjectId)]);
            var number = 0;
            foreach (var file in files.Where(f => archived.ContainsKey(f.ArchiveObjectId)))
            {
                var name = $"documenti/{++number:0000}-{file.FileName}";
                await using (var bytes = await archive.OpenAsync(archived[file.ArchiveObjectId]))
                await using (var entry = await zip.CreateEntry(name, CompressionLevel.Fastest).OpenAsync()) await bytes.CopyToAsync(entry);
                page.Append($"<li><a href=\"{Safe(string.Join('/', name.Split('/').Select(Uri.EscapeDataString)))}\">{Safe(file.Title)}</a></li>");
            }
            await PutAsync("index.html", Encoding.UTF8.GetBytes(page.Append("</ol></body></html>\n").ToString()));
        }
        Response.Headers.CacheControl = "no-store";
        whole.Position = 0;
        return File(whole, "application/zip", $"i-miei-dati-{tenant.Municipality.Slug}.zip");
    }

    private static void Append(StringBuilder page, string title, IReadOnlyList<object> rows)
    {
        page.Append($"<h3>{Safe(title)}</h3>");
        if (rows.Count == 0)
        {
            page.Append("<p>Niente.</p>");
            return;
        }
        var fields = rows[0].GetType().GetProperties();
        page.Append("<table><thead><tr>").AppendJoin("", fields.Select(f => $"<th>{Safe(InWords(f.Name))}</th>")).Append("</tr></thead><tbody>");
        foreach (var row in rows) page.Append("<tr>").AppendJoin("", fields.Select(f => $"<td>{Safe(InWords(f.GetValue(row)))}</td>")).Append("</tr>");
        page.Append("</tbody></table>");
    }

    /// <summary>«DataDiNascita» is «Data di nascita».</summary>
    private static string InWords(string name) => string.Concat(name.Select((c, i) => i > 0 && char.IsUpper(c) ? $" {char.ToLowerInvariant(c)}" : $"{c}"));

    private static string InWords(object? value) => value switch
    {
        null => "",
        bool yes => yes ? "sì" : "no",
        DateOnly day => Say.ShortDay(day),
        DateTime moment => Say.ShortMoment(moment),
        _ => value.ToString() ?? "",
    };

    private static string Safe(string value) => WebUtility.HtmlEncode(value);
}
