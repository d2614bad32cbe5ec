using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Liburia.Procedures.Contracts;
using Liburia.Procedures.Drafts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Procedures.Pages.Counter;

/// <summary>The receipt that who is at the counter takes home: whoever filed the application prints it, of whatever office its case is.</summary>
[Permission(ProceduresModule.Work)]
internal sealed class CounterReceiptModel(ICaseDesk cases, CaseTerm term, AppDb db, Visitor visitor, AccessLog accessLog, Writing writing) : PageModel
{
    public CaseView Case { get; private set; } = null!;
    public IReadOnlyList<Cases.Phase> Phases { get; private set; } = [];
    public AtCounter Counter { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(Guid id)
    {
        var draft = await db.Set<ApplicationDraft>().AsNoTracking().FirstOrDefaultAsync(d => d.SubmittedCaseId == id && d.FiledById == visitor.StaffId);
        if (draft?.ToDraft().Counter is not { } counter || await cases.FindAsync(id) is not { } found) return NotFound();
        (Case, Counter, Phases) = (found, counter, await term.OfAsync(id));
        var subject = Cases.LookSubject.Of(found.ApplicantId, found.ApplicantTaxCode);
        await accessLog.RecordAsync(writing, subject, "Ricevuta dello sportello", $"Ricevuta della domanda, protocollo {found.ProtocolNumber}", found.Id);
        return Page();
    }
}
