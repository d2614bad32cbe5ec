using System.Data.Common;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Liburia.Platform.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Liburia.Platform.Portability;

/// <summary>A table that was written: its rows and the hash of its text, which is the same on both engines.</summary>
public sealed record TableFile(string Name, long Rows, string Sha256);

/// <summary>Writes and reads the tables of one Comune in their portable form.</summary>
public sealed class Tables(IEngine engine)
{
    public const string Search = "platform_search";
    private static readonly TableSchema SearchSchema = new(Search, [new("kind", "text", false, true), new("id", "text", false, true), new("sort_key", "text", false, false), new("words", "text", false, false)]);

    /// <summary>Every table of the model and the words of the search.</summary>
    public static IReadOnlyList<TableSchema> SchemaOf(AppDb db) => [.. TableSchema.OfModel(db), SearchSchema];

    /// <summary>What of a schema a database has.</summary>
    public static IReadOnlyList<TableSchema> Present(IReadOnlyList<TableSchema> schema, IReadOnlySet<string> columns) =>
        [.. schema.Where(table => table.Columns.Any(column => columns.Contains($"{table.Name}.{column.Name}"))).Select(table => table.Name == Search ? table : table with { Columns = [.. table.Columns.Where(column => columns.Contains($"{table.Name}.{column.Name}"))] })];

    /// <summary>Writes all tables as they were at one instant; <paramref name="open"/> gives the place of each. Compares nothing and changes nothing.</summary>
    public async Task<IReadOnlyList<TableFile>> WriteAsync(AppDb db, IReadOnlyList<TableSchema> schema, Func<string, Stream> open, Func<DbConnection, Task>? inSnapshot = null, Action<string>? progress = null, CancellationToken cancel = default)
    {
        await db.Database.OpenConnectionAsync(cancel);
        var connection = db.Database.GetDbConnection();
        await using var snapshot = await engine.SnapshotAsync(connection, cancel);
        var written = new List<TableFile>();
        foreach (var table in schema)
        {
            progress?.Invoke(table.Name);
            await using var stream = open(table.Name);
            written.Add(table.Name == Search ? await WriteSearchAsync(connection, snapshot, stream, cancel) : await WriteTableAsync(connection, snapshot, table, stream, cancel));
        }
        if (inSnapshot is not null) await inSnapshot(connection);
        await snapshot.RollbackAsync(cancel);
        await db.Database.CloseConnectionAsync();
        return written;
    }

    private async Task<TableFile> WriteTableAsync(DbConnection connection, DbTransaction snapshot, TableSchema table, Stream stream, CancellationToken cancel)
    {
        var order = string.Join(", ", table.Columns.Where(column => column.Key).Select(column => column.Name + (column.Kind == "text" ? engine.BinaryOrder(connection) : "")));
        await using var command = Command(connection, snapshot, $"SELECT {string.Join(", ", table.Columns.Select(column => column.Name))} FROM {table.Name} ORDER BY {order}");
        await using var reader = await command.ExecuteReaderAsync(cancel);
        using var text = new HashedText(stream);
        text.Line(string.Join(',', table.Columns.Select(column => column.Name)));
        long rows = 0;
        var line = new StringBuilder();
        while (await reader.ReadAsync(cancel))
        {
            line.Clear();
            for (var i = 0; i < table.Columns.Count; i++)
            {
                if (i > 0) line.Append(',');
                if (!reader.IsDBNull(i)) line.Append(PortableValue.Write(table.Columns[i].Kind, reader.GetValue(i)));
            }
            text.Line(line.ToString());
            rows++;
        }
        return new TableFile(table.Name, rows, text.Hash());
    }

    /// <summary>The words of each thing, sorted: one engine keeps them in order, the other as a set.</summary>
    private async Task<TableFile> WriteSearchAsync(DbConnection connection, DbTransaction snapshot, Stream stream, CancellationToken cancel)
    {
        await using var command = Command(connection, snapshot, engine.SearchRowsSql(connection));
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var rows = new List<string>();
        while (await reader.ReadAsync(cancel))
            rows.Add(string.Join(',', Quoted(reader, 0), Quoted(reader, 1), Quoted(reader, 2), PortableValue.Write("text", string.Join(' ', reader.GetString(3).Split(' ', StringSplitOptions.RemoveEmptyEntries).Distinct().Order(StringComparer.Ordinal)))));
        rows.Sort(StringComparer.Ordinal);
        using var text = new HashedText(stream);
        text.Line(string.Join(',', SearchSchema.Columns.Select(column => column.Name)));
        foreach (var row in rows) text.Line(row);
        return new TableFile(Search, rows.Count, text.Hash());
        static string Quoted(DbDataReader reader, int i) => PortableValue.Write("text", reader.GetString(i));
    }

    /// <summary>Fills an empty database, all of it or nothing.</summary>
    /// <exception cref="ArchiveRefused">A row that cannot be read, with its table and line.</exception>
    public async Task ReadAsync(AppDb db, IReadOnlyList<TableSchema> schema, Func<string, Stream> open, Action<string>? progress = null, CancellationToken cancel = default)
    {
        await db.Database.OpenConnectionAsync(cancel);
        var connection = db.Database.GetDbConnection();
        await using (var transaction = await db.Database.BeginTransactionAsync(cancel))
        {
            foreach (var table in schema)
            {
                progress?.Invoke(table.Name);
                using var text = new StreamReader(open(table.Name), new UTF8Encoding(false, true));
                var csv = new PortableCsv(text);
                Expect(csv, table);
                if (table.Name == Search) await engine.BulkIndexAsync(connection, transaction.GetDbTransaction(), Rows(csv, table).Select(row => new SearchRow((string)row[0]!, (string)row[1]!, (string)row[2]!, (string)row[3]!)), cancel);
                else
                {
                    // The few rows a migration writes give way to those that come.
                    await using (var empty = Command(connection, transaction.GetDbTransaction(), $"DELETE FROM {table.Name}")) await empty.ExecuteNonQueryAsync(cancel);
                    await engine.BulkAsync(connection, transaction.GetDbTransaction(), table.Name, [.. table.Columns.Select(column => column.Name)], Rows(csv, table), cancel);
                }
            }
            await transaction.CommitAsync(cancel);
        }
        await engine.AnalyzeAsync(db, cancel);
        await db.Database.CloseConnectionAsync();
    }

    private static void Expect(PortableCsv csv, TableSchema table)
    {
        if (csv.Next() is not { } head || !head.SequenceEqual(table.Columns.Select(column => (string?)column.Name))) throw new ArchiveRefused($"tabella {table.Name}, riga 1: le colonne non sono quelle dello schema.");
    }

    private static IEnumerable<object?[]> Rows(PortableCsv csv, TableSchema table)
    {
        while (true)
        {
            object?[] values;
            try
            {
                if (csv.Next() is not { } row) yield break;
                if (row.Length != table.Columns.Count) throw new FormatException($"{row.Length} fields instead of {table.Columns.Count}");
                values = new object?[row.Length];
                for (var i = 0; i < row.Length; i++)
                {
                    if (row[i] is null && !table.Columns[i].Nullable) throw new FormatException($"no value in {table.Columns[i].Name}");
                    values[i] = row[i] is { } text ? PortableValue.Read(table.Columns[i].Kind, text) : null;
                }
            }
            catch (Exception fault) when (fault is FormatException or OverflowException)
            {
                throw new ArchiveRefused($"tabella {table.Name}, riga {csv.Line}: {fault.Message}", fault);
            }
            yield return values;
        }
    }

    private static DbCommand Command(DbConnection connection, DbTransaction transaction, string sql)
    {
        var command = connection.CreateCommand();
        command.Transaction = transaction;
#pragma warning disable CA2100 // names of the model or of a checked schema
        command.CommandText = sql;
#pragma warning restore CA2100
        command.CommandTimeout = 600;
        return command;
    }

    /// <summary>Lines in UTF-8 with \n, hashed as they pass.</summary>
    private sealed class HashedText(Stream stream) : IDisposable
    {
        private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        private readonly BufferedStream buffered = new(stream, 1 << 16);

        public void Line(string text)
        {
            var bytes = Encoding.UTF8.GetBytes(text + "\n");
            hash.AppendData(bytes);
            buffered.Write(bytes);
        }

        public string Hash()
        {
            buffered.Flush();
            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }

        public void Dispose() => hash.Dispose();
    }
}

/// <summary>A text that is compressed on its way to a file, and back.</summary>
internal static class Packed
{
    public static Stream Write(string file) => new GZipStream(File.Create(file), CompressionLevel.Fastest);

    public static Stream Read(Stream packed) => new GZipStream(packed, CompressionMode.Decompress);
}
