using System.Globalization;
using System.Text.Json;

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
}
