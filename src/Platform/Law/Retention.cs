namespace Liburia.Platform.Law;

/// <summary>How long something is kept.</summary>
/// <param name="Months">From the day it was written.</param>
public sealed record RetentionRule(string Kind, int Months, string Norm, DateOnly? ValidFrom, DateOnly? ValidTo) : IDated;

/// <summary>How long records of use are kept, as dated data (art. 5 par. 1 lett. e GDPR).</summary>
public static class Retention
{
    public const string AccessRecords = "access-records", PageReports = "page-reports", Drafts = "drafts", Imports = "imports";

    private static DatedTable<RetentionRule>? table;

    private static DatedTable<RetentionRule> Table => table ?? throw new InvalidOperationException("The retention rules of the modules were not gathered.");

    /// <summary>Reads <c>Law/retention.csv</c> of these modules in place of those read before.</summary>
    internal static void Gather(IReadOnlyList<IModule> modules) =>
        table = new DatedTable<RetentionRule>([.. ModuleFiles.Of(modules, "Law.retention.csv")
        .SelectMany(file => DatedTable<RetentionRule>.Embedded(file.Assembly, file.Name,
        row => new RetentionRule(row.GetField("kind")!, row.GetField<int>("months"), row.GetField("norm")!, row.Day("valid_from"), row.Day("valid_to"))).All)]);

    /// <summary>The rule of a kind on a day.</summary>
    /// <exception cref="InvalidOperationException">The table knows none.</exception>
    public static RetentionRule Of(string kind, DateOnly day) => Table.On(day).FirstOrDefault(rule => rule.Kind == kind)
        ?? throw new InvalidOperationException($"No retention rule for {kind} on {day:yyyy-MM-dd}.");

    /// <summary>The first day whose records are still kept today.</summary>
    public static DateOnly KeptFrom(string kind, DateOnly today) => today.AddMonths(-Of(kind, today).Months);
}
