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
        await MendAsync(cancel);
        var due = await db.Set<Case>().AsNoTracking().Where(c => c.IsOpen && c.SilentOn <= today && c.JoinedToId == null).OrderBy(c => c.SilentOn).Select(c => c.Id).Take(500).ToListAsync(cancel);
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

    /// <summary>While an upgrade runs the former version may still write, without the columns it does not know.</summary>
    private async Task MendAsync(CancellationToken cancel)
    {
        if (!await db.Set<Case>().AnyAsync(c => c.TermName == null && ((!c.IsOpen && c.State == CaseState.Submitted) || (c.IsOpen && c.State == CaseState.Completed)), cancel)) return;
        await writing.RunAsync(async () =>
        {
            var opened = await db.Set<Case>().Where(c => c.TermName == null && !c.IsOpen && c.State == CaseState.Submitted).ExecuteUpdateAsync(set => set.SetProperty(c => c.IsOpen, true).SetProperty(c => c.OpenedOn, c => c.DueOn), cancel);
            var closed = await db.Set<Case>().Where(c => c.TermName == null && c.IsOpen && c.State == CaseState.Completed).ExecuteUpdateAsync(set => set.SetProperty(c => c.IsOpen, false).SetProperty(c => c.OpenedOn, c => c.DueOn).SetProperty(c => c.DecidedOn, c => c.DueOn), cancel);
            return opened + closed > 0;
        }, cancel);
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
