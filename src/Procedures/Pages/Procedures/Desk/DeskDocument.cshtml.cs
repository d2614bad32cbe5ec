using Liburia.Archive.Contracts;
using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Liburia.Procedures.Cases;
using Liburia.Procedures.Pages.Mine;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Procedures.Pages.Desk;

[Permission(ProceduresModule.Work)]
internal sealed class DeskDocumentModel(AppDb db, IArchive archive) : PageModel
{
    public async Task<IActionResult> OnGetAsync(Guid id)
    {
        var document = await db.Set<CaseDocument>().AsNoTracking().FirstOrDefaultAsync(file => file.Id == id);
        if (document is null || await archive.FindAsync(document.ArchiveObjectId) is not { } found) return NotFound();
        if ((await archive.PassAsync(found)).First is { } first) return LocalRedirect(first);
        return await Download.OfAsync(this, archive, found);
    }
}
