using System.Data.Common;
using System.Linq.Expressions;
using Liburia.Platform.Database.Postgres;
using Liburia.Platform.Database.Sqlite;
using Liburia.Platform.Language;
using Liburia.Platform.Tenancy;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Platform.Database;

/// <summary>
/// Where each Comune's database is. An installation has one engine of its own choice, and a Comune may be on the other: the directory says so.
/// What is not about one Comune goes to the installation's own engine.
/// </summary>
public sealed class Cells : IEngine
{
    /// <summary>A database built aside, before it takes its Comune's place.</summary>
    public const string Aside = "-new";

    private readonly MunicipalityDirectory directory;
    private readonly SqliteEngine sqlite;
    private readonly PostgresEngine? postgres;
    private readonly IEngine own;

    public Cells(Installation installation, MunicipalityDirectory directory)
    {
        this.directory = directory;
        sqlite = new SqliteEngine(installation.DataFolder);
        if (installation.Postgres is { } login) postgres = new PostgresEngine(login, Path.Combine(installation.DataFolder, "keys", "cell-password"), installation.RolePrefix);
        own = (IEngine?)postgres ?? sqlite;
        // A database that was replaced keeps its old file open in the pool.
        directory.Changed += SqliteConnection.ClearAllPools;
    }

    public string Name => own.Name;

    public string NameOf(string slug) => Of(slug).Name;

    /// <exception cref="Refused">The engine is not part of this installation.</exception>
    public IEngine Named(string name) => name switch
    {
        "SQLite" => sqlite,
        "PostgreSQL" when postgres is not null => postgres,
        "PostgreSQL" => throw new Refused("L'installazione non ha un server PostgreSQL: indicarlo con --postgres."),
        _ => throw new Refused($"Motore sconosciuto: «{name}». I motori sono SQLite e PostgreSQL."),
    };

    private IEngine Of(string slug)
    {
        var name = slug.EndsWith(Aside, StringComparison.Ordinal) ? slug[..^Aside.Length] : slug;
        return directory.Find(name)?.Engine is { } engine ? Named(engine) : own;
    }

    private IEngine Of(DbConnection connection) => connection is SqliteConnection ? sqlite : own;
    private IEngine Of(AppDb db) => Of(db.Database.GetDbConnection());

    public void Configure(DbContextOptionsBuilder options, string slug) => Of(slug).Configure(options, slug);
    public ValueTask<IDisposable> EnterWriterAsync(string slug, CancellationToken cancel) => Of(slug).EnterWriterAsync(slug, cancel);
    public Task<bool> ExistsAsync(string slug, CancellationToken cancel) => Of(slug).ExistsAsync(slug, cancel);
    public Task CreateAsync(string slug, CancellationToken cancel) => Of(slug).CreateAsync(slug, cancel);
    public Task DropAsync(string slug, CancellationToken cancel) => Of(slug).DropAsync(slug, cancel);
    public Task PutInPlaceAsync(string fromSlug, string toSlug, CancellationToken cancel) => Of(toSlug).PutInPlaceAsync(fromSlug, toSlug, cancel);
    public Task<IAsyncDisposable> LockSchemaAsync(CancellationToken cancel) => own.LockSchemaAsync(cancel);
    public Task IndexAsync(AppDb db, string kind, string id, string sortKey, string words, bool isNew, CancellationToken cancel) => Of(db).IndexAsync(db, kind, id, sortKey, words, isNew, cancel);
    public Task<IReadOnlyList<string>> FindAsync(AppDb db, string kind, IReadOnlyList<string> words, int limit, CancellationToken cancel) => Of(db).FindAsync(db, kind, words, limit, cancel);
    public Expression<Func<Guid, bool>> Matching(AppDb db, string kind, IReadOnlyList<string> words) => Of(db).Matching(db, kind, words);
    public Task BulkAsync(DbConnection connection, DbTransaction transaction, string table, IReadOnlyList<string> columns, IEnumerable<object?[]> rows, CancellationToken cancel) => Of(connection).BulkAsync(connection, transaction, table, columns, rows, cancel);
    public Task BulkIndexAsync(DbConnection connection, DbTransaction transaction, IEnumerable<SearchRow> rows, CancellationToken cancel) => Of(connection).BulkIndexAsync(connection, transaction, rows, cancel);
    public Task<IReadOnlyList<string>> IntegrityAsync(AppDb db, CancellationToken cancel) => Of(db).IntegrityAsync(db, cancel);
    public Task<DbTransaction> SnapshotAsync(DbConnection connection, CancellationToken cancel) => Of(connection).SnapshotAsync(connection, cancel);
    public string BinaryOrder(DbConnection connection) => Of(connection).BinaryOrder(connection);
    public string SearchRowsSql(DbConnection connection) => Of(connection).SearchRowsSql(connection);
    public Task<IReadOnlySet<string>> ColumnsAsync(AppDb db, CancellationToken cancel) => Of(db).ColumnsAsync(db, cancel);
    public Task AnalyzeAsync(AppDb db, CancellationToken cancel) => Of(db).AnalyzeAsync(db, cancel);
    public Task<IReadOnlyList<string>> DiagnoseAsync(CancellationToken cancel) => own.DiagnoseAsync(cancel);

    public async ValueTask DisposeAsync()
    {
        await sqlite.DisposeAsync();
        if (postgres is not null) await postgres.DisposeAsync();
    }
}
