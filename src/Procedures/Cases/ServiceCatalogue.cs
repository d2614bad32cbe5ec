using Liburia.Platform.Tenancy;
using Liburia.Portal.Contracts;
using Liburia.Procedures.Contracts;

namespace Liburia.Procedures.Cases;

internal sealed class ServiceCatalogue(IEnumerable<IProcedure> procedures) : IServiceCatalogue
{
    public async Task<IReadOnlyList<ServiceSheet>> AllAsync(Municipality municipality, CancellationToken cancel)
    {
        var sheets = new List<ServiceSheet>();
        foreach (var procedure in procedures) sheets.Add(await procedure.SheetAsync(municipality, cancel));
        return [.. sheets.OrderBy(sheet => sheet.Title.It, StringComparer.OrdinalIgnoreCase)];
    }

    public async Task<ServiceSheet?> FindAsync(Municipality municipality, string slug, CancellationToken cancel) =>
        procedures.FirstOrDefault(procedure => procedure.Slug == slug) is { } found ? await found.SheetAsync(municipality, cancel) : null;
}
