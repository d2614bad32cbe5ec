using System.Net;
using Liburia.Platform.Database;
using Liburia.Platform.Organization;
using Liburia.Procedures.Adoption;
using Liburia.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;
using static Liburia.TestKit.DeskActs;
using Case = Liburia.Procedures.Cases.Case;

namespace Liburia.Procedures.Tests;

/// <summary>Offices are found by what they do: a name is the Comune's own business, and whoever has a function receives what is its.</summary>
[Slow("Every function of every office, given and taken on both sides of a change.")]
public abstract class FunctionsTests(Town town)
{
    private const string Access = "accesso-agli-atti", Report = "segnalazione-disservizio", Sheet = "/servizi/" + Report;

    private Task<Office> DoerAsync(string function, string slug) =>
        town.InAsync(slug, async services => (await services.GetRequiredService<OrganizationChart>().BookAsync()).Need(function));

    private Task<Case> CaseAsync(Guid id, string slug) => town.ReadAsync(slug, db => db.Set<Case>().AsNoTracking().FirstAsync(c => c.Id == id));

    private async Task RenameAsync(Guid office, string name, string slug)
    {
        using var elsa = await town.AsStaffAsync("elsa", slug);
        await elsa.GetAsync($"/desk/uffici?ufficio={office}");
        (await elsa.SubmitAsync(new() { ["OfficeName"] = name })).ShouldBe(HttpStatusCode.OK).Main.ShouldContain(name);
    }

    [Fact]
    public async Task RenamedOffice_StillReceivesItsCases_OpinionsAndReaders()
    {
        town.Require();
        var technical = await DoerAsync("tecnico", "cesa");
        var police = await DoerAsync("polizia", "cesa");
        using var maria = await town.AsCitizenAsync();
        var before = await ApplicationSample.SubmitAsync(town, maria, Report);
        await RenameAsync(technical.Id, "Settore quarto", "cesa");
        await RenameAsync(police.Id, "Corpo intercomunale", "cesa");
        try
        {
            var after = await ApplicationSample.SubmitAsync(town, maria, Report);
            (await CaseAsync(IdOf(after), "cesa")).OfficeId.ShouldBe(technical.Id);
            foreach (var room in (string[])[before, after]) (await maria.GetAsync(room))
                .Main.ShouldContain("Settore quarto", customMessage: "who waits reads the name of today");
            using var gino = await town.AsStaffAsync("gino");
            (await gino.GetAsync($"/desk/pratiche/{IdOf(after):n}")).ShouldBe(HttpStatusCode.OK).Main.ShouldContain("Settore quarto");
            (await gino.GetAsync("/desk/pratiche?ufficio=mio")).Main.ShouldContain((await CaseAsync(IdOf(before), "cesa")).ProtocolNumber);
            using var anyone = town.Browser();
            (await anyone.GetAsync($"{Sheet}?rinominato")).Main.ShouldContain("Settore quarto");
            // The opinion a model asks for goes to the local police, called as it may be.
            var driveway = IdOf(await ApplicationSample.SubmitAsync(town, maria, "passo-carrabile"));
            (await gino.GetAsync($"/desk/pratiche/{driveway:n}/parere"))
                .Page.QuerySelector("select[name=Office] option[selected]")!.TextContent.ShouldBe("Corpo intercomunale");
        }
        finally
        {
            await RenameAsync(technical.Id, technical.Name, "cesa");
            await RenameAsync(police.Id, police.Name, "cesa");
        }
    }

    [Fact]
    public async Task Function_GivenToAnotherOffice_BringsWhatComesAfter_AndIsNeverLeftToNobody()
    {
        town.Require();
        var police = await DoerAsync("polizia", "succivo");
        using var elsa = await town.AsStaffAsync("elsa", "succivo");
        var page = await elsa.GetAsync("/desk/uffici/funzioni");
        page.Page.QuerySelectorAll("main label").Select(label => label.TextContent.Trim())
            .ShouldBe([.. OfficeBook.Declared(Closure.Modules).Select(function => function.Name.It)]);
        (await elsa.SubmitAsync(new() { ["Function.segreteria"] = "" })).ShouldBe(HttpStatusCode.BadRequest)
            .Main.ShouldContain("ciò che arriva deve raggiungere qualcuno");
        using var second = await town.AsStaffAsync("elsa", "succivo");
        await second.GetAsync("/desk/uffici/funzioni");
        await elsa.GetAsync("/desk/uffici/funzioni");
        (await elsa.SubmitAsync(new() { ["Function.segreteria"] = $"{police.Id}" })).ShouldBe(HttpStatusCode.OK).Page
            .QuerySelectorAll("main tbody tr").Single(row => row.TextContent.Contains("Polizia locale", StringComparison.Ordinal))
                .TextContent.ShouldContain("Segreteria e trasparenza");
        (await second.SubmitAsync(new() { ["Function.tributi"] = $"{police.Id}" })).ShouldBe(HttpStatusCode.Conflict)
            .Main.ShouldContain("Nel frattempo qualcun altro ha cambiato le funzioni");

        using var giuseppe = await town.AsCitizenAsync("Giuseppe Esposito", "succivo");
        var id = IdOf(await ApplicationSample.SubmitAsync(town, giuseppe, Access));
        (await CaseAsync(id, "succivo")).OfficeId.ShouldBe(police.Id);
        using var ivo = await town.AsStaffAsync("ivo", "succivo");
        (await ivo.GetAsync($"/desk/pratiche/{id:n}")).ShouldBe(HttpStatusCode.OK);
        using var dario = await town.AsStaffAsync("dario", "succivo");
        (await dario.GetAsync("/desk/uffici/funzioni")).Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Function_WithoutAnOffice_IsRefusedInWords_AndToldToWhoAssignsIt()
    {
        town.Require();
        using var giuseppe = await town.AsCitizenAsync("Giuseppe Esposito", "casandrino");
        (await ApplicationSample.ToCheckAsync(town, giuseppe, Access)).Heading.ShouldBe("Controlla e invia");
        await town.ReadAsync("casandrino", db => db.Set<AssignedFunction>().Where(function => function.FunctionKey == "segreteria").ExecuteDeleteAsync());
        (await giuseppe.SubmitAsync()).ShouldBe(HttpStatusCode.BadRequest)
            .Main.ShouldContain("non ha ancora indicato quale ufficio si occupa di questo (Segreteria e trasparenza)");
        (await town.ReadAsync("casandrino", db => db.Set<Case>().CountAsync(c => c.ServiceSlug == Access))).ShouldBe(0);
        using var anyone = town.Browser("casandrino");
        (await anyone.GetAsync($"/servizi/{Access}?senza")).Main.ShouldContain("Questo servizio si chiede all'ufficio.");
        using var elsa = await town.AsStaffAsync("elsa", "casandrino");
        (await elsa.GetAsync("/desk/uffici")).Main.ShouldContain("chi lo chiede online viene fermato: Segreteria e trasparenza");

        // Once it is said, the same form goes through.
        var secretary = await town.ReadAsync("casandrino", db => db.Set<Office>().AsNoTracking().FirstAsync(o => o.Name == "Segreteria generale"));
        await elsa.GetAsync("/desk/uffici/funzioni");
        (await elsa.SubmitAsync(new() { ["Function.segreteria"] = $"{secretary.Id}" })).Status.ShouldBe(HttpStatusCode.OK);
        (await giuseppe.SubmitAsync()).Heading.ShouldBe("Domanda ricevuta");
    }

    /// <summary>What a word found before, its function or the deviation finds afterwards.</summary>
    [Fact]
    public async Task Upgrade_GivesEachFunctionToTheOfficeThatTheWordFound()
    {
        town.Require();
        const string Slug = "teverola";
        var contracts = await town.ReadAsync(Slug, async db =>
        {
            var contracts = new Office
            {
                Id = Guid.CreateVersion7(),
                Name = "Appalti e contratti",
                Tasks = "Gare e fornitori.",
                Mail = "",
                Phone = "",
                OpeningHours = ""
            };
            db.Add(contracts);
            db.Add(new AdoptedModel { Slug = "patrocinio", ModelVersion = 1, Enabled = true, Deviations = """{"fees":null,"office":"Contratti","termDays":null,"withoutAnnexes":null}""", Reason = "Se ne occupano i contratti.", AdoptedBy = "Prova" });
            db.Add(new AdoptedModel { Slug = "multe", ModelVersion = 1, Enabled = true, Deviations = """{"fees":null,"office":null,"termDays":20,"withoutAnnexes":null}""", Reason = "Prima di trenta giorni.", AdoptedBy = "Prova" });
            await db.SaveChangesAsync();
            await db.Set<Office>().Where(o => o.Name == "Ufficio anagrafe")
                .ExecuteUpdateAsync(set => set.SetProperty(o => o.Name, "Servizi demografici")
                .SetProperty(o => o.Tasks, "Anagrafe, stato civile, elettorale."));
            await db.Database.ExecuteSqlRawAsync("DROP TABLE platform_assigned_functions");
            await db.Database.ExecuteSqlRawAsync("DELETE FROM \"__EFMigrationsHistory\" WHERE \"MigrationId\" LIKE '20261129120_00%Functions'");
            return contracts.Id;
        });
        await town.Services.GetRequiredService<DatabaseMigrator>().MigrateOneAsync(Slug);
        foreach (var (function, name) in new[] { ("anagrafe", "Servizi demografici"), ("protocollo", "Ufficio protocollo"),
            ("segreteria", "Segreteria generale"), ("tecnico", "Ufficio tecnico"), ("polizia", "Polizia locale"), ("tributi", "Ufficio tributi") })
            (await DoerAsync(function, Slug)).Name.ShouldBe(name, function);
        var kept = await town.ReadAsync(Slug, db => db.Set<AdoptedModel>().AsNoTracking().ToDictionaryAsync(a => a.Slug, a => a.Deviations));
        Deviations.FromJson(kept["patrocinio"]).OfficeId.ShouldBe(contracts);
        (Deviations.FromJson(kept["multe"]).OfficeId, Deviations.FromJson(kept["multe"]).TermDays).ShouldBe((null, 20));
        using var anyone = town.Browser(Slug);
        (await anyone.GetAsync("/servizi/diversita?passaggio")).Main.ShouldContain("ufficio: Appalti e contratti invece di Segreteria generale");
        (await anyone.GetAsync("/servizi/patrocinio?passaggio")).Main.ShouldContain("Appalti e contratti");

        // And it is chosen among the offices, no longer typed.
        using var dario = await town.AsStaffAsync("dario", Slug);
        await dario.GetAsync("/desk/procedimenti/patrocinio");
        dario.Last!.Page.QuerySelector("select[name=Office] option[selected]")!.TextContent.ShouldBe("Appalti e contratti");
        (await dario.SubmitAsync(new() { ["Office"] = "anagrafe" }, form: "main form:not([action])")).ShouldBe(HttpStatusCode.BadRequest).ErrorOf("Office")
            .ShouldContain("Scegli un ufficio");
        (await dario.SubmitAsync(new() { ["Office"] = "" }, form: "main form:not([action])")).Status.ShouldBe(HttpStatusCode.OK);
        (await anyone.GetAsync("/servizi/patrocinio?ritorno")).Main.ShouldContain("Segreteria generale");
    }
}

public sealed class FunctionsOnSqlite(SqliteTown town) : FunctionsTests(town), IClassFixture<SqliteTown>;

public sealed class FunctionsOnPostgres(PostgresTown town) : FunctionsTests(town), IClassFixture<PostgresTown>;
