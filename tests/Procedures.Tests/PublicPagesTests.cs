using System.Net;
using System.Text.Json;
using System.Xml.Linq;
using Liburia.Portal.Contracts;
using Liburia.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Liburia.Procedures.Tests;

/// <summary>What modules give to everybody shows in the search, on the map of the site, in the sitemap, as a dataset and as a feed.</summary>
[Slow("Every public address of the sitemap is opened, in both languages.")]
public abstract class PublicPagesTests(Town town)
{
    private Task<IReadOnlyList<(PublicSet Set, IReadOnlyList<PublicItem> Items)>> SetsAsync() => town.InAsync("cesa", async services =>
    {
        var sets = new List<(PublicSet, IReadOnlyList<PublicItem>)>();
        foreach (var source in services.GetServices<IPublicSource>()) sets.Add((source.Set, await source.ItemsAsync()));
        return (IReadOnlyList<(PublicSet Set, IReadOnlyList<PublicItem> Items)>)sets;
    });

    [Fact]
    public async Task Sitemap_NamesWhatEverySourceGives_AndEveryAddressAnswers()
    {
        town.Require();
        using var anyone = town.Browser();
        var answer = await anyone.GetAsync("/sitemap.xml");
        answer.Raw.Content.Headers.ContentType!.MediaType.ShouldBe("application/xml");
        var addresses = XDocument.Parse(answer.Text).Descendants(XName.Get("loc", "http://www.sitemaps.org/schemas/sitemap/0.9")).Select(loc => new Uri(loc.Value).AbsolutePath).ToList();
        addresses.ShouldBeUnique();
        foreach (var (_, items) in await SetsAsync())
            foreach (var item in items) { addresses.ShouldContain(item.Path); addresses.ShouldContain("/en" + item.Path); }
        addresses.Count.ShouldBeGreaterThan(100);
        foreach (var address in addresses) (await anyone.GetAsync(address)).Status.ShouldBe(HttpStatusCode.OK, address);
    }

    [Theory]
    [InlineData("passo carrabile", "servizi", "/servizi/passo-carrabile")]
    [InlineData("carabile", "servizi", "/servizi/passo-carrabile")]
    [InlineData("ufficio tecnico", "uffici", "/contatti")]
    public async Task Search_FindsInEverySource(string words, string set, string path)
    {
        town.Require();
        using var anyone = town.Browser();
        var page = await anyone.GetAsync($"/ricerca?q={Uri.EscapeDataString(words)}");
        page.Page.QuerySelectorAll($"section[aria-labelledby='set-{set}'] a").Select(a => a.GetAttribute("href")).ShouldContain(path);
        (await anyone.GetAsync("/en/ricerca?q=xyzzy")).Main.ShouldContain("No result");
        (await anyone.GetAsync("/ricerca")).Main.ShouldNotContain("Nessun risultato");
    }

    [Fact]
    public async Task DataSets_OfEverySource_AreReadAndTakenAway_AndNewsHaveAFeed()
    {
        town.Require();
        using var anyone = town.Browser();
        var map = (await anyone.GetAsync("/mappa-del-sito")).Main;
        foreach (var (set, items) in await SetsAsync())
        {
            items.ShouldNotBeEmpty(set.Name);
            items.ShouldAllBe(item => item.Values.Count == set.Columns.Count);
            map.ShouldContain(set.Title.It);
            (await anyone.GetAsync($"/dati/{set.Name}")).Page.QuerySelectorAll("main tbody tr").Length.ShouldBe(items.Count);
            var csv = (await anyone.GetAsync($"/dati/{set.Name}?formato=csv")).Text;
            csv.TrimStart('\uFEFF').ShouldStartWith("\"" + set.Columns[0].It + "\";");
            csv.TrimEnd().Split("\r\n").Length.ShouldBeGreaterThanOrEqualTo(items.Count + 1);
            var json = JsonDocument.Parse((await anyone.GetAsync($"/dati/{set.Name}?formato=json")).Text).RootElement;
            json.GetArrayLength().ShouldBe(items.Count);
            json[0].GetProperty(set.Columns[0].It).GetString().ShouldBe(items[0].Values[0]);
            var feed = await anyone.GetAsync($"/feed/{set.Name}.xml");
            if (!set.IsNews) feed.ShouldBe(HttpStatusCode.NotFound);
            else XDocument.Parse(feed.ShouldBe(HttpStatusCode.OK).Text).Descendants("item").Count().ShouldBeGreaterThan(0);
        }
        foreach (var wrong in (string[])["/dati/non-esiste", "/dati/servizi?formato=exe", "/feed/non-esiste.xml"]) (await anyone.GetAsync(wrong)).ShouldBe(HttpStatusCode.NotFound);
        (await anyone.GetAsync("/robots.txt")).Text.ShouldBe("User-agent: *\nDisallow: /\n", "invented people are for nobody's index");
    }
}

public sealed class PublicPagesOnSqlite(SqliteTown town) : PublicPagesTests(town), IClassFixture<SqliteTown>;
public sealed class PublicPagesOnPostgres(PostgresTown town) : PublicPagesTests(town), IClassFixture<PostgresTown>;
