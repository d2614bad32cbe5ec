using Liburia.Procedures.Contracts;

namespace Liburia.Procedures.Answers.Kinds;

/// <summary>A text of one line.</summary>
internal sealed class TextKind : IQuestionKind
{
    public string Name => QuestionKinds.Text;

    public string View => "/Pages/Procedures/Kinds/Text.cshtml";

    public Task<string?> ReadAsync(AnswerField field, CancellationToken cancel) => Task.FromResult(
        field.Typed.Length == 0 ? field.Missing()
        : field.Typed.ReplaceLineEndings("").Length != field.Typed.Length ? field.Refuse("Scrivi su una riga sola.", "Write on one line.")
        : FreeText.Fits(field, 200));

    public IEnumerable<(string Key, string Reason)> Judge(Question question) => FreeText.Judge(question);
}
