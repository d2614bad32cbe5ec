using Liburia.Platform.Language;

namespace Liburia.Procedures.Contracts;

/// <summary>A line of what something costs: what, cents of euro, by which norm.</summary>
public sealed record CostLine(Texts What, long? Cents, string? Norm);
