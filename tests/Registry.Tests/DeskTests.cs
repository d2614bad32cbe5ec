using System.Net;
using Liburia.Platform.Law;
using Liburia.Registry.Certificates;
using Liburia.Registry.Residents;
using Liburia.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Liburia.Registry.Tests;

/// <summary>Anna at the registry desk: searches, opens a sheet with its purpose, issues at the counter, records a move.</summary>
public abstract class DeskTests(Town town)
{
    [Theory]
    [InlineData("de luca maria")]
    [InlineData("MARIA DE LU")]
    [InlineData("dlcmra85")]
    public async Task Residents_Search_FindsByNameOrTaxCode(string query)
    {
        town.Require();
        using var anna = await town.AsStaffAsync();

        (await anna.GetAsync($"/desk/residenti?q={Uri.EscapeDataString(query)}")).Main.ShouldContain("DE LUCA", Case.Insensitive);
    }

    [Fact]
    public async Task Residents_Search_ByAddress_FindsTheHousehold()
    {
        town.Require();
        using var anna = await town.AsStaffAsync();
        (await anna.GetAsync("/desk/residenti?q=via+roma+12")).Main.ShouldContain("DE LUCA", Case.Insensitive);
    }

    /// <summary>A search by street would tell where a protected person lives.</summary>
    [Fact]
    public async Task Residents_Search_ByAddress_NeverFindsAProtectedPerson_ByNameItDoes()
    {
        town.Require();
        using var anna = await town.AsStaffAsync();
        foreach (var way in (string[])["via", "piazza", "corso", "vico"])
            (await anna.GetAsync($"/desk/residenti?q=marino+rosa+{way}")).Main.ShouldNotContain("Marino Rosa", Case.Insensitive);
        var found = await anna.GetAsync("/desk/residenti?q=marino+rosa");
        found.Main.ShouldContain("Marino Rosa", Case.Insensitive);
        found.Main.ShouldContain("Indirizzo protetto");
    }

    [Theory]
    [InlineData("\"")]
    [InlineData("' OR 1=1 --")]
    [InlineData("NEAR(a b)")]
    [InlineData("a:* & | !")]
    [InlineData("*")]
    public async Task Residents_Search_HostileSyntax_NeitherFailsNorWidens(string query)
    {
        town.Require();
        using var anna = await town.AsStaffAsync();
        (await anna.GetAsync($"/desk/residenti?q={Uri.EscapeDataString(query)}")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task CO22_Sheet_OpenedWithAPurpose_IsReadByThePersonInHerLog()
    {
        town.Require();
        using var anna = await town.AsStaffAsync();
        var id = await MariaAsync();
        (await anna.GetAsync($"/desk/residenti/{id:n}")).Main.ShouldNotContain("DLCMRA", Case.Insensitive);

        var sheet = await anna.GetAsync($"/desk/residenti/{id:n}?motivo=Pratica%20in%20corso&nota=prot.%2012");

        sheet.ShouldBe(HttpStatusCode.OK).Main.ShouldContain("VIA ROMA");
        using var maria = await town.AsCitizenAsync();
        var log = await maria.GetAsync("/area-personale/accessi");
        log.Main.ShouldContain("Pratica in corso: prot. 12");
        log.Main.ShouldContain("Anna");
    }

    [Fact]
    public async Task Sheet_UnknownPurpose_Returns400AndShowsNothing()
    {
        town.Require();
        using var anna = await town.AsStaffAsync();
        var answer = await anna.GetAsync($"/desk/residenti/{await MariaAsync():n}?motivo=curiosita");
        answer.ShouldBe(HttpStatusCode.BadRequest).Text.ShouldNotContain("DLCMRA", Case.Insensitive);
    }

    [Theory]
    [InlineData("bruno")]
    [InlineData("dario")]
    public async Task Sheet_StaffWithoutThePermission_Returns403(string user)
    {
        town.Require();
        using var staff = await town.AsStaffAsync(user);
        (await staff.GetAsync($"/desk/residenti/{await MariaAsync():n}?motivo=Verifica%20d%27ufficio")).Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Counter_Issue_PrintsAPdfFromTheSheet()
    {
        town.Require();
        using var anna = await town.AsStaffAsync();
        await anna.GetAsync($"/desk/residenti/{await MariaAsync():n}/certificato");

        var page = await anna.SubmitAsync(new() { ["Kind"] = "HistoricalResidence", ["Use"] = "9" });

        page.ShouldBe(HttpStatusCode.OK).Heading.ShouldContain("Certificato storico di residenza");
        await town.JobsDoneAsync();
        (await anna.GetAsync(anna.Current)).Main.ShouldContain(".pdf");
    }

    [Fact]
    public async Task CO22_Move_SupersedesTheCertificateAndKeepsBothDatesApart()
    {
        town.Require();
        using var luca = await town.AsCitizenAsync("Luca Ferrara");
        await CertificateSample.ToCheckAsync(luca, use: "7");
        await luca.SubmitAsync();
        var certificate = await town.ReadAsync("cesa", db => db.Set<Certificate>().AsNoTracking().OrderByDescending(c => c.Number).FirstAsync());
        var before = await AddressAsync(certificate.ResidentId, DateOnly.MaxValue);
        using var anna = await town.AsStaffAsync();
        var street = (await anna.GetAsync($"/desk/residenti/{certificate.ResidentId:n}/indirizzo")).Page.QuerySelectorAll("select[name=Street] option").First(o => o.TextContent.Trim() == "VIA ROMA").GetAttribute("value")!;
        var legal = DateOnly.FromDateTime(DateTime.UtcNow).AddDays(-3);
        var moment = DateTime.UtcNow;

        var sheet = await anna.SubmitAsync(new() { ["Street"] = street, ["StreetNumber"] = "3", ["Flat"] = "9", ["LegalDate"] = legal.ToString("dd/MM/yyyy") });

        sheet.Page.QuerySelector("[data-address]")!.TextContent.ShouldBe("VIA ROMA, 3 int. 9");
        using var stranger = town.Browser();
        var verified = await stranger.GetAsync($"/verifica/{certificate.VerificationCode}");
        verified.Main.ShouldContain("Superato");
        verified.Text.ShouldNotContain("VIA ROMA");
        (await AddressAsync(certificate.ResidentId, legal.AddDays(-1))).ShouldBe(before);
        (await AddressAsync(certificate.ResidentId, legal)).ShouldBe("VIA ROMA, 3 int. 9");
        (await AddressAsync(certificate.ResidentId, legal, moment)).ShouldBe(before);
    }

    [Theory]
    [InlineData("StreetNumber", "9999", "non esiste nello stradario")]
    [InlineData("StreetNumber", "abc", "solo cifre")]
    [InlineData("LegalDate", "31/12/2099", "nel futuro")]
    [InlineData("LegalDate", "ieri", "Scrivi la data")]
    [InlineData("LegalDate", "01/01/1900", "precede l'iscrizione")]
    [InlineData("Street", "forged", "stradario")]
    public async Task Move_BadInput_Returns400WithTheMessageBesideTheField(string field, string value, string message)
    {
        town.Require();
        using var anna = await town.AsStaffAsync();
        var page = await anna.GetAsync($"/desk/residenti/{await MariaAsync():n}/indirizzo");
        var street = page.Page.QuerySelectorAll("select[name=Street] option").First(o => o.TextContent.Trim() == "VIA ROMA").GetAttribute("value")!;
        var values = new Dictionary<string, string> { ["Street"] = street, ["StreetNumber"] = "5", ["Flat"] = "1", ["LegalDate"] = "01/11/2026", [field] = value };

        var answer = await anna.SubmitAsync(values);

        answer.ShouldBe(HttpStatusCode.BadRequest);
        answer.ErrorOf(field).ShouldContain(message);
    }

    /// <summary>What a form refuses it shows, and what is shown is a look: nobody gets there round the page that writes it down.</summary>
    [Theory]
    [InlineData("indirizzo")]
    [InlineData("certificato")]
    public async Task Form_OfAPersonWhosePageWasNotOpened_ShowsNothing_AndLeadsToThePage(string form)
    {
        town.Require();
        using var anna = await town.AsStaffAsync();
        var token = (await anna.GetAsync("/desk/protocollo/nuovo")).Page.QuerySelector("main input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        var rosa = (await town.InAsync("cesa", async services => (await services.GetRequiredService<ResidentRegister>().SearchAsync("marino rosa", 1))[0].Resident.Id));
        var path = $"/desk/residenti/{rosa:n}/{form}";
        var answer = await anna.PostAsync(path, new() { ["__RequestVerificationToken"] = token }, follow: false);
        answer.Status.ShouldBe(HttpStatusCode.Redirect);
        answer.Location.ShouldBe(path);
        answer.Text.ShouldNotContain("Marino", Case.Insensitive);
    }

    private Task<string?> AddressAsync(Guid resident, DateOnly day, DateTime? known = null) => town.InAsync("cesa", async services =>
        (await services.GetRequiredService<ResidentRegister>().DwellingAsync(resident, day, known ?? DateTime.UtcNow.AddSeconds(1)))?.InWords);

    private Task<Guid> MariaAsync() => town.InAsync("cesa", async services => (await services.GetRequiredService<ResidentRegister>().SearchAsync("de luca maria dlcmra85", 1))[0].Resident.Id);
}

public sealed class DeskOnSqlite(SqliteTown town) : DeskTests(town), IClassFixture<SqliteTown>;

public sealed class DeskOnPostgres(PostgresTown town) : DeskTests(town), IClassFixture<PostgresTown>;
