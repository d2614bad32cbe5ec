using Liburia.Platform.Language;

namespace Liburia.Procedures.Contracts;

/// <summary>An answer one may choose.</summary>
public sealed record AnswerChoice(string Value, Texts Label, Texts? Hint = null);
