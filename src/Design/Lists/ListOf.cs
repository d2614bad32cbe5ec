using System.Linq.Expressions;
using System.Reflection;
using Liburia.Platform.Language;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;

namespace Liburia.Design.Lists;

/// <summary>
/// A list as a page declares it: its columns, its filters, its order, what it says when it is empty. From it come the page (<c>it-list</c>) and the export,
/// which hold the same columns of the same rows. The page narrows the rows by what is asked; the list orders, counts and cuts them.
/// </summary>
public sealed class ListOf<T> where T : notnull
{
    private const int Chunk = 500;

    public required Texts Caption { get; init; }
    public required IReadOnlyList<ListColumn<T>> Columns { get; init; }

    /// <summary>Why there is nothing, and what to do first.</summary>
    public required Texts EmptyTitle { get; init; }
    public required Texts EmptyText { get; init; }

    /// <summary>The page of the thing; rows without one do not open.</summary>
    public Func<T, string?>? Href { get; init; }

    /// <summary>What the box of a row sends; none for a row that cannot be chosen.</summary>
    public Func<T, string?>? Choice { get; init; }

    /// <summary>Ends every order, so that rows that are equal in it stand in one order on every page.</summary>
    public Expression<Func<T, object?>>? Unique { get; init; }

    /// <summary>The column that orders the rows where the address asks for none; none where they come in order.</summary>
    public string? Sort { get; init; }

    public bool IsDescending { get; init; }

    /// <summary>Label of the field for words; none where the list is not searched.</summary>
    public Texts? Search { get; init; }

    public IReadOnlyList<ListFilter> Filters { get; init; } = [];

    /// <summary>Other names of the address that stay in every link: the view one came from.</summary>
    public IReadOnlyList<string> Keeps { get; init; } = [];

    public IReadOnlyList<ListTab> Tabs { get; init; } = [];

    /// <summary>Rows of a page.</summary>
    public int Size { get; init; } = 50;

    /// <summary>A long list is counted so far and no further: «più di 10.000».</summary>
    public int MostCounted { get; init; } = 10_000;

    /// <summary>Name of the file the list is taken away as, without its ending; none where it is not.</summary>
    public string? File { get; init; }

    /// <summary>What the columns have to know of these rows, asked once for a page: names that other modules keep.</summary>
    public Func<IReadOnlyList<T>, Task>? Prepare { get; init; }

    /// <summary>What the address asks of this list.</summary>
    public ListAddress Asked(HttpRequest request)
    {
        var asked = new ListAddress(request, [.. Keeps, ListAddress.WordsName, .. Filters.Select(filter => filter.Name)], Size);
        if (asked.Sort.Length > 0 && Columns.All(column => column.Name != asked.Sort || column.Order.Count == 0)) asked.Forget();
        return asked;
    }

    /// <summary>The page that is asked for, of the rows that were found.</summary>
    /// <param name="found">Rows of the database, or of memory; their own order holds where no column is asked for.</param>
    public async Task<ListView> ShowAsync(HttpRequest request, IQueryable<T> found)
    {
        var asked = Asked(request);
        var ordered = Ordered(found, asked);
        var (rows, count, isMore) = await CutAsync(found, ordered, asked);
        // Beyond the last page, as when rows went away meanwhile: the last that there is.
        if (rows.Count == 0 && count > 0)
        {
            asked.Page = (count + asked.Size - 1) / asked.Size;
            (rows, count, isMore) = await CutAsync(found, ordered, asked);
        }
        if (rows.Count == 0) asked.Page = 1;
        if (Prepare is not null && rows.Count > 0) await Prepare(rows);
        var heads = Shown.Select(column => HeadOf(column, asked)).ToList();
        return new ListView
        {
            Caption = Caption,
            Address = asked,
            Heads = heads,
            Rows = [.. rows.Select(row => RowOf(row, heads))],
            Count = count,
            IsMore = isMore,
            Search = Search,
            Filters = Filters,
            Keeps = Keeps,
            Tabs = Tabs,
            EmptyTitle = EmptyTitle,
            EmptyText = EmptyText,
            IsExported = File is not null,
        };
    }

    /// <summary>All that was found, in the order that is asked for, as a file.</summary>
    /// <returns>The file, and how many rows it holds: who takes people's data away is written down.</returns>
    public async Task<(FileStreamResult Result, int Count)> ExportAsync(HttpRequest request, IQueryable<T> found)
    {
        var (columns, count) = (Columns.Where(column => !column.IsShownOnly).ToList(), 0);
        var file = await Csv.WriteAsync(columns.Select(column => (string?)column.Title), Lines());
        request.HttpContext.Response.RegisterForDisposeAsync(file);
        return (new FileStreamResult(file, Csv.MediaType) { FileDownloadName = $"{File}.csv" }, count);

        async IAsyncEnumerable<IEnumerable<string?>> Lines()
        {
            var chunk = new List<T>(Chunk);
            await foreach (var row in EachAsync(Ordered(found, Asked(request))))
            {
                chunk.Add(row);
                if (chunk.Count < Chunk) continue;
                await foreach (var line in Of(chunk)) yield return line;
                chunk.Clear();
            }
            await foreach (var line in Of(chunk)) yield return line;
        }

        async IAsyncEnumerable<IEnumerable<string?>> Of(List<T> chunk)
        {
            if (Prepare is not null && chunk.Count > 0) await Prepare(chunk);
            foreach (var row in chunk)
            {
                count++;
                yield return columns.Select(column => (string?)ListCell.Exported(column.Value(row), column.Kind));
            }
        }
    }

    private IEnumerable<ListColumn<T>> Shown => Columns.Where(column => !column.IsExportedOnly);

    private async Task<(List<T> Rows, int Count, bool IsMore)> CutAsync(IQueryable<T> found, IQueryable<T> ordered, ListAddress asked)
    {
        var before = (asked.Page - 1) * asked.Size;
        var page = ordered.Skip(before).Take(asked.Size + 1);
        var rows = page.Provider is IAsyncQueryProvider ? await page.ToListAsync() : [.. page];
        // A last page says by itself how many there are.
        if (rows.Count <= asked.Size && (rows.Count > 0 || before == 0)) return (rows, before + rows.Count, false);
        // Counted in no order: putting thousands of rows into one first is what would take the time.
        var counted = found.Take(MostCounted + 1);
        var count = counted.Provider is IAsyncQueryProvider ? await counted.CountAsync() : counted.Count();
        return ([.. rows.Take(asked.Size)], Math.Min(count, MostCounted), count > MostCounted);
    }

    private static async IAsyncEnumerable<T> EachAsync(IQueryable<T> rows)
    {
        if (rows.Provider is IAsyncQueryProvider)
            await foreach (var row in rows.AsAsyncEnumerable()) yield return row;
        else
            foreach (var row in rows) yield return row;
    }

    private IQueryable<T> Ordered(IQueryable<T> found, ListAddress asked)
    {
        var (name, descending) = asked.Sort.Length > 0 ? (asked.Sort, asked.IsDescending) : (Sort, IsDescending);
        if (Columns.FirstOrDefault(column => column.Name == name && column.Order.Count > 0) is not { } by) return found;
        IOrderedQueryable<T>? ordered = null;
        foreach (var key in Unique is null ? by.Order : [.. by.Order, Unique])
        {
            // Engines put nothing first or last as they like: here it is always last.
            if (IsAbsent(key) is { } absent) ordered = ordered is null ? found.OrderBy(absent) : ordered.ThenBy(absent);
            ordered = (ordered, descending) switch
            {
                (null, false) => found.OrderBy(key),
                (null, true) => found.OrderByDescending(key),
                (var so, false) => so.ThenBy(key),
                (var so, true) => so.ThenByDescending(key),
            };
        }
        return ordered!;
    }

    /// <summary>Whether the key of a row is nothing; null where it always is something.</summary>
    private static Expression<Func<T, bool>>? IsAbsent(Expression<Func<T, object?>> key)
    {
        var body = key.Body is UnaryExpression { NodeType: ExpressionType.Convert } boxed ? boxed.Operand : key.Body;
        var may = Nullable.GetUnderlyingType(body.Type) is not null
            || (body is MemberExpression { Member: PropertyInfo property } && !property.PropertyType.IsValueType
                && new NullabilityInfoContext().Create(property).ReadState == NullabilityState.Nullable);
        return may ? Expression.Lambda<Func<T, bool>>(Expression.Equal(body, Expression.Constant(null, body.Type)), key.Parameters) : null;
    }

    private ListHead HeadOf(ListColumn<T> column, ListAddress asked)
    {
        if (column.Order.Count == 0) return new(column.Name, column.Title, column.Kind, null, null);
        var (name, descending) = asked.Sort.Length > 0 ? (asked.Sort, asked.IsDescending) : (Sort ?? "", IsDescending);
        var isBy = name == column.Name;
        var next = isBy && !descending ? "1" : "";
        return new(column.Name, column.Title, column.Kind, asked.With((ListAddress.SortName, column.Name), (ListAddress.DescendingName, next)),
            isBy ? descending ? "descending" : "ascending" : null);
    }

    private ListRow RowOf(T row, List<ListHead> heads)
    {
        var own = Href?.Invoke(row);
        return new(own, Choice?.Invoke(row), [.. Shown.Zip(heads, (column, head) =>
            new ListCell(head, column.Value(row), column.Href is { } href ? href(row) : head == heads[0] ? own : null, column.Partial, column.Drawn?.Invoke(row) ?? row, column.IsItalian))]);
    }
}
