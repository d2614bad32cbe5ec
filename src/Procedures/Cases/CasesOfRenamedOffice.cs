using Liburia.Platform.Database;
using Liburia.Platform.Events;
using Liburia.Platform.Organization;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Procedures.Cases;

/// <summary>What is still at work says the office's new name, to applicants and in the queue; what has ended keeps the name it ended under.</summary>
internal sealed class CasesOfRenamedOffice(AppDb db) : IHandle<OfficeRenamed>
{
    public async Task HandleAsync(OfficeRenamed happened, CancellationToken cancel)
    {
        await db.Set<Case>().Where(c => c.OfficeId == happened.OfficeId && c.IsOpen)
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.OfficeName, happened.Name), cancel);
        await db.Set<Opinion>().Where(o => o.OfficeId == happened.OfficeId && o.Verdict == null)
            .ExecuteUpdateAsync(set => set.SetProperty(o => o.OfficeName, happened.Name), cancel);
    }
}
