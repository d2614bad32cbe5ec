using Liburia.Platform.Law;
using Microsoft.Data.Sqlite;

namespace Liburia.Platform.Database.Sqlite;

/// <summary>A login that opened a session somewhere.</summary>
/// <param name="Id">What the session of the Comune knows of it.</param>
/// <param name="Slug">Of the Comune.</param>
/// <param name="Provider">Who said who it was; empty where nobody outside was asked.</param>
/// <param name="Sealed">What is needed to tell the provider that they leave, unreadable here.</param>
public sealed record Access(Guid Id, string Slug, string Provider, byte[] Sealed);

/// <summary>
/// Which logins opened a session in which Comune, for as long as a session lasts: so that leaving once ends them everywhere. It knows people and the names
/// that providers give them by their hashes alone.
/// </summary>
public sealed class AccessLedger
{
    private readonly Installation installation;
    private readonly TimeProvider clock;
    private readonly AccessPointWriter writer;
    private const string Columns = "SELECT id, slug, provider, sealed FROM accesses WHERE until >= $now AND ";

    public AccessLedger(Installation installation, TimeProvider clock) => (this.installation, this.clock, writer) = (installation, clock, new AccessPointWriter(OpenAsync));

    /// <param name="person">Keyed hash of the tax code.</param>
    /// <param name="name">Hash of the provider's name for the person.</param>
    /// <param name="session">Hash of the provider's session; empty where it has none.</param>
    /// <param name="until">After this (UTC) no session of it can be open.</param>
    public Task KeepAsync(Access access, byte[] person, byte[] name, byte[] session, DateTime until) => writer.RunAsync(command =>
    {
        command.CommandText = "DELETE FROM accesses WHERE until < $now; INSERT INTO accesses (id, slug, provider, sealed, person, name, session, until) VALUES ($id, $slug, $provider, $sealed, $person, $name, $session, $until)";
        foreach (var (column, value) in ((string, object)[])[("$id", access.Id.ToString("n")), ("$slug", access.Slug), ("$provider", access.Provider), ("$sealed", access.Sealed), ("$person", person), ("$name", name), ("$session", session), ("$until", AccessPointFile.Seconds(until)), ("$now", AccessPointFile.Seconds(clock.UtcNow()))])
            command.Parameters.AddWithValue(column, value);
        return command.ExecuteNonQuery();
    });

    public async Task<Access?> FindAsync(Guid id, CancellationToken cancel = default)
    {
        await using var connection = await OpenAsync(cancel);
        await using var command = connection.CreateCommand();
        command.CommandText = Columns + "id = $id";
        command.Parameters.AddWithValue("$id", id.ToString("n"));
        return (await ReadAsync(command, cancel)).FirstOrDefault();
    }

    /// <summary>Every login of a person whose session may be open.</summary>
    public async Task<IReadOnlyList<Access>> OfPersonAsync(byte[] person, CancellationToken cancel = default)
    {
        await using var connection = await OpenAsync(cancel);
        await using var command = connection.CreateCommand();
        command.CommandText = Columns + "person = $person";
        command.Parameters.AddWithValue("$person", person);
        return await ReadAsync(command, cancel);
    }

    /// <summary>Those a provider speaks of.</summary>
    /// <param name="sessions">Hashes of the provider's sessions that are meant; all of that name where none is given.</param>
    public async Task<IReadOnlyList<Access>> OfNameAsync(string provider, byte[] name, IReadOnlyList<byte[]> sessions, CancellationToken cancel = default)
    {
        await using var connection = await OpenAsync(cancel);
        await using var command = connection.CreateCommand();
        command.CommandText = Columns + "provider = $provider AND name = $name AND ($all OR session = $session)";
        command.Parameters.AddWithValue("$provider", provider);
        command.Parameters.AddWithValue("$name", name);
        command.Parameters.AddWithValue("$all", sessions.Count == 0);
        var session = command.Parameters.AddWithValue("$session", Array.Empty<byte>());
        var found = new List<Access>();
        foreach (var one in sessions.Count == 0 ? [[]] : sessions)
        {
            session.Value = one;
            found.AddRange(await ReadAsync(command, cancel));
        }
        return [.. found.DistinctBy(access => access.Id)];
    }

    public Task ForgetAsync(Guid id) => writer.RunAsync(command =>
    {
        command.CommandText = "DELETE FROM accesses WHERE id = $id";
        command.Parameters.AddWithValue("$id", id.ToString("n"));
        return command.ExecuteNonQuery();
    });

    private async Task<IReadOnlyList<Access>> ReadAsync(SqliteCommand command, CancellationToken cancel)
    {
        if (!command.Parameters.Contains("$now")) command.Parameters.AddWithValue("$now", AccessPointFile.Seconds(clock.UtcNow()));
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var found = new List<Access>();
        while (await reader.ReadAsync(cancel)) found.Add(new Access(Guid.ParseExact(reader.GetString(0), "n"), reader.GetString(1), reader.GetString(2), (byte[])reader.GetValue(3)));
        return found;
    }

    private Task<SqliteConnection> OpenAsync(CancellationToken cancel) => AccessPointFile.OpenAsync(installation, "access.db", """
            CREATE TABLE IF NOT EXISTS accesses (id TEXT NOT NULL PRIMARY KEY, slug TEXT NOT NULL, provider TEXT NOT NULL, sealed BLOB NOT NULL, person BLOB NOT NULL, name BLOB NOT NULL, session BLOB NOT NULL, until INTEGER NOT NULL);
            CREATE INDEX IF NOT EXISTS accesses_person ON accesses (person);
            CREATE INDEX IF NOT EXISTS accesses_name ON accesses (provider, name);
            CREATE INDEX IF NOT EXISTS accesses_until ON accesses (until)
            """, cancel);
}
