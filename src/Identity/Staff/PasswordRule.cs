using Liburia.Platform.Language;

namespace Liburia.Identity.Staff;

/// <summary>What a password must be: long, and not one that is tried first. No signs are prescribed and it never expires (NIST SP 800-63B; S22).</summary>
internal static class PasswordRule
{
    public const int Shortest = 12, Longest = 128;

    private static readonly Lazy<HashSet<string>> Common = new(() =>
    {
        using var stream = typeof(PasswordRule).Assembly.GetManifestResourceStream("Liburia.Identity.Seed.common-passwords.csv")!;
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Skip(1)];
    });

    /// <summary>Why a password will not do; null when it will.</summary>
    /// <param name="own">Words that anybody who wants in tries first: the person's names, the Comune's.</param>
    public static Texts? FaultOf(string password, params string[] own)
    {
        if (password.Length < Shortest) return new($"Almeno {Shortest} caratteri: per esempio quattro parole che non stanno insieme.", $"At least {Shortest} characters: for example four words that do not belong together.");
        if (password.Length > Longest) return new($"Al massimo {Longest} caratteri.", $"At most {Longest} characters.");
        List<string> words = [.. own.SelectMany(text => text.ToLowerInvariant().Split([' ', '.', '-', '\''], StringSplitOptions.RemoveEmptyEntries)).Where(word => word.Length > 2).Concat(Common.Value).OrderByDescending(word => word.Length)];
        string Rest(IEnumerable<char> signs) => words.Aggregate(new string([.. signs.Where(char.IsLetter)]), (text, word) => text.Replace(word, "", StringComparison.Ordinal));
        // Signs written for letters, and the same without them: «p4ssw0rd» and «password2026» are one word.
        var rest = new[] { Rest(password.ToLowerInvariant()), Rest(password.ToLowerInvariant().Select(Plain)) }.MinBy(left => left.Length)!;
        return rest.Length < 4 || password.Distinct().Count() < 6 || rest.Zip(rest.Skip(1), (a, b) => b - a).All(step => step is 0 or 1)
            ? new("È una delle prime che si provano: nomi, parole note o caratteri in fila. Scegline un'altra.", "It is one of the first that are tried: names, well-known words or signs in a row. Choose another.") : null;
    }

    /// <summary>Signs that are written for letters.</summary>
    private static char Plain(char sign) => sign switch { '0' => 'o', '1' => 'i', '3' => 'e', '4' or '@' => 'a', '5' or '$' => 's', '7' => 't', _ => sign };
}
