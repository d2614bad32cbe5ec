using System.Globalization;
using System.Text;
using Liburia.Platform.Language;
using Liburia.Platform.Search;
using Liburia.Subjects.Contracts;

namespace Liburia.Procedures.Registers;

/// <summary>What of a text tells who wrote it.</summary>
/// <param name="Strict">Has no place in a public register, whatever the officer thinks: a tax code, an e-mail address, a telephone number.</param>
internal sealed record PersonalMark(int Start, int Length, string What, bool Strict);

/// <summary>Finds in a text the name, tax code, address and contacts of whoever wrote it: a help for the officer who reads it, not a judgement.</summary>
internal static class PersonalMarks
{
    private sealed record Word(int Start, int Length, string Plain);

    /// <param name="name">Of the applicant, as registers write it.</param>
    /// <param name="address">«VIA ROMA, 12 int. 4»; none where it is not known.</param>
    /// <returns>In order, none over another.</returns>
    public static IReadOnlyList<PersonalMark> In(string text, string name, string taxCode, string? address)
    {
        var words = WordsOf(text);
        var found = new List<PersonalMark>();
        found.AddRange(Codes(text, words, taxCode));
        found.AddRange(Contacts(text));
        found.AddRange(Names(words, SearchWords.Of(name).ToHashSet()));
        if (address is not null) found.AddRange(Addresses(words, address));
        var marks = new List<PersonalMark>();
        foreach (var mark in found.OrderBy(mark => mark.Start).ThenByDescending(mark => mark.Length))
            if (marks.Count == 0 || mark.Start >= marks[^1].Start + marks[^1].Length) marks.Add(mark);
        return marks;
    }

    /// <summary>The text with what was found left out: «[omissis]».</summary>
    public static string Without(string text, IReadOnlyList<PersonalMark> marks)
    {
        var (left, at) = (new StringBuilder(text.Length), 0);
        foreach (var mark in marks)
        {
            left.Append(text, at, mark.Start - at).Append("[omissis]");
            at = mark.Start + mark.Length;
        }
        return left.Append(text, at, text.Length - at).ToString();
    }

    private static List<Word> WordsOf(string text)
    {
        var words = new List<Word>();
        for (var start = 0; start < text.Length; start++)
        {
            if (!char.IsLetterOrDigit(text[start])) continue;
            var end = start;
            while (end < text.Length && (char.IsLetterOrDigit(text[end]) || char.GetUnicodeCategory(text[end]) == UnicodeCategory.NonSpacingMark)) end++;
            words.Add(new Word(start, end - start, SearchWords.Plain(text[start..end])));
            start = end;
        }
        return words;
    }

    /// <summary>Whatever looks like a tax code, also one that was miswritten; the applicant's own also with blanks and dashes inside.</summary>
    private static IEnumerable<PersonalMark> Codes(string text, List<Word> words, string taxCode)
    {
        foreach (var word in words)
        {
            var isCode = TaxCode.TryParse(text.Substring(word.Start, word.Length), out _, out var fault);
            if (isCode || fault is TaxCodeFault.CheckCharacter or TaxCodeFault.Date) yield return new(word.Start, word.Length, "codice fiscale", true);
        }
        if (taxCode.Length == 0) yield break;
        int[] places = [.. Enumerable.Range(0, text.Length).Where(i => char.IsLetterOrDigit(text[i]))];
        var squeezed = string.Concat(places.Select(i => char.ToUpperInvariant(text[i])));
        for (var at = squeezed.IndexOf(taxCode, StringComparison.Ordinal); at >= 0; at = squeezed.IndexOf(taxCode, at + 1, StringComparison.Ordinal))
            yield return new(places[at], places[at + taxCode.Length - 1] - places[at] + 1, "codice fiscale", true);
    }

    private static IEnumerable<PersonalMark> Contacts(string text)
    {
        for (var start = 0; start < text.Length; start++)
        {
            if (char.IsWhiteSpace(text[start])) continue;
            var end = start;
            while (end < text.Length && !char.IsWhiteSpace(text[end])) end++;
            var piece = text[start..end].TrimEnd('.', ',', ';', ':', ')');
            var at = piece.IndexOf('@', StringComparison.Ordinal);
            if (at > 0 && piece.IndexOf('.', at) > at + 1) yield return new(start, piece.Length, "indirizzo di posta elettronica", true);
            start = end;
        }
        for (var start = 0; start < text.Length; start++)
        {
            if (!char.IsAsciiDigit(text[start]) && text[start] != '+') continue;
            if (start > 0 && (char.IsLetterOrDigit(text[start - 1]) || text[start - 1] == '/')) continue;
            var end = start + 1;
            while (end < text.Length && (char.IsAsciiDigit(text[end]) || IsInside(text, end))) end++;
            var written = text[start..end];
            var digits = written.Count(char.IsAsciiDigit);
            // Fixed lines begin with 0, mobiles with 3; numbers of the register and of acts have a slash and a year behind them.
            var begins = text[start] is '+' or '3' || (text[start] == '0' && start + 1 < text.Length && text[start + 1] != '0');
            // Numbers of registers and acts have a year behind a slash; days and VAT numbers are nobody's telephone.
            var isOther = IsNumberOfAYear(text, start, end) || NumericTaxCode.IsValid(written) || ItalianDay.TryRead(written, out _);
            if (begins && digits is >= 8 and <= 13 && !isOther) yield return new(start, end - start, "numero di telefono", true);
            start = end;
        }
    }

    /// <summary>A sign between two digits of a number, as people write telephone numbers.</summary>
    private static bool IsInside(string text, int at) => text[at] is ' ' or '.' or '-' or '/' && at + 1 < text.Length && char.IsAsciiDigit(text[at + 1]);

    /// <summary>«0000123/2026», «45/2025»: one slash and a year of four digits at the end.</summary>
    private static bool IsNumberOfAYear(string text, int start, int end)
    {
        var parts = text[start..end].Split('/');
        return parts.Length == 2 && parts[1].Length == 4 && (parts[1].StartsWith("19", StringComparison.Ordinal) || parts[1].StartsWith("20", StringComparison.Ordinal));
    }

    /// <summary>Words of the name, one behind the other; «De» alone is nobody.</summary>
    private static IEnumerable<PersonalMark> Names(List<Word> words, HashSet<string> name)
    {
        for (var first = 0; first < words.Count; first++)
        {
            var next = first;
            while (next < words.Count && name.Contains(words[next].Plain)) next++;
            if (next == first) continue;
            if (words.Skip(first).Take(next - first).Any(word => word.Plain.Length >= 3))
                yield return new(words[first].Start, words[next - 1].Start + words[next - 1].Length - words[first].Start, "nome del richiedente", false);
            first = next;
        }
    }

    /// <summary>The street of the applicant's own address with its number; the street alone is a place like another.</summary>
    private static IEnumerable<PersonalMark> Addresses(List<Word> words, string address)
    {
        string[] own = [.. SearchWords.Of(address)];
        var streets = Array.FindIndex(own, word => char.IsAsciiDigit(word[0]));
        if (streets < 1) yield break;
        string[] between = ["n", "nr", "num", "numero", "civico", "al"];
        for (var first = 0; first + streets < words.Count; first++)
        {
            if (!own.Take(streets).SequenceEqual(words.Skip(first).Take(streets).Select(word => word.Plain))) continue;
            var number = first + streets;
            while (number < words.Count && between.Contains(words[number].Plain)) number++;
            if (number < words.Count && words[number].Plain == own[streets])
                yield return new(words[first].Start, words[number].Start + words[number].Length - words[first].Start, "indirizzo del richiedente", false);
        }
    }
}
