using Liburia.Procedures.Contracts;

namespace Liburia.Procedures.Answers.Kinds;

/// <summary>A telephone number.</summary>
internal sealed class PhoneKind : IQuestionKind
{
    public string Name => QuestionKinds.Phone;

    public string View => "/Pages/Procedures/Kinds/Phone.cshtml";

    public Task<string?> ReadAsync(AnswerField field, CancellationToken cancel)
    {
        var digits = new string([.. field.Typed.Where(c => char.IsAsciiDigit(c) || c == '+')]);
        return Task.FromResult(digits.Length == 0 ? field.Missing() : digits.Length is >= 6 and <= 16 && digits.LastIndexOf('+') <= 0 ? digits
            : field.Refuse("Il numero di telefono non è valido.", "The phone number is not valid."));
    }
}
