using Liburia.Platform.Language;

namespace Liburia.Procedures.Contracts;

/// <summary>A first value, where it comes from and how fresh it is.</summary>
/// <param name="Value">In the canonical form of the question's kind.</param>
public sealed record Prefill(string Value, Texts Source, DateOnly? AsOf);
