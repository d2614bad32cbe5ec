using Liburia.Platform.Language;
using Liburia.Procedures.Contracts;

namespace Liburia.Procedures.Answers.Kinds;

/// <summary>One answer of a list.</summary>
internal sealed class ChoiceKind : IQuestionKind
{
    public string Name => QuestionKinds.Choice;

    public string View => "/Pages/Procedures/Kinds/Choice.cshtml";

    public Task<string?> ReadAsync(AnswerField field, CancellationToken cancel) => Task.FromResult(
        field.Typed.Length == 0 ? field.Question.Optional ? null : field.Refuse("Scegli una delle risposte.", "Choose one of the answers.")
        : field.Choices.Any(choice => choice.Value == field.Typed) ? field.Typed
        : field.Refuse("Scegli una delle risposte dell'elenco.", "Choose one of the answers listed."));

    public Texts InWords(Question question, string answer, IReadOnlyList<AnswerChoice> choices) => Chosen.InWords(answer, choices);

    public bool IsTyped(string? answer) => false;

    public bool IsChosen => true;

    public bool MayBeHeading => true;

    public IEnumerable<(string Key, string Reason)> Judge(Question question) => Chosen.Judge(question);
}
