using Liburia.Platform.Database;
using Liburia.Platform.Law;
using Liburia.Registry.Residents;
using Liburia.Subjects.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Registry.Imports;

/// <summary>Who of the register may be meant by the lines of a file: read once, however many the lines are.</summary>
internal sealed class PeopleThere
{
    private const int Some = 400;

    private readonly ILookup<string, Found> byTaxCode;
    private readonly ILookup<(DateOnly, string, string), Found> byName;
    private readonly HashSet<Guid> headed;

    private PeopleThere(IReadOnlyList<Found> people, HashSet<Guid> headed)
    {
        (byTaxCode, this.headed) = (people.ToLookup(found => found.Person.TaxCode), headed);
        byName = people.ToLookup(found => KeyOf(found.Person.DateOfBirth, found.Person.FamilyName, found.Person.GivenName));
    }

    private static (DateOnly, string, string) KeyOf(DateOnly born, string familyName, string givenName) =>
        (born, PersonLine.Plain(familyName), PersonLine.Plain(givenName));

    /// <summary>Who has the tax code: a resident before others.</summary>
    public Found? Of(string taxCode) => byTaxCode[taxCode].OrderBy(found => found.Resident is { RemovedOn: null } ? 0 : 1).FirstOrDefault();

    /// <summary>Who is called so and was born that day, a resident before others.</summary>
    public Found? Like(PersonLine line) => byName[KeyOf(line.BirthDate, line.FamilyName, line.GivenName)]
        .OrderBy(found => found.Resident is { RemovedOn: null } ? 0 : 1).FirstOrDefault();

    /// <summary>The household has its head already.</summary>
    public bool HasHead(Guid family) => headed.Contains(family);

    public static async Task<PeopleThere> ReadAsync(AppDb db, ISubjectRegister subjects, IReadOnlyList<PersonLine> lines, DateTime now,
        CancellationToken cancel)
    {
        var persons = await subjects.AlikeAsync([.. lines.Select(line => line.TaxCode).Where(code => code.Length > 0).Distinct()],
            [.. lines.Select(line => line.BirthDate).Where(day => day != default).Distinct()], cancel);
        // Most people who were born the same day are somebody else.
        var (codes, names) = (lines.Select(line => line.TaxCode).ToHashSet(), lines.Select(line => KeyOf(line.BirthDate, line.FamilyName, line.GivenName))
            .ToHashSet());
        persons = [.. persons.Where(person => codes.Contains(person.TaxCode)
            || names.Contains(KeyOf(person.DateOfBirth, person.FamilyName, person.GivenName)))];
        var residents = await EachAsync(persons.Select(person => person.Id), some => db.Set<RegisteredResident>().AsNoTracking()
            .Where(r => some.Contains(r.SubjectId)));
        var today = LegalTime.DayOf(now);
        var memberships = await EachAsync(residents.Select(resident => resident.Id), some => db.Set<FamilyMembership>().AsNoTracking()
            .Where(m => some.Contains(m.ResidentId) && (m.ValidTo == null || m.ValidTo >= today)));
        var homes = (await EachAsync(residents.Select(resident => resident.Id), some => db.Set<ResidenceInTime>().AsNoTracking()
            .Where(r => some.Contains(r.ResidentId)))).ToLookup(row => row.ResidentId);
        var families = memberships.Select(membership => membership.FamilyId).Distinct().ToList();
        var heads = await EachAsync(families, some => db.Set<FamilyMembership>().AsNoTracking()
            .Where(m => some.Contains(m.FamilyId) && m.Relationship == 1 && (m.ValidTo == null || m.ValidTo >= today)
            && db.Set<RegisteredResident>().Any(r => r.Id == m.ResidentId && r.RemovedOn == null)));
        var (bySubject, byResident) = (residents.ToLookup(resident => resident.SubjectId), memberships.ToLookup(membership => membership.ResidentId));
        return new([.. persons.Select(person =>
        {
            var resident = bySubject[person.Id].OrderBy(one => one.RemovedOn is null ? 0 : 1).ThenByDescending(one => one.RegisteredOn).FirstOrDefault();
            var membership = resident is null ? null : byResident[resident.Id].FirstOrDefault();
            return new Found(person, resident, membership?.FamilyId, membership?.Relationship ?? 0, resident is null ? null
                : ResidenceHistory.On(homes[resident.Id], today, now));
        })], [.. heads.Select(head => head.FamilyId)]);

        async Task<List<T>> EachAsync<T>(IEnumerable<Guid> ids, Func<Guid[], IQueryable<T>> rows)
        {
            var all = new List<T>();
            foreach (var some in ids.Chunk(Some)) all.AddRange(await rows(some).ToListAsync(cancel));
            return all;
        }
    }
}
