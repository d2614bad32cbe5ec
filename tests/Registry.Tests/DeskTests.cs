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
        // A list tells one from another and no more: neither where anybody lives, nor that somebody hides.
        found.Main.ShouldNotContain("protetto", Case.Insensitive);
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
        (await anna.GetAsync($"/desk/residenti/{id:n}?altro=true")).Main.ShouldNotContain("DLCMRA", Case.Insensitive);

        var sheet = await anna.GetAsync($"/desk/residenti/{id:n}?motivo=Pratica%20in%20corso&nota=prot.%2012");

        sheet.ShouldBe(HttpStatusCode.OK).Main.ShouldContain("VIA ROMA");
        using var maria = await town.AsCitizenAsync();
        var log = await maria.GetAsync("/area-personale/accessi");
        log.Main.ShouldContain("Pratica in corso: prot. 12");
        log.Main.ShouldContain("Anna");
    }

    /// <summary>Who has opened their own office's case has said why: the sheet of its applicant takes it as its reason, once and for the same task.</summary>
    [Fact]
    public async Task CO22_Sheet_OfTheApplicantOfACaseThatWasOpened_TakesTheCaseAsItsReason()
    {
        town.Require();
        using var amina = await town.AsCitizenAsync("Amina Haddad");
        var street = await town.InAsync("cesa", async services =>
            (await services.GetRequiredService<Territory.Contracts.IStreetRegister>().StreetsAsync()).First(s => s.Name == "VIA ROMA").Id);
        var room = await ApplicationSample.SubmitAsync(town, amina, "cambio-di-indirizzo",
            new() { ["indirizzo.street"] = $"{street}", ["indirizzo.number"] = "3", ["indirizzo.flat"] = "21" });
        var id = (await town.InAsync("cesa", async services => (await services.GetRequiredService<ResidentRegister>().SearchAsync("haddad amina", 1))[0])).Id;
        using var anna = await town.AsStaffAsync();
        await anna.GetAsync(DeskActs.DeskOf(room));

        (await anna.GetAsync($"/desk/residenti/{id:n}")).ShouldBe(HttpStatusCode.OK).Heading.ShouldNotStartWith("Perché");

        var look = (await LooksAsync(id)).OrderBy(r => r.At).ThenBy(r => r.Id).Last();
        look.What.ShouldBe("Scheda anagrafica");
        look.CaseId.ShouldBe(DeskActs.IdOf(room));
        look.Purpose.ShouldStartWith("Pratica ");
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
    public async Task Counter_Issue_FromTheSheet_GivesReceiptAndPdf()
    {
        town.Require();
        using var anna = await town.AsStaffAsync();
        var sheet = await anna.OpenPersonAsync(await MariaAsync());
        var link = sheet.Page.QuerySelectorAll("main a").First(a => a.TextContent == "Emetti un certificato").GetAttribute("href")!;
        var subject = Guid.Parse(link.Split("persona=")[1].Split('&')[0]);
        (await anna.GetAsync(link)).Page.QuerySelector("input[name=TaxCode]")!.GetAttribute("value").ShouldStartWith("DLCMRA");

        (await CertificateSample.AtCounterAsync(anna, subject, "HistoricalResidence", "9")).Heading.ShouldBe("Controlla e invia");
        var receipt = await anna.SubmitAsync();

        receipt.ShouldBe(HttpStatusCode.OK).Main.ShouldContain("che conosce di persona il richiedente");
        await town.JobsDoneAsync();
        var page = await anna.GetAsync(receipt.Page.QuerySelectorAll("main a[href^='/desk/pratiche/']").First().GetAttribute("href")!);
        page.Heading.ShouldContain("Certificato storico di residenza");
        page.Main.ShouldContain(".pdf");
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
        var street = (await anna.OpenPersonAsync(certificate.ResidentId, "indirizzo")).Page.QuerySelectorAll("select[name=Street] option").First(o => o.TextContent.Trim() == "VIA ROMA").GetAttribute("value")!;
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
        var page = await anna.OpenPersonAsync(await MariaAsync(), "indirizzo");
        var street = page.Page.QuerySelectorAll("select[name=Street] option").First(o => o.TextContent.Trim() == "VIA ROMA").GetAttribute("value")!;
        var values = new Dictionary<string, string> { ["Street"] = street, ["StreetNumber"] = "5", ["Flat"] = "1", ["LegalDate"] = "01/11/2026", [field] = value };

        var answer = await anna.SubmitAsync(values);

        answer.ShouldBe(HttpStatusCode.BadRequest);
        answer.ErrorOf(field).ShouldContain(message);
    }

    /// <summary>What a form refuses it shows, and what is shown is a look: nobody gets there round the page that writes it down.</summary>
    [Fact]
    public async Task Form_OfAPersonWhosePageWasNotOpened_ShowsNothing_AndLeadsToThePage()
    {
        const string form = "indirizzo";
        town.Require();
        using var anna = await town.AsStaffAsync();
        var token = (await anna.GetAsync("/desk/protocollo/nuovo")).Page.QuerySelector("main input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        var rosa = (await town.InAsync("cesa", async services => (await services.GetRequiredService<ResidentRegister>().SearchAsync("marino rosa", 1))[0].Id));
        var path = $"/desk/residenti/{rosa:n}/{form}";
        var answer = await anna.PostAsync(path, new() { ["__RequestVerificationToken"] = token }, follow: false);
        answer.Status.ShouldBe(HttpStatusCode.Redirect);
        answer.Location.ShouldBe($"/desk/residenti/{rosa:n}?poi={form}");
        answer.Text.ShouldNotContain("Marino", Case.Insensitive);
    }

    private Task<string?> AddressAsync(Guid resident, DateOnly day, DateTime? known = null) => town.InAsync("cesa", async services =>
        (await services.GetRequiredService<ResidentRegister>().DwellingAsync(resident, day, known ?? DateTime.UtcNow.AddSeconds(1)))?.InWords);

    /// <summary>Who is not known to anybody of these tests, with their household's address.</summary>
    private Task<(Guid Id, string Name, string TaxCode)> SomebodyAsync(int which) => town.InAsync("cesa", async services =>
    {
        var found = (await services.GetRequiredService<ResidentRegister>().SearchAsync("via", 50))[which];
        return (found.Id, found.Person.FamilyName, found.Person.TaxCode);
    });

    /// <summary>Every page of a person asks why, once for a task, and what is said is what the person reads; no page of a person is a side door.</summary>
    [Theory]
    [InlineData("", 2)]
    [InlineData("/indirizzo", 14)]
    public async Task Page_OfAPerson_AsksWhyFirst_ThenNotAgain_AndEveryLookIsWritten(string page, int which)
    {
        town.Require();
        var (id, name, taxCode) = await SomebodyAsync(which);
        using var anna = await town.AsStaffAsync();
        var asked = await anna.GetAsync($"/desk/residenti/{id:n}{page}");
        asked.Heading.ShouldBe("Perché apri questa scheda?");
        asked.Text.ShouldNotContain(taxCode);
        asked.Main.ShouldNotContain(name, Case.Insensitive);
        var subject = await town.ReadAsync("cesa", db => db.Set<RegisteredResident>().Where(r => r.Id == id).Select(r => r.SubjectId).FirstAsync());
        var counter = $"/desk/sportello?persona={subject:n}";
        async Task<string?> PrefilledAsync() => (await anna.GetAsync(counter)).Page.QuerySelector("input[name=TaxCode]")!.GetAttribute("value");
        (await PrefilledAsync()).ShouldBeNullOrEmpty();
        (await LooksAsync(id)).ShouldBeEmpty("nothing was shown");

        var shown = await anna.GetAsync($"/desk/residenti/{id:n}?motivo=Verifica+d%27ufficio&nota=fascicolo+7{(page.Length > 0 ? "&poi=" + page[1..] : "")}");

        anna.Current.ShouldContain($"/desk/residenti/{id:n}{page}");
        shown.ShouldBe(HttpStatusCode.OK).Main.ShouldContain(name, Case.Insensitive);
        (await PrefilledAsync()).ShouldBe(taxCode);
        foreach (var again in (string[])["", "/indirizzo"])
            (await anna.GetAsync($"/desk/residenti/{id:n}{again}")).Heading.ShouldNotStartWith("Perché", customMessage: again);
        var looks = await LooksAsync(id);
        looks.Count.ShouldBeGreaterThanOrEqualTo(4);
        looks.ShouldAllBe(look => look.Purpose == "Verifica d'ufficio: fascicolo 7");
        (await anna.GetAsync($"/desk/residenti/{id:n}?altro=true")).Heading.ShouldBe("Perché apri questa scheda?");
    }

    private Task<List<Platform.Access.AccessRecord>> LooksAsync(Guid resident) => town.ReadAsync("cesa", db => db.Set<Platform.Access.AccessRecord>().AsNoTracking()
        .Where(r => db.Set<RegisteredResident>().Any(one => one.Id == resident && one.SubjectId == r.SubjectId)).ToListAsync());

    [Fact]
    public async Task Move_WithoutTheMarkOfWhatWasRead_IsRefused_KeepsWhatWasTyped_AndMovesNobody()
    {
        town.Require();
        var amina = await town.InAsync("cesa", async services => (await services.GetRequiredService<ResidentRegister>().SearchAsync("haddad amina", 1))[0]);
        using var anna = await town.AsStaffAsync();
        var street = (await anna.OpenPersonAsync(amina.Id, "indirizzo")).Page.QuerySelectorAll("select[name=Street] option").First(o => o.TextContent.Trim() == "VIA ROMA").GetAttribute("value")!;
        Task<int> StaysAsync() => town.ReadAsync("cesa", db => db.Set<ResidenceInTime>().CountAsync());
        var before = await StaysAsync();
        (await Unmarked.SendAllAsync(anna, $"/desk/residenti/{amina.Id:n}/indirizzo", new() { ["Street"] = street, ["StreetNumber"] = "3", ["Flat"] = "17" })).ShouldBe(1);
        anna.Last!.Page.QuerySelector("input[name=Flat]")!.GetAttribute("value").ShouldBe("17");
        (await StaysAsync()).ShouldBe(before);
    }

    /// <summary>A list shows who it may be, and no more; what was searched stays written, and whoever harvests lists is seen by it.</summary>
    [Fact]
    public async Task Search_ShowsTheLeast_IsWritten_AndHarvestingIsSeen()
    {
        town.Require();
        using var anna = await town.AsStaffAsync();
        var before = await SearchesAsync();
        var listed = 0;
        foreach (var word in (string[])["maria", "a", "b", "c", "d", "e", "f", "g", "l", "m", "n", "p", "r", "s", "t", "v"])
        {
            var page = await anna.GetAsync($"/desk/residenti?q={word}");
            var rows = page.Page.QuerySelectorAll("main tbody tr");
            rows.Length.ShouldBeLessThanOrEqualTo(25);
            listed += rows.Length;
            foreach (var row in rows) row.TextContent.ShouldNotMatch("[A-Z]{6}[0-9]{2}[A-Z][0-9]{2}[A-Z]|VIA |CORSO |PIAZZA ");
        }
        var written = (await SearchesAsync()).Skip(before.Count).ToList();
        written.Count.ShouldBe(16);
        written.Sum(row => row.Found).ShouldBe(listed);
        written[0].ShouldSatisfyAllConditions(row => row.Words.ShouldBe("maria"), row => row.StaffName.ShouldStartWith("Anna"), row => row.Place.ShouldBe("Residenti"));
        listed.ShouldBeGreaterThan(300, "or the test shows nothing");

        Platform.Access.LookPatterns.In([], written, new Dictionary<Guid, string>(), DateOnly.FromDateTime(DateTime.UtcNow)).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            pattern => pattern.Name.ShouldBe("many-listed-fast"), pattern => pattern.Count.ShouldBe(listed));
    }

    private Task<List<Platform.Access.SearchRecord>> SearchesAsync() => town.ReadAsync("cesa", db => db.Set<Platform.Access.SearchRecord>().AsNoTracking().OrderBy(r => r.At).ThenBy(r => r.Id).ToListAsync());

    /// <summary>Two clerks with the same page open: the second reads what the first recorded, and nothing is overwritten; corrections stay in sight.</summary>
    [Fact]
    public async Task S83_Move_OnAPageReadBeforeAColleagues_IsNotDone_WhatWasTypedStays_AndBothStayInTheHistory()
    {
        town.Require();
        var (id, _, _) = await SomebodyAsync(40);
        using var anna = await town.AsStaffAsync();
        using var other = await town.AsStaffAsync();
        await anna.OpenPersonAsync(id, "indirizzo");
        await other.OpenPersonAsync(id, "indirizzo");
        var street = anna.Last!.Page.QuerySelectorAll("select[name=Street] option").First(o => o.TextContent.Trim() == "VIA ROMA").GetAttribute("value")!;
        Dictionary<string, string> To(string number, string flat) => new() { ["Street"] = street, ["StreetNumber"] = number, ["Flat"] = flat, ["LegalDate"] = DateTime.UtcNow.AddDays(-2).ToString("dd/MM/yyyy") };
        (await anna.SubmitAsync(To("3", "11"))).ShouldBe(HttpStatusCode.OK);

        var late = await other.SubmitAsync(To("5", "12"));

        late.ShouldBe(HttpStatusCode.Conflict).Main.ShouldContain("un collega ha registrato qualcosa di questa famiglia");
        late.Main.ShouldContain("VIA ROMA, 3 int. 11");
        late.Page.QuerySelector("input[name=Flat]")!.GetAttribute("value").ShouldBe("12");
        (await AddressAsync(id, DateOnly.MaxValue)).ShouldBe("VIA ROMA, 3 int. 11");
        // Read, and sent again: done, and what was believed for a while stays in sight.
        (await other.SubmitAsync()).ShouldBe(HttpStatusCode.OK);
        var sheet = await other.GetAsync($"/desk/residenti/{id:n}");
        sheet.Main.ShouldContain("VIA ROMA, 5 int. 12");
        sheet.Page.QuerySelectorAll(".lb-timeline li").ShouldContain(row => row.TextContent.Contains("VIA ROMA, 3 int. 11", StringComparison.Ordinal) && row.TextContent.Contains("corretto poi", StringComparison.Ordinal));
    }

    private Task<Guid> MariaAsync() => town.InAsync("cesa", async services => (await services.GetRequiredService<ResidentRegister>().SearchAsync("de luca maria dlcmra85", 1))[0].Id);
}

public sealed class DeskOnSqlite(SqliteTown town) : DeskTests(town), IClassFixture<SqliteTown>;

public sealed class DeskOnPostgres(PostgresTown town) : DeskTests(town), IClassFixture<PostgresTown>;
