using System.Text.RegularExpressions;
using Liburia.Procedures.Contracts;

namespace Liburia.Procedures.Models;

/// <summary>Texts of decisions with placeholders from a fixed list: words in, words out, nothing is computed.</summary>
internal static partial class DecisionText
{
    /// <summary>Before the id of a question of the form, and of one of the officer's.</summary>
    public const string OfForm = "domanda:", OfOfficer = "decisione:";

    private static readonly IReadOnlyList<string> Placeholders =
    [
        "comune", "richiedente", "codice-fiscale", "oggetto", "protocollo", "presentata", "ufficio", "responsabile", "data", "numero", "motivazione",
        "scadenza", "importo", "silenzio",
    ];

    /// <summary>The paragraphs; one that says what the officer was asked and did not answer is left out.</summary>
    public static IReadOnlyList<string> Fill(string text, IReadOnlyDictionary<string, string> values) =>
    [
        .. from line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
           let unanswered = Placeholder().Matches(line).Select(match => match.Groups[1].Value).Any(name => name.StartsWith(OfOfficer, StringComparison.Ordinal) && !values.ContainsKey(name))
           where !unanswered
           from filled in Placeholder().Replace(line, match => values.GetValueOrDefault(match.Groups[1].Value, "")).Split('\n', StringSplitOptions.TrimEntries)
           where filled.Length > 0
           select filled,
    ];

    /// <summary>Every placeholder of a procedure: <c>{domanda:id}</c> gives an answer of the form, <c>{decisione:id}</c> one of the officer's.</summary>
    public static IReadOnlyList<string> Known(IEnumerable<Question> form, IEnumerable<Question> officer) =>
        [.. Placeholders, .. form.Select(question => OfForm + question.Id), .. officer.Select(question => OfOfficer + question.Id)];

    /// <summary>Placeholders nobody knows.</summary>
    public static IEnumerable<string> UnknownIn(string text, IEnumerable<Question> form, IEnumerable<Question> officer) =>
        Placeholder().Matches(text).Select(match => match.Groups[1].Value).Except(Known(form, officer));

    [GeneratedRegex(@"\{([a-z0-9:-]+)\}", RegexOptions.NonBacktracking)]
    private static partial Regex Placeholder();
}
