using System.Net;
using AngleSharp.Html.Dom;
using Liburia.TestKit;
using Shouldly;

namespace Liburia.Identity.Tests;

/// <summary>Somebody on their way in: their browser at the Comune, and the same at the access point.</summary>
public sealed record SpidVisit(Browser Comune, Browser Consortium, string Simulator) : IDisposable
{
    public void Dispose()
    {
        Comune.Dispose();
        Consortium.Dispose();
    }
}

/// <summary>Goes through SPID as a browser without JavaScript does.</summary>
public sealed class SpidDriver(Town town)
{
    public string Consortium => new Uri(town.Installation.AccessPointUrl).Host;

    /// <summary>Reaches the simulator's page.</summary>
    /// <param name="host">A domain of the Comune's own.</param>
    /// <param name="consortium">Where the person has been there before, in the same browser.</param>
    public async Task<SpidVisit> ToSimulatorAsync(string slug = "cesa", string back = "/area-personale", int level = 2, string? host = null, Browser? consortium = null, bool english = false)
    {
        var comune = host is null ? town.Browser(slug) : town.BrowserAt(host);
        var login = await comune.GetAsync($"{(english ? "/en" : "")}/accedi?ritorno={Uri.EscapeDataString(back)}&livello={level}");
        var start = login.Page.QuerySelector("main details.lb-spid a")!.GetAttribute("href")!;
        consortium ??= town.BrowserAt(Consortium);
        var sent = await consortium.GetAsync(new Uri(start).PathAndQuery, follow: false);
        sent.Status.ShouldBe(HttpStatusCode.Found);
        return new SpidVisit(comune, consortium, new Uri(sent.Location!).PathAndQuery);
    }

    public static async Task<Answer> ChooseAsync(Browser consortium, string simulator, Dictionary<string, string> given)
    {
        var page = await consortium.GetAsync(simulator);
        page.Heading.ShouldBeOneOf("Simulatore di identità", "Identity simulator");
        var fields = Browser.FieldsOf((IHtmlFormElement)page.Page.QuerySelector("main form")!);
        foreach (var (name, value) in given) fields[name] = name == "person" ? page.Page.QuerySelectorAll("label").First(l => l.TextContent.Contains(value, StringComparison.Ordinal)).GetAttribute("for") is { } id ? page.Page.GetElementById(id)!.GetAttribute("value")! : "" : value;
        return await consortium.PostAsync(simulator, fields);
    }

    public static string ResponseOf(Answer answer) => answer.Page.QuerySelector("input[name=SAMLResponse]")!.GetAttribute("value")!;

    public static Task<Answer> SendAsync(Browser consortium, string response) => consortium.PostAsync("/spid/acs", new() { ["SAMLResponse"] = response });

    public static string CodeOf(Answer ended) => new Uri(ended.Page.QuerySelector("main a")!.GetAttribute("href")!).PathAndQuery;

    /// <summary>All the way into the Comune.</summary>
    public async Task<SpidVisit> EnterAsync(string slug = "cesa", string person = "Maria De Luca", int level = 2, string back = "/area-personale", string? host = null, Browser? consortium = null, bool english = false)
    {
        var visit = await ToSimulatorAsync(slug, back, level, host, consortium, english);
        var ended = await SendAsync(visit.Consortium, ResponseOf(await ChooseAsync(visit.Consortium, visit.Simulator, new() { ["person"] = person, ["level"] = $"{level}" })));
        (await visit.Comune.GetAsync(CodeOf(ended))).ShouldBe(HttpStatusCode.OK);
        return visit;
    }
}
