using Liburia.Platform;
using Liburia.Platform.Database;
using Liburia.Platform.Database.Sqlite;
using Liburia.Platform.Organization;
using Liburia.Platform.Tenancy;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Liburia.Identity.Staff;

/// <summary>The accounts of one person in several Comuni, each that Comune's own, tied by the tax code.</summary>
internal sealed class StaffAccounts(IServiceScopeFactory scopes, MunicipalityDirectory directory, CitizenIndex index)
{
    /// <summary>The account of a person who may work there today; none otherwise.</summary>
    public async Task<Guid?> FindAsync(string slug, string taxCode)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Tenant>().Enter(directory.Find(slug));
        var ids = await scope.ServiceProvider.GetRequiredService<AppDb>().Set<StaffMember>().AsNoTracking().Where(s => s.TaxCode == taxCode).Select(s => s.Id).ToListAsync();
        var chart = scope.ServiceProvider.GetRequiredService<OrganizationChart>();
        foreach (var id in ids) if (await chart.StandingOfAsync(id) is not null) return id;
        return null;
    }

    /// <summary>Comuni where the person has an account, whether or not it may work today.</summary>
    public async Task<IReadOnlyList<Municipality>> ComuniOfAsync(string taxCode) =>
        [.. (await index.MunicipalitiesOfAsync(taxCode, Known.Staff)).Select(directory.Find).OfType<Municipality>().OrderBy(m => m.Name, StringComparer.Ordinal)];

    /// <summary>Tells the index who works in a Comune, as its database says within the caller's transaction.</summary>
    public async Task TellAsync(string slug, AppDb db)
    {
        var known = await db.Set<StaffMember>().AsNoTracking().Where(s => s.TaxCode != null).Select(s => s.TaxCode!).ToListAsync();
        await index.RebuildAsync(slug, known.Concat(db.ChangeTracker.Entries<StaffMember>().Select(entry => entry.Entity.TaxCode).OfType<string>()).Distinct(), Known.Staff);
    }
}
