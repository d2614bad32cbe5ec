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
internal sealed class DeskDocumentModel(AppDb db, IArchive archive, AccessLog accessLog, Visitor visitor, Writing writing) : PageModel
{
    public async Task<IActionResult> OnGetAsync(Guid id)
    {
        var document = await db.Set<CaseDocument>().AsNoTracking().FirstOrDefaultAsync(file => file.Id == id);
        if (document is null || await archive.FindAsync(document.ArchiveObjectId) is not { } found) return NotFound();
        var item = await db.Set<Case>().AsNoTracking().FirstAsync(c => c.Id == document.CaseId);
        // Those of another office's case follow the purpose one said when opening it.
        if (item.OfficeId != visitor.OfficeId && item.ApplicantId != Guid.Empty && !await accessLog.HasOpenedAsync(item.Id)) return LocalRedirect($"/desk/pratiche/{item.Id:n}");
        if (item.ApplicantId != Guid.Empty) await accessLog.RecordAsync(writing, item.ApplicantId, $"Documento: {found.Title}", $"Pratica {item.ProtocolNumber}: {item.TitleIt}", item.Id);
        return await Download.OfAsync(this, archive, found);
    }
}
