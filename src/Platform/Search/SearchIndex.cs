using System.Globalization;
using System.Linq.Expressions;
using System.Text;
using Liburia.Platform.Database;
using Microsoft.EntityFrameworkCore.Query;

namespace Liburia.Platform.Search;

/// <summary>The seam of full-text search: what is indexed is found by the beginning of each of its words, accents and case aside.</summary>
public sealed class SearchIndex(AppDb db, IEngine engine)
{
    private const int Few = 500;

    public Task IndexAsync(string kind, Guid id, string sortKey, string text, bool isNew = false, CancellationToken cancel = default) =>
        engine.IndexAsync(db, kind, id.ToString("n"), SearchWords.Plain(sortKey), string.Join(' ', SearchWords.Of(text)), isNew, cancel);

    /// <summary>Ids in order of sort key, at most <paramref name="limit"/>; nothing for a query without letters or digits.</summary>
    public async Task<IReadOnlyList<Guid>> FindAsync(string kind, string query, int limit, CancellationToken cancel = default)
    {
        if (WordsOf(query) is not { Count: > 0 } words) return [];
        return [.. (await engine.FindAsync(db, kind, words, limit, cancel)).Select(Guid.Parse)];
    }

    /// <summary>
    /// Rows of a larger query that hold every word, all of them: a few are looked up by their ids, many are left to the database together with the
    /// query's other conditions, so that none is cut off before those are looked at.
    /// </summary>
    /// <param name="id">The id under which a row was indexed.</param>
    public async Task<IQueryable<T>> NarrowAsync<T>(IQueryable<T> rows, Expression<Func<T, Guid>> id, string kind, string query, CancellationToken cancel = default)
    {
        var few = await FindAsync(kind, query, Few + 1, cancel);
        Expression<Func<Guid, bool>> among = few.Count > Few ? engine.Matching(db, kind, WordsOf(query)) : one => few.Contains(one);
        return rows.Where(Expression.Lambda<Func<T, bool>>(ReplacingExpressionVisitor.Replace(among.Parameters[0], id.Body, among.Body), id.Parameters));
    }

    private static List<string> WordsOf(string query) => [.. SearchWords.Of(query).Take(8)];
}

/// <summary>Words as both engines index them: lower case, no diacritics, letters and digits only.</summary>
public static class SearchWords
{
    public static IEnumerable<string> Of(string text) => Plain(text).Split(' ', StringSplitOptions.RemoveEmptyEntries);

    public static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var c in text.Normalize(NormalizationForm.FormD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark) continue;
            plain.Append(char.IsLetterOrDigit(c) && c < 0x250 ? char.ToLowerInvariant(c) : ' ');
        }
        return plain.ToString().Trim();
    }
}
