using Liburia.Platform.Audit;
using Liburia.Platform.Database;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Subjects.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Subjects.People;

internal sealed class SubjectRegister(AppDb db, AuditTrail audit, TimeProvider clock) : ISubjectRegister
{
    private const int Some = 400;

    public async Task<Person?> FindAsync(Guid id, CancellationToken cancel) =>
        (await db.Set<Subject>().AsNoTracking().FirstOrDefaultAsync(s => s.Id == id, cancel))?.ToPerson();

    public async Task<Person?> FindByTaxCodeAsync(string taxCode, CancellationToken cancel) =>
        (await db.Set<Subject>().AsNoTracking().Where(s => s.TaxCode == taxCode).OrderBy(s => s.RecordedAt).FirstOrDefaultAsync(cancel))?.ToPerson();

    public async Task<IReadOnlyDictionary<Guid, Person>> FindManyAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancel) =>
        (await db.Set<Subject>().AsNoTracking().Where(s => ids.Contains(s.Id)).ToListAsync(cancel)).ToDictionary(s => s.Id, s => s.ToPerson());

    public async Task<IReadOnlyList<Person>> AlikeAsync(IReadOnlyCollection<string> taxCodes, IReadOnlyCollection<DateOnly> birthDays, CancellationToken cancel)
    {
        var found = new Dictionary<Guid, Person>();
        foreach (var some in taxCodes.Chunk(Some)) Take(await db.Set<Subject>().AsNoTracking().Where(s => some.Contains(s.TaxCode)).OrderBy(s => s.RecordedAt).ToListAsync(cancel));
        foreach (var some in birthDays.Chunk(Some)) Take(await db.Set<Subject>().AsNoTracking().Where(s => some.Contains(s.DateOfBirth)).OrderBy(s => s.RecordedAt).ToListAsync(cancel));
        return [.. found.Values];

        void Take(List<Subject> subjects)
        {
            foreach (var subject in subjects) found.TryAdd(subject.Id, subject.ToPerson());
        }
    }

    public Guid Add(PersonFacts facts)
    {
        var subject = new Subject
        {
            Id = Guid.CreateVersion7(),
            FamilyName = facts.FamilyName,
            GivenName = facts.GivenName,
            Sex = facts.Sex,
            DateOfBirth = facts.DateOfBirth,
            BirthPlaceCode = facts.BirthPlaceCode,
            BirthPlace = facts.BirthPlace,
            BirthProvince = facts.BirthProvince,
            BirthCountry = facts.BirthCountry,
            TaxCode = facts.TaxCode,
            Source = facts.Source.Cut(200),
            RecordedAt = clock.UtcNow(),
        };
        db.Add(subject);
        return subject.Id;
    }

    public async Task CorrectAsync(Guid id, PersonFacts facts, CancellationToken cancel)
    {
        var before = await db.Set<Subject>().AsNoTracking().FirstAsync(s => s.Id == id, cancel);
        var (now, source) = (clock.UtcNow(), facts.Source.Cut(200));
        await db.Set<Subject>().Where(s => s.Id == id).ExecuteUpdateAsync(set => set.SetProperty(s => s.FamilyName, facts.FamilyName).SetProperty(s => s.GivenName, facts.GivenName)
            .SetProperty(s => s.Sex, facts.Sex).SetProperty(s => s.DateOfBirth, facts.DateOfBirth).SetProperty(s => s.BirthPlaceCode, facts.BirthPlaceCode).SetProperty(s => s.BirthPlace, facts.BirthPlace)
            .SetProperty(s => s.BirthProvince, facts.BirthProvince).SetProperty(s => s.BirthCountry, facts.BirthCountry).SetProperty(s => s.Source, source).SetProperty(s => s.RecordedAt, now), cancel);
        audit.Note("subjects.correct", $"subject:{id:n}", new { before = before.ToPerson(), after = facts });
    }
}
