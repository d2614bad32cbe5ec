namespace Liburia.Procedures.Contracts;

/// <summary>A source of answers, as a procedure's file calls it.</summary>
/// <param name="Name"><c>registry.household</c>.</param>
/// <param name="Kinds">Of the questions it gives choices or a first value to.</param>
public sealed record SourceDescriptor(string Name, params IReadOnlyList<string> Kinds);
