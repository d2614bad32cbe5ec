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

/// <summary>Natural persons of the Comune: found, added, corrected.</summary>
public interface ISubjectRegister
{
    Task<Person?> FindAsync(Guid id, CancellationToken cancel = default);

    /// <summary>The person a tax code names; where two share one in error, the first recorded.</summary>
    Task<Person?> FindByTaxCodeAsync(string taxCode, CancellationToken cancel = default);

    /// <summary>The persons of these ids that exist, by id.</summary>
    Task<IReadOnlyDictionary<Guid, Person>> FindManyAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancel = default);

    /// <summary>The persons who have one of these tax codes, or were born on one of these days: among them is who a line of a file may be about.</summary>
    Task<IReadOnlyList<Person>> AlikeAsync(IReadOnlyCollection<string> taxCodes, IReadOnlyCollection<DateOnly> birthDays, CancellationToken cancel = default);

    /// <summary>Adds a person in the caller's transaction.</summary>
    /// <returns>Their id.</returns>
    Guid Add(PersonFacts facts);

    /// <summary>Corrects a person's facts in the caller's transaction, except the tax code, by which other registers know them.</summary>
    Task CorrectAsync(Guid id, PersonFacts facts, CancellationToken cancel = default);
}
