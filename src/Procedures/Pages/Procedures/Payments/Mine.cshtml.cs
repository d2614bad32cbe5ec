using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Liburia.Procedures.Cases;
using Liburia.Procedures.Charges;
using Liburia.Procedures.Contracts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Procedures.Pages.Payments;

/// <summary>What a citizen, or whom they act for, owes and has paid.</summary>
[Citizen]
internal sealed class MinePaymentsModel(AppDb db, MyCases mine, Visitor visitor) : PageModel
{
    private const int Most = 200;

    public IReadOnlyList<ChargeView> Charges { get; private set; } = [];

    public async Task OnGetAsync()
    {
        await mine.LookAsync("Pagamenti");
        Charges =
        [
            .. from charge in await db.Set<Charge>().AsNoTracking().Where(c => c.PayerTaxCode == visitor.PrincipalTaxCode && c.State != ChargeState.Cancelled)
                   .OrderBy(c => c.State == ChargeState.Owed ? 0 : 1).ThenByDescending(c => c.AskedAt).Take(Most).ToListAsync()
               where visitor.MayIn(charge.ServiceSlug)
               select charge.ToView(),
        ];
    }
}

/// <summary>One of them: what it is for, and its receipt.</summary>
[Citizen]
internal sealed class PaymentModel(ICharges charges, MyCases mine, Visitor visitor) : PageModel
{
    public ChargeView Charge { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(Guid id)
    {
        if (await charges.FindAsync(id) is not { } found || found.PayerTaxCode != visitor.PrincipalTaxCode || !visitor.MayIn(found.ServiceSlug)) return NotFound();
        await mine.LookAsync($"Pagamento {found.Number}");
        Charge = found;
        return Page();
    }
}
