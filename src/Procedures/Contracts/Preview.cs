using Liburia.Platform.Language;

namespace Liburia.Procedures.Contracts;

/// <summary>What a handler knows of an application before it is sent.</summary>
/// <param name="Title">More precise than the service's; none to keep that.</param>
/// <param name="Costs">Explained line by line; none to show the fees of the sheet.</param>
public sealed record Preview(Texts? Title, IReadOnlyList<CostLine>? Costs)
{
    public static Preview Nothing { get; } = new(null, null);
}
