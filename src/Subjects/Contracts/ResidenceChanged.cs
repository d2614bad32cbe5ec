namespace Liburia.Subjects.Contracts;

/// <summary>Persons live somewhere else in the Comune, whichever register recorded it; told too when a change is taken back.</summary>
/// <param name="SubjectIds">The persons who moved.</param>
/// <param name="CivicNumberId">Where they live now, in the street register.</param>
/// <param name="LegalDate">Since when it holds by law.</param>
/// <param name="RecordedAt">When the register recorded it (UTC).</param>
public sealed record ResidenceChanged(IReadOnlyList<Guid> SubjectIds, Guid CivicNumberId, string FlatNumber, DateOnly LegalDate, DateTime RecordedAt);
