using Liburia.Procedures.Contracts;

namespace Liburia.Procedures.Answers.Kinds;

/// <summary>A text of several lines.</summary>
internal sealed class LinesKind : IQuestionKind
{
    public string Name => QuestionKinds.Lines;

    public string View => "/Pages/Procedures/Kinds/Lines.cshtml";

    public Task<string?> ReadAsync(AnswerField field, CancellationToken cancel) =>
        Task.FromResult(field.Typed.Length == 0 ? field.Missing() : FreeText.Fits(field, 4000));

    public IEnumerable<(string Key, string Reason)> Judge(Question question) => FreeText.Judge(question);
}
