using Liburia.Platform.Language;
using Shouldly;
using Xunit;

namespace Liburia.Platform.Tests;

/// <summary>What is left of a text from outside: the same letters in one way of writing them, and nothing that steers instead of being read.</summary>
public sealed class CleanTextTests
{
    [Theory]
    [InlineData("Una frase come tante, con 12 parole.", "Una frase come tante, con 12 parole.")]
    [InlineData("citta\u0300 e perche\u0301", "città e perché")]
    [InlineData("\u212B \u1100\u1161", "\u00C5 \uAC00")]
    [InlineData("uno\r\ndue\rtre\nquattro\u0085cinque\u2028sei\u2029sette", "uno\ndue\ntre\nquattro\ncinque\nsei\nsette")]
    [InlineData("in fondo\r", "in fondo\n")]
    [InlineData("a\tb", "a\tb")]
    [InlineData("\u202Eanna\u200B\u200E\u2066\u00AD\uFEFF", "anna")]
    [InlineData("\u0001\u0007\u001B[31mrosso\u007F\u009B", "[31mrosso")]
    [InlineData("bandiera \U000E0067\U000E007F", "bandiera ")]
    [InlineData("😀 e \U00020BB7", "😀 e \U00020BB7")]
    [InlineData("a\uFDD0b\uFDEFc\uFFFEd\uFFFFe", "a\uFFFDb\uFFFDc\uFFFDd\uFFFDe")]
    [InlineData("", "")]
    public void Text_IsMadeClean_AndTwiceIsTheSame(string sent, string clean)
    {
        CleanText.Of(sent).ShouldBe(clean);
        CleanText.Of(clean).ShouldBe(clean);
    }

    /// <summary>Each control and each format character there is, in its own place; those of a line and the tabulator stay.</summary>
    [Fact]
    public void ControlAndFormatCharacters_AreAllLeftOut()
    {
        for (var c = '\u0001'; c < '\uD800'; c++)
            if (char.GetUnicodeCategory(c) is System.Globalization.UnicodeCategory.Control or System.Globalization.UnicodeCategory.Format)
                CleanText.Of($"a{c}b").ShouldBe(c switch { '\t' => "a\tb", '\n' or '\r' or '\u0085' => "a\nb", _ => "ab" }, $"U+{(int)c:X4}");
    }

    [Fact]
    public void HalfACharacter_BecomesTheSignOfWhatCannotBeRead()
    {
        foreach (var half in (char[])['\uD83D', '\uDE00']) CleanText.Of($"a{half}b").ShouldBe("a\uFFFDb");
        CleanText.Of("a\uD83D").ShouldBe("a\uFFFD");
    }

    [Theory]
    [InlineData("\0")]
    [InlineData("anna\0")]
    [InlineData("è\0\u200B")]
    public void Nul_IsRefused(string sent) => Should.Throw<UncleanText>(() => CleanText.Of(sent));

    /// <summary>However long it may be, what is left has whole characters, is no longer than it may be, and no shorter than it has to be.</summary>
    [Theory]
    [InlineData("ab", 2, "ab", "ab")]
    [InlineData("abc", 2, "ab", "bc")]
    [InlineData("a😀b", 2, "a", "b")]
    [InlineData("a😀b", 3, "a😀", "😀b")]
    [InlineData("😀😀", 3, "😀", "😀")]
    [InlineData("😀", 1, "", "")]
    [InlineData("aq\u0323b", 2, "a", "b")]
    [InlineData("aq\u0323b", 3, "aq\u0323", "q\u0323b")]
    [InlineData("abc", 0, "", "")]
    public void Cut_IsNeverInsideACharacter(string text, int most, string start, string end)
    {
        text.Cut(most).ShouldBe(start);
        text.CutStart(most).ShouldBe(end);
    }
}
