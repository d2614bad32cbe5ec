using Liburia.Design.Lists;
using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Liburia.Platform.Home;
using Liburia.Procedures.Cases;
using Liburia.Procedures.Models;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Procedures.Pages.Desk;

/// <summary>The first page of the desk: what every module has to say, then the cases that came last.</summary>
[Permission(ProceduresModule.Work)]
internal sealed class TodayModel(AppDb db, Visitor visitor, ModelCatalogue models, IEnumerable<IHomeCards> modules, TimeProvider clock) : PageModel
{
    public Visitor Visitor => visitor;
    public List<HomeCard> Cards { get; } = [];
    public List<HomeNotice> Notices { get; } = [];
    public ListView Recent { get; private set; } = null!;

    public async Task OnGetAsync()
    {
        foreach (var module in modules.Where(module => visitor.Can(module.Permission)).OrderBy(module => module.Order))
        {
            Cards.AddRange(await module.CardsAsync(HttpContext.RequestAborted));
            Notices.AddRange(await module.NoticesAsync(HttpContext.RequestAborted));
        }
        var recent = new ListOf<Case>
        {
            Caption = new("Ultime pratiche arrivate", "Latest cases"),
            EmptyTitle = new("Nessuna pratica", "No cases"),
            EmptyText = new("Qui compaiono le domande dei cittadini e quelle aperte allo sportello, appena arrivano.", "Applications of citizens and those opened at the counter appear here as they come."),
            Columns = [.. new CaseList(visitor, models, clock).Columns(isSearched: false, isByTerm: false).Select(column => column with { Order = [] })],
            Href = CaseList.Path,
        };
        Recent = await recent.ShowAsync(Request, (await db.Set<Case>().AsNoTracking().OrderByDescending(c => c.OpenedAt).Take(10).ToListAsync()).AsQueryable());
    }
}
