using Liburia.Platform.Database;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Procedures.Cases;

/// <summary>What counts of a timeline: since the case opened, or opened again.</summary>
internal static class CaseTimeline
{
    /// <param name="timeline">In the order in which it happened.</param>
    public static IReadOnlyList<CaseEvent> SinceOpened(this IReadOnlyList<CaseEvent> timeline) => [.. timeline.Reverse().TakeWhile(e => !e.OpensAgain).Reverse()];

    public static async Task<IReadOnlyList<CaseEvent>> SinceOpenedAsync(this AppDb db, Guid caseId, CancellationToken cancel = default) =>
        (await db.Set<CaseEvent>().AsNoTracking().Where(e => e.CaseId == caseId).OrderBy(e => e.Id).ToListAsync(cancel)).SinceOpened();

    /// <summary>The points of the steps of a case that somebody has checked.</summary>
    public static async Task<IReadOnlySet<(string Step, int Position)>> MarksAsync(this AppDb db, Guid caseId, CancellationToken cancel = default) =>
        (await db.Set<CheckMark>().AsNoTracking().Where(m => m.CaseId == caseId).ToListAsync(cancel)).Select(m => (m.Step, m.Position)).ToHashSet();
}
