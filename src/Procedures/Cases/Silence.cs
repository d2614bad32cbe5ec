using Liburia.Platform;
using Liburia.Platform.Database;
using Liburia.Platform.Law;
using Liburia.Procedures.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Procedures.Cases;

/// <summary>Moves the cases whose clock has moved by itself: silence that has taken effect, suspensions that are over.</summary>
internal sealed class Silence(AppDb db, Writing writing, Decisions decisions, CaseClock caseClock, TimeProvider clock) : IRound
{
    public async Task RunAsync(CancellationToken cancel)
    {
        var today = LegalTime.Today(clock);
        var due = await db.Set<Case>().AsNoTracking().Where(c => c.IsOpen && c.SilentOn <= today).OrderBy(c => c.SilentOn).Select(c => c.Id).Take(500).ToListAsync(cancel);
        foreach (var id in due) await MoveAsync(id, async item => await decisions.FallSilentAsync(item, cancel), cancel);
        var resumed = await db.Set<Case>().AsNoTracking().Where(c => c.State == CaseState.Suspended).Select(c => c.Id).Take(2000).ToListAsync(cancel);
        foreach (var id in resumed)
        {
            await MoveAsync(id, async item =>
            {
                var before = item.State;
                await caseClock.SetAsync(item, cancel);
                return item.State != before;
            }, cancel);
        }
    }

    private async Task MoveAsync(Guid id, Func<Case, Task<bool>> move, CancellationToken cancel)
    {
        try
        {
            // Each by itself: what one refuses does not keep the others.
            await writing.RunAsync(async () => await move(await db.Set<Case>().FirstAsync(c => c.Id == id, cancel)), cancel);
        }
        catch (Platform.Language.RuleBroken)
        {
            // The register no longer allows what silence would grant: the case stays open, late, and its officer sees it.
        }
        db.ChangeTracker.Clear();
    }
}
