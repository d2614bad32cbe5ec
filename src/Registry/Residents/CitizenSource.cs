using Liburia.Platform.Database;
using Liburia.Platform.Portability;
using Liburia.Subjects.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Registry.Residents;

/// <summary>The residents' tax codes, for the index of the access point.</summary>
internal sealed class CitizenSource(AppDb db, ISubjectRegister subjects) : ICitizenSource
{
    public async IAsyncEnumerable<string> TaxCodesAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        var ids = await db.Set<RegisteredResident>().AsNoTracking().Select(r => r.SubjectId).ToListAsync(cancel);
        foreach (var chunk in ids.Chunk(500))
            foreach (var person in (await subjects.FindManyAsync(chunk, cancel)).Values) yield return person.TaxCode;
    }
}
