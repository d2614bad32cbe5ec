using Liburia.Platform.Access;
using Liburia.Platform.Search;
using Liburia.Platform.Tenancy;
using Liburia.Portal.Contracts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Liburia.Portal.Pages;

[Public, SameForAll]
internal sealed class ServicesModel(Tenant tenant, IServiceCatalogue catalogue) : PageModel
{
    [BindProperty(SupportsGet = true, Name = "q")]
    public string? Query { get; set; }

    public IReadOnlyList<ServiceSheet> Services { get; private set; } = [];
    public int All { get; private set; }

    public async Task OnGetAsync()
    {
        var all = await catalogue.AllAsync(tenant.Municipality);
        var words = SearchWords.Of(Query ?? "").Take(8).ToList();
        (All, Services) = (all.Count, [.. all.Where(sheet => Matches(sheet, words))]);
    }

    private static bool Matches(ServiceSheet sheet, IReadOnlyList<string> words)
    {
        var own = SearchWords.Of($"{sheet.Title.It} {sheet.Title.En} {sheet.Summary.It} {sheet.Summary.En} {string.Join(' ', sheet.Keywords)}").ToHashSet();
        return words.All(word => own.Any(known => known.StartsWith(word, StringComparison.Ordinal)));
    }
}
