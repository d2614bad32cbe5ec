using System.Globalization;
using Liburia.Procedures.Answers;

namespace Liburia.Procedures.Contracts;

/// <summary>Answers by question, each read as what it is. A question without an answer is null, or no.</summary>
/// <param name="canonical">By question, in the canonical form of its kind.</param>
public sealed class TypedAnswers(IReadOnlyDictionary<string, string> canonical)
{
    public IReadOnlyDictionary<string, string> Canonical => canonical;

    public bool Has(string question) => canonical.ContainsKey(question);

    /// <summary>A text, or the value that was chosen.</summary>
    public string? Text(string question) => canonical.GetValueOrDefault(question);

    public bool Yes(string question) => Text(question) is "yes" or "true";

    public IReadOnlyList<string> Chosen(string question) => Text(question)?.Split('\n') ?? [];

    public DateOnly? Day(string question) => Answers.Canonical.DayOf(Text(question));

    /// <summary>First and last day.</summary>
    public (DateOnly From, DateOnly To)? Period(string question) => Answers.Canonical.PeriodOf(Text(question));

    public long? Number(string question) => long.TryParse(Text(question), CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>Cents of euro.</summary>
    public long? Cents(string question) => Number(question);

    public AddressAnswer? Address(string question) => Parts(question) is not { Count: > 0 } parts ? null : new AddressAnswer(
        Id(parts, "street"), Id(parts, "civic"), parts.GetValueOrDefault("words", ""), parts.GetValueOrDefault("flat", ""), Degrees(parts, "lat"), Degrees(parts, "lon"));

    public CompanyAnswer? Company(string question) =>
        Parts(question) is { Count: > 0 } parts ? new CompanyAnswer(parts.GetValueOrDefault("name", ""), parts.GetValueOrDefault("vat", "")) : null;

    public PersonAnswer? Person(string question) => Parts(question) is { Count: > 0 } parts
        ? new PersonAnswer(parts.GetValueOrDefault("family", ""), parts.GetValueOrDefault("given", ""), parts.GetValueOrDefault("code", "")) : null;

    /// <summary>The parts of an answer of a kind that some module brings; none where there is no answer.</summary>
    public IReadOnlyDictionary<string, string> Parts(string question) => Answers.Canonical.PartsOf(Text(question));

    private static Guid? Id(IReadOnlyDictionary<string, string> parts, string name) => Guid.TryParse(parts.GetValueOrDefault(name), out var id) ? id : null;

    private static double? Degrees(IReadOnlyDictionary<string, string> parts, string name) =>
        double.TryParse(parts.GetValueOrDefault(name), NumberStyles.Float, CultureInfo.InvariantCulture, out var degrees) ? degrees : null;
}
