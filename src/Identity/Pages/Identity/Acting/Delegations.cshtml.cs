using Liburia.Identity.Delegations;
using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Liburia.Identity.Pages;

/// <summary>Delegations that a citizen gave and received: to give one, accept one, end one.</summary>
[Citizen(OnlyForOneself = true)]
internal sealed class DelegationsModel(DelegationDesk desk, IEnumerable<IDelegableServices> offered, Visitor visitor, TimeProvider clock) : PageModel, Platform.Web.IRestorable
{
    public const int MostYears = DelegationDesk.MostYears;

    public IReadOnlyList<Delegation> Given { get; private set; } = [];
    public IReadOnlyList<Delegation> Received { get; private set; } = [];
    public IReadOnlyList<DelegableService> Services { get; private set; } = [];
    public DateOnly Today { get; private set; }

    [BindProperty] public string? TaxCode { get; set; }
    [BindProperty] public string? Name { get; set; }
    [BindProperty] public DateOnly? From { get; set; }
    [BindProperty] public DateOnly? Until { get; set; }

    /// <summary>What was ticked, one a line.</summary>
    public string ServicesGiven { get; private set; } = "";

    public string ServicesOf(Delegation given) => string.Join(", ", given.Slugs.Select(slug => Services.FirstOrDefault(service => service.Slug == slug)?.Title.ToString() ?? slug));

    public string PeriodOf(Delegation given) =>
        new Texts($"dal {Say.ShortDay(given.HoldsFrom)} al {Say.ShortDay(given.HoldsUntil)}", $"from {Say.ShortDay(given.HoldsFrom)} to {Say.ShortDay(given.HoldsUntil)}").ToString();

    public async Task OnGetAsync()
    {
        await RestoreAsync();
        (From, Until) = (Today, Today.AddYears(1).AddDays(-1));
    }

    public async Task RestoreAsync()
    {
        Today = LegalTime.Today(clock);
        (Given, Received) = await desk.MineAsync();
        foreach (var source in offered) Services = [.. Services, .. await source.AllAsync()];
        if (Request.HasFormContentType) ServicesGiven = string.Join('\n', Request.Form["Services"].ToArray());
    }

    public async Task<IActionResult> OnPostAsync()
    {
        await RestoreAsync();
        var chosen = Services.Select(service => service.Slug).Intersect(Request.Form["Services"].OfType<string>()).ToList();
        if (!Subjects.Contracts.TaxCode.TryParse(TaxCode ?? "", out var code, out _))
            ModelState.AddModelError(nameof(TaxCode), Say.T("Il codice fiscale non è valido: controlla i 16 caratteri.", "The tax code is not valid: check its 16 characters."));
        else if (code.Value == visitor.TaxCode) ModelState.AddModelError(nameof(TaxCode), Say.T("È il tuo codice fiscale: scrivi quello di chi deleghi.", "This is your own tax code: enter your delegate's."));
        if (Name?.Trim() is not { Length: >= 3 and <= 200 }) ModelState.AddModelError(nameof(Name), Say.T("Scrivi nome e cognome di chi deleghi.", "Enter your delegate's name."));
        if (chosen.Count == 0) ModelState.AddModelError("Services", Say.T("Scegli almeno un servizio.", "Choose at least one service."));
        if (From is null && IsRead(nameof(From))) ModelState.AddModelError(nameof(From), Say.T("Scrivi il primo giorno.", "Enter the first day."));
        else if (From < Today) ModelState.AddModelError(nameof(From), Say.T("Una delega non vale per il passato: il primo giorno è oggi o dopo.", "A delegation does not hold for the past: the first day is today or later."));
        if (Until is null && IsRead(nameof(Until))) ModelState.AddModelError(nameof(Until), Say.T("Scrivi l'ultimo giorno.", "Enter the last day."));
        else if (Until < From) ModelState.AddModelError(nameof(Until), Say.T("L'ultimo giorno viene prima del primo.", "The last day comes before the first."));
        else if (From is { } first && Until >= first.AddYears(MostYears))
            ModelState.AddModelError(nameof(Until), Say.T($"Una delega dura al più {MostYears} anni: poi la dai di nuovo.", $"A delegation lasts {MostYears} years at most: then you give it again."));
        if (!ModelState.IsValid) return Page();
        desk.Give(new DelegationOrder(code.Value, Name!.Trim(), chosen, From!.Value, Until!.Value));
        return LocalRedirect(Say.Href("/area-personale/deleghe"));
    }

    /// <summary>What was written was a day, or nothing: what was none has its error already.</summary>
    private bool IsRead(string field) => ModelState[field] is not { Errors.Count: > 0 };

    public async Task<IActionResult> OnPostAcceptAsync(Guid id) => await desk.AcceptAsync(id) ? LocalRedirect(Say.Href("/area-personale/deleghe")) : NotFound();

    public async Task<IActionResult> OnPostEndAsync(Guid id) => await desk.EndAsync(id) ? LocalRedirect(Say.Href("/area-personale/deleghe")) : NotFound();
}
