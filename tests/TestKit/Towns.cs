using Liburia.Demonstration;
using Liburia.Platform;
using Liburia.Web;
using Npgsql;

namespace Liburia.TestKit;

/// <summary>Templates made once in a process: eight Comuni with a couple of thousand invented people.</summary>
internal static class Templates
{
    public const int Inhabitants = 2000;

    public static readonly Lazy<Task<string>> Sqlite = new(async () =>
    {
        var folder = Folder("template");
        await DemonstrationSetup.PrepareAsync(Modules.All, new Installation { Notice = TimeSpan.Zero, DataFolder = folder }, Inhabitants, TimeProvider.System,
            TextWriter.Null);
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        return folder;
    });

    public static readonly Lazy<Task<(string Folder, string Database)>> Postgres = new(async () =>
    {
        var (folder, database) = (Folder("template-pg"), $"template_{Environment.ProcessId}");
        await RunAsync($"CREATE DATABASE {database}");
        await DemonstrationSetup.PrepareAsync(Modules.All,
            new Installation { Notice = TimeSpan.Zero, DataFolder = folder, Postgres = LoginTo(database), RolePrefix = RolePrefix }, Inhabitants,
            TimeProvider.System, TextWriter.Null);
        NpgsqlConnection.ClearAllPools();
        return (folder, database);
    });

    public static string RolePrefix { get; } = $"liburia_t{Environment.ProcessId}";

    public static string? Login => Environment.GetEnvironmentVariable("LIBURIA_TEST_POSTGRES") is { Length: > 0 } login ? login : null;

    public static string LoginTo(string database) => new NpgsqlConnectionStringBuilder(Login) { Database = database }.ToString();

    public static string Folder(string name)
    {
        var folder = Path.Combine(Path.GetTempPath(), $"liburia-{name}-{Guid.NewGuid():n}");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => { if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true); };
        return folder;
    }

    public static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var directory in Directory.EnumerateDirectories(from, "*", SearchOption.AllDirectories)) Directory.CreateDirectory(directory.Replace(from, to, StringComparison.Ordinal));
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
            if (Path.GetFileName(file) != ".schema.lock") File.Copy(file, file.Replace(from, to, StringComparison.Ordinal));
    }

    public static async Task RunAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Login) { Pooling = false }.ToString());
        await connection.OpenAsync();
#pragma warning disable CA2100 // names made here
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 120 };
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }
}

/// <summary>A town on SQLite files.</summary>
public class SqliteTown : Town
{
    protected override string? Missing => null;

    protected override async Task<Installation> CopyTemplateAsync()
    {
        var template = await Templates.Sqlite.Value;
        var folder = Templates.Folder("town");
        Templates.Copy(template, folder);
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
    private static readonly SemaphoreSlim OneCopy = new(1, 1);

    protected override string? Missing => Templates.Login is null ? "PostgreSQL is not configured (LIBURIA_TEST_POSTGRES)" : null;

    protected override async Task<Installation> CopyTemplateAsync()
    {
        await OneCopy.WaitAsync();
        try
        {
            var (template, source) = await Templates.Postgres.Value;
            var (folder, database) = (Templates.Folder("town-pg"), $"town_{Environment.ProcessId}_{Guid.NewGuid():n}"[..40]);
            Templates.Copy(template, folder);
            await Templates.RunAsync($"CREATE DATABASE {database} TEMPLATE {source}");
            return new Installation { Notice = TimeSpan.Zero, DataFolder = folder, Postgres = Templates.LoginTo(database), RolePrefix = Templates.RolePrefix };
        }
        finally
        {
            OneCopy.Release();
        }
    }

    protected override async Task DropCopyAsync(Installation copy)
    {
        if (Directory.Exists(copy.DataFolder)) Directory.Delete(copy.DataFolder, recursive: true);
        await Templates.RunAsync($"DROP DATABASE IF EXISTS {new NpgsqlConnectionStringBuilder(copy.Postgres).Database} WITH (FORCE)");
    }
}
