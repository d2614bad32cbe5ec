using Liburia.Platform.Language;

namespace Liburia.Procedures.Contracts;

/// <summary>What an act asks of the officer.</summary>
/// <param name="Id">Of the act, the only one of this name.</param>
/// <param name="Kind">Name of a kind of question: <see cref="QuestionKinds"/>, or one that a module brings.</param>
/// <param name="Optional">May stay empty.</param>
public sealed record ActQuestion(string Id, string Kind, Texts Label, Texts? Hint = null, bool Optional = false);
