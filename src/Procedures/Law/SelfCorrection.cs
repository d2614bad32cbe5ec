using CsvHelper;
using Liburia.Platform.Law;

namespace Liburia.Procedures.Law;

/// <summary>Within how many months an administration may annul by itself what it granted (art. 21-nonies c. 1 L. 241/1990).</summary>
internal static class SelfCorrection
{
    private sealed record Row(int Months, DateOnly? ValidFrom, DateOnly? ValidTo) : IDated;

    private static readonly DatedTable<Row> Table = DatedTable<Row>.Embedded(typeof(SelfCorrection).Assembly, "Liburia.Procedures.Law.self-correction.csv", Read);

    private static Row Read(IReaderRow row) => new(row.GetField<int>("months"), row.Day("valid_from"), row.Day("valid_to"));

    /// <summary>Last day on which what was granted may be annulled, by the law in force on the day of the annulment; never where none was in force yet.</summary>
    public static DateOnly LastDay(DateOnly granted, DateOnly today) => Table.On(today).FirstOrDefault() is { } row ? granted.AddMonths(row.Months) : DateOnly.MaxValue;
}
