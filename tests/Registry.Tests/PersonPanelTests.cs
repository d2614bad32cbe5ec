using System.Net;
using Liburia.Registry.Residents;
using Liburia.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Liburia.Registry.Tests;

/// <summary>What other offices give to a person's sheet: after its purpose, by its right, and no more than the office may read.</summary>
public abstract class PersonPanelTests(Town town)
{
    [Fact]
    public async Task Panels_OfASheet_ComeAfterItsPurpose_WithWhatTheOfficeMayRead_AndThePersonReadsThatTheyWereOpened()
    {
        town.Require();
        using var luca = await town.AsCitizenAsync("Luca Ferrara");
        await ApplicationSample.SubmitAsync(town, luca, "passo-carrabile");
        await CertificateSample.ToCheckAsync(luca, use: "7");
        await luca.SubmitAsync();
        var id = await town.InAsync("cesa", async services => (await services.GetRequiredService<ResidentRegister>().SearchAsync("ferrara luca", 1))[0].Id);
        var panel = $"/desk/residenti/{id:n}/pannelli/pratiche";
        using var anna = await town.AsStaffAsync();
        (await anna.GetAsync(panel)).Heading.ShouldStartWith("Perché apri questa scheda");

        var sheet = await anna.OpenPersonAsync(id);
        sheet.Page.QuerySelectorAll("[data-panel]").Select(part => part.GetAttribute("data-panel")).ShouldBe([panel, panel.Replace("pratiche", "pagamenti", StringComparison.Ordinal)]);
        foreach (var part in sheet.Page.QuerySelectorAll("[data-panel] a").ToList()) (await anna.GetAsync(part.GetAttribute("href")!)).ShouldBe(HttpStatusCode.OK);
        var cases = (await anna.GetAsync(panel)).Page.QuerySelectorAll("[data-panel-content] tbody tr").Select(row => row.TextContent).ToList();
        cases.Count.ShouldBe(2);
        cases.Count(row => row.Contains("di un altro ufficio", StringComparison.Ordinal) && row.Contains("Ufficio tecnico", StringComparison.Ordinal)).ShouldBe(1);
        cases.Count(row => row.Contains("Luca Ferrara", StringComparison.Ordinal)).ShouldBe(1, "the registry's own says what it is about");
        string.Concat(cases).ShouldNotContain("carrabile", Case.Insensitive);
        (await luca.GetAsync("/area-personale/accessi")).Main.ShouldContain("Pratiche: 2");

        (await anna.GetAsync(panel.Replace("pratiche", "non-esiste", StringComparison.Ordinal))).ShouldBe(HttpStatusCode.NotFound);
        using var ivo = await town.AsStaffAsync("ivo");
        (await ivo.GetAsync(panel)).Status.ShouldBe(HttpStatusCode.Forbidden);
    }
}

public sealed class PersonPanelOnSqlite(SqliteTown town) : PersonPanelTests(town), IClassFixture<SqliteTown>;
public sealed class PersonPanelOnPostgres(PostgresTown town) : PersonPanelTests(town), IClassFixture<PostgresTown>;
