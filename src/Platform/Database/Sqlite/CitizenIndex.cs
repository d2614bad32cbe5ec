using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;

namespace Liburia.Platform.Database.Sqlite;

/// <summary>As what a Comune knows a person.</summary>
public enum Known { Citizen, Staff }

/// <summary>
/// Of people the directory knows only a keyed hash of the tax code and the Comuni that know it. The key stands outside; the
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
    public async Task<IReadOnlyList<string>> MunicipalitiesOfAsync(string taxCode, Known known = Known.Citizen, CancellationToken cancel = default)
    {
        await using var connection = await OpenAsync(cancel);
        await using var command = connection.CreateCommand();
        if (known == Known.Citizen) command.CommandText = "SELECT slug FROM citizens WHERE hash = $hash ORDER BY slug";
        else command.CommandText = "SELECT slug FROM staff WHERE hash = $hash ORDER BY slug";
        command.Parameters.AddWithValue("$hash", Hash(taxCode, known));
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var slugs = new List<string>();
        while (await reader.ReadAsync(cancel)) slugs.Add(reader.GetString(0));
        return slugs;
    }

    /// <summary>A citizen has something in a Comune from now on, whether or not they live there; nothing is written where that is known.</summary>
    public async Task AddAsync(string slug, string taxCode, CancellationToken cancel = default)
    {
        if ((await MunicipalitiesOfAsync(taxCode, cancel: cancel)).Contains(slug)) return;
        await using var connection = await OpenAsync(cancel);
        await using var insert = connection.CreateCommand();
        insert.CommandText = "INSERT OR IGNORE INTO citizens (hash, slug) VALUES ($hash, $slug)";
        insert.Parameters.AddWithValue("$hash", Hash(taxCode));
        insert.Parameters.AddWithValue("$slug", slug);
        await insert.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>The same of several citizens at once.</summary>
    public async Task AddManyAsync(string slug, IReadOnlyList<string> taxCodes, CancellationToken cancel = default)
    {
        await using var connection = await OpenAsync(cancel);
        await using var transaction = (SqliteTransaction)await connection.BeginTransactionAsync(cancel);
        await using var insert = connection.CreateCommand();
        insert.CommandText = "INSERT OR IGNORE INTO citizens (hash, slug) VALUES ($hash, $slug)";
        var hash = insert.Parameters.Add("$hash", SqliteType.Blob);
        insert.Parameters.AddWithValue("$slug", slug);
        foreach (var taxCode in taxCodes)
        {
            hash.Value = Hash(taxCode);
            await insert.ExecuteNonQueryAsync(cancel);
        }
        await transaction.CommitAsync(cancel);
    }

    /// <summary>Replaces what is known of one Comune.</summary>
    public async Task RebuildAsync(string slug, IEnumerable<string> taxCodes, Known known = Known.Citizen, CancellationToken cancel = default)
    {
        await using var connection = await OpenAsync(cancel);
        await using var transaction = (SqliteTransaction)await connection.BeginTransactionAsync(cancel);
        await using (var erase = connection.CreateCommand())
        {
            if (known == Known.Citizen) erase.CommandText = "DELETE FROM citizens WHERE slug = $slug";
            else erase.CommandText = "DELETE FROM staff WHERE slug = $slug";
            erase.Parameters.AddWithValue("$slug", slug);
            await erase.ExecuteNonQueryAsync(cancel);
        }
        await using var insert = connection.CreateCommand();
        if (known == Known.Citizen) insert.CommandText = "INSERT OR IGNORE INTO citizens (hash, slug) VALUES ($hash, $slug)";
        else insert.CommandText = "INSERT OR IGNORE INTO staff (hash, slug) VALUES ($hash, $slug)";
        var hash = insert.Parameters.Add("$hash", SqliteType.Blob);
        insert.Parameters.AddWithValue("$slug", slug);
        foreach (var taxCode in taxCodes)
        {
            hash.Value = Hash(taxCode, known);
            insert.ExecuteNonQuery();
        }
        await transaction.CommitAsync(cancel);
    }

    /// <summary>
    /// A person as the access point's files name them: keyed, so that nobody finds the tax code by trying all of them. A clerk's hash and a citizen's never
    /// meet: that somebody works there does not say where they live.
    /// </summary>
    public byte[] Hash(string taxCode, Known known = Known.Citizen) => HMACSHA256.HashData(key.Value, Encoding.ASCII.GetBytes(known == Known.Citizen ? taxCode : "staff:" + taxCode))[..16];

    private Task<SqliteConnection> OpenAsync(CancellationToken cancel) => AccessPointFile.OpenAsync(installation, "directory.db",
        "CREATE TABLE IF NOT EXISTS citizens (hash BLOB NOT NULL, slug TEXT NOT NULL, PRIMARY KEY (hash, slug)) WITHOUT ROWID; CREATE TABLE IF NOT EXISTS staff (hash BLOB NOT NULL, slug TEXT NOT NULL, PRIMARY KEY (hash, slug)) WITHOUT ROWID", cancel);
}
