using Liburia.Platform.Database;
using Liburia.Platform.Diagnosis;
using Liburia.Platform.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Registry.Residents;

/// <summary>A Comune may go live before its population is there: nobody can ask for certificates yet.</summary>
internal sealed class PopulationNeed(AppDb db) : IOnboardingNeed
{
    public async Task<OnboardingItem> CheckAsync(Municipality municipality, CancellationToken cancel)
    {
        var isThere = await db.Set<RegisteredResident>().AnyAsync(cancel);
        return new("popolazione", isThere, false, isThere ? "l'anagrafe è caricata" : "l'anagrafe è vuota: nessuno può chiedere certificati");
    }
}
