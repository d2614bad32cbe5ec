using System.Text.RegularExpressions;
using Liburia.Procedures.Contracts;

namespace Liburia.Procedures.Answers.Kinds;

/// <summary>The number plate of a vehicle.</summary>
internal sealed partial class PlateKind : IQuestionKind
{
    public string Name => QuestionKinds.Plate;

    public string View => "/Pages/Procedures/Kinds/Text.cshtml";

    public Task<string?> ReadAsync(AnswerField field, CancellationToken cancel)
    {
        var plate = field.Typed.Replace(" ", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).ToUpperInvariant();
        return Task.FromResult(plate.Length == 0 ? field.Missing() : Plate().IsMatch(plate) ? plate
            : field.Refuse("La targa non è valida: per esempio AB123CD.", "The plate is not valid: for example AB123CD."));
    }

    [GeneratedRegex(@"^[A-Z]{2}\d{3}[A-Z]{2}$|^[A-Z]{2}\d{5,6}$|^[A-Z0-9]{5,8}$", RegexOptions.NonBacktracking)]
    private static partial Regex Plate();
}
