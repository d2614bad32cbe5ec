namespace Liburia.Subjects.Contracts;

/// <summary>The letters and values of DM 23 December 1976 no. 13813, shared by reading and computing.</summary>
internal static class TaxCodeAlphabet
{
    /// <summary>One letter per month, January first.</summary>
    internal const string Months = "ABCDEHLMPRST";

    /// <summary>The letter that replaces each digit in an omocode, digit 0 first.</summary>
    internal const string Omocodia = "LMNPQRSTUV";

    /// <summary>The replaceable positions, counted from 0, in the order of replacement.</summary>
    internal static readonly int[] OmocodiaPositions = [14, 13, 12, 10, 9, 7, 6];

    // Values of A-Z in an odd position; the digits 0-9 have those of A-J.
    private static readonly byte[] _oddValues =
        [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];

    internal static int MonthOf(char letter) => Months.IndexOf(letter) + 1;

    internal static int TwoDigits(string decoded, int at) => ((decoded[at] - '0') * 10) + decoded[at + 1] - '0';

    /// <summary>Whether sixteen characters have the formal shape of the code.</summary>
    internal static bool HasShape(string value)
    {
        for (var i = 0; i < value.Length; i++)
        {
            var c = value[i];
            var admitted = i switch
            {
                8 => Months.Contains(c),
                6 or 7 or 9 or 10 or 12 or 13 or 14 => char.IsAsciiDigit(c) || Omocodia.Contains(c),
                _ => char.IsAsciiLetterUpper(c),
            };
            if (!admitted)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The code with the omocodia letters turned back to digits; the check character is left alone.</summary>
    internal static string Decode(string value)
    {
        var characters = value.ToCharArray();
        foreach (var at in OmocodiaPositions)
        {
            var digit = Omocodia.IndexOf(characters[at]);
            characters[at] = digit < 0 ? characters[at] : (char)('0' + digit);
        }

        return new string(characters);
    }

    internal static char CheckCharacter(ReadOnlySpan<char> first15)
    {
        var sum = 0;
        for (var i = 0; i < first15.Length; i++)
        {
            var c = first15[i];
            var rank = char.IsAsciiDigit(c) ? c - '0' : char.IsAsciiLetterUpper(c) ? c - 'A' : -1;
            if (rank < 0)
            {
                throw new ArgumentException($"Character '{c}' has no place in a tax code.", nameof(first15));
            }

            sum += i % 2 == 0 ? _oddValues[rank] : rank;
        }

        return (char)('A' + (sum % 26));
    }
}
