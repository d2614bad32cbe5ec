using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Liburia.Platform.Panels;
using Liburia.Registry.Residents;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Liburia.Registry.Pages.Desk;

/// <summary>What another office gives to a person's sheet: loaded after the sheet has opened, or by its link; for the purpose said for the sheet.</summary>
[Permission(RegistryModule.Sheet)]
internal sealed class PanelModel(ResidentRegister register, IEnumerable<IPersonPanel> panels, Visitor visitor, AccessLog accessLog, Writing writing) : PageModel
{
    public ResidentView Resident { get; private set; } = null!;
    public IPersonPanel Panel { get; private set; } = null!;
    public PanelTable Table { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(Guid id, string panel)
    {
        if (await register.FindAsync(id) is not { } resident || panels.FirstOrDefault(p => p.Name == panel) is not { } found || !visitor.Can(found.Permission)) return NotFound();
        var subject = resident.Resident.SubjectId;
        if (await accessLog.PurposeAsync(subject) is not { } purpose) return LocalRedirect($"/desk/residenti/{id:n}");
        (Resident, Panel) = (resident, found);
        Table = await found.ReadAsync(new PersonKeys(resident.Person.TaxCode, [subject, AccessLog.SubjectOf(resident.Person.TaxCode)]));
        await accessLog.RecordAsync(writing, subject, $"{found.Title.It}: {Table.Rows.Count}", purpose.InWords, purpose.CaseId);
        return Page();
    }
}
