using Liburia.Subjects.Contracts;

namespace Liburia.Subjects.People;

/// <summary>A natural person. Where each fact comes from and since when it is known stand beside it.</summary>
internal sealed class Subject
{
    public required Guid Id { get; init; }
    public required string FamilyName { get; init; }
    public required string GivenName { get; init; }
    public required string Sex { get; init; }
    public required DateOnly DateOfBirth { get; init; }
    public required string BirthPlaceCode { get; init; }
    public required string BirthPlace { get; init; }
    public string? BirthProvince { get; init; }
    public string? BirthCountry { get; init; }
    public required string TaxCode { get; init; }
    public required string Source { get; init; }
    public DateTime RecordedAt { get; init; }

    public Person ToPerson() => new(Id, FamilyName, GivenName, Sex, DateOfBirth, BirthPlace, BirthProvince, BirthCountry, TaxCode, Source, RecordedAt);
}
