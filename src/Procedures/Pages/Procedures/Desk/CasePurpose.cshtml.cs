using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Liburia.Platform.Language;
using Liburia.Procedures.Cases;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Procedures.Pages.Desk;

/// <summary>The door of another office's case: it opens for who says why, and for eight hours.</summary>
[Permission(ProceduresModule.Work)]
internal sealed class CasePurposeModel(AppDb db, AccessLog accessLog) : PageModel, Platform.Web.IRestorable
{
    public static IReadOnlyList<string> Purposes { get; } = ["Richiesta di informazioni dell'interessato", "Serve per una pratica del mio ufficio", "Controllo o verifica d'ufficio", "Smistamento o protocollo"];

    public Case Case { get; private set; } = null!;

    [FromRoute(Name = "id")]
    public Guid Id { get; set; }

    [BindProperty] public string? Purpose { get; set; }
    [BindProperty] public string? Note { get; set; }

    public async Task<IActionResult> OnGetAsync()
    {
        await RestoreAsync();
        return Case is null ? NotFound() : Page();
    }

    public async Task RestoreAsync() => Case = (await db.Set<Case>().AsNoTracking().FirstOrDefaultAsync(c => c.Id == Id))!;

    public async Task<IActionResult> OnPostAsync()
    {
        await RestoreAsync();
        if (Case is null) return NotFound();
        if (Purpose is null || !Purposes.Contains(Purpose)) throw new RuleBroken("Purpose", new("Scegli il motivo: la persona lo leggerà.", "Choose the purpose: the person will read it."));
        if (Note?.Length > 150) throw new RuleBroken("Note", new("Al massimo 150 caratteri.", "At most 150 characters."));
        accessLog.Record(LookSubject.Of(Case), $"{AccessLog.OfCase}{Case.ProtocolNumber} di un altro ufficio", string.IsNullOrWhiteSpace(Note) ? Purpose
            : $"{Purpose}: {Note.Trim()}", Id);
        return LocalRedirect($"/desk/pratiche/{Id:n}");
    }
}
