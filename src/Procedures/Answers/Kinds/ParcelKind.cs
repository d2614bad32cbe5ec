using System.Text.RegularExpressions;
using Liburia.Platform.Language;
using Liburia.Procedures.Contracts;

namespace Liburia.Procedures.Answers.Kinds;

/// <summary>A parcel of the cadastre, or a unit in it: sheet, parcel, sub.</summary>
internal sealed partial class ParcelKind : IQuestionKind
{
    public string Name => QuestionKinds.Parcel;

    public string View => "/Pages/Procedures/Kinds/Parcel.cshtml";

    public Task<string?> ReadAsync(AnswerField field, CancellationToken cancel) => Task.FromResult(Read(field));

    private static string? Read(AnswerField field)
    {
        var (sheet, parcel, sub) = (field.Part("sheet"), field.Part("parcel"), field.Part("sub"));
        if (sheet.Length + parcel.Length + sub.Length == 0) return field.Missing("sheet");
        if (!Digits().IsMatch(sheet)) return field.Refuse("Scrivi il foglio di mappa: cifre, per esempio 5.", "Enter the map sheet: digits, for example 5.", "sheet");
        if (!Digits().IsMatch(parcel)) return field.Refuse("Scrivi la particella: cifre, per esempio 123.", "Enter the parcel: digits, for example 123.", "parcel");
        return sub.Length > 0 && !Digits().IsMatch(sub) ? field.Refuse("Il subalterno è fatto di cifre.", "The sub is made of digits.", "sub")
            : Canonical.Parts(("sheet", sheet), ("parcel", parcel), ("sub", sub));
    }

    public Texts InWords(Question question, string answer, IReadOnlyList<AnswerChoice> choices)
    {
        var parts = Canonical.PartsOf(answer);
        var (sheet, parcel) = (parts.GetValueOrDefault("sheet"), parts.GetValueOrDefault("parcel"));
        return parts.TryGetValue("sub", out var sub)
            ? new Texts($"foglio {sheet}, particella {parcel}, subalterno {sub}", $"sheet {sheet}, parcel {parcel}, sub {sub}")
            : new Texts($"foglio {sheet}, particella {parcel}", $"sheet {sheet}, parcel {parcel}");
    }

    public bool IsTyped(string? answer) => false;

    [GeneratedRegex(@"^\d{1,6}[A-Za-z]?$", RegexOptions.NonBacktracking)]
    private static partial Regex Digits();
}
