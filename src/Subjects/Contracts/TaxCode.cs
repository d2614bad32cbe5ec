namespace Liburia.Subjects.Contracts;

/// <summary>A formally valid codice fiscale of a natural person, kept in upper case and without blanks.</summary>
/// <remarks>
/// Source: DM 23 December 1976 no. 13813. Formal validity does not prove that Agenzia delle Entrate assigned the code.
/// The eleven-digit codes (provisional codes, bodies) are another kind of code and end here as <see cref="TaxCodeFault.Length"/>.
/// The <c>default</c> value is no code: its <see cref="Value"/> is empty and the decoded properties throw.
/// </remarks>
public readonly record struct TaxCode
{
    private const int DecodedLength = 16;
    private const int FemaleDayOffset = 40;

    private readonly string? _value;

    private TaxCode(string value) => _value = value;

    /// <summary>The sixteen characters as assigned, omocodia letters included.</summary>
    public string Value => _value ?? "";

    /// <summary><c>M</c> or <c>F</c>, read from the day of birth.</summary>
    /// <exception cref="InvalidOperationException">The value is <c>default</c>.</exception>
    public char Sex => EncodedDay > FemaleDayOffset ? 'F' : 'M';

    /// <summary>Belfiore code of the Comune of birth, or <c>Z</c> and three digits for a foreign state, omocodia decoded.</summary>
    /// <exception cref="InvalidOperationException">The value is <c>default</c>.</exception>
    public string PlaceCode => Decoded[11..15];

    /// <summary>Whether at least one digit was replaced by a letter to tell apart two holders of the same code.</summary>
    public bool IsOmocode => _value is not null && Decoded[..15] != _value[..15];

    private string Decoded => TaxCodeAlphabet.Decode(_value ?? throw new InvalidOperationException("The tax code is empty."));

    private int EncodedDay => TaxCodeAlphabet.TwoDigits(Decoded, 9);

    /// <summary>Reads a code as typed: case and blanks do not matter.</summary>
    /// <param name="input">The typed text.</param>
    /// <param name="code">The code, or <c>default</c> when there is a fault.</param>
    /// <param name="fault">The first fault found, <see cref="TaxCodeFault.None"/> when the code is valid.</param>
    /// <returns>Whether the code is formally valid.</returns>
    public static bool TryParse(string? input, out TaxCode code, out TaxCodeFault fault)
    {
        code = default;
        var value = Normalise(input);
        fault = Check(value);
        if (fault != TaxCodeFault.None)
        {
            return false;
        }

        code = new TaxCode(value);
        return true;
    }

    /// <summary>
    /// The date of birth. The code holds two digits of the year, so the latest such date not after <paramref name="today"/> is
    /// taken: for a person of a hundred years or more it is a century late.
    /// </summary>
    /// <param name="today">The day on which the code is read.</param>
    /// <exception cref="InvalidOperationException">The value is <c>default</c>.</exception>
    public DateOnly BirthDateBefore(DateOnly today)
    {
        var decoded = Decoded;
        var month = TaxCodeAlphabet.MonthOf(decoded[8]);
        var day = EncodedDay % FemaleDayOffset;
        var year = today.Year - (today.Year % 100) + TaxCodeAlphabet.TwoDigits(decoded, 6);
        while (day > DateTime.DaysInMonth(year, month) || new DateOnly(year, month, day) > today)
        {
            year -= 100;
        }

        return new DateOnly(year, month, day);
    }

    /// <summary>The code with everything but surname and name hidden, for lists and logs.</summary>
    public string Mask() => _value is null ? "" : string.Concat(_value.AsSpan(0, 6), "**********");

    /// <inheritdoc/>
    public override string ToString() => Value;

    private static string Normalise(string? input)
    {
        if (string.IsNullOrWhiteSpace(input))
        {
            return "";
        }

        var kept = input.Where(c => !char.IsWhiteSpace(c)).Select(c => c is >= 'a' and <= 'z' ? (char)(c - 32) : c);
        return string.Concat(kept);
    }

    private static TaxCodeFault Check(string value) => value switch
    {
        "" => TaxCodeFault.Empty,
        { Length: not DecodedLength } => TaxCodeFault.Length,
        _ when !TaxCodeAlphabet.HasShape(value) => TaxCodeFault.Characters,
        _ when TaxCodeCalculator.CheckCharacter(value[..15]) != value[15] => TaxCodeFault.CheckCharacter,
        _ => HasDate(TaxCodeAlphabet.Decode(value)) ? TaxCodeFault.None : TaxCodeFault.Date,
    };

    private static bool HasDate(string decoded)
    {
        var encoded = TaxCodeAlphabet.TwoDigits(decoded, 9);
        var day = encoded % FemaleDayOffset;
        if (day == 0 || encoded is > 31 and <= FemaleDayOffset or > 71)
        {
            return false;
        }

        // Year 00 stands for 2000, which is a leap year; in every other case both centuries agree.
        var year = 2000 + TaxCodeAlphabet.TwoDigits(decoded, 6);
        return day <= DateTime.DaysInMonth(year, TaxCodeAlphabet.MonthOf(decoded[8]));
    }
}
