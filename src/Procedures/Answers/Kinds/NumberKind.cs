using System.Globalization;
using Liburia.Procedures.Contracts;

namespace Liburia.Procedures.Answers.Kinds;

/// <summary>A whole number.</summary>
internal sealed class NumberKind : IQuestionKind
{
    public string Name => QuestionKinds.Number;

    public string View => "/Pages/Procedures/Kinds/Number.cshtml";

    public Task<string?> ReadAsync(AnswerField field, CancellationToken cancel) => Task.FromResult(Read(field));

    private static string? Read(AnswerField field)
    {
        if (field.Typed.Length == 0) return field.Missing();
        if (!long.TryParse(field.Typed.Replace(".", "", StringComparison.Ordinal), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            return field.Refuse("Scrivi un numero intero, solo cifre.", "Write a whole number, digits only.");
        var (least, most) = (field.Question.Min ?? 0, field.Question.Max ?? int.MaxValue);
        return number < least ? field.Refuse($"Il numero più piccolo è {least}.", $"The smallest number is {least}.")
            : number > most ? field.Refuse($"Il numero più grande è {most}.", $"The largest number is {most}.") : number.ToString(CultureInfo.InvariantCulture);
    }

    public bool IsTyped(string? answer) => false;
}
