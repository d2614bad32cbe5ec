using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using Liburia.Design.Lists;
using Liburia.Platform;
using Liburia.Platform.Access;
using Liburia.Platform.Language;
using Liburia.Platform.Tenancy;
using Liburia.Portal.Contracts;
using Liburia.Portal.Public;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Liburia.Portal.Pages.Public;

/// <summary>One search over all that everybody may read.</summary>
[Public, SameForAll, Costly(240, WithQueryOnly = true)]
internal sealed class SearchModel(IEnumerable<IPublicSource> sources) : PageModel
{
    private const int Most = 50;

    [BindProperty(SupportsGet = true, Name = "q")]
    public string? Query { get; set; }

    public bool IsAsked { get; private set; }
    public IReadOnlyList<(PublicSet Set, IReadOnlyList<PublicItem> Items)> Found { get; private set; } = [];

    public async Task OnGetAsync()
    {
        var words = PublicSearch.WordsOf(Query);
        IsAsked = !string.IsNullOrWhiteSpace(Query);
        if (words.Count == 0) return;
        var found = new List<(PublicSet, IReadOnlyList<PublicItem>)>();
        foreach (var source in sources)
            if (PublicSearch.Find(await source.ItemsAsync(), words) is { Count: > 0 } items) found.Add((source.Set, [.. items.Take(Most)]));
        Found = found;
    }
}

/// <summary>All that the site has, for people; <see cref="SitemapModel"/> is the same for programs.</summary>
[Public, SameForAll]
internal sealed class SiteMapModel(IEnumerable<IPublicSource> sources) : PageModel
{
    /// <summary>Pages of the site itself, that are there whatever the modules give.</summary>
    public static IReadOnlyList<(string Path, Texts Title)> Fixed { get; } =
    [
        ("/", new("Pagina iniziale", "Home page")), ("/servizi", new("Tutti i servizi", "All services")), ("/contatti", new("Contatti", "Contacts")), ("/ricerca", new("Cerca nel sito", "Search the site")),
        ("/privacy", new("Informativa privacy", "Privacy notice")), ("/accessibilita", new("Dichiarazione di accessibilità", "Accessibility statement")), ("/note-legali", new("Note legali", "Legal notes")),
    ];

    public IReadOnlyList<(PublicSet Set, IReadOnlyList<PublicItem> Items)> Sets { get; private set; } = [];

    public async Task OnGetAsync()
    {
        var sets = new List<(PublicSet, IReadOnlyList<PublicItem>)>();
        foreach (var source in sources) sets.Add((source.Set, await source.ItemsAsync()));
        Sets = sets;
    }
}

/// <summary>A set as an open dataset: to read, and to take away as CSV or JSON.</summary>
[Public, SameForAll]
internal sealed class DataSetModel(IEnumerable<IPublicSource> sources, Tenant tenant) : PageModel
{
    public PublicSet Set { get; private set; } = null!;
    public IReadOnlyList<PublicItem> Items { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(string name, string? formato)
    {
        if (sources.FirstOrDefault(source => source.Set.Name == name) is not { } source) return NotFound();
        (Set, Items) = (source.Set, await source.ItemsAsync());
        var file = $"{tenant.Municipality.Slug}-{Set.Name}";
        switch (formato)
        {
            case null or "":
                return Page();
            case "csv":
                return File(await Csv.WriteAsync(Set.Columns.Select(column => column.It), Items.Select(item => item.Values.Select(value => (string?)value)).ToAsyncEnumerable()), Csv.MediaType, $"{file}.csv");
            case "json":
                var rows = Items.Select(item => Set.Columns.Zip(item.Values).ToDictionary(pair => pair.First.It, pair => pair.Second));
                return File(JsonSerializer.SerializeToUtf8Bytes(rows, new JsonSerializerOptions { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }),
                    "application/json", $"{file}.json");
            default:
                return NotFound();
        }
    }
}

/// <summary>All public addresses, in both languages (sitemaps.org 0.9).</summary>
[Public, SameForAll]
internal sealed class SitemapModel(IEnumerable<IPublicSource> sources, Installation installation, Tenant tenant) : PageModel
{
    private static readonly XNamespace Map = "http://www.sitemaps.org/schemas/sitemap/0.9", Html = "http://www.w3.org/1999/xhtml";

    public async Task<IActionResult> OnGetAsync()
    {
        var home = installation.UrlOf(tenant.Municipality).TrimEnd('/');
        var addresses = SiteMapModel.Fixed.Select(page => (page.Path, ChangedOn: (DateOnly?)null)).ToList();
        foreach (var source in sources) addresses.AddRange((await source.ItemsAsync()).Select(item => (item.Path, item.ChangedOn)));
        string Italian(string path) => home + path;
        string English(string path) => $"{home}/en{(path == "/" ? "" : path)}";
        var urls = from page in addresses.DistinctBy(page => page.Path)
                   from address in (string[])[Italian(page.Path), English(page.Path)]
                   select new XElement(Map + "url", new XElement(Map + "loc", address),
                       page.ChangedOn is { } day ? new XElement(Map + "lastmod", day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)) : null,
                       new XElement(Html + "link", new XAttribute("rel", "alternate"), new XAttribute("hreflang", "it"), new XAttribute("href", Italian(page.Path))),
                       new XElement(Html + "link", new XAttribute("rel", "alternate"), new XAttribute("hreflang", "en"), new XAttribute("href", English(page.Path))));
        return Xml.Of(this, new XElement(Map + "urlset", new XAttribute(XNamespace.Xmlns + "xhtml", Html), urls), "application/xml");
    }
}

/// <summary>What changes in a set, the latest first (RSS 2.0).</summary>
[Public, SameForAll]
internal sealed class FeedModel(IEnumerable<IPublicSource> sources, Installation installation, Tenant tenant) : PageModel
{
    private const int Most = 50;

    public async Task<IActionResult> OnGetAsync(string name)
    {
        if (sources.FirstOrDefault(source => source.Set.Name == name) is not { Set.IsNews: true } source) return NotFound();
        var home = installation.UrlOf(tenant.Municipality).TrimEnd('/');
        var items = (await source.ItemsAsync()).Where(item => item.ChangedOn is not null).OrderByDescending(item => item.ChangedOn).Take(Most);
        var channel = new XElement("channel",
            new XElement("title", $"{tenant.Municipality.FullName}: {source.Set.Title}"), new XElement("link", $"{home}/dati/{source.Set.Name}"), new XElement("description", source.Set.Summary.ToString()),
            new XElement("language", Texts.IsEnglish ? "en" : "it"),
            items.Select(item => new XElement("item", new XElement("title", item.Title.ToString()), new XElement("link", home + item.Path),
                new XElement("guid", $"{home}{item.Path}#{item.ChangedOn:yyyy-MM-dd}"), new XElement("description", item.Summary.ToString()),
                new XElement("pubDate", item.ChangedOn!.Value.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc).ToString("R", CultureInfo.InvariantCulture)))));
        return Xml.Of(this, new XElement("rss", new XAttribute("version", "2.0"), channel), "application/rss+xml");
    }
}

/// <summary>What programs that read the whole site may read. Invented people are for nobody's index.</summary>
[Public, SameForAll]
internal sealed class RobotsModel(Installation installation, Tenant tenant) : PageModel
{
    public IActionResult OnGet() => Content(installation.IsDemonstration || tenant.Municipality.IsPractice
        ? "User-agent: *\nDisallow: /\n"
        : $"User-agent: *\nDisallow: /desk\nDisallow: /area-personale\nDisallow: /en/area-personale\nSitemap: {installation.UrlOf(tenant.Municipality).TrimEnd('/')}/sitemap.xml\n", "text/plain; charset=utf-8");
}

internal static class Xml
{
    public static IActionResult Of(PageModel page, XElement root, string mediaType)
    {
        using var text = new Utf8Writer();
        new XDocument(root).Save(text);
        return page.Content(text.ToString(), $"{mediaType}; charset=utf-8");
    }

    private sealed class Utf8Writer() : StringWriter(CultureInfo.InvariantCulture)
    {
        public override Encoding Encoding => Encoding.UTF8;
    }
}
