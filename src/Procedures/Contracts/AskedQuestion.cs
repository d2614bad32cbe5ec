using Liburia.Platform.Language;
using Liburia.Procedures.Answers;

namespace Liburia.Procedures.Contracts;

/// <summary>A question as its field is drawn.</summary>
/// <param name="Name">Of the field.</param>
/// <param name="Given">Canonical answer, or the first value a register gives.</param>
/// <param name="Alone">The only one of its page: its label is the heading.</param>
/// <param name="Data">What its kind asked for: <see cref="IQuestionKind.DrawnWithAsync"/>.</param>
public sealed record AskedQuestion(Question Question, string Name, string? Given, Prefill? Prefill, IReadOnlyList<AnswerChoice> Choices, object? Data, bool Alone)
{
    private readonly Lazy<IReadOnlyDictionary<string, string>> parts = new(() => Canonical.PartsOf(Given));

    /// <summary>Anybody will read the answer, in a register.</summary>
    public bool IsPublic { get; init; }

    /// <summary>A part of the answer given so far; empty where there is none.</summary>
    public string Part(string name) => parts.Value.GetValueOrDefault(name, "");

    public string Label => Question.Label + (Question.Optional ? Say.T(" (facoltativo)", " (optional)") : "");

    /// <summary>Beside its own field, where a screen reader says it too.</summary>
    public string? Hint => !IsPublic ? Question.Hint?.ToString() : Question.Hint is { } own ? $"{own.ToString().TrimEnd('.')}. {BecomesPublic}" : BecomesPublic;

    private static string BecomesPublic => Say.T(
        "Si legge nel registro pubblico, senza il tuo nome e dopo che l'ufficio l'ha vista: non scriverci dati tuoi.",
        "It can be read in the public register, without your name and after the office has seen it: do not put data of yours in it.");
}
