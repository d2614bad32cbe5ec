using Liburia.Platform.Law;
using Microsoft.Data.Sqlite;

namespace Liburia.Platform.Database.Sqlite;

/// <summary>
/// Things of the access point that count once: requests that wait for an answer, assertions already used, codes to redeem. Kept in a file, so that a restart
/// forgets none, and given to one taker only.
/// </summary>
public sealed class OneTimeStore
{
    private readonly Installation installation;
    private readonly TimeProvider clock;
    private readonly AccessPointWriter writer;

    public OneTimeStore(Installation installation, TimeProvider clock) => (this.installation, this.clock, writer) = (installation, clock, new AccessPointWriter(OpenAsync));

    /// <summary>Keeps a thing until a moment (UTC); false when its key is already there.</summary>
    public Task<bool> PutAsync(string kind, string key, string value, DateTime until) => writer.RunAsync(command => Put(command, kind, key, value, until));

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
    public Task<string?> TakeAsync(string kind, string key) => writer.RunAsync(command => Take(command, kind, key));

    /// <summary>Takes a thing away, uses another up and keeps a third, all at once or not: the answer to a request, its assertion, the code it leads to.</summary>
    /// <returns>Whether there was one to take, and whether the second was unused; what follows a no is not done.</returns>
    public Task<(bool Taken, bool Unused)> ExchangeAsync((string Kind, string Key) take, (string Kind, string Key, DateTime Until) use, (string Kind, string Key, string Value, DateTime Until) put) => writer.RunAsync(command =>
    {
        if (Take(command, take.Kind, take.Key) is null) return (false, false);
        if (!Put(command, use.Kind, use.Key, "", use.Until)) return (true, false);
        Put(command, put.Kind, put.Key, put.Value, put.Until);
        return (true, true);
    });

    private bool Put(SqliteCommand command, string kind, string key, string value, DateTime until)
    {
        command.CommandText = "DELETE FROM once WHERE until < $now; INSERT OR IGNORE INTO once (kind, name, value, until) VALUES ($kind, $name, $value, $until); SELECT changes()";
        Name(command, kind, key);
        command.Parameters.AddWithValue("$value", value);
        command.Parameters.AddWithValue("$until", AccessPointFile.Seconds(until));
        return Convert.ToInt64(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture) == 1;
    }

    private string? Take(SqliteCommand command, string kind, string key)
    {
        command.CommandText = "DELETE FROM once WHERE kind = $kind AND name = $name AND until >= $now RETURNING value";
        Name(command, kind, key);
        return command.ExecuteScalar() as string;
    }

    private void Name(SqliteCommand command, string kind, string key)
    {
        command.Parameters.Clear();
        command.Parameters.AddWithValue("$kind", kind);
        command.Parameters.AddWithValue("$name", key);
        command.Parameters.AddWithValue("$now", AccessPointFile.Seconds(clock.UtcNow()));
    }

    private Task<SqliteConnection> OpenAsync(CancellationToken cancel) => AccessPointFile.OpenAsync(installation, "once.db", """
            CREATE TABLE IF NOT EXISTS once (kind TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, until INTEGER NOT NULL, PRIMARY KEY (kind, name)) WITHOUT ROWID;
            CREATE INDEX IF NOT EXISTS once_until ON once (until)
            """, cancel);
}
