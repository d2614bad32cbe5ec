using System.Text.RegularExpressions;
using Liburia.Procedures.Contracts;

namespace Liburia.Procedures.Answers.Kinds;

/// <summary>What a text typed freely must be: of <see cref="TextKind"/> and <see cref="LinesKind"/>.</summary>
internal static class FreeText
{
    public static string? Fits(AnswerField field, int most)
    {
        var (question, text) = (field.Question, field.Typed);
        most = question.Max ?? most;
        if (text.Length > most) return field.Refuse($"Al massimo {most} caratteri: ne hai scritti {text.Length}.", $"At most {most} characters: you wrote {text.Length}.");
        if (text.Length < (question.Min ?? 0)) return field.Refuse($"Almeno {question.Min} caratteri.", $"At least {question.Min} characters.");
        if (question.Pattern is null) return text;
        var whole = $"^(?:{question.Pattern.TrimStart('^').TrimEnd('$')})$";
        return Regex.IsMatch(text, whole, RegexOptions.None, TimeSpan.FromMilliseconds(200)) ? text : field.Refuse(question.PatternMessage!.Value.It, question.PatternMessage.Value.En);
    }

    public static IEnumerable<(string Key, string Reason)> Judge(Question question)
    {
        if (question.Pattern is not null && question.PatternMessage is null) yield return ("pattern-message", "con «pattern» serve «pattern-message», che dice come scrivere.");
    }
}
