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
}

public sealed class OneAreaOnSqlite(SqliteTown town) : OneAreaTests(town), IClassFixture<SqliteTown>;

public sealed class OneAreaOnPostgres(PostgresTown town) : OneAreaTests(town), IClassFixture<PostgresTown>;
