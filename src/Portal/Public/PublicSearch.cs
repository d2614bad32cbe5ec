using Liburia.Platform.Search;
using Liburia.Portal.Contracts;

namespace Liburia.Portal.Public;

/// <summary>Finds public content by words: the title counts most, then the words people use for it, then the rest; a word mistyped by a letter or two still finds.</summary>
internal static class PublicSearch
{
    private const int MostWords = 8, ShortestWord = 3;

    /// <summary>What is looked for; none where nothing of it can be.</summary>
    public static IReadOnlyList<string> WordsOf(string? query) => [.. SearchWords.Of(query ?? "").Where(word => word.Length >= ShortestWord).Take(MostWords)];

    /// <summary>Those that hold every word, the best first.</summary>
    public static IReadOnlyList<T> Find<T>(IEnumerable<T> all, IReadOnlyList<string> words, Func<T, (string Title, IEnumerable<string> Keywords, string Other)> read) =>
        [.. all.Select(item => (Item: item, Rank: Rank(read(item), words))).Where(hit => hit.Rank > 0).OrderByDescending(hit => hit.Rank).Select(hit => hit.Item)];

    public static IReadOnlyList<PublicItem> Find(IEnumerable<PublicItem> all, IReadOnlyList<string> words) =>
        Find(all, words, item => ($"{item.Title.It} {item.Title.En}", item.Keywords, $"{item.Summary.It} {item.Summary.En}"));

    private static int Rank((string Title, IEnumerable<string> Keywords, string Other) item, IReadOnlyList<string> words)
    {
        var (title, keywords, rest) = (SearchWords.Of(item.Title).ToList(), SearchWords.Of(string.Join(' ', item.Keywords)).ToList(), SearchWords.Of(item.Other).ToList());
        var rank = 0;
        foreach (var word in words)
        {
            var found = title.Any(known => IsLike(known, word)) ? 100 : keywords.Any(known => IsLike(known, word)) ? 40 : rest.Any(known => IsLike(known, word)) ? 10 : 0;
            if (found == 0) return 0;
            rank += found + (title.Contains(word) ? 20 : 0);
        }
        return rank;
    }

    /// <summary>The beginning of a known word, or the same but for a mistake: one in words of five letters, two in words of eight.</summary>
    internal static bool IsLike(string known, string written)
    {
        if (known.StartsWith(written, StringComparison.Ordinal)) return true;
        var allowed = written.Length >= 8 ? 2 : written.Length >= 5 ? 1 : 0;
        return allowed > 0 && Math.Abs(known.Length - written.Length) <= allowed && Distance(known, written, allowed) <= allowed;
    }

    private static int Distance(string one, string two, int most)
    {
        var (before, row) = (new int[two.Length + 1], new int[two.Length + 1]);
        for (var j = 0; j <= two.Length; j++) before[j] = j;
        for (var i = 1; i <= one.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= two.Length; j++) row[j] = Math.Min(Math.Min(row[j - 1], before[j]) + 1, before[j - 1] + (one[i - 1] == two[j - 1] ? 0 : 1));
            if (row.Min() > most) return most + 1;
            (before, row) = (row, before);
        }
        return before[two.Length];
    }
}
