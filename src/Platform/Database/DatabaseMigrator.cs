using Liburia.Platform.Tenancy;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Liburia.Platform.Database;

/// <summary>Brings the databases of the Comuni to the current schema, one Comune at a time, under the installation's lock.</summary>
public sealed class DatabaseMigrator(AppDbFactory databases, IEngine engine)
{
    /// <summary>Migrates what exists; answers how many migrations each Comune received.</summary>
    public async Task<IReadOnlyDictionary<string, int>> MigrateAsync(IEnumerable<Municipality> municipalities, Action<string>? progress = null, CancellationToken cancel = default)
    {
        await using var held = await engine.LockSchemaAsync(cancel);
        var done = new Dictionary<string, int>();
        foreach (var municipality in municipalities)
        {
            if (!await engine.ExistsAsync(municipality.Slug, cancel)) continue;
            progress?.Invoke(municipality.Name);
            done[municipality.Slug] = await MigrateOneAsync(municipality.Slug, cancel);
        }
        return done;
    }

    /// <summary>Migrates one database; the caller holds the lock or owns the database alone.</summary>
    public Task<int> MigrateOneAsync(string slug, CancellationToken cancel = default) => MigrateOneAsync(slug, engine, cancel);

    /// <summary>The same on a given engine.</summary>
    public async Task<int> MigrateOneAsync(string slug, IEngine on, CancellationToken cancel = default)
    {
        await using var db = databases.OpenOn(on, slug);
        var pending = (await db.Database.GetPendingMigrationsAsync(cancel)).Count();
        if (pending == 0) return 0;
        // A kill during a migration leaves this row behind and the next start would wait for ever. We hold the real lock.
        if (db.Database.ProviderName!.EndsWith("Sqlite", StringComparison.Ordinal))
            await db.Database.ExecuteSqlRawAsync("CREATE TABLE IF NOT EXISTS \"__EFMigrationsLock\" (\"Id\" INTEGER NOT NULL CONSTRAINT \"PK___EFMigrationsLock\" PRIMARY KEY, \"Timestamp\" TEXT NOT NULL); DELETE FROM \"__EFMigrationsLock\"", cancel);
        await db.GetService<IMigrator>().MigrateAsync(null, cancel);
        return pending;
    }
}
