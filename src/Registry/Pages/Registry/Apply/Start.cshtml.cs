using Liburia.Platform;
using Liburia.Platform.Access;
using Liburia.Platform.Database.Sqlite;
using Liburia.Platform.Tenancy;
using Liburia.Procedures.Contracts;
using Liburia.Registry.Certificates;
using Liburia.Registry.Residents;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Liburia.Registry.Pages.Apply;

[Citizen]
internal sealed class StartModel(
    ResidentRegister register, IDrafts drafts, Visitor visitor, CitizenIndex index, MunicipalityDirectory directory, Installation installation, Tenant tenant) : PageModel
{
    public bool IsResident { get; private set; }
    public IReadOnlyList<(Municipality Municipality, string Url)> Elsewhere { get; private set; } = [];
    public IReadOnlyList<Draft> Drafts { get; private set; } = [];

    public async Task OnGetAsync()
    {
        IsResident = await register.FindByTaxCodeAsync(visitor.TaxCode) is not null;
        if (IsResident)
        {
            Drafts = [.. (await drafts.OpenOnesAsync()).Where(draft => draft.ServiceSlug == CertificateProcedure.ServiceSlug)];
            return;
        }
        Elsewhere = [.. (await index.MunicipalitiesOfAsync(visitor.TaxCode)).Select(directory.Find).OfType<Municipality>().Where(m => m.Slug != tenant.Municipality.Slug)
            .Select(m => (m, $"{installation.UrlOf(m)}/servizi/{CertificateProcedure.ServiceSlug}"))];
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (await register.FindByTaxCodeAsync(visitor.TaxCode) is null) return LocalRedirect(Request.Path.Value!);
        return LocalRedirect(CertificateJourney.Path(await drafts.StartAsync(CertificateProcedure.ServiceSlug), JourneyStep.Who));
    }

    public async Task<IActionResult> OnPostDiscardAsync(Guid draft)
    {
        await drafts.DiscardAsync(draft);
        return LocalRedirect(Request.Path.Value!);
    }
}
