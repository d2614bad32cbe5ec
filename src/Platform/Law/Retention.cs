namespace Liburia.Platform.Law;

/// <summary>How long something is kept.</summary>
/// <param name="Months">From the day it was written.</param>
public sealed record RetentionRule(string Kind, int Months, string Norm, DateOnly? ValidFrom, DateOnly? ValidTo) : IDated;

/// <summary>How long records of use are kept, as dated data (art. 5 par. 1 lett. e GDPR).</summary>
public static class Retention
{
    public const string AccessRecords = "access-records", PageReports = "page-reports", Drafts = "drafts";

    private static readonly Lazy<DatedTable<RetentionRule>> Table = new(() => DatedTable<RetentionRule>.Embedded(typeof(Retention).Assembly, "Liburia.Platform.Law.Data.retention.csv",
        row => new RetentionRule(row.GetField("kind")!, row.GetField<int>("months"), row.GetField("norm")!, row.Day("valid_from"), row.Day("valid_to"))));

    /// <summary>The rule of a kind on a day.</summary>
    /// <exception cref="InvalidOperationException">The table knows none.</exception>
    public static RetentionRule Of(string kind, DateOnly day) => Table.Value.On(day).FirstOrDefault(rule => rule.Kind == kind) ?? throw new InvalidOperationException($"No retention rule for {kind} on {day:yyyy-MM-dd}.");

    /// <summary>The first day whose records are still kept today.</summary>
    public static DateOnly KeptFrom(string kind, DateOnly today) => today.AddMonths(-Of(kind, today).Months);
}
