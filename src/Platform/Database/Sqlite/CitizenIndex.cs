using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;

namespace Liburia.Platform.Database.Sqlite;

/// <summary>
/// Of citizens the directory knows only a keyed hash of the tax code and the Comuni that know it. The key stands outside; the
/// index is personal data, can be erased and rebuilt from the Comuni.
/// </summary>
public sealed class CitizenIndex(Installation installation)
{
    private readonly Lazy<byte[]> key = new(() =>
    {
        var file = Path.Combine(Directory.CreateDirectory(Path.Combine(installation.DataFolder, "keys")).FullName, "citizen-index.key");
        if (!File.Exists(file)) File.WriteAllBytes(file, RandomNumberGenerator.GetBytes(32));
        return File.ReadAllBytes(file);
    });

    /// <summary>Slugs of the Comuni that know the person.</summary>
    public async Task<IReadOnlyList<string>> MunicipalitiesOfAsync(string taxCode, CancellationToken cancel = default)
    {
        await using var connection = await OpenAsync(cancel);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT slug FROM citizens WHERE hash = $hash ORDER BY slug";
        command.Parameters.AddWithValue("$hash", Hash(taxCode));
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var slugs = new List<string>();
        while (await reader.ReadAsync(cancel)) slugs.Add(reader.GetString(0));
        return slugs;
    }

    /// <summary>Replaces what is known of one Comune.</summary>
    public async Task RebuildAsync(string slug, IEnumerable<string> taxCodes, CancellationToken cancel = default)
    {
        await using var connection = await OpenAsync(cancel);
        await using var transaction = (SqliteTransaction)await connection.BeginTransactionAsync(cancel);
        await using (var erase = connection.CreateCommand())
        {
            erase.CommandText = "DELETE FROM citizens WHERE slug = $slug";
            erase.Parameters.AddWithValue("$slug", slug);
            await erase.ExecuteNonQueryAsync(cancel);
        }
        await using var insert = connection.CreateCommand();
        insert.CommandText = "INSERT OR IGNORE INTO citizens (hash, slug) VALUES ($hash, $slug)";
        var hash = insert.Parameters.Add("$hash", SqliteType.Blob);
        insert.Parameters.AddWithValue("$slug", slug);
        foreach (var taxCode in taxCodes)
        {
            hash.Value = Hash(taxCode);
            insert.ExecuteNonQuery();
        }
        await transaction.CommitAsync(cancel);
    }

    /// <summary>A person as the access point's files name them: keyed, so that nobody finds the tax code by trying all of them.</summary>
    public byte[] Hash(string taxCode) => HMACSHA256.HashData(key.Value, Encoding.ASCII.GetBytes(taxCode))[..16];

    private async Task<SqliteConnection> OpenAsync(CancellationToken cancel)
    {
        var connection = await AccessPointFile.OpenAsync(installation, "directory.db", cancel);
        await using var command = connection.CreateCommand();
        command.CommandText = "CREATE TABLE IF NOT EXISTS citizens (hash BLOB NOT NULL, slug TEXT NOT NULL, PRIMARY KEY (hash, slug)) WITHOUT ROWID";
        await command.ExecuteNonQueryAsync(cancel);
        return connection;
    }
}
