using Liburia.Design.Lists;
using Liburia.Platform.Access;
using Liburia.Platform.Audit;
using Liburia.Platform.Database;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Platform.Organization;
using Liburia.Procedures.Adoption;
using Liburia.Procedures.Cases;
using Liburia.Procedures.Contracts;
using Liburia.Procedures.Models;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Procedures.Pages.Desk;

/// <summary>Cases to work on: saved views, filters, bulk assignment with its preview.</summary>
[Permission(ProceduresModule.Work)]
internal sealed class QueueModel(AppDb db, Visitor visitor, Offers offers, CaseWork work, CaseQueue queue, OrganizationChart chart, ModelCatalogue models,
    AccessLog accessLog, Writing writing, AuditTrail audit, TimeProvider clock) : QueuePage, Platform.Web.IRestorable
{
    private const int MostFilters = 20, MostAtOnce = 500;

    /// <summary>Where a search was made, as who looks after the looks reads it.</summary>
    public const string Place = "Pratiche";

    /// <summary>The views everybody has; a view is an address, so that it can be kept among the favourites too.</summary>
    public static readonly IReadOnlyList<(string Key, string Label)> Views =
        [("ufficio", "Del mio ufficio"), ("mie", "Assegnate a me"), ("da-assegnare", "Da assegnare"), ("ritardo", "In ritardo"), ("sospese", "Sospese"),
            ("da-riassegnare", "Da riassegnare: chi le aveva non è più qui"), ("campione", "Da controllare a campione"), ("aperte", "Tutte le aperte"),
            ("concluse", "Concluse"), ("tutte", "Tutte, dalle più recenti")];

    [BindProperty]
    public List<Guid> Ids { get; set; } = [];

    [BindProperty]
    public Guid? Officer { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    [BindProperty]
    public bool Confirmed { get; set; }

    /// <summary>All that the filter finds, not only what is ticked.</summary>
    [BindProperty]
    public bool All { get; set; }

    public ListView List { get; private set; } = null!;
    public IReadOnlyList<Case> Preview { get; private set; } = [];
    public IReadOnlyList<StaffMember> Colleagues { get; private set; } = [];
    /// <summary>More registrations answer to the words than are looked through.</summary>
    private bool isCut;

    public IReadOnlyList<SavedFilter> Own { get; private set; } = [];

    [BindProperty]
    public string? Name { get; set; }

    public Task OnGetAsync() => RestoreAsync();

    /// <summary>All that the filter finds, as a file: who took it away, and how much, stays written.</summary>
    public async Task<IActionResult> OnGetExportAsync()
    {
        Colleagues = await chart.StaffOfAsync(visitor.OfficeId);
        var (file, count) = await (await ListAsync()).ExportAsync(Request, await FilteredAsync());
        await writing.RunAsync(() =>
        {
            audit.Note("cases.export", "cases", new { State, Service, Channel, Query, count });
            return Task.FromResult(true);
        });
        await accessLog.SearchedAsync(writing, $"{Place}, esportazione", Query?.Trim() ?? "", count);
        return file;
    }

    /// <summary>Keeps the filters of the page under a name of one's own.</summary>
    public async Task<IActionResult> OnPostKeepAsync()
    {
        if (Name?.Trim() is not { Length: >= 2 and <= 60 } name) throw new RuleBroken("Name", new("Dai un nome al filtro, da 2 a 60 caratteri.", "Name the filter, 2 to 60 characters."));
        var own = await db.Set<SavedFilter>().Where(f => f.StaffId == visitor.StaffId).ToListAsync();
        if (own.Count >= MostFilters && own.All(f => f.Name != name)) throw new RuleBroken("Name", new($"Hai già {MostFilters} filtri: eliminane uno.", $"You already have {MostFilters} filters: remove one."));
        db.RemoveRange(own.Where(f => f.Name == name));
        db.Add(new SavedFilter { Id = Guid.CreateVersion7(), StaffId = visitor.StaffId, Name = name, Address = BaseQuery.Length > 400 ? "?stato=ufficio" : BaseQuery, CreatedAt = clock.UtcNow() });
        return LocalRedirect($"/desk/pratiche{BaseQuery}");
    }

    public async Task<IActionResult> OnPostForgetAsync(Guid filter)
    {
        db.RemoveRange(await db.Set<SavedFilter>().Where(f => f.Id == filter && f.StaffId == visitor.StaffId).ToListAsync());
        return LocalRedirect("/desk/pratiche");
    }

    /// <summary>What a refused act shows again was searched like the first time.</summary>
    public async Task RestoreAsync()
    {
        await ShowAsync();
        if (IsSearched) await accessLog.SearchedAsync(writing, Place, Query!.Trim(), List.Rows.Count);
    }

    private async Task ShowAsync()
    {
        Colleagues = await chart.StaffOfAsync(visitor.OfficeId);
        Own = await db.Set<SavedFilter>().AsNoTracking().Where(f => f.StaffId == visitor.StaffId).OrderBy(f => f.Name).ToListAsync();
        List = await (await ListAsync()).ShowAsync(Request, await FilteredAsync());
        if (isCut) List.Note = "Molte registrazioni hanno queste parole: qui si guardano le più recenti. Aggiungi una parola per restringere.";
        // A confirmation that was refused shows again what it would do.
        if (Confirmed) Preview = await Chosen().AsNoTracking().ToListAsync();
    }

    private async Task<ListOf<Case>> ListAsync()
    {
        // Who searches looks through all cases, whatever view they came from.
        var isByTerm = !IsSearched && State is not ("tutte" or "concluse" or "campione");
        return new()
        {
            Caption = new("Pratiche", "Cases"),
            EmptyTitle = new("Nessuna pratica", "No cases"),
            EmptyText = new("Qui compaiono le domande dei cittadini e quelle aperte allo sportello, appena arrivano.", "Applications of citizens and those opened at the counter appear here as they come."),
            Tabs = [.. Views.Select(view => new ListTab(view.Label, $"?stato={view.Key}", !IsSearched && State == view.Key))],
            Keeps = ["stato"],
            Search = new("Nome, codice fiscale o protocollo", "Name, tax code or number"),
            Filters =
            [
                new("servizio", new("Servizio", "Service")) { Choices = [.. (await offers.AllAsync()).Where(o => o.Model.IsOnline).Select(o => (o.Model.Slug, o.Model.Title.It))] },
                new("canale", new("Canale", "Channel")) { Choices = [("online", "Online"), ("sportello", "Sportello")] },
            ],
            Columns = new CaseList(visitor, models, clock).Columns(IsSearched, State != "tutte" || IsSearched),
            Sort = isByTerm ? "due" : "opened",
            IsDescending = !isByTerm,
            Unique = c => c.Id,
            Href = CaseList.Path,
            Choice = c => c.IsOpen && c.OfficeId == visitor.OfficeId && Colleagues.Count > 0 ? $"{c.Id}" : null,
            MostCounted = 1000,
            File = "pratiche",
        };
    }

    private IQueryable<Case> Chosen() => db.Set<Case>().Where(c => Ids.Contains(c.Id) && c.IsOpen && c.OfficeId == visitor.OfficeId).OrderBy(c => c.DueOn);

    private async Task<IQueryable<Case>> FilteredAsync()
    {
        (var found, isCut) = await queue.FilteredAsync(Filter);
        return found;
    }

    /// <summary>Assigns many at once: first what would happen, then, confirmed, what happens.</summary>
    public async Task<IActionResult> OnPostAssignAsync()
    {
        await ShowAsync();
        Preview = [];
        // All that a filter finds is a long run, with its own preview.
        if (All && !Confirmed) return LocalRedirect($"/desk/pratiche/assegna-tutte{BaseQuery}&Officer={Officer}");
        if (Ids.Count == 0) throw new RuleBroken("Ids", new("Scegli almeno una pratica.", "Choose at least one case."));
        if (Ids.Count > MostAtOnce)
            throw new RuleBroken("Ids", new($"Al massimo {MostAtOnce} pratiche alla volta: restringi i filtri, o scegline meno.", $"At most {MostAtOnce} cases at a time: narrow the filters, or choose fewer."));
        if (Colleagues.FirstOrDefault(c => c.Id == Officer) is not { } officer) throw new RuleBroken("Officer", new("Scegli a chi assegnarle.", "Choose whom to assign them to."));
        var chosen = await Chosen().ToListAsync();
        if (!Confirmed)
        {
            Preview = chosen;
            if (IsSearched)
            {
                accessLog.Searched(Place, Query!.Trim(), List.Rows.Count);
                HttpContext.Items[Platform.Web.Keep.Answer] = true;
            }
            return Page();
        }
        // What was confirmed is what was shown: who has them, and that all are still there.
        if (chosen.Count != Ids.Distinct().Count() || chosen.Any(c => Request.Form[$"had-{c.Id:n}"].ToString() != $"{c.OfficerId:n}"))
        {
            Response.StatusCode = StatusCodes.Status409Conflict;
            throw new RuleBroken("", new("Nel frattempo qualcuna delle pratiche è cambiata, e non ne è stata assegnata nessuna. Ecco l'anteprima com'è adesso.", "Some of the cases changed meanwhile, and none was assigned. This is the preview as it is now."));
        }
        foreach (var item in chosen) await work.AssignAsync(item, officer, Reason);
        return LocalRedirect($"/desk/pratiche?stato=ufficio");
    }

    public string OfficerName => Colleagues.FirstOrDefault(c => c.Id == Officer)?.FullName ?? "";
}
