using Liburia.Procedures.Contracts;

namespace Liburia.Procedures.Answers.Kinds;

/// <summary>A bank account (ISO 13616).</summary>
internal sealed class IbanKind : IQuestionKind
{
    public string Name => QuestionKinds.Iban;

    public string View => "/Pages/Procedures/Kinds/Text.cshtml";

    public Task<string?> ReadAsync(AnswerField field, CancellationToken cancel)
    {
        var iban = field.Typed.Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();
        return Task.FromResult(iban.Length == 0 ? field.Missing() : IsValid(iban) ? iban : field.Refuse("L'IBAN non è valido: controlla ogni carattere.", "The IBAN is not valid: check every character."));
    }

    /// <summary>Letters are two digits each, the whole divided by 97 leaves 1.</summary>
    private static bool IsValid(string iban)
    {
        if (iban.Length is < 15 or > 34 || !iban.All(char.IsAsciiLetterOrDigit) || !char.IsAsciiLetter(iban[0]) || !char.IsAsciiDigit(iban[2])) return false;
        if (iban.StartsWith("IT", StringComparison.Ordinal) && iban.Length != 27) return false;
        var rest = 0;
        foreach (var c in iban[4..] + iban[..4]) rest = char.IsAsciiDigit(c) ? ((rest * 10) + (c - '0')) % 97 : ((rest * 100) + (c - 'A' + 10)) % 97;
        return rest == 1;
    }
}
