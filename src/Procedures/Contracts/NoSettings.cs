namespace Liburia.Procedures.Contracts;

/// <summary>The settings of what has none.</summary>
public sealed record NoSettings;
