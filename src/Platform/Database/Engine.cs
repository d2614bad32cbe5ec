using System.Data.Common;
using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Platform.Database;

/// <summary>
/// What differs between the two engines, in one place with one name: where a Comune's database is, how it is opened, locked,
/// created, indexed for full text and filled in bulk. Everything else in the program is the same on both.
/// </summary>
public interface IEngine : IAsyncDisposable
{
    /// <summary>«SQLite» or «PostgreSQL», for people.</summary>
    string Name { get; }

    /// <summary>The name of the engine that holds this Comune, where there is more than one.</summary>
    string NameOf(string slug) => Name;

    /// <summary>Points the context at the Comune's database, with everything the house wants of a connection asserted at opening.</summary>
    void Configure(DbContextOptionsBuilder options, string slug);

    /// <summary>The one writer of a Comune on engines that have only one; held until disposed.</summary>
    ValueTask<IDisposable> EnterWriterAsync(string slug, CancellationToken cancel);

    /// <summary>Whether the Comune's database exists.</summary>
    Task<bool> ExistsAsync(string slug, CancellationToken cancel);

    /// <summary>Makes an empty database for the Comune.</summary>
    Task CreateAsync(string slug, CancellationToken cancel);

    /// <summary>Removes the Comune's database, if any.</summary>
    Task DropAsync(string slug, CancellationToken cancel);

    /// <summary>Gives the finished database its final name, in one step.</summary>
    Task PutInPlaceAsync(string fromSlug, string toSlug, CancellationToken cancel);

    /// <summary>Exclusive right to change schemas of this installation; waits for its turn.</summary>
    Task<IAsyncDisposable> LockSchemaAsync(CancellationToken cancel);

    /// <summary>Replaces what is indexed for one thing; an empty text removes it. A thing known to be new has nothing to replace.</summary>
    Task IndexAsync(AppDb db, string kind, string id, string sortKey, string words, bool isNew, CancellationToken cancel);

    /// <summary>
    /// Ids of the things of a kind that hold every word (as a prefix), in order of their sort key. Of more than a thousand only a thousand are
    /// put in order: whoever wrote so little is asked for another word.
    /// </summary>
    Task<IReadOnlyList<string>> FindAsync(AppDb db, string kind, IReadOnlyList<string> words, int limit, CancellationToken cancel);

    /// <summary>Whether the thing of a kind with that id holds every word (as a prefix): a condition for a larger query, looked up row by row, so that a query for the first few stops early.</summary>
    Expression<Func<Guid, bool>> Matching(AppDb db, string kind, IReadOnlyList<string> words);

    /// <summary>Fills a table by the engine's fastest honest way, inside the open transaction.</summary>
    Task BulkAsync(DbConnection connection, DbTransaction transaction, string table, IReadOnlyList<string> columns, IEnumerable<object?[]> rows, CancellationToken cancel);

    /// <summary>Fills the full-text table in bulk; the things must not be indexed yet.</summary>
    Task BulkIndexAsync(DbConnection connection, DbTransaction transaction, IEnumerable<SearchRow> rows, CancellationToken cancel);

    /// <summary>A transaction that sees everything as it was at one instant and holds no writer back.</summary>
    Task<DbTransaction> SnapshotAsync(DbConnection connection, CancellationToken cancel);

    /// <summary>What makes a text sort by its bytes, after a column's name.</summary>
    string BinaryOrder(DbConnection connection);

    /// <summary>Kind, id, sort key and words of everything indexed, the words separated by blanks.</summary>
    string SearchRowsSql(DbConnection connection);

    /// <summary>Every column the database has, as <c>table.column</c>.</summary>
    Task<IReadOnlySet<string>> ColumnsAsync(AppDb db, CancellationToken cancel);

    /// <summary>Brings statistics up to date after a bulk load.</summary>
    Task AnalyzeAsync(AppDb db, CancellationToken cancel);

    /// <summary>What is wrong in the database's own pages; empty when they are whole. Engines that check every page they read answer nothing here.</summary>
    Task<IReadOnlyList<string>> IntegrityAsync(AppDb db, CancellationToken cancel);

    /// <summary>Faults of the installation's engine in plain Italian; empty when all is well.</summary>
    Task<IReadOnlyList<string>> DiagnoseAsync(CancellationToken cancel);
}

/// <summary>One thing in the full-text table: words are lower case, without diacritics, separated by blanks.</summary>
public sealed record SearchRow(string Kind, string Id, string SortKey, string Words);
