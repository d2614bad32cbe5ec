namespace Liburia.Subjects.Contracts;

/// <summary>The eleven-digit code: VAT numbers, bodies, provisional codes of persons.</summary>
/// <remarks>Source: DM 23 December 1976; the check digit is Luhn's, as for VAT numbers. Formal validity does not prove that the code was assigned.</remarks>
public static class NumericTaxCode
{
    private const int Length = 11;

    /// <summary>The eleventh digit.</summary>
    /// <param name="first10">The first ten digits.</param>
    /// <exception cref="ArgumentException">There are not ten digits.</exception>
    public static char CheckDigit(string first10)
    {
        ArgumentNullException.ThrowIfNull(first10);
        if (first10.Length != Length - 1 || !first10.All(char.IsAsciiDigit)) throw new ArgumentException("Ten digits are needed.", nameof(first10));
        var sum = 0;
        for (var i = 0; i < first10.Length; i++)
        {
            // The second, fourth… digit counts twice; of a result of two digits their sum.
            var value = (first10[i] - '0') * (1 + (i % 2));
            sum += value > 9 ? value - 9 : value;
        }
        return (char)('0' + ((10 - (sum % 10)) % 10));
    }

    /// <summary>Whether a text is formally such a code.</summary>
    public static bool IsValid(string? code) => code is { Length: Length } && code.All(char.IsAsciiDigit) && CheckDigit(code[..^1]) == code[^1];
}
