using System.Globalization;
using System.Text;
using Liburia.Platform.Database;

namespace Liburia.Platform.Search;

/// <summary>The seam of full-text search: what is indexed is found by the beginning of each of its words, accents and case aside.</summary>
public sealed class SearchIndex(AppDb db, IEngine engine)
{
    public Task IndexAsync(string kind, Guid id, string sortKey, string text, bool isNew = false, CancellationToken cancel = default) =>
        engine.IndexAsync(db, kind, id.ToString("n"), SearchWords.Plain(sortKey), string.Join(' ', SearchWords.Of(text)), isNew, cancel);

    /// <summary>Ids in order of sort key, at most <paramref name="limit"/>; nothing for a query without letters or digits.</summary>
    public async Task<IReadOnlyList<Guid>> FindAsync(string kind, string query, int limit, CancellationToken cancel = default)
    {
        var words = SearchWords.Of(query).Take(8).ToList();
        if (words.Count == 0) return [];
        return [.. (await engine.FindAsync(db, kind, words, limit, cancel)).Select(Guid.Parse)];
    }
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
