using System.Net;
using Liburia.Platform.Access;
using Liburia.Procedures.Contracts;
using Liburia.TestKit;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;
using Case = Liburia.Procedures.Cases.Case;

namespace Liburia.Procedures.Tests;

/// <summary>Staff file for who is at the counter: the same journey, rules and case as online.</summary>
public abstract class CounterTests(Town town)
{
    private const string Form = "main form[method=post]:not([action])";

    private Task<string> MariaAsync() => town.ReadAsync("cesa", db => db.Database
        .SqlQuery<string>($"SELECT tax_code AS \"Value\" FROM subjects_subjects WHERE family_name = 'De Luca' AND given_name = 'Maria' ORDER BY date_of_birth DESC LIMIT 1").FirstAsync());

    [Theory]
    [InlineData("occupazione-suolo-pubblico")]
    [InlineData("passo-carrabile")]
    [InlineData("accesso-civico-generalizzato")]
    [InlineData("contrassegno-disabili")]
    [InlineData("segnalazione-disservizio")]
    public async Task CO17_Procedure_FiledAtTheCounter_IsTheSameCase_WithItsReceipt_AndTheCitizenReadsWhoWroteIt(string service)
    {
        town.Require();
        using var bruno = await town.AsStaffAsync("bruno");
        (await ApplicationSample.AtCounterAsync(town, bruno, service, await MariaAsync())).Heading.ShouldBe("Controlla e invia");

        var receipt = await bruno.SubmitAsync();

        receipt.ShouldBe(HttpStatusCode.OK).Heading.ShouldBe("Domanda ricevuta");
        receipt.Main.ShouldContain("identità accertata con carta d'identità CA12345AB");
        receipt.Page.QuerySelector("button[data-print]").ShouldNotBeNull("who is at the counter takes it home");
        var id = Guid.Parse(bruno.Current.Split('/')[^1]);
        var filed = await town.ReadAsync("cesa", db => db.Set<Case>().AsNoTracking().FirstAsync(c => c.Id == id));
        (filed.Channel, filed.ServiceSlug, filed.ApplicantTaxCode).ShouldBe((CaseChannel.Counter, service, await MariaAsync()));
        using var online = await town.AsCitizenAsync();
        var twin = Guid.Parse((await ApplicationSample.SubmitAsync(town, online, service)).Split('/')[^1]);
        var same = await town.ReadAsync("cesa", db => db.Set<Case>().AsNoTracking().FirstAsync(c => c.Id == twin));
        (filed.OfficeId, filed.TermName, filed.DueOn, filed.Step, filed.ModelVersion).ShouldBe((same.OfficeId, same.TermName, same.DueOn, same.Step, same.ModelVersion));

        (await online.GetAsync($"/area-personale/pratiche/{id:n}")).Main.ShouldContain("Presentata allo sportello (Ufficio protocollo)");
        (await online.GetAsync("/area-personale/accessi")).Main.ShouldContain("Domanda allo sportello");
        using var dario = await town.AsStaffAsync("dario");
        (await dario.GetAsync($"/desk/sportello/ricevute/{id:n}")).Status.ShouldBe(HttpStatusCode.NotFound, "whoever filed it prints it");
    }

    [Fact]
    public async Task Draft_OfTheCounter_IsItsWritersAlone_AndIsFoundAgain()
    {
        town.Require();
        using var bruno = await town.AsStaffAsync("bruno");
        await ApplicationSample.AtCounterAsync(town, bruno, "passo-carrabile", await MariaAsync());
        var check = bruno.Current;
        using var dario = await town.AsStaffAsync("dario");
        (await dario.GetAsync(check)).Status.ShouldBe(HttpStatusCode.NotFound);
        using var maria = await town.AsCitizenAsync();
        var draft = check.Split('/')[^2];
        (await maria.GetAsync($"/servizi/passo-carrabile/domanda/{draft}/riepilogo")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await maria.GetAsync("/area-personale")).Text.ShouldNotContain(draft);

        using var later = await town.AsStaffAsync("bruno");
        (await later.GetAsync("/desk/sportello")).Page.QuerySelectorAll($"main a[href='{check}']").ShouldHaveSingleItem();
        await later.GetAsync(check);
        (await later.SubmitAsync()).Heading.ShouldBe("Domanda ricevuta");
        (await bruno.GetAsync(check)).Heading.ShouldBe("Domanda ricevuta", "sent once, from wherever");
    }

    [Theory]
    [InlineData("servizio", "", "Scegli che cosa chiede")]
    [InlineData("TaxCode", "DLCMRA85E52A512X", "Il codice fiscale non è valido")]
    [InlineData("TaxCode", "VRDLGU70B02F839U", "scrivi cognome e nome")]
    [InlineData("Document", "CA", "Scrivi tipo e numero del documento")]
    [InlineData("Asks", "", "solo se la persona è qui")]
    public async Task Start_WithSomethingWrong_SaysItBesideTheField_AndKeepsTheRest(string field, string value, string words)
    {
        town.Require();
        using var bruno = await town.AsStaffAsync("bruno");
        await bruno.GetAsync("/desk/sportello");
        var sent = new Dictionary<string, string> { ["servizio"] = "passo-carrabile", ["TaxCode"] = await MariaAsync(), ["Identification"] = "Document", ["Document"] = "patente NA1234567X", ["Asks"] = "true", [field] = value };
        var page = await bruno.SubmitAsync(sent, Form);
        page.ShouldBe(HttpStatusCode.BadRequest).Main.ShouldContain(words);
        if (field != "Document") page.Page.QuerySelector("input[name=Document]")!.GetAttribute("value").ShouldBe("patente NA1234567X");
        (await town.ReadAsync("cesa", db => db.Set<AccessRecord>().CountAsync(r => r.Office == "Ufficio protocollo" && r.What == "Domanda allo sportello: Passo carrabile" && r.StaffName == "nessuno"))).ShouldBe(0);
    }

    /// <summary>Whoever goes on with an application the next day looks again; whoever only tries a code is written down too.</summary>
    [Fact]
    public async Task Look_AtTheCounter_IsWritten_OnceForAStretchOfWork_AndForACodeThatWasTried()
    {
        town.Require();
        using var bruno = await town.AsStaffAsync("bruno");
        var code = await MariaAsync();
        Task<int> LooksAsync(string what) => town.ReadAsync("cesa", db => db.Set<AccessRecord>().CountAsync(r => r.What == what));
        var before = await LooksAsync("Domanda allo sportello: Insegna pubblicitaria");
        await ApplicationSample.AtCounterAsync(town, bruno, "insegna-pubblicitaria", code);
        var check = bruno.Current;
        (await LooksAsync("Domanda allo sportello: Insegna pubblicitaria")).ShouldBe(before + 1, "many pages, one stretch of work");
        town.Clock.Move(TimeSpan.FromHours(9));
        using var nextDay = await town.AsStaffAsync("bruno");
        (await nextDay.GetAsync(check)).Heading.ShouldBe("Controlla e invia");
        (await LooksAsync("Domanda allo sportello: Insegna pubblicitaria")).ShouldBe(before + 2);

        const string Tried = "Codice fiscale cercato allo sportello";
        var sent = new Dictionary<string, string> { ["servizio"] = "accesso-civico-generalizzato", ["TaxCode"] = "VRDLGU70B02F839U", ["Identification"] = "Known", ["Asks"] = "true" };
        await nextDay.GetAsync("/desk/sportello");
        (await nextDay.SubmitAsync(sent, Form)).ShouldBe(HttpStatusCode.BadRequest).Main.ShouldContain("scrivi cognome e nome");
        var tried = await LooksAsync(Tried);
        tried.ShouldBeGreaterThan(0);
        (await nextDay.SubmitAsync(new(sent) { ["Asks"] = "" }, Form)).ShouldBe(HttpStatusCode.BadRequest).Main.ShouldNotContain("scrivi cognome e nome");
        (await LooksAsync(Tried)).ShouldBe(tried, "nothing was said of the code");
    }

    [Fact]
    public async Task Person_NobodyKnows_IsNamedByTheClerk()
    {
        town.Require();
        using var bruno = await town.AsStaffAsync("bruno");
        await bruno.GetAsync("/desk/sportello");
        await bruno.SubmitAsync(new()
        {
            ["servizio"] = "accesso-civico-generalizzato",
            ["TaxCode"] = "VRDLGU70B02F839U",
            ["FamilyName"] = "Verdi",
            ["GivenName"] = "Luigi",
            ["Identification"] = "Known",
            ["Asks"] = "true",
        }, Form);
        bruno.Last!.ShouldBe(HttpStatusCode.OK).Main.ShouldContain("per Verdi Luigi");
    }
}

public sealed class CounterOnSqlite(SqliteTown town) : CounterTests(town), IClassFixture<SqliteTown>;

public sealed class CounterOnPostgres(PostgresTown town) : CounterTests(town), IClassFixture<PostgresTown>;
