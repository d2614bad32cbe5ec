using Liburia.Platform.Language;
using Liburia.Procedures.Contracts;

namespace Liburia.Procedures.Answers.Kinds;

/// <summary>First and last day: <c>2026-11-24/2026-11-30</c>.</summary>
internal sealed class PeriodKind : IQuestionKind
{
    public string Name => QuestionKinds.Period;

    public string View => "/Pages/Procedures/Kinds/Period.cshtml";

    public Task<string?> ReadAsync(AnswerField field, CancellationToken cancel) => Task.FromResult(Read(field));

    private static string? Read(AnswerField field)
    {
        var (from, to) = (field.Part("from"), field.Part("to"));
        if (from.Length + to.Length == 0) return field.Missing("from");
        if (!ItalianDay.TryRead(from, out var first)) return field.Refuse("Scrivi la data d'inizio così: 24/11/2026.", "Write the first day like this: 24/11/2026.", "from");
        if (!ItalianDay.TryRead(to, out var last)) return field.Refuse("Scrivi la data di fine così: 24/11/2026.", "Write the last day like this: 24/11/2026.", "to");
        return last < first ? field.Refuse("La fine viene prima dell'inizio.", "The end is before the beginning.", "to") : $"{Canonical.Day(first)}/{Canonical.Day(last)}";
    }

    public Texts InWords(Question question, string answer, IReadOnlyList<AnswerChoice> choices) => Canonical.PeriodOf(answer) is not { } period ? Texts.Same(answer)
        : new($"dal {Say.ShortDay(period.From)} al {Say.ShortDay(period.To)}", $"from {Say.ShortDay(period.From)} to {Say.ShortDay(period.To)}");

    public bool IsTyped(string? answer) => false;
}
