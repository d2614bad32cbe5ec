using Liburia.Platform.Language;
using Liburia.Procedures.Contracts;

namespace Liburia.Procedures.Answers.Kinds;

/// <summary>Several answers of a list: one a line.</summary>
internal sealed class ChoicesKind : IQuestionKind
{
    public string Name => QuestionKinds.Choices;

    public string View => "/Pages/Procedures/Kinds/Choices.cshtml";

    public Task<string?> ReadAsync(AnswerField field, CancellationToken cancel)
    {
        var chosen = field.All.Where(value => field.Choices.Any(choice => choice.Value == value)).Distinct().ToList();
        return Task.FromResult(chosen.Count > 0 ? string.Join('\n', chosen) : field.Question.Optional ? null : field.Refuse("Scegli almeno una risposta.", "Choose at least one answer."));
    }

    public Texts InWords(Question question, string answer, IReadOnlyList<AnswerChoice> choices) => Chosen.InWords(answer, choices);

    public bool IsTyped(string? answer) => false;

    public bool IsChosen => true;

    public bool MayBeHeading => true;

    public IEnumerable<(string Key, string Reason)> Judge(Question question) => Chosen.Judge(question);
}
