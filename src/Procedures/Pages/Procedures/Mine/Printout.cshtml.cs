using System.Net;
using System.Text;
using Liburia.Archive.Contracts;
using Liburia.Platform.Access;
using Liburia.Platform.Documents;
using Liburia.Platform.Language;
using Liburia.Platform.Seals;
using Liburia.Platform.Tenancy;
using Liburia.Procedures.Cases;
using Liburia.Procedures.Contracts;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Liburia.Procedures.Pages.Mine;

/// <summary>What was submitted, as a sealed PDF: made when it is asked for, from the page that was stored with the application.</summary>
[Citizen, Costly(30)]
internal sealed class PrintoutModel(MyCases cases, IArchive archive, IPdfRenderer renderer, Sealer sealer, Tenant tenant) : PageModel
{
    public Guid Id { get; private set; }

    public async Task<IActionResult> OnGetAsync(Guid id)
    {
        if (await cases.FindAsync(id, "Copia della domanda") is not { } found) return NotFound();
        Id = id;
        if (found.Files.FirstOrDefault(f => f.Role == "submitted" && f.FileName.EndsWith(".html", StringComparison.Ordinal)) is not { } page || await archive.FindAsync(page.ArchiveObjectId) is not { } stored) return NotFound();
        var html = Encoding.UTF8.GetString(await archive.ReadAsync(stored));
        html = html.Replace("</h1>", $"</h1><p>{WebUtility.HtmlEncode(found.Segnatura)}</p>", StringComparison.Ordinal);
        try
        {
            var pdf = await sealer.SealPdfAsync(await renderer.RenderAsync(html), $"Copia della domanda, {tenant.Municipality.FullName}");
            Response.Headers.CacheControl = "no-store";
            return File(pdf, "application/pdf", $"domanda-{found.ProtocolNumber.Replace('/', '-')}.pdf");
        }
        catch (RendererUnavailable)
        {
            Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Page();
        }
    }
}
