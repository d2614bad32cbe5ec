using System.Collections.Concurrent;
using System.Data.Common;
using System.Linq.Expressions;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Liburia.Platform.Database.Sqlite;

/// <summary>A file per Comune, <c>data/&lt;comune&gt;/comune.db</c>.</summary>
internal sealed class SqliteEngine(string dataFolder) : IEngine
{
    private readonly ConcurrentDictionary<string, SemaphoreSlim> writers = new();

    public string Name => "SQLite";

    public string FileOf(string slug) => Path.Combine(dataFolder, slug, "comune.db");

    private string ConnectionString(string slug) => new SqliteConnectionStringBuilder
    {
        DataSource = FileOf(slug),
        Mode = SqliteOpenMode.ReadWrite,
        DefaultTimeout = 30,
        Pooling = true,
    }.ToString();

    public void Configure(DbContextOptionsBuilder options, string slug) =>
        options.UseSqlite(ConnectionString(slug)).AddInterceptors(Pragmas.Instance);

    public async ValueTask<IDisposable> EnterWriterAsync(string slug, CancellationToken cancel)
    {
        // One asynchronous gate per Comune before BEGIN: twice the throughput of waiting in the engine.
        var gate = writers.GetOrAdd(slug, static _ => new SemaphoreSlim(1, 1));
        await gate.WaitAsync(cancel);
        return new Leaving(gate);
    }

    public Task<bool> ExistsAsync(string slug, CancellationToken cancel) => Task.FromResult(File.Exists(FileOf(slug)));

    public async Task CreateAsync(string slug, CancellationToken cancel)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(FileOf(slug))!);
        var connectionString = new SqliteConnectionStringBuilder { DataSource = FileOf(slug), Mode = SqliteOpenMode.ReadWriteCreate, Pooling = false }.ToString();
        await using var connection = new SqliteConnection(connectionString);
        await connection.OpenAsync(cancel);
        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode=WAL;";
        await command.ExecuteNonQueryAsync(cancel);
    }

    public Task DropAsync(string slug, CancellationToken cancel)
    {
        SqliteConnection.ClearAllPools();
        if (!File.Exists(FileOf(slug))) return Task.CompletedTask;
        foreach (var suffix in new[] { "", "-wal", "-shm" }) File.Delete(FileOf(slug) + suffix);
        return Task.CompletedTask;
    }

    public async Task PutInPlaceAsync(string fromSlug, string toSlug, CancellationToken cancel)
    {
        await using (var connection = new SqliteConnection(ConnectionString(fromSlug)))
        {
            await connection.OpenAsync(cancel);
            await using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE);";
            await command.ExecuteNonQueryAsync(cancel);
        }
        SqliteConnection.ClearAllPools();
        var (from, to) = (Path.GetDirectoryName(FileOf(fromSlug))!, Path.GetDirectoryName(FileOf(toSlug))!);
        if (!Directory.Exists(to)) Directory.Move(from, to);
        else
        {
            // The Comune's files are there already: it comes from another engine.
            File.Move(FileOf(fromSlug), FileOf(toSlug));
            Directory.Delete(from, recursive: true);
        }
    }

    public async Task<IAsyncDisposable> LockSchemaAsync(CancellationToken cancel)
    {
        Directory.CreateDirectory(dataFolder);
        var path = Path.Combine(dataFolder, ".schema.lock");
        while (true)
        {
            try
            {
                // The operating system frees this lock when the process dies, so a kill never leaves it behind.
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                await Task.Delay(100, cancel);
            }
        }
    }

    public async Task IndexAsync(AppDb db, string kind, string id, string sortKey, string words, bool isNew, CancellationToken cancel)
    {
        if (!isNew)
        {
            await db.Database.ExecuteSqlAsync($"DELETE FROM platform_search WHERE rowid = (SELECT row FROM platform_search_rows WHERE kind = {kind} AND id = {id})", cancel);
            await db.Database.ExecuteSqlAsync($"DELETE FROM platform_search_rows WHERE kind = {kind} AND id = {id}", cancel);
        }
        if (words.Length == 0) return;
        await db.Database.ExecuteSqlAsync($"""
            INSERT INTO platform_search (words, kind, id, sort_key) VALUES ({words}, {kind}, {id}, {sortKey});
            INSERT INTO platform_search_rows (kind, id, row) VALUES ({kind}, {id}, last_insert_rowid())
            """, cancel);
    }

    public async Task<IReadOnlyList<string>> FindAsync(AppDb db, string kind, IReadOnlyList<string> words, int limit, CancellationToken cancel)
    {
        var match = Match(words);
        return await db.Database.SqlQuery<string>($"SELECT id AS Value FROM (SELECT id, sort_key FROM platform_search WHERE platform_search MATCH {match} AND kind = {kind} LIMIT 1000) ORDER BY sort_key LIMIT {limit}").ToListAsync(cancel);
    }

    public Expression<Func<Guid, bool>> Matching(AppDb db, string kind, IReadOnlyList<string> words)
    {
        var match = Match(words);
        var found = db.Database.SqlQuery<string>($"SELECT id AS Value FROM platform_search_rows WHERE kind = {kind} AND row IN (SELECT rowid FROM platform_search WHERE platform_search MATCH {match})");
        // EF Core keeps a Guid as upper-case text with dashes on this engine.
        return id => found.Any(one => one == id.ToString().Replace("-", "").ToLower());
    }

    /// <summary>Words are letters and digits only (see SearchWords), so quoting them cannot widen the query.</summary>
    private static string Match(IReadOnlyList<string> words) => string.Join(' ', words.Select(word => $"\"{word}\" *"));

    public async Task BulkAsync(DbConnection connection, DbTransaction transaction, string table, IReadOnlyList<string> columns, IEnumerable<object?[]> rows, CancellationToken cancel)
    {
        var values = string.Join(", ", columns.Select((_, i) => "$p" + i));
        await using var command = Prepared(connection, transaction, $"INSERT INTO {table} ({string.Join(", ", columns)}) VALUES ({values})", columns.Count);
        foreach (var row in rows)
        {
            cancel.ThrowIfCancellationRequested();
            Run(command, row);
        }
    }

    public Task BulkIndexAsync(DbConnection connection, DbTransaction transaction, IEnumerable<SearchRow> rows, CancellationToken cancel)
    {
        using var next = connection.CreateCommand();
        next.Transaction = transaction;
        next.CommandText = "SELECT coalesce(max(row), 0) FROM platform_search_rows";
        var row = (long)next.ExecuteScalar()!;
        using var words = Prepared(connection, transaction, "INSERT INTO platform_search (words, kind, id, sort_key, rowid) VALUES ($p0, $p1, $p2, $p3, $p4)", 5);
        using var names = Prepared(connection, transaction, "INSERT INTO platform_search_rows (kind, id, row) VALUES ($p0, $p1, $p2)", 3);
        foreach (var item in rows)
        {
            cancel.ThrowIfCancellationRequested();
            row++;
            Run(words, item.Words, item.Kind, item.Id, item.SortKey, row);
            Run(names, item.Kind, item.Id, row);
        }
        return Task.CompletedTask;
    }

    private static DbCommand Prepared(DbConnection connection, DbTransaction transaction, string sql, int parameters)
    {
        var command = connection.CreateCommand();
        command.Transaction = transaction;
#pragma warning disable CA2100 // constant texts and names of the model
        command.CommandText = sql;
#pragma warning restore CA2100
        for (var i = 0; i < parameters; i++) ((SqliteCommand)command).Parameters.Add(new SqliteParameter { ParameterName = "$p" + i });
        command.Prepare();
        return command;
    }

    private static void Run(DbCommand command, params object?[] values)
    {
        for (var i = 0; i < values.Length; i++) command.Parameters[i].Value = Stored(values[i]);
        command.ExecuteNonQuery();
    }

    private static object Stored(object? value) => value switch
    {
        null => DBNull.Value,
        // EF Core keeps a Guid as upper-case text on this engine.
        Guid id => id.ToString().ToUpperInvariant(),
        DateTime moment => moment.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFF", System.Globalization.CultureInfo.InvariantCulture),
        DateOnly day => day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
        bool flag => flag ? 1 : 0,
        Enum name => name.ToString(),
        _ => value,
    };

    public Task<DbTransaction> SnapshotAsync(DbConnection connection, CancellationToken cancel) => Task.FromResult<DbTransaction>(((SqliteConnection)connection).BeginTransaction(deferred: true));

    public string BinaryOrder(DbConnection connection) => "";

    public string SearchRowsSql(DbConnection connection) => "SELECT kind, id, sort_key, words FROM platform_search";

    public Task AnalyzeAsync(AppDb db, CancellationToken cancel) => db.Database.ExecuteSqlRawAsync("ANALYZE", cancel);

    public async Task<IReadOnlySet<string>> ColumnsAsync(AppDb db, CancellationToken cancel) =>
        (await db.Database.SqlQueryRaw<string>("SELECT t.name || '.' || c.name AS \"Value\" FROM sqlite_master t, pragma_table_info(t.name) c WHERE t.type = 'table'").ToListAsync(cancel)).ToHashSet();

    public async Task<IReadOnlyList<string>> IntegrityAsync(AppDb db, CancellationToken cancel)
    {
        if (db.Database.CurrentTransaction is not null) return await CheckAsync(db, cancel);
        await db.Database.OpenConnectionAsync(cancel);
        try
        {
            await using var snapshot = await SnapshotAsync(db.Database.GetDbConnection(), cancel);
            await db.Database.UseTransactionAsync(snapshot, cancel);
            return await CheckAsync(db, cancel);
        }
        finally
        {
            await db.Database.UseTransactionAsync(null, CancellationToken.None);
            await db.Database.CloseConnectionAsync();
        }
    }

    /// <summary>Inside one transaction: all is read as it was at one moment.</summary>
    private static async Task<IReadOnlyList<string>> CheckAsync(AppDb db, CancellationToken cancel)
    {
        // The check judges the index of words by what this connection remembers of its structure (SQLite 3.53): unless a search makes it read that anew,
        // what others wrote since looks like damage.
        try
        {
            await db.Database.SqlQueryRaw<long>("SELECT count(*) AS \"Value\" FROM (SELECT rowid FROM platform_search WHERE platform_search MATCH 'x' LIMIT 1)").ToListAsync(cancel);
        }
        catch (SqliteException)
        {
            // What is damaged is told by the check itself.
        }
        var lines = await db.Database.SqlQueryRaw<string>("SELECT integrity_check AS \"Value\" FROM pragma_integrity_check").ToListAsync(cancel);
        return lines is ["ok"] ? [] : lines;
    }

    public Task<IReadOnlyList<string>> DiagnoseAsync(CancellationToken cancel) => Task.FromResult<IReadOnlyList<string>>([]);

    public ValueTask DisposeAsync()
    {
        SqliteConnection.ClearAllPools();
        return ValueTask.CompletedTask;
    }

    private sealed class Leaving(SemaphoreSlim gate) : IDisposable
    {
        private int left;
        public void Dispose() { if (Interlocked.Exchange(ref left, 1) == 0) gate.Release(); }
    }

    /// <summary>Sets and reads back what durability rests on; another value stops the connection.</summary>
    private sealed class Pragmas : DbConnectionInterceptor
    {
        public static readonly Pragmas Instance = new();

        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => Set(connection);

        public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            Set(connection);
            return Task.CompletedTask;
        }

        private static void Set(DbConnection connection)
        {
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA busy_timeout=30000; PRAGMA synchronous; PRAGMA foreign_keys;";
            using var reader = command.ExecuteReader();
            var values = new List<string>();
            do { while (reader.Read()) values.Add(reader.GetValue(0).ToString()!); } while (reader.NextResult());
            // journal_mode answers, busy_timeout answers, then the two asked for
            if (values is not ["wal", .., "2", "1"])
            {
                connection.Close();
                throw new Language.Refused($"SQLite refuses the durable settings: {string.Join(", ", values)}.");
            }
        }
    }
}
