using Liburia.Platform.Access;
using Liburia.Platform.Language;
using Liburia.Platform.Search;
using Liburia.Platform.Tenancy;
using Liburia.Portal.Contracts;
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
        var words = SearchWords.Of(Query ?? "").Where(word => word.Length > 2).Take(8).ToList();
        Services = words.Count == 0 ? [.. found] : [.. found.Select(sheet => (Sheet: sheet, Rank: Rank(sheet, words))).Where(hit => hit.Rank > 0).OrderByDescending(hit => hit.Rank).Select(hit => hit.Sheet)];
    }

    /// <summary>The title counts most, then the words people use for it, then the rest; 0 where a word is nowhere.</summary>
    private static int Rank(ServiceSheet sheet, IReadOnlyList<string> words)
    {
        var (title, keywords, rest) = (SearchWords.Of($"{sheet.Title.It} {sheet.Title.En}").ToList(), SearchWords.Of(string.Join(' ', sheet.Keywords)).ToList(), SearchWords.Of($"{sheet.Summary.It} {sheet.Summary.En} {string.Join(' ', sheet.LifeEvents)} {sheet.Category}").ToList());
        var rank = 0;
        foreach (var word in words)
        {
            var found = title.Any(known => IsLike(known, word)) ? 100 : keywords.Any(known => IsLike(known, word)) ? 40 : rest.Any(known => IsLike(known, word)) ? 10 : 0;
            if (found == 0) return 0;
            rank += found + (title.Contains(word) ? 20 : 0);
        }
        return rank;
    }

    /// <summary>The beginning of a known word, or the same but for a mistake: one in words of five letters, two in words of eight.</summary>
    internal static bool IsLike(string known, string written)
    {
        if (known.StartsWith(written, StringComparison.Ordinal)) return true;
        var allowed = written.Length >= 8 ? 2 : written.Length >= 5 ? 1 : 0;
        return allowed > 0 && Math.Abs(known.Length - written.Length) <= allowed && Distance(known, written, allowed) <= allowed;
    }

    private static int Distance(string one, string two, int most)
    {
        var (before, row) = (new int[two.Length + 1], new int[two.Length + 1]);
        for (var j = 0; j <= two.Length; j++) before[j] = j;
        for (var i = 1; i <= one.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= two.Length; j++) row[j] = Math.Min(Math.Min(row[j - 1], before[j]) + 1, before[j - 1] + (one[i - 1] == two[j - 1] ? 0 : 1));
            if (row.Min() > most) return most + 1;
            (before, row) = (row, before);
        }
        return before[two.Length];
    }
}
