using Liburia.Platform.Language;

namespace Liburia.Procedures.Contracts;

/// <summary>An answer as one reads it.</summary>
/// <param name="Question">Its id.</param>
/// <param name="Name">The question's id, with its turn where the page repeats.</param>
/// <param name="IsTyped">It holds words of the applicant's own.</param>
public sealed record AnswerInWords(string Question, string Name, Texts Label, Texts Words, bool IsTyped);
