using Microsoft.Data.Sqlite;

namespace Liburia.Platform.Database.Sqlite;

/// <summary>A small database of the access point, beside the Comuni's own: what is written to it is durable.</summary>
internal static class AccessPointFile
{
    /// <param name="name">Of the file in the data folder: <c>directory.db</c>.</param>
    public static async Task<SqliteConnection> OpenAsync(Installation installation, string name, CancellationToken cancel)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path.Combine(installation.DataFolder, name) }.ToString());
        await connection.OpenAsync(cancel);
        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=30000";
        await command.ExecuteNonQueryAsync(cancel);
        return connection;
    }

    public static long Seconds(DateTime utc) => new DateTimeOffset(DateTime.SpecifyKind(utc, DateTimeKind.Utc)).ToUnixTimeSeconds();
}
