using Liburia.Platform.Law;
using Liburia.Registry.Residents;

namespace Liburia.Registry.Certificates;

/// <summary>Reads from the register what a kind of certificate says, today.</summary>
internal sealed class FactsReader(ResidentRegister register, TimeProvider clock)
{
    /// <returns>Null when the person is no longer enrolled, or has no address.</returns>
    public async Task<CertifiedFacts?> ReadAsync(Guid residentId, CertificateKind kind, CancellationToken cancel = default)
    {
        var today = LegalTime.Today(clock);
        if (await register.FindAsync(residentId, cancel) is not { } resident || resident.Resident.RemovedOn <= today) return null;
        var stays = await register.StaysAsync(residentId, LegalTime.UtcNow(clock), cancel);
        if (stays.LastOrDefault(stay => stay.From <= today && !stay.IsCorrected) is not { } current) return null;
        var person = resident.Person;
        return new CertifiedFacts(
            new CertifiedPerson(person.FamilyName, person.GivenName, person.Sex, person.DateOfBirth, person.BirthPlaceInWords, person.TaxCode, resident.Resident.Citizenship),
            kind is CertificateKind.HouseholdStatement ? null : new CertifiedDwelling(current.Dwelling.InWords, current.Dwelling.Address.PostCode, current.From),
            kind is CertificateKind.HouseholdStatement or CertificateKind.ResidenceAndHousehold ? await HouseholdAsync(residentId, today, cancel) : null,
            kind is CertificateKind.HistoricalResidence ? [.. stays.Where(stay => !stay.IsCorrected).Select(stay => new CertifiedStay(stay.Dwelling.InWords, stay.From, stay.To))] : null);
    }

    private async Task<IReadOnlyList<CertifiedMember>> HouseholdAsync(Guid residentId, DateOnly today, CancellationToken cancel) =>
        [.. (await register.HouseholdAsync(residentId, today, cancel)).Select(member => new CertifiedMember(member.Resident.Person.FamilyName, member.Resident.Person.GivenName,
            member.Resident.Person.DateOfBirth, member.Resident.Person.BirthPlaceInWords, RegistryCodes.Relationship(member.Relationship, member.Resident.Person.Sex).It))];
}
