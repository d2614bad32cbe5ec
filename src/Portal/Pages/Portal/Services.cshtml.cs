using Liburia.Platform.Access;
using Liburia.Platform.Language;
using Liburia.Platform.Tenancy;
using Liburia.Portal.Contracts;
using Liburia.Portal.Public;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Liburia.Portal.Pages;

/// <summary>The catalogue: one list, two lenses, by category, by life event, by words; a word mistyped by a letter or two still finds.</summary>
[Public, SameForAll, Costly(240, WithQueryOnly = true)]
internal sealed class ServicesModel(Tenant tenant, IServiceCatalogue catalogue) : PageModel
{
    [BindProperty(SupportsGet = true, Name = "q")]
    public string? Query { get; set; }

    [BindProperty(SupportsGet = true, Name = "per")]
    public string? For { get; set; }

    private const int AtFirst = 12;

    [BindProperty(SupportsGet = true, Name = "categoria")]
    public string? Category { get; set; }

    [BindProperty(SupportsGet = true, Name = "evento")]
    public string? LifeEvent { get; set; }

    [BindProperty(SupportsGet = true, Name = "online")]
    public string? Online { get; set; }

    [BindProperty(SupportsGet = true, Name = "tutti")]
    public string? Whole { get; set; }

    /// <summary>How many are shown at first; what a filter found is shown whole.</summary>
    public int Shown => IsFiltered || Whole == "1" ? int.MaxValue : AtFirst;

    public string More => Say.Href("/servizi") + "?tutti=1";

    public IReadOnlyList<ServiceSheet> Services { get; private set; } = [];

    /// <summary>Those that are carried out online, before any filter.</summary>
    public IReadOnlyList<ServiceSheet> Featured { get; private set; } = [];
    public IReadOnlyList<(string Slug, string Name, int Count)> Categories { get; private set; } = [];
    public IReadOnlyList<string> LifeEvents { get; private set; } = [];
    public bool IsFiltered => !string.IsNullOrWhiteSpace(Query) || !string.IsNullOrEmpty(For) || !string.IsNullOrEmpty(Category) || !string.IsNullOrEmpty(LifeEvent) || Online == "1";

    public async Task OnGetAsync()
    {
        var all = await catalogue.AllAsync(tenant.Municipality);
        Categories = [.. all.GroupBy(s => (s.CategorySlug, s.Category)).Select(g => (g.Key.CategorySlug, g.Key.Category, g.Count())).OrderBy(c => c.Category, StringComparer.OrdinalIgnoreCase)];
        LifeEvents = [.. all.SelectMany(s => s.LifeEvents).Distinct().Order(StringComparer.OrdinalIgnoreCase)];
        Featured = IsFiltered ? [] : [.. all.Where(s => s.IsOnline)];
        IEnumerable<ServiceSheet> found = all;
        if (For == "cittadini") found = found.Where(s => s.Lens != ServiceLens.Businesses);
        if (For == "imprese") found = found.Where(s => s.Lens != ServiceLens.Citizens);
        if (!string.IsNullOrEmpty(Category)) found = found.Where(s => s.CategorySlug == Category);
        if (!string.IsNullOrEmpty(LifeEvent)) found = found.Where(s => s.LifeEvents.Contains(LifeEvent));
        if (Online == "1") found = found.Where(s => s.IsOnline);
        var words = PublicSearch.WordsOf(Query);
        Services = words.Count == 0 ? [.. found] : PublicSearch.Find(found, words, sheet =>
            ($"{sheet.Title.It} {sheet.Title.En}", sheet.Keywords, $"{sheet.Summary.It} {sheet.Summary.En} {string.Join(' ', sheet.LifeEvents)} {sheet.Category}"));
    }
}
