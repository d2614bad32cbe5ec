using System.Globalization;
using System.Text;

namespace Liburia.Subjects.Contracts;

/// <summary>Computes the codice fiscale that follows from the data of a person.</summary>
/// <remarks>
/// Source: DM 23 December 1976 no. 13813; transliteration as in Circ. Agenzia delle Entrate 34/E of 2011.
/// Only Agenzia delle Entrate assigns codes: what is computed here serves as a plausibility warning and for invented data.
/// </remarks>
public static class TaxCodeCalculator
{
    private const int CodeLength = 16;

    /// <summary>The code without omocodia.</summary>
    /// <param name="familyName">Surname at birth; compound surnames count as one string.</param>
    /// <param name="givenName">Given name, all of its parts.</param>
    /// <param name="birthDate">Date of birth.</param>
    /// <param name="sex"><c>M</c> or <c>F</c>.</param>
    /// <param name="placeCode">Belfiore code of the Comune of birth, or the <c>Z</c> code of the foreign state.</param>
    /// <exception cref="ArgumentException">The sex or the place code is malformed.</exception>
    public static string Compute(string familyName, string givenName, DateOnly birthDate, char sex, string placeCode)
    {
        ArgumentNullException.ThrowIfNull(familyName);
        ArgumentNullException.ThrowIfNull(givenName);
        ArgumentNullException.ThrowIfNull(placeCode);
        if (sex is not ('M' or 'F'))
        {
            throw new ArgumentException("The sex is M or F.", nameof(sex));
        }

        if (placeCode.Length != 4 || !char.IsAsciiLetterUpper(placeCode[0]) || placeCode.AsSpan(1).ContainsAnyExceptInRange('0', '9'))
        {
            throw new ArgumentException("The place code is an upper case letter and three digits.", nameof(placeCode));
        }

        Span<char> code = stackalloc char[CodeLength];
        Abbreviate(familyName, code[..3], isGivenName: false);
        Abbreviate(givenName, code[3..6], isGivenName: true);
        WriteTwoDigits(birthDate.Year % 100, code[6..8]);
        code[8] = TaxCodeAlphabet.Months[birthDate.Month - 1];
        WriteTwoDigits(birthDate.Day + (sex == 'F' ? 40 : 0), code[9..11]);
        placeCode.CopyTo(code[11..15]);
        code[15] = TaxCodeAlphabet.CheckCharacter(code[..15]);
        return new string(code);
    }

    /// <summary>The code with its rightmost digits replaced by letters and the check character recomputed.</summary>
    /// <param name="code">A code of sixteen upper case characters.</param>
    /// <param name="level">How many digits are replaced, from 1 to 7 (positions 15, 14, 13, 11, 10, 8, 7).</param>
    /// <exception cref="ArgumentException">The code does not have the formal shape of a codice fiscale.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The level is outside 1-7.</exception>
    public static string Omocode(string code, int level)
    {
        ArgumentNullException.ThrowIfNull(code);
        ArgumentOutOfRangeException.ThrowIfLessThan(level, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(level, TaxCodeAlphabet.OmocodiaPositions.Length);
        if (code.Length != CodeLength || !TaxCodeAlphabet.HasShape(code))
        {
            throw new ArgumentException("The code does not have the shape of a codice fiscale.", nameof(code));
        }

        var characters = code.ToCharArray();
        foreach (var at in TaxCodeAlphabet.OmocodiaPositions.AsSpan(0, level))
        {
            characters[at] = char.IsAsciiDigit(characters[at]) ? TaxCodeAlphabet.Omocodia[characters[at] - '0'] : characters[at];
        }

        characters[15] = TaxCodeAlphabet.CheckCharacter(characters.AsSpan(0, 15));
        return new string(characters);
    }

    /// <summary>The sixteenth character: sum of the values of the odd and even positions, modulo 26.</summary>
    /// <param name="first15">The first fifteen characters, in upper case.</param>
    /// <exception cref="ArgumentException">There are not fifteen characters, or one is no digit or upper case letter.</exception>
    public static char CheckCharacter(string first15)
    {
        ArgumentNullException.ThrowIfNull(first15);
        return first15.Length == CodeLength - 1
            ? TaxCodeAlphabet.CheckCharacter(first15)
            : throw new ArgumentException("Fifteen characters are needed.", nameof(first15));
    }

    private static void Abbreviate(string name, Span<char> target, bool isGivenName)
    {
        var letters = Transliterate(name);
        Span<char> ordered = stackalloc char[letters.Length];
        var consonants = 0;
        foreach (var c in letters)
        {
            if (!IsVowel(c))
            {
                ordered[consonants++] = c;
            }
        }

        var length = consonants;
        foreach (var c in letters)
        {
            if (IsVowel(c))
            {
                ordered[length++] = c;
            }
        }

        // A given name of four or more consonants gives the first, the third and the fourth.
        var skip = isGivenName && consonants >= 4 ? 1 : 0;
        for (var i = 0; i < target.Length; i++)
        {
            var from = i == 0 ? 0 : i + skip;
            target[i] = from < length ? ordered[from] : 'X';
        }
    }

    private static string Transliterate(string name)
    {
        var letters = new StringBuilder(name.Length + 4);
        foreach (var c in Ascii.IsValid(name) ? name : name.Normalize(NormalizationForm.FormC))
        {
            switch (char.ToUpperInvariant(c))
            {
                case 'Ä' or 'Æ': letters.Append("AE"); break;
                case 'Ö' or 'Ø' or 'Œ': letters.Append("OE"); break;
                case 'Ü': letters.Append("UE"); break;
                case 'ß' or 'ẞ': letters.Append("SS"); break;
                case 'Þ': letters.Append("TH"); break;
                case 'Ł': letters.Append('L'); break;
                case 'Đ' or 'Ð': letters.Append('D'); break;
                case var upper when char.IsAsciiLetterUpper(upper): letters.Append(upper); break;
                case var upper when !char.IsAscii(upper) && !char.IsSurrogate(upper): AppendBase(letters, upper); break;
                default: break;
            }
        }

        return letters.ToString();
    }

    private static void AppendBase(StringBuilder letters, char letter)
    {
        foreach (var part in letter.ToString(CultureInfo.InvariantCulture).Normalize(NormalizationForm.FormD))
        {
            if (char.IsAsciiLetterUpper(part))
            {
                letters.Append(part);
            }
        }
    }

    private static bool IsVowel(char c) => c is 'A' or 'E' or 'I' or 'O' or 'U';

    private static void WriteTwoDigits(int value, Span<char> target)
    {
        target[0] = (char)('0' + (value / 10));
        target[1] = (char)('0' + (value % 10));
    }
}
