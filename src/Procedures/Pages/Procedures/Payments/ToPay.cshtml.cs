using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Liburia.Platform.Organization;
using Liburia.Procedures.Charges;
using Liburia.Procedures.Contracts;
using Liburia.Procedures.Journey;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Procedures.Pages.Payments;

/// <summary>What is to be paid before an application is filed, with the number one says at the counter.</summary>
[Citizen]
internal sealed class ToPayModel(ApplicationJourney journey, AppDb db, OrganizationChart chart) : PageModel
{
    public ApplicationJourney Journey => journey;
    public IReadOnlyList<ChargeView> Charges { get; private set; } = [];
    public string Office { get; private set; } = "";

    public async Task<IActionResult> OnGetAsync(string slug, Guid draft)
    {
        if (!await journey.LoadAsync(slug, draft)) return NotFound();
        if (journey.Draft.SubmittedCaseId is { } sent) return LocalRedirect(journey.ReceiptOf(sent));
        if (!journey.Draft.AwaitsPayment) return LocalRedirect(journey.PathOf(null));
        Charges = [.. (await db.Set<Charge>().AsNoTracking().Where(c => c.DraftId == draft && c.State != ChargeState.Cancelled).OrderBy(c => c.Number).ToListAsync()).Select(c => c.ToView())];
        var book = await chart.BookAsync();
        Office = ((journey.Model.OfficeId is { } chosen ? book.Find(chosen) : null) ?? book.Need(journey.Model.Office)).Name;
        return Page();
    }
}
