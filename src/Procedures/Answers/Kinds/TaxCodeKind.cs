using Liburia.Procedures.Contracts;
using Liburia.Subjects.Contracts;

namespace Liburia.Procedures.Answers.Kinds;

/// <summary>The tax code of a person.</summary>
internal sealed class TaxCodeKind : IQuestionKind
{
    public string Name => QuestionKinds.TaxCode;

    public string View => "/Pages/Procedures/Kinds/Text.cshtml";

    public Task<string?> ReadAsync(AnswerField field, CancellationToken cancel) => Task.FromResult(
        field.Typed.Length == 0 ? field.Missing()
        : TaxCode.TryParse(field.Typed, out var code, out _) ? code.Value
        : field.Refuse("Il codice fiscale non è valido: controlla i 16 caratteri.", "The tax code is not valid: check its 16 characters."));
}
