using Liburia.Platform.Language;

namespace Liburia.Procedures.Contracts;

/// <summary>What a handler knows of an application before it is sent.</summary>
/// <param name="Title">More precise than the service's; none to keep that.</param>
/// <param name="Costs">Explained line by line; none to show the fees of the sheet.</param>
public sealed record Preview(Texts? Title, IReadOnlyList<CostLine>? Costs)
{
    /// <summary>Last day of what would be granted; none where it has no end, or nobody knows before it is decided.</summary>
    public DateOnly? ValidUntil { get; init; }

    public static Preview Nothing { get; } = new(null, null);
}
