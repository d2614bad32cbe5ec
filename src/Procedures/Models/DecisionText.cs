using System.Text.RegularExpressions;

namespace Liburia.Procedures.Models;

/// <summary>Texts of decisions with placeholders from a fixed list: words in, words out, nothing is computed.</summary>
internal static partial class DecisionText
{
    public static readonly IReadOnlyList<string> Placeholders = ["comune", "richiedente", "codice-fiscale", "oggetto", "protocollo", "presentata", "ufficio", "responsabile", "data", "numero", "motivazione", "scadenza", "importo", "silenzio"];

    public static string Fill(string text, IReadOnlyDictionary<string, string> values) => Placeholder().Replace(text, match => values.GetValueOrDefault(match.Groups[1].Value, ""));

    /// <summary>Placeholders nobody knows. <c>{domanda:id}</c> gives an answer of the form.</summary>
    public static IEnumerable<string> UnknownIn(string text) => Placeholder().Matches(text).Select(match => match.Groups[1].Value).Where(name => !Placeholders.Contains(name) && !name.StartsWith("domanda:", StringComparison.Ordinal)).Distinct();

    [GeneratedRegex(@"\{([a-z0-9:-]+)\}", RegexOptions.NonBacktracking)]
    private static partial Regex Placeholder();
}
