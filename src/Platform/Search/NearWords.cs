namespace Liburia.Platform.Search;

/// <summary>What somebody probably meant: one name among those that exist.</summary>
public static class NearWords
{
    /// <summary>The name that was probably meant; none where nothing is near enough.</summary>
    public static string? Nearest(string word, IEnumerable<string> known) =>
        known.Select(name => (Name: name, Apart: Distance(word, name))).Where(one => one.Apart <= Math.Min(3, word.Length / 2)).OrderBy(one => one.Apart).FirstOrDefault().Name;

    /// <summary>Letters put in, left out or changed between two words (Levenshtein).</summary>
    private static int Distance(string one, string other)
    {
        var before = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var now = new int[other.Length + 1];
            now[0] = i;
            for (var j = 1; j <= other.Length; j++)
                now[j] = Math.Min(Math.Min(now[j - 1], before[j]) + 1, before[j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1));
            before = now;
        }
        return before[^1];
    }
}
