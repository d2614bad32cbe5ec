using Microsoft.Data.Sqlite;

namespace Liburia.Platform.Database.Sqlite;

/// <summary>A small database of the access point, beside the Comuni's own: what is written to it is durable.</summary>
internal static class AccessPointFile
{
    /// <summary>Files whose tables this program has seen to.</summary>
    private static readonly System.Collections.Concurrent.ConcurrentDictionary<string, byte> Made = new();

    /// <param name="name">Of the file in the data folder: <c>directory.db</c>.</param>
    /// <param name="tables">What makes its tables where they are not there yet; looked at once, and again for a file that is new.</param>
    public static async Task<SqliteConnection> OpenAsync(Installation installation, string name, string tables, CancellationToken cancel)
    {
        var path = Path.Combine(installation.DataFolder, name);
        if (!File.Exists(path)) Made.TryRemove(path, out _);
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path }.ToString());
        await connection.OpenAsync(cancel);
        await RunAsync(connection, "PRAGMA synchronous=FULL; PRAGMA busy_timeout=30000", cancel);
        if (Made.ContainsKey(path)) return connection;
        await RunAsync(connection, "PRAGMA journal_mode=WAL", cancel);
        await RunAsync(connection, tables, cancel);
        Made[path] = 0;
        return connection;
    }

    private static async Task RunAsync(SqliteConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // constants of the callers
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancel);
    }

    public static long Seconds(DateTime utc) => new DateTimeOffset(DateTime.SpecifyKind(utc, DateTimeKind.Utc)).ToUnixTimeSeconds();
}
