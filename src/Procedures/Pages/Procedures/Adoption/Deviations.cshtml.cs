using Liburia.Platform.Access;
using Liburia.Platform.Organization;
using Liburia.Procedures.Adoption;
using Liburia.Procedures.Models;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Liburia.Procedures.Pages.Adoption;

/// <summary>Differences in the open: a model with local parameters is uniform only if they are seen (CO-42).</summary>
[Public, SameForAll]
internal sealed class DeviationsModel(Offers offers, ModelCatalogue catalogue, OrganizationChart chart) : PageModel
{
    public IReadOnlyList<Offer> All { get; private set; } = [];

    public OfficeBook Offices { get; private set; } = null!;

    public async Task OnGetAsync() => (Offices, All) = (await chart.BookAsync(),
        [.. (await offers.AllAsync()).Where(offer => !offer.Deviations.IsEmpty || !offer.Enabled)]);

    public ProcedureModel BaseOf(Offer offer) => catalogue.Find(offer.Model.Slug, offer.Model.Version)!;
}
