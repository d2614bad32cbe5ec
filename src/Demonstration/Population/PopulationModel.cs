namespace Liburia.Demonstration.Population;

/// <summary>What an invented population starts from; equal plans give equal populations.</summary>
/// <param name="Belfiore">Belfiore code of the Comune; it also feeds the random numbers.</param>
/// <param name="Today">The day on which the population is looked at; nothing happens after it.</param>
internal sealed record PopulationPlan(
    string Slug, string Name, string Istat, string Belfiore, string Province, int Inhabitants, int Seed, DateOnly Today);

/// <summary>A street: DUG in <paramref name="ToponymQualifier"/> (VIA, PIAZZA, ...), DUF in <paramref name="OfficialStreetName"/>.</summary>
internal sealed record GeneratedStreet(int Index, string Code, string ToponymQualifier, string OfficialStreetName);

/// <summary>An outer access; the exponent is the bare letter.</summary>
internal sealed record GeneratedCivic(int Index, int StreetIndex, int StreetNumber, string? Exponent);

/// <summary>A resident. Codes as in the ANPR tables 01 (marital status), 05 (kinship), 07 (enrolment) and 42 (certifiability).</summary>
/// <param name="BirthPlaceCode">Belfiore code, or the Z code of the foreign state.</param>
/// <param name="BirthProvince">Null for a birth abroad.</param>
/// <param name="BirthCountry">Null for a birth in Italy.</param>
/// <param name="CitizenshipCode">ISO 3166 alpha-3.</param>
/// <param name="CitizenshipName">The name of the state in Italian.</param>
/// <param name="Residences">Oldest first, at least one; the first begins on <paramref name="RegisteredOn"/>.</param>
internal sealed record GeneratedPerson(
    int Index,
    int FamilyIndex,
    string FamilyName,
    string GivenName,
    char Sex,
    DateOnly BirthDate,
    string BirthPlaceCode,
    string BirthPlaceName,
    string? BirthProvince,
    string? BirthCountry,
    string TaxCode,
    string CitizenshipCode,
    string CitizenshipName,
    int MaritalStatus,
    int Relationship,
    DateOnly RegisteredOn,
    int RegistrationReason,
    int CertifiabilityLevel,
    bool Protected,
    IReadOnlyList<GeneratedMove> Residences);

/// <summary>A dwelling taken on a day.</summary>
internal sealed record GeneratedMove(DateOnly From, int CivicIndex, string? Internal);

/// <summary>Streets, civic numbers and residents of one Comune; each index is the place in its list.</summary>
internal sealed record GeneratedPopulation(
    IReadOnlyList<GeneratedStreet> Streets, IReadOnlyList<GeneratedCivic> Civics, IReadOnlyList<GeneratedPerson> Persons);
