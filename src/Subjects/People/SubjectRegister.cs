using Liburia.Platform.Database;
using Liburia.Subjects.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Subjects.People;

internal sealed class SubjectRegister(AppDb db) : ISubjectRegister
{
    public async Task<Person?> FindAsync(Guid id, CancellationToken cancel) =>
        (await db.Set<Subject>().AsNoTracking().FirstOrDefaultAsync(s => s.Id == id, cancel))?.ToPerson();

    public async Task<Person?> FindByTaxCodeAsync(string taxCode, CancellationToken cancel) =>
        (await db.Set<Subject>().AsNoTracking().Where(s => s.TaxCode == taxCode).OrderBy(s => s.RecordedAt).FirstOrDefaultAsync(cancel))?.ToPerson();

    public async Task<IReadOnlyDictionary<Guid, Person>> FindManyAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancel) =>
        (await db.Set<Subject>().AsNoTracking().Where(s => ids.Contains(s.Id)).ToListAsync(cancel)).ToDictionary(s => s.Id, s => s.ToPerson());
}
