using Liburia.Archive.Contracts;
using Liburia.Design.TagHelpers;
using Liburia.Platform.Access;
using Liburia.Platform.Audit;
using Liburia.Platform.Database;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Protocol.Entries;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Protocol.Pages.Desk;

[Permission(ProtocolModule.Read)]
internal sealed class EntryModel(AppDb db, IArchive archive, Visitor visitor, Writing writing, AuditTrail audit, TimeProvider clock) : PageModel, Platform.Web.IRestorable
{
    public ProtocolEntry Entry { get; private set; } = null!;
    public IReadOnlyList<ListedFile> Files { get; private set; } = [];

    public bool CanAnnul => visitor.Can(ProtocolModule.Annul) && !Entry.IsAnnulled;

    [FromRoute(Name = "id")]
    public Guid Id { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    public async Task<IActionResult> OnGetAsync()
    {
        await RestoreAsync();
        return Entry is null ? NotFound() : Page();
    }

    public async Task<IActionResult> OnGetFileAsync(Guid file)
    {
        var document = await db.Set<EntryDocument>().AsNoTracking().FirstOrDefaultAsync(d => d.Id == file && d.EntryId == Id);
        if (document is null || await archive.FindAsync(document.ArchiveObjectId) is not { } found) return NotFound();
        if ((await archive.PassAsync(found, visitor.Can(ProtocolModule.Route) ? AccessLog.Registering : null)).First is { } first) return LocalRedirect(first);
        await writing.RunAsync(() =>
        {
            audit.Note("protocol.read", $"protocol:{Id:n}", new { document.FileName, document.Sha256, office = visitor.Office, staff = visitor.FullName });
            return Task.FromResult(true);
        });
        Response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        return File(await archive.OpenAsync(found), found.MediaType, found.FileName);
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (!visitor.Can(ProtocolModule.Annul)) return StatusCode(403);
        if (await db.Set<ProtocolEntry>().FirstOrDefaultAsync(e => e.Id == Id) is not { } entry) return NotFound();
        if (Reason?.Length > 500) Reason = Reason.Cut(500);
        entry.Annul(Reason ?? "", visitor.FullName, LegalTime.UtcNow(clock));
        audit.Note("protocol.annul", $"protocol:{entry.NumberInWords}", new { Reason });
        return LocalRedirect($"/desk/protocollo/{Id:n}");
    }

    public async Task RestoreAsync()
    {
        Entry = (await db.Set<ProtocolEntry>().AsNoTracking().FirstOrDefaultAsync(e => e.Id == Id))!;
        var documents = await db.Set<EntryDocument>().AsNoTracking().Where(d => d.EntryId == Id).OrderBy(d => d.Position).ToListAsync();
        var kept = await archive.FindManyAsync([.. documents.Select(d => d.ArchiveObjectId)]);
        Files = [.. documents.Select(document => new ListedFile(document.FileName, document.FileName, $"?handler=File&file={document.Id:n}")
        {
            Sha256 = document.Sha256,
            Length = kept.GetValueOrDefault(document.ArchiveObjectId)?.Length,
            IsUnchecked = kept.GetValueOrDefault(document.ArchiveObjectId) is { IsUnchecked: true },
        })];
    }
}
