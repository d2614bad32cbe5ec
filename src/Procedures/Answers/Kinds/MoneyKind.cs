using System.Globalization;
using Liburia.Platform.Language;
using Liburia.Procedures.Contracts;

namespace Liburia.Procedures.Answers.Kinds;

/// <summary>An amount: cents of euro.</summary>
internal sealed class MoneyKind : IQuestionKind
{
    public string Name => QuestionKinds.Money;

    public string View => "/Pages/Procedures/Kinds/Money.cshtml";

    public Task<string?> ReadAsync(AnswerField field, CancellationToken cancel) => Task.FromResult(
        field.Typed.Length == 0 ? field.Missing()
        : Cents(field.Typed) is >= 0 and { } cents ? cents.ToString(CultureInfo.InvariantCulture)
        : field.Refuse("Scrivi l'importo in euro così: 1.250,00.", "Write the amount in euro like this: 1250.00."));

    private static long? Cents(string text)
    {
        var plain = text.Replace("€", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);
        if (plain.Contains(',', StringComparison.Ordinal)) plain = plain.Replace(".", "", StringComparison.Ordinal).Replace(',', '.');
        if (!decimal.TryParse(plain, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var euro) || euro >= 1_000_000_000m) return null;
        return (long)decimal.Round(euro * 100m, MidpointRounding.AwayFromZero);
    }

    public Texts InWords(Question question, string answer, IReadOnlyList<AnswerChoice> choices) => Texts.Same(long.TryParse(answer, out var cents) ? Say.Euro(cents) : answer);

    public bool IsTyped(string? answer) => false;
}
