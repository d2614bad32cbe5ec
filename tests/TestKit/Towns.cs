using Liburia.Platform;
using Npgsql;

namespace Liburia.TestKit;

/// <summary>A town on SQLite files.</summary>
public class SqliteTown : Town
{
    protected override string? Missing => null;

    protected override async Task<Installation> CopyTemplateAsync()
    {
        var folder = Templates.Folder("town");
        await Templates.CopySqliteAsync(folder);
        return new Installation { Notice = TimeSpan.Zero, DataFolder = folder };
    }

    protected override Task DropCopyAsync(Installation copy)
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        if (Directory.Exists(copy.DataFolder)) Directory.Delete(copy.DataFolder, recursive: true);
        return Task.CompletedTask;
    }
}

/// <summary>A town on PostgreSQL: a database copied from the template's.</summary>
public class PostgresTown : Town
{
    protected override string? Missing => Templates.Login is null ? "PostgreSQL is not configured (LIBURIA_TEST_POSTGRES)" : null;

    protected override async Task<Installation> CopyTemplateAsync()
    {
        var (folder, database) = (Templates.Folder("town-pg"), $"town_{Environment.ProcessId}_{Guid.NewGuid():n}"[..40]);
        await Templates.CopyPostgresAsync(folder, database);
        return new Installation { Notice = TimeSpan.Zero, DataFolder = folder, Postgres = Templates.LoginTo(database), RolePrefix = Templates.RolePrefix };
    }

    protected override async Task DropCopyAsync(Installation copy)
    {
        if (Directory.Exists(copy.DataFolder)) Directory.Delete(copy.DataFolder, recursive: true);
        await Templates.RunAsync($"DROP DATABASE IF EXISTS {new NpgsqlConnectionStringBuilder(copy.Postgres).Database} WITH (FORCE)");
    }
}
