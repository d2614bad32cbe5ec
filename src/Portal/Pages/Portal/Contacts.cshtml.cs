using Liburia.Platform.Access;
using Liburia.Platform.Organization;
using Liburia.Platform.Tenancy;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Liburia.Portal.Pages;

[Public, SameForAll]
internal sealed class ContactsModel(Tenant tenant, OrganizationChart chart) : PageModel
{
    public Municipality Municipality => tenant.Municipality;
    public IReadOnlyList<Office> Offices { get; private set; } = [];

    public async Task OnGetAsync() => Offices = await chart.OfficesAsync();
}
