using System.Net;
using Liburia.Platform.Tenancy;
using Liburia.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Liburia.Procedures.Tests;

/// <summary>One area across Comuni.</summary>
public abstract class OneAreaTests(Town town)
{
    [Fact]
    public async Task CO15_Maria_SeesWhatSheHasInEveryComune_AndADownOneIsNamed()
    {
        town.Require();
        using (var there = await town.AsCitizenAsync(slug: "succivo")) await ApplicationSample.SubmitAsync(town, there, "accesso-civico-generalizzato");
        using var maria = await town.AsCitizenAsync();
        (await maria.GetAsync("/area-personale")).Page.QuerySelectorAll("section[aria-labelledby=others] a").Select(a => a.GetAttribute("href")).ShouldContain(href => href!.Contains("succivo", StringComparison.Ordinal) && href.Contains("/area-personale/pratiche/", StringComparison.Ordinal));
        maria.Last!.Page.QuerySelector("section[aria-labelledby=others]")!.TextContent.ShouldContain("Comune di Succivo");
        (await maria.GetAsync("/en/area-personale")).Main.ShouldContain("In other Comuni");
        using (var luca = await town.AsCitizenAsync("Luca Ferrara")) (await luca.GetAsync("/area-personale")).Page.QuerySelector("section[aria-labelledby=others]").ShouldBeNull("what Maria has is hers");

        var directory = town.Services.GetRequiredService<MunicipalityDirectory>();
        var succivo = directory.Find("succivo")!;
        directory.Put(succivo with { State = MunicipalityState.Suspended });
        try
        {
            var area = (await maria.GetAsync("/area-personale")).ShouldBe(HttpStatusCode.OK);
            area.Page.QuerySelector("section[aria-labelledby=others]")!.TextContent.ShouldContain("Ora non risponde");
            area.Main.ShouldContain("Le mie pratiche e i miei documenti");
        }
        finally
        {
            directory.Put(succivo);
        }
    }

    /// <summary>More at once than there are connections: who holds one and waits for another may wait for somebody who does the same.</summary>
    [Fact]
    public async Task Area_OfEightyAtOnce_ShowsEveryComune_ToEachOfThem()
    {
        town.Require();
        using (var there = await town.AsCitizenAsync(slug: "succivo")) await ApplicationSample.SubmitAsync(town, there, "accesso-civico-semplice");
        using var maria = await town.AsCitizenAsync();
        await maria.GetAsync("/area-personale");
        var pages = await Task.WhenAll(Enumerable.Range(0, 80).Select(async _ =>
        {
            using var browser = town.Browser();
            foreach (var (name, value) in maria.Cookies) browser.Cookies[name] = value;
            return (await browser.GetAsync("/area-personale")).ShouldBe(HttpStatusCode.OK);
        }));
        foreach (var page in pages)
        {
            page.Page.QuerySelector("section[aria-labelledby=others]")!.TextContent.ShouldContain("Comune di Succivo");
            page.Main.ShouldNotContain("Ora non risponde");
        }
    }
}

public sealed class OneAreaOnSqlite(SqliteTown town) : OneAreaTests(town), IClassFixture<SqliteTown>;

public sealed class OneAreaOnPostgres(PostgresTown town) : OneAreaTests(town), IClassFixture<PostgresTown>;
