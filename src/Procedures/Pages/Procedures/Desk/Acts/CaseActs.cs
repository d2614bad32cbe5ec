using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Platform.Organization;
using Liburia.Procedures.Cases;
using Liburia.Procedures.Models;
using Liburia.Procedures.Registers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Procedures.Pages.Desk;

/// <summary>What every page of a case reads it by.</summary>
internal sealed class CaseAtDesk(AppDb db, CaseWork work, CaseClock caseClock, Decisions decisions, CaseGuard guard, Notices notices, OrganizationChart chart,
    Visitor visitor, TimeProvider clock)
{
    public CaseGuard Guard => guard;
    public Visitor Visitor => visitor;

    public async Task<CaseReading?> FindAsync(Guid id)
    {
        if (await work.FindAsync(id) is not { } item) return null;
        var timeline = await db.Set<CaseEvent>().AsNoTracking().Where(e => e.CaseId == id).OrderBy(e => e.Id).ToListAsync();
        var opinions = await db.Set<Opinion>().Where(o => o.CaseId == id).OrderBy(o => o.Id).ToListAsync();
        var entries = await db.Set<RegisterEntry>().Where(e => e.CaseId == id).OrderBy(e => e.Id).ToListAsync();
        var read = new CaseReading(item, decisions.ModelOf(item), timeline, opinions, entries, visitor.OfficeId) { Today = LegalTime.Today(clock) };
        return item.IsOpen ? read with { StopsNoMore = caseClock.Refuses(read, CaseClock.StoppedBySupplements(item), days: 1) } : read;
    }

    /// <summary>The visitor's title, as papers say it.</summary>
    public async Task<string> TitleAsync() =>
        (await chart.StandingOfAsync(visitor.StaffId, visitor.OfficeId))?.Positions.Select(p => p.Title).FirstOrDefault() ?? "";

    /// <summary>A sentence: the applicant reads this, and how they hear of it.</summary>
    public async Task<string> ToldAsync(Case item, string what) => $"{item.InWordsApplicant} legge {what} {await notices.HowAsync(item)}.";

    /// <summary>What the visitor has just made happen to the case; none where the act leaves nothing on the timeline.</summary>
    public Guid? DoneTo(Case item) => db.ChangeTracker.Entries<CaseEvent>()
        .LastOrDefault(e => e.State == EntityState.Added && e.Entity.CaseId == item.Id && e.Entity.Actor == visitor.FullName)?.Entity.Id;
}

/// <summary>A page of a case on the desk: the case is read once, and its acts rest on what the page said.</summary>
/// <param name="act">Name of the page's act in <see cref="CaseActBook"/>; none where the procedure brings it.</param>
internal abstract class CaseActs(CaseAtDesk desk, string? act = null) : PageModel, Platform.Web.IRestorable
{
    /// <summary>What the case page is told of an act that leaves nothing on the timeline.</summary>
    public const string Done = "si";

    public CaseReading Read { get; private set; } = null!;
    public Case Item => Read.Item;
    public ProcedureModel? Model => Read.Model;
    public IReadOnlyList<CaseEvent> Timeline => Read.Timeline;

    [FromRoute(Name = "id")]
    public Guid Id { get; set; }

    /// <summary>The last event on the page that the act was decided on; who does not send it does nothing that rests on it.</summary>
    [BindProperty] public Guid? Seen { get; set; }

    /// <summary>The mark of what this page says.</summary>
    public Guid? SeenNow => Timeline.LastOrDefault()?.Id;

    /// <summary>What happened between the page that the officer read and the act.</summary>
    public IReadOnlyList<CaseEvent> Meanwhile { get; private set; } = [];

    /// <summary>What the act will do, said before it is done: who is told, which term moves to which day.</summary>
    public IReadOnlyList<string> Foretold { get; protected set; } = [];

    private CaseAct Act => CaseActBook.Find(act!);

    public virtual string Heading => Act.Label;

    /// <summary>Why the act is not done now; null where it may be.</summary>
    public NotNow? Refusal => Judge();

    public string CasePath => $"/desk/pratiche/{Id:n}";

    /// <summary>What of the case a look at the page shows.</summary>
    protected virtual string Shows => "Pratica";

    protected Visitor Visitor => desk.Visitor;

    protected virtual NotNow? Judge() => Act.Judge(Read);

    /// <summary>The answer to who asks for an act that is not there, or not for them; nothing to the others.</summary>
    protected virtual IActionResult? Absent() => null;

    protected async Task<bool> LoadAsync()
    {
        if (await desk.FindAsync(Id) is not { } found) return false;
        Read = found;
        await DrawAsync();
        (ViewData["Title"], ViewData["Menu"]) = (PageTitle, "pratiche");
        return true;
    }

    protected virtual string PageTitle => $"{Heading}, pratica {Item.ProtocolNumber}";

    /// <summary>Reads what this page shows besides.</summary>
    protected virtual Task DrawAsync() => Task.CompletedTask;

    /// <summary>Shows the page of an act, once the look is written down; where the act is not done now, the case says why.</summary>
    protected Task<IActionResult> ShowAsync() => ShowAsync(() => Judge() is null);

    /// <param name="offered">The page stands only while this holds: otherwise it leads to the case.</param>
    protected async Task<IActionResult> ShowAsync(Func<bool> offered)
    {
        if (!await LoadAsync()) return NotFound();
        if (await desk.Guard.IsClosedAsync(Read)) return LocalRedirect(CaseGuard.DoorOf(Item));
        if (Absent() is { } absent) return absent;
        if (!offered()) return LocalRedirect(CasePath);
        await desk.Guard.LookAsync(Read, Shows);
        return Page();
    }

    /// <summary>What is refused shows the case, and that is a look like another.</summary>
    public async Task RestoreAsync()
    {
        if (await LoadAsync()) await desk.Guard.LookAsync(Read, Shows);
    }

    /// <param name="onWhatWasRead">The act rests on what the page said: when the case has changed since, it is not done, and the officer is shown how.</param>
    protected async Task<IActionResult> DoAsync(Func<Task> does, bool onWhatWasRead = true)
    {
        if (!await LoadAsync()) return NotFound();
        // What is refused shows the page too.
        if (await desk.Guard.IsClosedAsync(Read)) return new Platform.Web.FirstThere(CaseGuard.DoorOf(Item));
        if (Absent() is { } absent) return absent;
        if (!Read.IsOurs && (act is null || !Act.IsForOthers)) throw new RuleBroken("", CaseActBook.NotOurs.Why);
        // One's own acts are known to oneself: a form sent twice meets the rules, not a stranger's change.
        if (onWhatWasRead && Timeline.Any(e => e.Id == Seen))
            Meanwhile = [.. Timeline.SkipWhile(e => e.Id != Seen).Skip(1).Where(e => e.Actor != Visitor.FullName)];
        if (Meanwhile.Count > 0)
        {
            Response.StatusCode = StatusCodes.Status409Conflict;
            throw new RuleBroken("", new(
                "Mentre lavoravi la pratica è cambiata, e non è stato fatto nulla. Leggi che cosa è successo: se va ancora bene, manda di nuovo.",
                "The case changed while you were working, and nothing was done. Read what happened: if it is still right, send again."));
        }
        if (Judge() is { } refusal) throw new RuleBroken("", refusal.Why);
        if (onWhatWasRead && Timeline.All(e => e.Id != Seen)) throw Platform.Web.SeenMark.Missing;
        await does();
        return LocalRedirect($"{CasePath}?fatto={(desk.DoneTo(Item) is { } done ? $"{done:n}" : Done)}");
    }

    protected Task<string> TitleAsync() => desk.TitleAsync();

    /// <summary>A sentence: the applicant reads this, and how they hear of it.</summary>
    protected Task<string> ToldAsync(string what) => desk.ToldAsync(Item, what);

    protected CaseGuard Guard => desk.Guard;
}
