namespace Liburia.Registry.Contracts;

/// <summary>A household moved within the Comune.</summary>
/// <param name="SubjectIds">The persons who moved.</param>
/// <param name="LegalDate">Since when it holds by law.</param>
/// <param name="RecordedAt">When the register recorded it (UTC).</param>
public sealed record ResidenceChanged(IReadOnlyList<Guid> SubjectIds, Guid CivicNumberId, string FlatNumber, DateOnly LegalDate, DateTime RecordedAt);
