using Liburia.Platform.Language;
using Liburia.Procedures.Contracts;

namespace Liburia.Procedures.Answers.Kinds;

/// <summary>Yes or no.</summary>
internal sealed class YesNoKind : IQuestionKind
{
    public string Name => QuestionKinds.YesNo;

    public string View => "/Pages/Procedures/Kinds/YesNo.cshtml";

    public Task<string?> ReadAsync(AnswerField field, CancellationToken cancel) => Task.FromResult(field.Typed is "yes" or "no" ? field.Typed : field.Missing());

    public Texts InWords(Question question, string answer, IReadOnlyList<AnswerChoice> choices) => answer == "yes" ? new("Sì", "Yes") : new("No", "No");

    public bool IsTyped(string? answer) => false;

    public bool MayBeHeading => true;
}
