using Liburia.Platform.Language;
using Liburia.Procedures.Contracts;

namespace Liburia.Procedures.Answers.Kinds;

/// <summary>A day: <c>2026-11-24</c>.</summary>
internal sealed class DateKind : IQuestionKind
{
    public string Name => QuestionKinds.Date;

    public string View => "/Pages/Procedures/Kinds/Date.cshtml";

    public Task<string?> ReadAsync(AnswerField field, CancellationToken cancel) => Task.FromResult(
        field.Typed.Length == 0 ? field.Missing()
        : ItalianDay.TryRead(field.Typed, out var day) ? Canonical.Day(day)
        : field.Refuse("Scrivi la data così: 24/11/2026.", "Write the date like this: 24/11/2026."));

    public Texts InWords(Question question, string answer, IReadOnlyList<AnswerChoice> choices) => Canonical.DayOf(answer) is { } day ? Texts.Same(Say.ShortDay(day)) : Texts.Same(answer);

    public bool IsTyped(string? answer) => false;
}
