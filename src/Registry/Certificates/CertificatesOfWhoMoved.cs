using Liburia.Platform.Database;
using Liburia.Platform.Events;
using Liburia.Platform.Law;
using Liburia.Registry.Residents;
using Liburia.Subjects.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Registry.Certificates;

/// <summary>Certificates still valid that say where somebody no longer lives: from that day whoever holds one reads that the register has changed.</summary>
internal sealed class CertificatesOfWhoMoved(AppDb db, FactsReader facts, ResidentRegister register, TimeProvider clock) : IHandle<ResidenceChanged>
{
    public async Task HandleAsync(ResidenceChanged happened, CancellationToken cancel)
    {
        var today = LegalTime.Today(clock);
        // A paper about one of a household says where all of them live: it is one of those who moved.
        var papers = await db.Set<Certificate>().Where(c => happened.SubjectIds.Contains(c.SubjectId) && c.ValidUntil >= today).ToListAsync(cancel);
        foreach (var paper in papers)
        {
            if (await register.FindAsync(paper.ResidentId, cancel) is not { } resident) continue;
            paper.Compare(today, await facts.ReadAsync(paper.ResidentId, paper.Kind, cancel), resident.Resident.IsProtected);
        }
    }
}
