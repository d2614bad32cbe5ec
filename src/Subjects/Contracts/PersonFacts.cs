namespace Liburia.Subjects.Contracts;

/// <summary>What identifies a natural person, as a register comes to know it.</summary>
/// <param name="BirthPlaceCode">Belfiore code, or the Z code of the foreign state.</param>
/// <param name="Source">Where the facts come from, at most 200 characters.</param>
public sealed record PersonFacts(
    string FamilyName, string GivenName, string Sex, DateOnly DateOfBirth, string BirthPlaceCode, string BirthPlace, string? BirthProvince,
        string? BirthCountry,
    string TaxCode, string Source);
