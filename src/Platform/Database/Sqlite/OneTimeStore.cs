using Liburia.Platform.Law;
using Microsoft.Data.Sqlite;

namespace Liburia.Platform.Database.Sqlite;

/// <summary>
/// Things of the access point that count once: requests that wait for an answer, assertions already used, codes to redeem. Kept in a file, so that a restart
/// forgets none, and given to one taker only.
/// </summary>
public sealed class OneTimeStore(Installation installation, TimeProvider clock)
{
    /// <summary>Keeps a thing until a moment (UTC); false when its key is already there.</summary>
    public async Task<bool> PutAsync(string kind, string key, string value, DateTime until, CancellationToken cancel = default)
    {
        await using var connection = await OpenAsync(cancel);
        await using var command = connection.CreateCommand();
        command.CommandText = "DELETE FROM once WHERE until < $now; INSERT OR IGNORE INTO once (kind, name, value, until) VALUES ($kind, $name, $value, $until); SELECT changes()";
        Name(command, kind, key);
        command.Parameters.AddWithValue("$value", value);
        command.Parameters.AddWithValue("$until", AccessPointFile.Seconds(until));
        return Convert.ToInt64(await command.ExecuteScalarAsync(cancel), System.Globalization.CultureInfo.InvariantCulture) == 1;
    }

    /// <summary>What is kept, and leaves it there.</summary>
    public async Task<string?> PeekAsync(string kind, string key, CancellationToken cancel = default)
    {
        await using var connection = await OpenAsync(cancel);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT value FROM once WHERE kind = $kind AND name = $name AND until >= $now";
        Name(command, kind, key);
        return await command.ExecuteScalarAsync(cancel) as string;
    }

    /// <summary>Takes a thing away: of two takers one gets it.</summary>
    public async Task<string?> TakeAsync(string kind, string key, CancellationToken cancel = default)
    {
        await using var connection = await OpenAsync(cancel);
        await using var command = connection.CreateCommand();
        command.CommandText = "DELETE FROM once WHERE kind = $kind AND name = $name AND until >= $now RETURNING value";
        Name(command, kind, key);
        return await command.ExecuteScalarAsync(cancel) as string;
    }

    private void Name(SqliteCommand command, string kind, string key)
    {
        command.Parameters.AddWithValue("$kind", kind);
        command.Parameters.AddWithValue("$name", key);
        command.Parameters.AddWithValue("$now", AccessPointFile.Seconds(clock.UtcNow()));
    }

    private async Task<SqliteConnection> OpenAsync(CancellationToken cancel)
    {
        var connection = await AccessPointFile.OpenAsync(installation, "once.db", cancel);
        await using var command = connection.CreateCommand();
        command.CommandText = """
            CREATE TABLE IF NOT EXISTS once (kind TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, until INTEGER NOT NULL, PRIMARY KEY (kind, name)) WITHOUT ROWID;
            CREATE INDEX IF NOT EXISTS once_until ON once (until)
            """;
        await command.ExecuteNonQueryAsync(cancel);
        return connection;
    }
}
