using Liburia.Archive.Contracts;
using Liburia.Platform.Access;
using Liburia.Procedures.Cases;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Liburia.Procedures.Pages.Mine;

[Citizen]
internal sealed class DocumentModel(MyCases cases, IArchive archive) : PageModel
{
    public async Task<IActionResult> OnGetAsync(Guid id) =>
        await cases.DocumentAsync(id) is not { } document || await archive.FindAsync(document.ArchiveObjectId) is not { } found ? NotFound() : await Download.OfAsync(this, archive, found);
}

/// <summary>Documents leave as attachments in a sandbox: whatever they hold, they never run on this site.</summary>
internal static class Download
{
    public static async Task<IActionResult> OfAsync(PageModel page, IArchive archive, ArchivedDocument document)
    {
        page.Response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        page.Response.Headers.CacheControl = "no-store";
        return page.File(await archive.OpenAsync(document), document.MediaType, document.FileName);
    }
}
