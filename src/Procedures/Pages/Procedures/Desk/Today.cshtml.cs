using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Liburia.Platform.Jobs;
using Liburia.Platform.Law;
using Liburia.Platform.Organization;
using Liburia.Procedures.Cases;
using Liburia.Procedures.Contracts;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Procedures.Pages.Desk;

[Permission(ProceduresModule.Work)]
internal sealed class TodayModel(AppDb db, TimeProvider clock, Visitor visitor, OrganizationChart chart) : PageModel
{
    public Visitor Visitor => visitor;
    public int Late { get; private set; }
    public int DueToday { get; private set; }
    public int Open { get; private set; }
    public int Waiting { get; private set; }
    public int Dead { get; private set; }
    /// <summary>Of the office, given to somebody who works here no more.</summary>
    public int Orphans { get; private set; }
    /// <summary>Lines of public registers, of the office's cases, that nobody has seen yet.</summary>
    public int Unseen { get; private set; }
    public IReadOnlyList<Case> Recent { get; private set; } = [];

    public async Task OnGetAsync()
    {
        var today = LegalTime.Today(clock);
        var open = db.Set<Case>().AsNoTracking().Where(c => c.IsOpen);
        Open = await open.CountAsync();
        Late = await open.CountAsync(c => c.DueOn < today);
        DueToday = await open.CountAsync(c => c.DueOn == today);
        Orphans = await CaseWork.Orphans(db.Set<Case>().AsNoTracking(), visitor.OfficeId, [.. (await chart.StaffOfAsync(visitor.OfficeId)).Select(s => s.Id)]).CountAsync();
        Unseen = await db.Set<Liburia.Procedures.Registers.RegisterEntry>().CountAsync(e => e.AwaitsReview && e.IsPublic && db.Set<Case>().Any(c => c.Id == e.CaseId && c.OfficeId == visitor.OfficeId));
        Waiting = await db.Set<Job>().CountAsync(j => j.State == JobState.Waiting || j.State == JobState.Running);
        Dead = await db.Set<Job>().CountAsync(j => j.State == JobState.Dead && j.SilencedBecause == null);
        Recent = await db.Set<Case>().AsNoTracking().OrderByDescending(c => c.OpenedAt).Take(10).ToListAsync();
    }
}
