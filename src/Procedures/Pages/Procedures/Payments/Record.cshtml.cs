using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Platform.Web;
using Liburia.Procedures.Contracts;
using Liburia.Procedures.Drafts;
using Liburia.Procedures.Journey;
using Liburia.Subjects.Contracts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Procedures.Pages.Payments;

/// <summary>Records at the counter that a charge was paid by whatever means, or given back; then it is the receipt.</summary>
[Permission(ProceduresModule.Work)]
internal sealed class RecordModel(
    ICharges charges, ICaseDesk cases, AppDb db, ISubjectRegister subjects, Visitor visitor, AccessLog accessLog, Writing writing, TimeProvider clock) : PageModel, IRestorable
{
    public ChargeView Charge { get; private set; } = null!;

    /// <summary>The case that its payment filed.</summary>
    public CaseView? Filed { get; private set; }

    /// <summary>The visitor wrote it for the person at the counter, and prints its receipt.</summary>
    public bool HasReceipt { get; private set; }

    /// <summary>What waits for the payment can be done no more.</summary>
    public bool CannotFollow { get; private set; }

    /// <summary>It was paid before who paid knew that it is no longer due.</summary>
    public bool IsLate => Charge is { State: ChargeState.Cancelled, Cents: > 0 };

    [FromRoute(Name = "id")] public Guid Id { get; set; }
    [BindProperty] public string? Means { get; set; }
    [BindProperty] public string? Reference { get; set; }
    [BindProperty] public DateOnly? On { get; set; }

    /// <summary>The charge as the page showed it.</summary>
    [BindProperty] public string? Seen { get; set; }

    public string SeenNow => SeenMark.Of(Charge.Id, Charge.State, Charge.Cents);

    private async Task<bool> LoadAsync(string what)
    {
        if (await charges.FindAsync(Id) is not { } found) return false;
        Charge = found;
        var subject = await Cases.LookSubject.OfAsync(subjects, found.PayerTaxCode);
        await accessLog.RecordAsync(writing, subject, $"{what} {found.Number}", CounterLooks.Purpose, found.CaseId);
        if (found.CaseId is not { } caseId) return true;
        // The case itself is its office's: what shows here is that the application arrived.
        if (await db.Set<Charges.Charge>().AnyAsync(c => c.Id == Id && c.DraftId != null)) Filed = await cases.FindAsync(caseId);
        HasReceipt = await db.Set<ApplicationDraft>().AnyAsync(d => d.SubmittedCaseId == caseId && d.FiledById == visitor.StaffId);
        return true;
    }

    public async Task<IActionResult> OnGetAsync()
    {
        On = LegalTime.Today(clock);
        return await LoadAsync("Pagamento") ? Page() : NotFound();
    }

    public async Task RestoreAsync() => await LoadAsync("Pagamento");

    public async Task<IActionResult> OnPostAsync()
    {
        if (!await LoadAsync("Pagamento")) return NotFound();
        NeedSeen();
        var made = Made();
        if (Charge.State == ChargeState.ToRefund) await charges.RefundedAsync(Id, made);
        else
        {
            try
            {
                await charges.SettleAsync(Id, made);
            }
            catch (RuleBroken refused) when (refused.Property.Length == 0 || refused.Property is not ("Means" or "Reference" or "On"))
            {
                CannotFollow = Charge.State == ChargeState.Owed;
                throw new RuleBroken("", refused.Text, refused.Norm);
            }
        }
        return LocalRedirect(Request.Path.Value!);
    }

    public async Task<IActionResult> OnPostRefundableAsync()
    {
        if (!await LoadAsync("Pagamento")) return NotFound();
        NeedSeen();
        await charges.SettleToRefundAsync(Id, Made());
        return LocalRedirect(Request.Path.Value!);
    }

    private PaymentMade Made()
    {
        if (On is not { } day)
        {
            if (ModelState[nameof(On)] is { Errors.Count: > 0 }) throw new RuleBroken(nameof(On), new("Scrivi il giorno come 31/12/2026.", "Enter the day as 31/12/2026."));
            throw new RuleBroken(nameof(On), new("Scrivi il giorno.", "Enter the day."));
        }
        return new PaymentMade(Means ?? "", (Reference ?? "").Trim(), day, $"{visitor.FullName}, {visitor.Office}");
    }

    private void NeedSeen() => SeenMark.Need(Response, Seen, SeenNow, new(
        "Nel frattempo un collega ha cambiato questo pagamento: guarda com'è ora.", "A colleague has changed this payment meanwhile: see how it is now."));
}
