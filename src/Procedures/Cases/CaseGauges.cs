using Liburia.Platform.Database;
using Liburia.Platform.Law;
using Liburia.Platform.Web;
using Liburia.Procedures.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Procedures.Cases;

/// <summary>Open cases by service and by how their legal term stands, for the metrics.</summary>
internal sealed class CaseGauges(AppDb db, TimeProvider clock) : IGauges
{
    public async Task<IReadOnlyList<Gauge>> ReadAsync(CancellationToken cancel = default)
    {
        var today = LegalTime.Today(clock);
        var open = await db.Set<Case>().AsNoTracking().Where(c => c.IsOpen).GroupBy(c => new { c.ServiceSlug, Late = c.DueOn < today && c.State != CaseState.AwaitingPayment })
            .Select(g => new { g.Key.ServiceSlug, g.Key.Late, Count = g.Count() }).ToListAsync(cancel);
        return [.. open.Select(group => new Gauge("cases_open", group.Count, ("service", group.ServiceSlug), ("term", group.Late ? "expired" : "running")))];
    }
}
