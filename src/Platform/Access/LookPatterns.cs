using Liburia.Platform.Law;

namespace Liburia.Platform.Access;

/// <summary>A way of looking that asks for a word from whoever answers for the office.</summary>
/// <param name="Count">How many looks, or people, it is about.</param>
public sealed record LookPattern(string Name, string Label, Guid? StaffId, string StaffName, DateOnly Day, int Count);

/// <summary>What is unusual among looks: pure functions of the records, by dated thresholds.</summary>
public static class LookPatterns
{
    /// <summary>What was seen of somebody because they live with the person who was looked at: one family is one look.</summary>
    public const string OfFamily = "Famiglia e indirizzo di un familiare";

    private sealed record Threshold(string Name, string Label, int Least, DateOnly? ValidFrom, DateOnly? ValidTo) : IDated;

    private static readonly Lazy<DatedTable<Threshold>> Table = new(() => DatedTable<Threshold>.Embedded(typeof(LookPatterns).Assembly, "Liburia.Platform.Law.Data.look-patterns.csv",
        row => new Threshold(row.GetField("name")!, row.GetField("label")!, row.GetField<int>("threshold"), row.Day("valid_from"), row.Day("valid_to"))));

    /// <summary>The patterns in some records, the latest first.</summary>
    /// <param name="searches">Searches among people, of the same days.</param>
    /// <param name="familyNames">Family name of the people looked at, where it is known.</param>
    /// <param name="today">Whose thresholds hold.</param>
    public static IReadOnlyList<LookPattern> In(
        IReadOnlyCollection<AccessRecord> records, IReadOnlyCollection<SearchRecord> searches, IReadOnlyDictionary<Guid, string> familyNames, DateOnly today)
    {
        var found = new List<LookPattern>();
        // What an office was told without asking is nobody's look.
        var looks = records.Where(r => r.StaffId is not null).ToLookup(r => (r.StaffId, r.StaffName));
        var searched = searches.ToLookup(r => (r.StaffId, r.StaffName));
        foreach (var rule in Table.Value.On(today))
            foreach (var staff in looks.Select(group => group.Key).Union(searched.Select(group => group.Key)))
                foreach (var (day, count) in Counts(rule.Name, [.. looks[staff]], [.. searched[staff]], familyNames).Where(c => c.Count >= rule.Least))
                    found.Add(new LookPattern(rule.Name, rule.Label, staff.StaffId, staff.StaffName, day, count));
        return [.. found.OrderByDescending(p => p.Day).ThenByDescending(p => p.Count)];
    }

    /// <summary>The most people that a day's searches listed within ten minutes, whenever those begin.</summary>
    private static int FastestOf(IEnumerable<SearchRecord> day)
    {
        var rows = day.OrderBy(r => r.At).ToList();
        var (most, listed, first) = (0, 0, 0);
        for (var last = 0; last < rows.Count; last++)
        {
            listed += rows[last].Found;
            while (rows[last].At - rows[first].At >= TimeSpan.FromMinutes(10)) listed -= rows[first++].Found;
            most = Math.Max(most, listed);
        }
        return most;
    }

    private static IEnumerable<(DateOnly Day, int Count)> Counts(string name, List<AccessRecord> looks, List<SearchRecord> searches, IReadOnlyDictionary<Guid, string> familyNames) => name switch
    {
        "many-listed-fast" => searches.GroupBy(r => LegalTime.DayOf(r.At)).Select(day => (day.Key, FastestOf(day))),
        "many-listed" => searches.GroupBy(r => LegalTime.DayOf(r.At)).Select(day => (day.Key, day.Sum(r => r.Found))),
        "many-without-case" => looks.Where(r => r.CaseId is null && r.What != OfFamily).GroupBy(DayOf).Select(day => (day.Key, day.Select(r => r.SubjectId).Distinct().Count())),
        "same-person" => looks.Where(r => r.CaseId is null).GroupBy(r => (r.SubjectId, Week: DayOf(r).AddDays(-((int)DayOf(r).DayOfWeek + 6) % 7))).Select(g => (g.Max(DayOf), g.Count())),
        "out-of-hours" => looks.Where(r => LegalTime.ToLocal(r.At) is { } at && (at.Hour is < 7 or >= 20 || at.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday)).GroupBy(DayOf).Select(day => (day.Key, day.Count())),
        "same-family-name" => looks.Where(r => r.CaseId is null && familyNames.TryGetValue(r.SubjectId, out var family) && r.StaffName.EndsWith(" " + family, StringComparison.OrdinalIgnoreCase)).GroupBy(DayOf).Select(day => (day.Key, day.Count())),
        _ => throw new InvalidOperationException($"No way to count {name}."),
    };

    private static DateOnly DayOf(AccessRecord record) => LegalTime.DayOf(record.At);
}
