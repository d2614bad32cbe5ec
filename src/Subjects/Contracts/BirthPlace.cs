namespace Liburia.Subjects.Contracts;

/// <summary>A place where somebody may have been born.</summary>
/// <param name="Code">Belfiore code of a Comune, also of one that was abolished; Z and three digits for a foreign state.</param>
/// <param name="Province">Two letters; none for a foreign state.</param>
/// <param name="CitizenshipCode">ISO 3166 alpha-3 of a foreign state, where it has one.</param>
public sealed record BirthPlace(string Code, string Name, string? Province, string? CitizenshipCode)
{
    public bool IsAbroad => Code.StartsWith('Z');
}
