using Liburia.Platform.Access;
using Liburia.Platform.Law;
using Liburia.Platform.Organization;
using Liburia.Platform.Tenancy;
using Liburia.Portal.Contracts;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Liburia.Portal.Pages;

[Public, SameForAll]
internal sealed class HomeModel(Tenant tenant, IServiceCatalogue catalogue, OrganizationChart chart, TimeProvider clock) : PageModel
{
    public Municipality Municipality => tenant.Municipality;
    public IReadOnlyList<ServiceSheet> Services { get; private set; } = [];
    public IReadOnlyList<Office> Offices { get; private set; } = [];
    public IReadOnlyList<(DateOnly Day, string Name)> Closings { get; private set; } = [];

    public async Task OnGetAsync()
    {
        // What can be carried out here and now comes first.
        Services = [.. (await catalogue.AllAsync(Municipality)).OrderByDescending(service => service.IsOnline).ThenBy(service => service.CategorySlug, StringComparer.Ordinal).Take(6)];
        Offices = await chart.OfficesAsync();
        Closings = ClosingDays.After(LegalTime.Today(clock), Municipality);
    }
}
