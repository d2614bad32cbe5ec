using Liburia.Platform.Audit;
using Liburia.Platform.Jobs;
using Liburia.Platform.Law;
using Liburia.Platform.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Platform.Database;

/// <summary>
/// The one entry of every write: pages, APIs and jobs pass through it. It opens the transaction, and either everything the
/// work did is committed together with its audit links and jobs, or nothing is.
/// </summary>
public sealed class Writing(AppDb db, IEngine engine, Tenant tenant, AuditTrail audit, JobQueue jobs, JobBell bell)
{
    private readonly List<Action> afterwards = [];
    private bool open;

    /// <summary>What is done once the write is committed, and not at all when it is undone: taking away what the commit has made needless.</summary>
    public void Afterwards(Action act) => afterwards.Add(act);

    /// <summary>A write of this scope is under way.</summary>
    public bool IsOpen => open;

    /// <summary>Runs <paramref name="work"/>; commits when it answers true, undoes everything when it answers false or throws.</summary>
    public async Task RunAsync(Func<Task<bool>> work, CancellationToken cancel = default)
    {
        if (open) throw new InvalidOperationException("A write is already open.");
        var slug = tenant.Municipality.Slug;
        // Opened before waiting for the turn, so that nobody waits while a connection sets itself up; closed in the end.
        await db.Database.OpenConnectionAsync(cancel);
        try
        {
            await InTurnAsync(slug, work, cancel);
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
        foreach (var act in afterwards) act();
        afterwards.Clear();
        if (jobs.New.Count > 0) bell.Ring(slug, jobs.New);
    }

    private async Task InTurnAsync(string slug, Func<Task<bool>> work, CancellationToken cancel)
    {
        using var turn = await engine.EnterWriterAsync(slug, cancel);
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        open = true;
        try
        {
            if (!await work())
            {
                await UndoAsync(transaction);
                return;
            }
            await db.SaveChangesAsync(cancel);
            await audit.LinkAsync(cancel);
            await transaction.CommitAsync(CancellationToken.None);
        }
        catch (Exception fault)
        {
            Faults.EndIfSyncFailed(fault);
            await UndoAsync(transaction);
            throw;
        }
        finally
        {
            open = false;
        }
    }

    private async Task UndoAsync(Microsoft.EntityFrameworkCore.Storage.IDbContextTransaction transaction)
    {
        try
        {
            await transaction.RollbackAsync(CancellationToken.None);
        }
        catch (Exception gone) when (gone is System.Data.Common.DbException or InvalidOperationException or IOException)
        {
            // The connection is gone, and with it the transaction: what made it go is what is told.
        }
        audit.Forget();
        afterwards.Clear();
        db.ChangeTracker.Clear();
    }
}

/// <summary>Gapless numbers, one row per register and year, taken in the caller's transaction.</summary>
public sealed class Counters(AppDb db)
{
    public async Task<int> NextAsync(string register, int year, CancellationToken cancel = default) =>
        (await new Statement(db).Add(new Counter { Register = register, Year = year, Last = 1 }).OrChange<Counter>((c => c.Last, There.Sum)).ReadAsync<Counter>(cancel)).Last;
}

/// <summary>Absorbs repeated submits: the first one does the work, the others get its answer.</summary>
public sealed class Idempotency(AppDb db, TimeProvider clock)
{
    /// <summary>
    /// Takes the key inside the caller's transaction. Returns null when the key is new; the stored answer when the same request came before.
    /// </summary>
    /// <param name="answer">Where it is known already, as the id of what will be made is; else <see cref="AnswerAsync"/> gives it.</param>
    /// <exception cref="IdempotencyConflict">The same key with other contents: 422, nothing changes.</exception>
    public async Task<string?> TakeAsync(string key, string requestHash, string? answer = null, CancellationToken cancel = default)
    {
        var mine = new IdempotencyKey { Key = key, RequestHash = requestHash, Answer = answer, CreatedAt = clock.UtcNow() };
        if (await new Statement(db).Add(mine).OrKeep().RunAsync(cancel) == 1) return null;
        var before = await db.Set<IdempotencyKey>().AsNoTracking().FirstAsync(k => k.Key == key, cancel);
        return before.RequestHash == requestHash ? before.Answer : throw new IdempotencyConflict();
    }

    public Task AnswerAsync(string key, string answer, CancellationToken cancel = default) =>
        db.Set<IdempotencyKey>().Where(k => k.Key == key).ExecuteUpdateAsync(set => set.SetProperty(k => k.Answer, answer), cancel);
}

/// <summary>The same idempotency key came with different contents.</summary>
public sealed class IdempotencyConflict() : Exception("The same key with other contents.");
