using System.Text.RegularExpressions;
using Liburia.Procedures.Contracts;

namespace Liburia.Procedures.Answers.Kinds;

/// <summary>An e-mail address.</summary>
internal sealed partial class EmailKind : IQuestionKind
{
    public string Name => QuestionKinds.Email;

    public string View => "/Pages/Procedures/Kinds/Email.cshtml";

    public Task<string?> ReadAsync(AnswerField field, CancellationToken cancel) => Task.FromResult(
        field.Typed.Length == 0 ? field.Missing()
        : field.Typed.Length <= 200 && Address().IsMatch(field.Typed) ? field.Typed
        : field.Refuse("L'indirizzo di posta non è valido: per esempio nome@esempio.it.", "The e-mail address is not valid: for example name@example.com."));

    [GeneratedRegex(@"^[^@\s,;<>""]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?\.[A-Za-z]{2,}$", RegexOptions.NonBacktracking)]
    private static partial Regex Address();
}
