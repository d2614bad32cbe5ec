using System.Buffers;
using System.Globalization;
using System.Text;

namespace Liburia.Platform.Language;

/// <summary>A text from outside holds what no text holds: the request is refused.</summary>
public sealed class UncleanText() : IOException("A text of the request holds a NUL.");

/// <summary>
/// Texts from outside as everything behind them expects them: composed (NFC), with one kind of line break, without control and format characters, so that a
/// length counted once is the length everywhere and no engine refuses what another took.
/// </summary>
public static class CleanText
{
    private static readonly SearchValues<char> Plain = SearchValues.Create([.. Enumerable.Range(0x20, 0x5F).Select(c => (char)c)]);

    /// <summary>The text made clean.</summary>
    /// <exception cref="UncleanText">It holds a NUL: nobody types one.</exception>
    public static string Of(string text)
    {
        if (text.AsSpan().IndexOfAnyExcept(Plain) < 0) return text;
        if (text.Contains('\0', StringComparison.Ordinal)) throw new UncleanText();
        var clean = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                // Also among the characters of two halves some only steer how others are shown.
                if (CharUnicodeInfo.GetUnicodeCategory(char.ConvertToUtf32(c, text[i + 1])) != UnicodeCategory.Format) clean.Append(c).Append(text[i + 1]);
                i++;
            }
            else if (char.IsSurrogate(c) || c is >= '\uFDD0' and <= '\uFDEF' or '\uFFFE' or '\uFFFF') clean.Append('\uFFFD');
            else if (c == '\r') clean.Append(i + 1 < text.Length && text[i + 1] == '\n' ? "" : "\n");
            else if (c is '\u0085' or '\u2028' or '\u2029') clean.Append('\n');
            else if (c is '\n' or '\t' || char.GetUnicodeCategory(c) is not (UnicodeCategory.Control or UnicodeCategory.Format)) clean.Append(c);
        }
        return clean.ToString().Normalize(NormalizationForm.FormC);
    }

    /// <summary>The beginning of a text, at most so many units long, never ending inside a character.</summary>
    public static string Cut(this string text, int most)
    {
        if (text.Length <= most) return text;
        while (most > 0 && !IsBetween(text, most)) most--;
        return text[..most];
    }

    /// <summary>The end of a text, at most so many units long, never beginning inside a character.</summary>
    public static string CutStart(this string text, int most)
    {
        if (text.Length <= most) return text;
        var from = text.Length - most;
        while (from < text.Length && !IsBetween(text, from)) from++;
        return text[from..];
    }

    /// <summary>Neither inside a character of two halves nor before a mark that belongs to the one in front.</summary>
    private static bool IsBetween(string text, int at) => !char.IsLowSurrogate(text[at])
        && char.GetUnicodeCategory(text[at]) is not (UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark);
}
