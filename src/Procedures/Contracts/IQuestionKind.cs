using Liburia.Platform.Language;

namespace Liburia.Procedures.Contracts;

/// <summary>
/// A kind of question: how it is drawn, read, checked, told and kept. One class for each, registered once under its name; modules bring their own. An
/// answer is one text in the kind's canonical form, the same in the draft, in the case and in the file that is kept.
/// </summary>
public interface IQuestionKind
{
    /// <summary>The name a procedure's file calls it by: <c>address</c>.</summary>
    string Name { get; }

    /// <summary>The Razor partial that draws its field; its model is <see cref="AskedQuestion"/>.</summary>
    string View { get; }

    /// <summary>Reads what the form sent.</summary>
    /// <returns>The canonical form; null when there is no answer, or it was refused and the field says why.</returns>
    Task<string?> ReadAsync(AnswerField field, CancellationToken cancel = default);

    /// <summary>The answer as one reads it.</summary>
    Texts InWords(Question question, string answer, IReadOnlyList<AnswerChoice> choices) => new(answer, answer);

    /// <summary>What its field needs besides the question, when it is drawn.</summary>
    Task<object?> DrawnWithAsync(IServiceProvider services, CancellationToken cancel = default) => Task.FromResult<object?>(null);

    /// <summary>The answer holds words of the applicant's own: they become public only after an officer has seen them.</summary>
    bool IsTyped(string? answer) => true;

    /// <summary>The choices may come from a source.</summary>
    bool IsChosen => false;

    /// <summary>One group of fields whose label may be the heading of a page that asks nothing else.</summary>
    bool MayBeHeading => false;

    /// <summary>What is wrong in a question as a procedure's file declares it: key, and reason in Italian.</summary>
    IEnumerable<(string Key, string Reason)> Judge(Question question) => [];
}
