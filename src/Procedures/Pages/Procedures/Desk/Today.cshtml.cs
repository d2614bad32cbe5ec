using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Liburia.Platform.Home;
using Liburia.Procedures.Cases;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Procedures.Pages.Desk;

/// <summary>The first page of the desk: what every module has to say, then the cases that came last.</summary>
[Permission(ProceduresModule.Work)]
internal sealed class TodayModel(AppDb db, Visitor visitor, IEnumerable<IHomeCards> modules) : PageModel
{
    public Visitor Visitor => visitor;
    public List<HomeCard> Cards { get; } = [];
    public List<HomeNotice> Notices { get; } = [];
    public IReadOnlyList<Case> Recent { get; private set; } = [];

    public async Task OnGetAsync()
    {
        foreach (var module in modules.Where(module => visitor.Can(module.Permission)).OrderBy(module => module.Order))
        {
            Cards.AddRange(await module.CardsAsync(HttpContext.RequestAborted));
            Notices.AddRange(await module.NoticesAsync(HttpContext.RequestAborted));
        }
        Recent = await db.Set<Case>().AsNoTracking().OrderByDescending(c => c.OpenedAt).Take(10).ToListAsync();
    }
}
