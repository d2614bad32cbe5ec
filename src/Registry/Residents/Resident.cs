namespace Liburia.Registry.Residents;

/// <summary>A person enrolled in the population register of the Comune (L. 1228/1954, DPR 223/1989).</summary>
internal sealed class RegisteredResident
{
    public required Guid Id { get; init; }
    public required Guid SubjectId { get; init; }
    /// <summary>Individual number in this Comune's register.</summary>
    public int ResidentPersonId { get; init; }
    public DateOnly RegisteredOn { get; init; }
    /// <summary>ANPR table 07.</summary>
    public int RegistrationReason { get; init; }
    public DateOnly? RemovedOn { get; init; }
    /// <summary>ANPR table 42.</summary>
    public int CertifiabilityLevel { get; init; }
    /// <summary>The address is hidden for the person's safety: never on a verification page, marked on the desk.</summary>
    public bool IsProtected { get; init; }
    public required string CitizenshipCode { get; init; }
    public required string Citizenship { get; init; }
    /// <summary>ANPR table 01.</summary>
    public int MaritalStatus { get; init; }
}

/// <summary>A registered household (art. 4 DPR 223/1989).</summary>
internal sealed class RegisteredFamily
{
    public required Guid Id { get; init; }
    public int RegisteredFamilyCode { get; init; }
}

/// <summary>A person's place in a household, between two days. One household at a time.</summary>
internal sealed class FamilyMembership
{
    public required Guid Id { get; init; }
    public required Guid FamilyId { get; init; }
    public required Guid ResidentId { get; init; }
    /// <summary>ANPR table 05, to the head of the household; 1 is the head.</summary>
    public int Relationship { get; init; }
    public DateOnly ValidFrom { get; init; }
    public DateOnly? ValidTo { get; init; }
    public DateTime RecordedAt { get; init; }
}

/// <summary>
/// An address from a day on. Two times are kept apart: since when it holds by law and since when the register knows it; a
/// later row ends an earlier one, and nothing is overwritten.
/// </summary>
internal sealed class ResidenceInTime
{
    public required Guid Id { get; init; }
    public required Guid ResidentId { get; init; }
    public required Guid CivicNumberId { get; init; }
    public required string FlatNumber { get; init; }
    /// <summary>Legal date: the address holds from this day.</summary>
    public DateOnly ValidFrom { get; init; }
    /// <summary>When the register came to know it.</summary>
    public DateTime RecordedAt { get; init; }
    public required string RecordedBy { get; init; }
}

/// <summary>Where somebody lived: a pure reading of the rows, on a day, as known at a moment.</summary>
internal static class ResidenceHistory
{
    /// <summary>The row in force on <paramref name="day"/> as the register knew it at <paramref name="known"/>; null before the first.</summary>
    public static ResidenceInTime? On(IEnumerable<ResidenceInTime> rows, DateOnly day, DateTime known) => rows
        .Where(row => row.ValidFrom <= day && row.RecordedAt <= known)
        .OrderByDescending(row => row.ValidFrom).ThenByDescending(row => row.RecordedAt).FirstOrDefault();

    /// <summary>
    /// The stays one after the other, oldest first, as known at a moment; the last one is open. What a later record of the same day corrected comes before it.
    /// </summary>
    public static IReadOnlyList<(ResidenceInTime Row, DateOnly From, DateOnly? To, bool IsCorrected)> Stays(IEnumerable<ResidenceInTime> rows, DateTime known)
    {
        var days = rows.Where(row => row.RecordedAt <= known).GroupBy(row => row.ValidFrom).OrderBy(day => day.Key).Select(day => day.OrderBy(row => row.RecordedAt).ToList()).ToList();
        var stays = new List<(ResidenceInTime, DateOnly, DateOnly?, bool)>();
        for (var i = 0; i < days.Count; i++)
        {
            var last = i + 1 < days.Count ? days[i + 1][0].ValidFrom.AddDays(-1) : (DateOnly?)null;
            stays.AddRange(days[i].Select(row => (row, row.ValidFrom, last, row != days[i][^1])));
        }
        return stays;
    }
}
