using Liburia.Platform;
using Liburia.Platform.Access;
using Liburia.Platform.Language;
using Liburia.Platform.Search;
using Liburia.Platform.Tenancy;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Liburia.Consortium.Pages;

[Public, SameForAll, HostedAt(HostKind.AccessPoint)]
internal sealed class HomeModel(MunicipalityDirectory directory, Installation installation) : PageModel
{
    [BindProperty(SupportsGet = true, Name = "q")]
    public string? Query { get; set; }

    public IReadOnlyList<Municipality> All => directory.Online;
    public IReadOnlyList<Municipality> Found { get; private set; } = [];
    public int Population => All.Sum(m => m.Population);
    public string Consortium => installation.Consortium;

    /// <summary>The address of a Comune from here: on a loopback address, the same port.</summary>
    public string UrlOf(Municipality municipality) => installation.UrlOf(municipality) + (Platform.Language.Texts.IsEnglish ? "/en" : "/");

    /// <summary>What it leads, and what it belongs to besides the consortium.</summary>
    public string AggregationsOf(Municipality municipality) =>
        string.Concat(municipality.Aggregations.Where(a => a.IsLead || a.Name != Consortium).Select(a => " · " + (a.IsLead, a.Name == Consortium) switch
        {
            (true, true) => Say.T("capofila", "lead"),
            (true, false) => Say.T($"capofila di {a.Name}", $"lead of {a.Name}"),
            _ => Say.T($"anche in {a.Name}", $"also in {a.Name}"),
        }));

    public void OnGet()
    {
        var words = SearchWords.Of(Query ?? "").ToList();
        Found = [.. All.Where(m => words.All(word => SearchWords.Of($"{m.Name} {m.Name.Replace("'", "", StringComparison.Ordinal)} {m.PostCode} {m.Province}").Any(own => own.StartsWith(word, StringComparison.Ordinal))))];
    }
}
