using Liburia.Platform;
using Liburia.Platform.Database;
using Liburia.Platform.Law;
using Liburia.Procedures.Uploads;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Procedures.Drafts;

/// <summary>Forgets applications that were never sent, and their files, when nobody has written in them for as long as the rule lets them be kept; the area says until when.</summary>
internal sealed class DraftSweep(AppDb db, TimeProvider clock) : IRound
{
    public async Task RunAsync(CancellationToken cancel)
    {
        var first = LegalTime.StartOf(Retention.KeptFrom(Retention.Drafts, LegalTime.Today(clock)));
        var old = db.Set<ApplicationDraft>().Where(d => d.SubmittedCaseId == null && d.UpdatedAt < first);
        await db.Set<Upload>().Where(u => old.Any(d => d.Id == u.DraftId)).ExecuteDeleteAsync(cancel);
        foreach (var draft in await old.Where(d => db.Set<Charges.Charge>().Any(c => c.DraftId == d.Id)).Select(d => d.Id).ToListAsync(cancel)) await Charges.ChargeBook.AbandonAsync(db, draft, cancel);
        await db.SaveChangesAsync(cancel);
        await old.ExecuteDeleteAsync(cancel);
    }

    /// <summary>The last day on which a draft is there.</summary>
    public static DateOnly KeptUntil(DateTime updatedAt)
    {
        var day = LegalTime.DayOf(updatedAt);
        return day.AddMonths(Retention.Of(Retention.Drafts, day).Months);
    }
}
