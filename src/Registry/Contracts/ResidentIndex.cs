namespace Liburia.Registry.Contracts;

/// <summary>The kind under which residents stand in the full-text index: whoever loads a population in bulk writes it too.</summary>
public static class ResidentIndex
{
    public const string Kind = "resident";
}
