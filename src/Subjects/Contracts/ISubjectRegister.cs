namespace Liburia.Subjects.Contracts;

/// <summary>A natural person as other offices see one.</summary>
/// <param name="Sex">M or F.</param>
/// <param name="BirthProvince">Two letters; none for births abroad.</param>
/// <param name="BirthCountry">Italian name of the state; none for births in Italy.</param>
public sealed record Person(
    Guid Id, string FamilyName, string GivenName, string Sex, DateOnly DateOfBirth, string BirthPlace, string? BirthProvince, string? BirthCountry, string TaxCode,
    string Source, DateTime RecordedAt)
{
    /// <summary>Family name first, as registers do.</summary>
    public string RegisterName => $"{FamilyName} {GivenName}";
    public string FullName => $"{GivenName} {FamilyName}";
    public string BirthPlaceInWords => BirthCountry is null ? $"{BirthPlace} ({BirthProvince})" : BirthPlace == BirthCountry ? BirthPlace : $"{BirthPlace} ({BirthCountry})";

    /// <summary>Years completed on a day.</summary>
    public int AgeOn(DateOnly day) => day.Year - DateOfBirth.Year - (DateOfBirth.AddYears(day.Year - DateOfBirth.Year) > day ? 1 : 0);
}

/// <summary>Finds natural persons of the Comune.</summary>
public interface ISubjectRegister
{
    Task<Person?> FindAsync(Guid id, CancellationToken cancel = default);

    /// <summary>The person a tax code names; where two share one in error, the first recorded.</summary>
    Task<Person?> FindByTaxCodeAsync(string taxCode, CancellationToken cancel = default);

    /// <summary>The persons of these ids that exist, by id.</summary>
    Task<IReadOnlyDictionary<Guid, Person>> FindManyAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancel = default);
}
