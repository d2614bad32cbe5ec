using Liburia.Platform.Database;
using Liburia.Platform.Law;
using Liburia.Platform.Search;
using Liburia.Registry.Contracts;
using Liburia.Subjects.Contracts;
using Liburia.Territory.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Registry.Residents;

/// <summary>An address with the flat: «VIA ROMA, 12 int. 4».</summary>
internal sealed record Dwelling(Address Address, string FlatNumber)
{
    public string InWords => Address.InWords + (FlatNumber.Length == 0 ? "" : $" int. {FlatNumber}");
}

/// <summary>A resident with the person's own data.</summary>
internal sealed record ResidentView(RegisteredResident Resident, Person Person)
{
    public Guid Id => Resident.Id;
}

/// <summary>A member of a household, with the tie to its head.</summary>
internal sealed record HouseholdMember(ResidentView Resident, int Relationship, DateOnly Since);

/// <summary>A stay at an address, both times kept apart.</summary>
/// <param name="IsCorrected">A later record of the same day took its place: it was believed for a while, and stays to be read.</param>
internal sealed record Stay(Dwelling Dwelling, DateOnly From, DateOnly? To, DateTime RecordedAt, string RecordedBy, bool IsCorrected);

/// <summary>Reads the population register: who, with whom, where, on a day and as known at a moment.</summary>
internal sealed class ResidentRegister(AppDb db, ISubjectRegister subjects, IStreetRegister streets, SearchIndex search)
{

    public async Task<ResidentView?> FindAsync(Guid residentId, CancellationToken cancel = default) =>
        await ViewAsync(await db.Set<RegisteredResident>().AsNoTracking().FirstOrDefaultAsync(r => r.Id == residentId, cancel), cancel);

    public async Task<ResidentView?> FindByTaxCodeAsync(string taxCode, CancellationToken cancel = default)
    {
        if (await subjects.FindByTaxCodeAsync(taxCode, cancel) is not { } person) return null;
        return await ViewAsync(await db.Set<RegisteredResident>().AsNoTracking().FirstOrDefaultAsync(r => r.SubjectId == person.Id && r.RemovedOn == null, cancel), cancel);
    }

    private async Task<ResidentView?> ViewAsync(RegisteredResident? resident, CancellationToken cancel) =>
        resident is not null && await subjects.FindAsync(resident.SubjectId, cancel) is { } person ? new ResidentView(resident, person) : null;

    /// <summary>Residents whose name, tax code or address hold every word written, at most <paramref name="limit"/>, by name.</summary>
    public async Task<IReadOnlyList<ResidentView>> SearchAsync(string query, int limit, CancellationToken cancel = default)
    {
        var ids = await search.FindAsync(ResidentIndex.Kind, query, limit, cancel);
        var residents = await ManyAsync(ids, cancel);
        return [.. ids.Where(residents.ContainsKey).Select(id => residents[id])];
    }

    /// <summary>The household of a resident on a day: the head first, then by age. Who is no longer in the register that day is in no household.</summary>
    public async Task<IReadOnlyList<HouseholdMember>> HouseholdAsync(Guid residentId, DateOnly day, CancellationToken cancel = default)
    {
        var own = await db.Set<FamilyMembership>().AsNoTracking()
            .FirstOrDefaultAsync(m => m.ResidentId == residentId && m.ValidFrom <= day && (m.ValidTo == null || m.ValidTo >= day), cancel);
        if (own is null) return [];
        var memberships = await db.Set<FamilyMembership>().AsNoTracking()
            .Where(m => m.FamilyId == own.FamilyId && m.ValidFrom <= day && (m.ValidTo == null || m.ValidTo >= day)).ToListAsync(cancel);
        var residents = (await ManyAsync([.. memberships.Select(m => m.ResidentId)], cancel)).Where(r => !(r.Value.Resident.RemovedOn <= day)).ToDictionary();
        if (!residents.ContainsKey(residentId)) return [];
        return [.. memberships.Where(m => residents.ContainsKey(m.ResidentId)).Select(m => new HouseholdMember(residents[m.ResidentId], m.Relationship, m.ValidFrom))
            .OrderBy(m => m.Relationship == 1 ? 0 : 1).ThenBy(m => m.Resident.Person.DateOfBirth).ThenBy(m => m.Resident.Id)];
    }

    /// <summary>Where a resident lived on a day, as the register knew it at a moment.</summary>
    public async Task<Dwelling?> DwellingAsync(Guid residentId, DateOnly day, DateTime known, CancellationToken cancel = default) =>
        (await DwellingsAsync([residentId], day, known, cancel)).GetValueOrDefault(residentId);

    /// <summary>All stays of a resident, oldest first, as known at a moment, and what had been recorded in their place before.</summary>
    public async Task<IReadOnlyList<Stay>> StaysAsync(Guid residentId, DateTime known, CancellationToken cancel = default)
    {
        var rows = await db.Set<ResidenceInTime>().AsNoTracking().Where(r => r.ResidentId == residentId).ToListAsync(cancel);
        var stays = ResidenceHistory.Stays(rows, known);
        var addresses = await streets.AddressesAsync([.. stays.Select(s => s.Row.CivicNumberId).Distinct()], cancel);
        return [.. stays.Select(s => new Stay(new Dwelling(addresses[s.Row.CivicNumberId], s.Row.FlatNumber), s.From, s.To, s.Row.RecordedAt, s.Row.RecordedBy, s.IsCorrected))];
    }

    /// <summary>What full-text search knows of a resident.</summary>
    /// <param name="dwelling">None where somebody of the household is protected: a search by street would betray them.</param>
    public static string Searchable(ResidentView resident, Dwelling? dwelling) =>
        $"{resident.Person.FamilyName} {resident.Person.GivenName} {resident.Person.TaxCode}" +
        (dwelling is null ? "" : $" {dwelling.Address.Street} {dwelling.Address.StreetNumber}{dwelling.Address.Exponent}");

    private async Task<Dictionary<Guid, ResidentView>> ManyAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancel)
    {
        var residents = await db.Set<RegisteredResident>().AsNoTracking().Where(r => ids.Contains(r.Id)).ToListAsync(cancel);
        var persons = await subjects.FindManyAsync([.. residents.Select(r => r.SubjectId)], cancel);
        return residents.Where(r => persons.ContainsKey(r.SubjectId)).ToDictionary(r => r.Id, r => new ResidentView(r, persons[r.SubjectId]));
    }

    private async Task<Dictionary<Guid, Dwelling>> DwellingsAsync(IReadOnlyCollection<Guid> residentIds, DateOnly day, DateTime known, CancellationToken cancel)
    {
        var rows = await db.Set<ResidenceInTime>().AsNoTracking().Where(r => residentIds.Contains(r.ResidentId)).ToListAsync(cancel);
        var current = rows.GroupBy(r => r.ResidentId).Select(own => ResidenceHistory.On(own, day, known)).OfType<ResidenceInTime>().ToList();
        var addresses = await streets.AddressesAsync([.. current.Select(r => r.CivicNumberId).Distinct()], cancel);
        return current.ToDictionary(r => r.ResidentId, r => new Dwelling(addresses[r.CivicNumberId], r.FlatNumber));
    }
}
