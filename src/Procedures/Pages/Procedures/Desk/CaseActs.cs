using System.Runtime.CompilerServices;
using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Liburia.Platform.Language;
using Liburia.Platform.Organization;
using Liburia.Procedures.Cases;
using Liburia.Procedures.Models;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Procedures.Pages.Desk;

/// <summary>What every page of a case reads it by.</summary>
internal sealed class CaseAtDesk(AppDb db, CaseWork work, Decisions decisions, CaseGuard guard, OrganizationChart chart, Visitor visitor)
{
    public CaseGuard Guard => guard;
    public Visitor Visitor => visitor;

    public async Task<(Case Item, ProcedureModel? Model, IReadOnlyList<CaseEvent> Timeline)?> FindAsync(Guid id) => await work.FindAsync(id) is not { } item
        ? null : (item, decisions.ModelOf(item), await db.Set<CaseEvent>().AsNoTracking().Where(e => e.CaseId == id).OrderBy(e => e.Id).ToListAsync());

    /// <summary>The visitor's title, as papers say it.</summary>
    public async Task<string> TitleAsync() => (await chart.StandingOfAsync(visitor.StaffId, visitor.OfficeId))?.Positions.Select(p => p.Title).FirstOrDefault() ?? "";
}

/// <summary>A page of a case on the desk: the case is read once, and its acts rest on what the page said.</summary>
internal abstract class CaseActs(CaseAtDesk desk) : PageModel, Platform.Web.IRestorable
{
    public Case Item { get; private set; } = null!;
    public ProcedureModel? Model { get; private set; }
    public IReadOnlyList<CaseEvent> Timeline { get; private set; } = [];
    public bool IsAutomatic => Model?.Outcome is { Automatic: true };

    /// <summary>The case is of the visitor's office: others read, and give the opinion they were asked.</summary>
    public bool IsOurs => Item.OfficeId == desk.Visitor.OfficeId;

    public bool MayWork => IsOurs && Item.IsOpen && !IsAutomatic;

    [FromRoute(Name = "id")]
    public Guid Id { get; set; }

    /// <summary>The last event on the page that the act was decided on; who does not send it does nothing that rests on it.</summary>
    [BindProperty] public Guid? Seen { get; set; }

    /// <summary>What happened between the page that the officer read and the act.</summary>
    public IReadOnlyList<CaseEvent> Meanwhile { get; private set; } = [];

    protected string CasePath => $"/desk/pratiche/{Id:n}";

    /// <summary>What of the case a look at the page shows.</summary>
    protected virtual string Shows => "Pratica";

    protected async Task<bool> LoadAsync()
    {
        if (await desk.FindAsync(Id) is not { } found) return false;
        (Item, Model, Timeline) = found;
        await DrawAsync();
        return true;
    }

    /// <summary>Reads what this page shows besides.</summary>
    protected virtual Task DrawAsync() => Task.CompletedTask;

    /// <summary>Shows the page, once the look is written down.</summary>
    /// <param name="offered">The page stands only while its act is offered: otherwise it leads to the case.</param>
    protected async Task<IActionResult> ShowAsync(Func<bool>? offered = null)
    {
        if (!await LoadAsync()) return NotFound();
        if (await desk.Guard.IsClosedAsync(Item)) return LocalRedirect(CaseGuard.DoorOf(Item));
        if (offered is not null && !offered()) return LocalRedirect(CasePath);
        await desk.Guard.LookAsync(Item, Shows);
        return Page();
    }

    /// <summary>What is refused shows the case, and that is a look like another.</summary>
    public async Task RestoreAsync()
    {
        if (await LoadAsync()) await desk.Guard.LookAsync(Item, Shows);
    }

    /// <param name="onWhatWasRead">The act rests on what the page said: when the case has changed since, it is not done, and the officer is shown how.</param>
    protected async Task<IActionResult> DoAsync(Func<Task> act, bool ours = true, bool onWhatWasRead = true, [CallerMemberName] string handler = "")
    {
        if (!await LoadAsync()) return NotFound();
        // What is refused shows the page too.
        if (await desk.Guard.IsClosedAsync(Item)) return new Platform.Web.FirstThere(CaseGuard.DoorOf(Item));
        if (ours && !IsOurs) throw new RuleBroken("", new("La pratica è di un altro ufficio.", "The case belongs to another office."));
        // One's own acts are known to oneself: a form sent twice meets the rules, not a stranger's change.
        if (onWhatWasRead && Timeline.Any(e => e.Id == Seen)) Meanwhile = [.. Timeline.SkipWhile(e => e.Id != Seen).Skip(1).Where(e => e.Actor != desk.Visitor.FullName)];
        if (Meanwhile.Count > 0)
        {
            Response.StatusCode = StatusCodes.Status409Conflict;
            throw new RuleBroken("", new(
                "Mentre lavoravi la pratica è cambiata, e non è stato fatto nulla. Leggi che cosa è successo: se va ancora bene, manda di nuovo.",
                "The case changed while you were working, and nothing was done. Read what happened: if it is still right, send again."));
        }
        if (Refuses(handler["OnPost".Length..^"Async".Length]) is { } why) throw new RuleBroken("", why);
        if (onWhatWasRead && Timeline.All(e => e.Id != Seen)) throw Platform.Web.SeenMark.Missing;
        await act();
        return LocalRedirect(CasePath);
    }

    /// <summary>
    /// Why an act that the page does not offer now is not done; nothing where it does. What remains to be judged, whether the register takes the change, the act
    /// itself says.
    /// </summary>
    protected abstract Texts? Refuses(string act);

    /// <summary>Why nobody works on the case now; nothing where somebody may.</summary>
    protected Texts? AtRest() => !Item.IsOpen ? new("La pratica è già conclusa.", "The case is already closed.") : IsAutomatic ? ByTheRules : null;

    protected static Texts ByTheRules => new("Questa pratica la decidono le regole.", "This case is decided by the rules.");

    protected static Texts JoinedElsewhere => new(
        "Questa pratica è riunita a un'altra: si lavora su quella, e finisce con quella.", "This case is joined to another: work on that one, this ends with it.");

    protected Task<string> TitleAsync() => desk.TitleAsync();

    protected CaseGuard Guard => desk.Guard;
}
