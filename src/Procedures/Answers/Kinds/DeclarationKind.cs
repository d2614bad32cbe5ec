using Liburia.Platform.Language;
using Liburia.Procedures.Contracts;

namespace Liburia.Procedures.Answers.Kinds;

/// <summary>Something one declares, with the article it rests on.</summary>
internal sealed class DeclarationKind : IQuestionKind
{
    public string Name => QuestionKinds.Declaration;

    public string View => "/Pages/Procedures/Kinds/Declaration.cshtml";

    public Task<string?> ReadAsync(AnswerField field, CancellationToken cancel) => Task.FromResult(
        field.Typed == "true" ? "true" : field.Question.Optional ? null
        : field.Refuse("Per continuare devi dichiararlo: spunta la casella.", "To go on you must declare it: tick the box."));

    public Texts InWords(Question question, string answer, IReadOnlyList<AnswerChoice> choices) => new("Lo dichiaro", "I declare it");

    public bool IsTyped(string? answer) => false;
}
