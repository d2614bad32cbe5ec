using Liburia.Platform.Language;

namespace Liburia.Procedures.Contracts;

/// <summary>A question of a procedure's form, or of the officer's.</summary>
/// <param name="Id">In the procedure, the only one of this name.</param>
/// <param name="Source">Where its choices or its first value come from: <c>registry.household</c>.</param>
/// <param name="Min">Characters, or the smallest number, by kind.</param>
/// <param name="Max">Characters, files, or the largest number, by kind.</param>
/// <param name="Pattern">What a text must look like.</param>
/// <param name="PatternMessage">How to say so.</param>
/// <param name="Optional">May stay empty.</param>
/// <param name="Formats">Of files: <c>pdf</c>, <c>jpg</c>.</param>
/// <param name="MaxMegabytes">Of one file.</param>
/// <param name="Norm">The article a declaration rests on.</param>
public sealed record Question(
    string Id, IQuestionKind Kind, Texts Label, Texts? Hint, bool Optional, Condition? When, IReadOnlyList<AnswerChoice> Choices, string? Source, int? Min, int? Max, string? Pattern,
    Texts? PatternMessage, IReadOnlyList<string> Formats, int MaxMegabytes, string? Norm)
{
    /// <summary>Whether it is of one of these kinds.</summary>
    public bool Is(params ReadOnlySpan<string> kinds) => kinds.Contains(Kind.Name);
}
