using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;

namespace Liburia.Platform.Database.Sqlite;

/// <summary>A message exchanged with another party.</summary>
/// <param name="Id">As the message names itself.</param>
/// <param name="Answers">Id of the message it answers; empty where it answers none.</param>
/// <param name="Party">The other one.</param>
/// <param name="Outcome">Empty where it was taken, else the rule it broke.</param>
/// <param name="At">UTC.</param>
/// <param name="Sealed">The message itself, unreadable here.</param>
public sealed record LoggedMessage(string Id, string Answers, string Kind, string Party, string Outcome, DateTime At, byte[] Sealed);

/// <summary>
/// Messages kept as evidence, in a file of their own: each is tied to the one before it by a hash, so that what is changed or taken out from among them shows. The
/// oldest go when their time is over.
/// </summary>
public sealed class MessageLog
{
    private readonly Installation installation;
    private readonly string file;
    private readonly AccessPointWriter writer;

    /// <param name="file">Its name in the data folder.</param>
    public MessageLog(Installation installation, string file) => (this.installation, this.file, writer) = (installation, file, new AccessPointWriter(OpenAsync));

    /// <summary>Adds a message, durably.</summary>
    /// <param name="day">Of Rome, from which its time is counted.</param>
    public Task AddAsync(LoggedMessage message, DateOnly day) => writer.RunAsync(command =>
    {
        command.CommandText = "SELECT link FROM messages ORDER BY number DESC LIMIT 1";
        var before = command.ExecuteScalar() as byte[] ?? [];
        command.CommandText = "INSERT INTO messages (id, answers, kind, party, outcome, at, day, sealed, link) VALUES ($id, $answers, $kind, $party, $outcome, $at, $day, $sealed, $link)";
        foreach (var (column, value) in ((string, object)[])[("$id", message.Id), ("$answers", message.Answers), ("$kind", message.Kind), ("$party", message.Party), ("$outcome", message.Outcome), ("$at", Text(message.At)), ("$day", Text(day)), ("$sealed", message.Sealed), ("$link", Link(before, message))])
            command.Parameters.AddWithValue(column, value);
        return command.ExecuteNonQuery();
    });

    /// <summary>A message and those that answer it, oldest first.</summary>
    public async Task<IReadOnlyList<LoggedMessage>> FindAsync(string id, CancellationToken cancel = default)
    {
        await using var connection = await OpenAsync(cancel);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT id, answers, kind, party, outcome, at, sealed FROM messages WHERE id = $id OR answers = $id ORDER BY number";
        command.Parameters.AddWithValue("$id", id);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var found = new List<LoggedMessage>();
        while (await reader.ReadAsync(cancel)) found.Add(Read(reader, 0));
        return found;
    }

    /// <summary>Takes out what is older than a day; those of the day itself stay.</summary>
    /// <returns>How many went.</returns>
    public Task<int> PurgeAsync(DateOnly before) => writer.RunAsync(command =>
    {
        command.CommandText = "DELETE FROM messages WHERE day < $day";
        command.Parameters.AddWithValue("$day", Text(before));
        return command.ExecuteNonQuery();
    });

    /// <summary>Follows the links from the oldest message that is kept.</summary>
    /// <returns>How many messages there are, and the number of the first that does not hold; null where all do.</returns>
    public async Task<(int Count, long? Broken)> CheckAsync(CancellationToken cancel = default)
    {
        await using var connection = await OpenAsync(cancel);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT number, link, id, answers, kind, party, outcome, at, sealed FROM messages ORDER BY number";
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var (count, last) = (0, (byte[]?)null);
        while (await reader.ReadAsync(cancel))
        {
            var link = (byte[])reader.GetValue(1);
            // What came before the oldest one is gone by right: its link is taken as it stands.
            if (last is not null && !CryptographicOperations.FixedTimeEquals(link, Link(last, Read(reader, 2)))) return (count, reader.GetInt64(0));
            (count, last) = (count + 1, link);
        }
        return (count, null);
    }

    private static LoggedMessage Read(SqliteDataReader reader, int at) => new(reader.GetString(at), reader.GetString(at + 1), reader.GetString(at + 2), reader.GetString(at + 3), reader.GetString(at + 4),
        DateTime.ParseExact(reader.GetString(at + 5), "O", CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind), (byte[])reader.GetValue(at + 6));

    private static byte[] Link(byte[] before, LoggedMessage message) => SHA256.HashData([.. before,
        .. SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', message.Id, message.Answers, message.Kind, message.Party, message.Outcome, Text(message.At)))), .. SHA256.HashData(message.Sealed)]);

    private static string Text(DateTime utc) => DateTime.SpecifyKind(utc, DateTimeKind.Utc).ToString("O", CultureInfo.InvariantCulture);

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private Task<SqliteConnection> OpenAsync(CancellationToken cancel) => AccessPointFile.OpenAsync(installation, file, """
            CREATE TABLE IF NOT EXISTS messages (number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, answers TEXT NOT NULL, kind TEXT NOT NULL, party TEXT NOT NULL, outcome TEXT NOT NULL, at TEXT NOT NULL, day TEXT NOT NULL, sealed BLOB NOT NULL, link BLOB NOT NULL);
            CREATE INDEX IF NOT EXISTS messages_id ON messages (id);
            CREATE INDEX IF NOT EXISTS messages_answers ON messages (answers);
            CREATE INDEX IF NOT EXISTS messages_day ON messages (day)
            """, cancel);
}
