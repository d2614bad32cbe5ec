using System.Globalization;
using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Liburia.Procedures.Charges;
using Liburia.Procedures.Contracts;
using Liburia.Procedures.Journey;
using Liburia.Subjects.Contracts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Procedures.Pages.Payments;

/// <summary>Finds what somebody at the counter pays: by the number they tell, their tax code, or the application that was just written for them.</summary>
[Permission(ProceduresModule.Work)]
internal sealed class AtCounterPaymentsModel(AppDb db, ISubjectRegister subjects, AccessLog accessLog, Writing writing) : PageModel
{
    private const int Most = 50;

    public string? Code { get; private set; }
    /// <summary>None where nothing was asked.</summary>
    public IReadOnlyList<ChargeView>? Charges { get; private set; }

    public async Task OnGetAsync(string? codice, Guid? domanda)
    {
        Code = codice?.Trim();
        if (domanda is null && string.IsNullOrEmpty(Code)) return;
        var asked = db.Set<Charge>().AsNoTracking().Where(c => c.State == ChargeState.Owed || c.State == ChargeState.ToRefund);
        if (domanda is { } draft) asked = asked.Where(c => c.DraftId == draft);
        else if (Code!.Split('/') is [var first, var second] && int.TryParse(first, CultureInfo.InvariantCulture, out var number) && int.TryParse(second, CultureInfo.InvariantCulture, out var year))
            asked = db.Set<Charge>().AsNoTracking().Where(c => c.Number == number && c.Year == year && c.Cents > 0);
        else if (TaxCode.TryParse(Code, out var payer, out _)) asked = asked.Where(c => c.PayerTaxCode == payer.Value);
        else
        {
            ModelState.AddModelError("codice", "Scrivi un numero come 12/2026, o un codice fiscale.");
            Response.StatusCode = Microsoft.AspNetCore.Http.StatusCodes.Status400BadRequest;
            return;
        }
        Charges = [.. (await asked.OrderBy(c => c.DueOn).Take(Most).ToListAsync()).Select(c => c.ToView())];
        await accessLog.SearchedAsync(writing, "pagamenti", Code ?? "domanda allo sportello", Charges.Count);
        foreach (var code in Charges.Select(charge => charge.PayerTaxCode).Distinct())
            await accessLog.RecordAsync(writing, await Cases.LookSubject.OfAsync(subjects, code), "Pagamenti da fare", CounterLooks.Purpose);
    }
}
