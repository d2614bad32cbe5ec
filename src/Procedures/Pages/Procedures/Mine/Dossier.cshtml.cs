using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Liburia.Archive.Contracts;
using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Liburia.Platform.Files;
using Liburia.Platform.Language;
using Liburia.Platform.Seals;
using Liburia.Platform.Tenancy;
using Liburia.Procedures.Cases;
using Liburia.Procedures.Contracts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Procedures.Pages.Mine;

/// <summary>
/// The whole case as one file: documents, timeline, hashes, sealed by the Comune. It verifies without the program: <c>sha256sum -c SHA256SUMS</c> for the
/// files, <c>openssl cms -verify</c> for the seal over the list.
/// </summary>
[Citizen, Costly(60)]
internal sealed class DossierModel(MyCases cases, AppDb db, IArchive archive, Sealer sealer, Tenant tenant) : PageModel
{
    public async Task<IActionResult> OnGetAsync(Guid id)
    {
        if (await cases.FindAsync(id, "Fascicolo della pratica") is not { } found) return NotFound();
        var events = await db.Set<CaseEvent>().AsNoTracking().Where(e => e.CaseId == id && e.ForApplicant).OrderBy(e => e.Id).ToListAsync();
        var documents = await archive.FindManyAsync([.. found.Files.Select(f => f.ArchiveObjectId)]);
        var whole = Scratch.Create();
        HttpContext.Response.RegisterForDisposeAsync(whole);
        var sums = new StringBuilder();
        using (var zip = new ZipArchive(whole, ZipArchiveMode.Create, leaveOpen: true))
        {
            async Task PutAsync(string name, byte[] bytes)
            {
                await using (var entry = await zip.CreateEntry(name, CompressionLevel.Fastest).OpenAsync()) await entry.WriteAsync(bytes);
                if (name is not ("SHA256SUMS" or "SHA256SUMS.p7s" or "LEGGIMI.txt")) sums.Append(Convert.ToHexStringLower(SHA256.HashData(bytes))).Append("  ").Append(name).Append('\n');
            }
            var number = 0;
            foreach (var file in found.Files.Where(f => documents.ContainsKey(f.ArchiveObjectId)))
            {
                var (document, name) = (documents[file.ArchiveObjectId], $"documenti/{++number:00}-{file.FileName}");
                await using var bytes = await archive.OpenAsync(document);
                await using (var entry = await zip.CreateEntry(name, CompressionLevel.Fastest).OpenAsync()) await bytes.CopyToAsync(entry);
                sums.Append(document.Sha256).Append("  ").Append(name).Append('\n');
            }
            await PutAsync("pratica.json", JsonSerializer.SerializeToUtf8Bytes(new
            {
                comune = tenant.Municipality.FullName,
                pratica = found.Id,
                titolo = found.TitleIt,
                protocollo = found.ProtocolNumber,
                found.Segnatura,
                stato = found.State.ToString(),
                presentata = found.OpenedAt,
                esito = found.OutcomeIt,
                richiedente = found.ApplicantName,
                cronologia = events.Select(e => new { quando = e.At, che = e.TextIt, chi = e.Actor, ufficio = e.Office, dettaglio = e.DetailForApplicant }),
                documenti = found.Files.Select(f => new { f.Title, f.FileName, f.Sha256, f.Length, ruolo = f.Role }),
            }, CaseDesk.Readable));
            await PutAsync("index.html", Encoding.UTF8.GetBytes(Page(found, events)));
            var list = Encoding.UTF8.GetBytes(sums.ToString());
            await PutAsync("SHA256SUMS", list);
            await PutAsync("SHA256SUMS.p7s", await sealer.SealDetachedAsync(list));
            await PutAsync("LEGGIMI.txt", "Per controllare senza Liburia che nulla sia cambiato:\n  sha256sum -c SHA256SUMS\n  openssl cms -verify -binary -inform DER -in SHA256SUMS.p7s -content SHA256SUMS -noverify -out /dev/null\nIl certificato nel sigillo è quello del Comune.\n"u8.ToArray());
        }
        Response.Headers.CacheControl = "no-store";
        whole.Position = 0;
        return File(whole, "application/zip", $"pratica-{found.ProtocolNumber.Replace('/', '-')}.zip");
    }

    private string Page(CaseView found, IReadOnlyList<CaseEvent> events)
    {
        var html = new StringBuilder("<!doctype html><html lang=\"it\"><head><meta charset=\"utf-8\"><title>").Append(Safe(found.TitleIt)).Append("</title></head><body><h1>").Append(Safe(found.TitleIt)).Append("</h1><p>").Append(Safe(tenant.Municipality.FullName)).Append(" · protocollo ").Append(Safe(found.ProtocolNumber)).Append("</p><h2>Cronologia</h2><ol>");
        foreach (var e in events) html.Append("<li>").Append(Safe(Say.ShortMoment(e.At))).Append(": ").Append(Safe(e.TextIt)).Append(e.DetailForApplicant is { } detail ? $"<br>{Safe(detail)}" : "").Append("</li>");
        html.Append("</ol><h2>Documenti</h2><ol>");
        var number = 0;
        foreach (var file in found.Files) html.Append("<li><a href=\"documenti/").Append($"{++number:00}-").Append(Safe(Uri.EscapeDataString(file.FileName))).Append("\">").Append(Safe(file.Title)).Append("</a>, SHA-256 <code>").Append(file.Sha256).Append("</code></li>");
        return html.Append("</ol></body></html>\n").ToString();
    }

    private static string Safe(string value) => WebUtility.HtmlEncode(value);
}
