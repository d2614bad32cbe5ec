using System.Globalization;
using System.Text.Json;
using Liburia.Platform.Language;
using Liburia.Procedures.Models;

namespace Liburia.Procedures.Answers;

/// <summary>
/// The canonical forms of answers: one text by question, the same in the draft, the case and the file that is kept. Answers of several parts are small
/// JSON objects; several choices stand one a line; days are <c>2026-11-24</c>; money is cents.
/// </summary>
internal static class Canonical
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Parts(params (string Name, string Value)[] parts) => JsonSerializer.Serialize(parts.Where(part => part.Value.Length > 0).ToDictionary(part => part.Name, part => part.Value), Plain);

    public static IReadOnlyDictionary<string, string> PartsOf(string? answer)
    {
        if (string.IsNullOrEmpty(answer) || answer[0] != '{') return new Dictionary<string, string>();
        return JsonSerializer.Deserialize<Dictionary<string, string>>(answer)!;
    }

    public static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static DateOnly? DayOf(string? answer) => DateOnly.TryParseExact(answer, "yyyy-MM-dd", out var day) ? day : null;

    public static (DateOnly From, DateOnly To)? PeriodOf(string? answer) =>
        answer?.Split('/') is [var from, var to] && DayOf(from) is { } first && DayOf(to) is { } last ? (first, last) : null;

    /// <summary>Names of the files of an answer.</summary>
    public static IReadOnlyList<Guid> FilesOf(string? answer) => string.IsNullOrEmpty(answer) ? [] : [.. answer.Split('\n').Select(Guid.Parse)];

    /// <summary>The answer as one reads it; addresses and files are told by who knows them.</summary>
    public static string InWords(Question question, string answer, IReadOnlyList<ModelChoice> choices)
    {
        var parts = PartsOf(answer);
        string Part(string name) => parts.GetValueOrDefault(name, "");
        return question.Type switch
        {
            QuestionType.Choice or QuestionType.Choices => string.Join("; ", answer.Split('\n').Select(value => choices.FirstOrDefault(choice => choice.Value == value)?.Label.ToString() ?? value)),
            QuestionType.YesNo => answer == "yes" ? Say.T("Sì", "Yes") : Say.T("No", "No"),
            QuestionType.Declaration => Say.T("Lo dichiaro", "I declare it"),
            QuestionType.Date => DayOf(answer) is { } day ? Say.ShortDay(day) : answer,
            QuestionType.Period => PeriodOf(answer) is { } period ? Say.T($"dal {Say.ShortDay(period.From)} al {Say.ShortDay(period.To)}", $"from {Say.ShortDay(period.From)} to {Say.ShortDay(period.To)}") : answer,
            QuestionType.Money => long.TryParse(answer, out var cents) ? Say.Euro(cents) : answer,
            QuestionType.Person => $"{Part("family")} {Part("given")}, {Part("code")}",
            QuestionType.Company => Say.T($"{Part("name")}, partita IVA {Part("vat")}", $"{Part("name")}, VAT number {Part("vat")}"),
            QuestionType.Parcel => Say.T($"foglio {Part("sheet")}, particella {Part("parcel")}", $"sheet {Part("sheet")}, parcel {Part("parcel")}") + (Part("sub").Length > 0 ? Say.T($", subalterno {Part("sub")}", $", sub {Part("sub")}") : ""),
            QuestionType.Address or QuestionType.Place => Part("words") + (Part("flat").Length > 0 ? Say.T($", interno {Part("flat")}", $", flat {Part("flat")}") : "") + (Part("note").Length > 0 ? $" ({Part("note")})" : "")
                + (Part("lat").Length > 0 ? $" [{Part("lat")}, {Part("lon")}]" : ""),
            _ => answer,
        };
    }
}
