using System.Net;
using Liburia.Platform.Tenancy;
using Liburia.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Liburia.Architecture.Tests;

/// <summary>A clerk practises with the real pages in the practice Comune; the register judges, and the record is the clerk's own Comune's.</summary>
public abstract class TrainingTests(Town town)
{
    private const string Exercise = "registry.address-change", Here = "cesa", There = "succivo";

    private Task<Answer> SubmitAsync(Browser clerk, string handler) => clerk.SubmitAsync(form: $"form[action='?handler={handler}']");

    private async Task<(string TaxCode, string Street, string Number, string Exponent, string Flat)> TaskAsync(Browser clerk)
    {
        var words = clerk.Last!.Main;
        var task = System.Text.RegularExpressions.Regex.Match(words,
            @"codice fiscale (\w{16}), abita in .+? dichiara che abita in (.+?), (\d+)(?:/(\w+))? int\. (\d+)\. Registra",
            System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromMilliseconds(200));
        task.Success.ShouldBeTrue(words);
        var street = await town.ReadAsync(There, db => db.Database.SqlQuery<Guid>(
            $"SELECT s.id AS \"Value\" FROM territory_streets s WHERE s.toponym_qualifier || ' ' || s.official_street_name = {task.Groups[2].Value}")
                .FirstAsync());
        return (task.Groups[1].Value, $"{street}", task.Groups[3].Value, task.Groups[4].Value, task.Groups[5].Value);
    }

    /// <summary>Records a change as somebody at the counter of the practice Comune does.</summary>
    private async Task MoveAsync(string taxCode, string street, string number, string exponent, string flat, DateOnly on)
    {
        using var anna = await town.AsStaffAsync("anna", There);
        var found = await anna.GetAsync($"/desk/residenti?q={taxCode}");
        var sheet = found.Page.QuerySelector("main tbody a")!.GetAttribute("href")!;
        await anna.OpenPersonAsync(Guid.Parse(sheet.Split('/')[3]), "indirizzo");
        (await anna.SubmitAsync(new()
        {
            ["Street"] = street,
            ["StreetNumber"] = number,
            ["Exponent"] = exponent,
            ["Flat"] = flat,
            ["LegalDate"] = Platform.Language.Say.ShortDay(on)
        })).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task CO19_ChangeOfAddress_IsJudgedByTheRegister_AndKeptInTheClerksRecord()
    {
        town.Require();
        var directory = town.Services.GetRequiredService<MunicipalityDirectory>();
        directory.Put(town.Municipality(There) with { IsPractice = true });
        var today = Platform.Law.LegalTime.Today(town.Clock);
        using var anna = await town.AsStaffAsync();
        (await anna.GetAsync("/desk/formazione")).Main.ShouldContain("Non hai ancora superato nessun esercizio.");
        (await SubmitAsync(anna, "Begin")).ShouldBe(HttpStatusCode.OK).Main.ShouldContain("Vai nel Comune di prova: Comune di Succivo");
        var (taxCode, street, number, exponent, flat) = await TaskAsync(anna);

        (await SubmitAsync(anna, "Judge")).Main.ShouldContain("Nel registro non c'è un cambio di indirizzo di questa famiglia da quando hai cominciato.");
        // Done wrong: the register says what is off, each thing by itself.
        await MoveAsync(taxCode, street, number, exponent, "99", today.AddDays(-1));
        var wrong = await SubmitAsync(anna, "Judge");
        wrong.Main.ShouldContain($"L'interno registrato è «99»: doveva essere «{flat}».");
        wrong.Main.ShouldContain($"Il cambio decorre dal {Platform.Language.Say.ShortDay(today.AddDays(-1))}: doveva decorrere dal {Platform.Language.Say.ShortDay(today)}.");
        wrong.Main.ShouldContain("Non hai ancora superato nessun esercizio.");
        await MoveAsync(taxCode, street, number, exponent, flat, today);
        var passed = await SubmitAsync(anna, "Judge");
        passed.Main.ShouldContain("superato il");
        passed.Page.QuerySelectorAll("main tbody tr").Single().TextContent.ShouldContain("Registra un cambio di indirizzo");
        passed.Page.QuerySelectorAll("main tbody td").Select(cell => cell.TextContent.Trim()).Last().ShouldBe("3", "every look counts");

        // The night takes the practice Comune's registers, never the record.
        await town.ReadAsync(There, db => db.Database.ExecuteSqlAsync($"DELETE FROM registry_residences"));
        (await anna.GetAsync("/desk/formazione")).Main.ShouldContain("superato il");
        (await town.ReadAsync(There, db => db.Database.SqlQuery<int>($"SELECT CAST(COUNT(*) AS integer) AS \"Value\" FROM assistance_training_records")
            .FirstAsync())).ShouldBe(0);

        // The head of the office sees who can do what; another office's head does not see it.
        using var franca = await town.AsStaffAsync("franca");
        var office = await franca.GetAsync("/desk/formazione/ufficio");
        office.Page.QuerySelectorAll("main tbody tr").Single(row => row.TextContent.Contains("Anna", StringComparison.Ordinal))
            .TextContent.ShouldContain("Registra un cambio di indirizzo");
        using var dario = await town.AsStaffAsync("dario");
        (await dario.GetAsync("/desk/formazione/ufficio")).Main.ShouldNotContain("Registra un cambio di indirizzo");
        (await anna.GetAsync("/desk/formazione/ufficio")).Status.ShouldBe(HttpStatusCode.Forbidden);
        directory.Put(town.Municipality(There) with { IsPractice = false });
    }

    [Fact]
    public async Task Exercise_IsOfferedToWhoDoesThatWork_AndRecordsAreTheirOwn()
    {
        town.Require();
        using var gino = await town.AsStaffAsync("gino", "santarpino");
        var page = await gino.GetAsync("/desk/formazione");
        page.Main.ShouldContain("Nessun esercizio per il tuo lavoro");
        var token = page.Page.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        (await gino.PostAsync("/desk/formazione?handler=Begin", new() { ["__RequestVerificationToken"] = token, ["exercise"] = Exercise }))
            .Status.ShouldBe(HttpStatusCode.NotFound);
        using var anna = await town.AsStaffAsync("anna", "santarpino");
        await anna.GetAsync("/desk/formazione");
        await SubmitAsync(anna, "Begin");
        var record = anna.Last!.Page.QuerySelector("input[name=record]")!.GetAttribute("value")!;
        (await gino.PostAsync("/desk/formazione?handler=Judge", new() { ["__RequestVerificationToken"] = token, ["record"] = record }))
            .Status.ShouldBe(HttpStatusCode.NotFound);
        // Another task gives up the one that was open.
        (await SubmitAsync(anna, "Begin")).Page.QuerySelectorAll("input[name=record]").Single().GetAttribute("value").ShouldNotBe(record);
        (await town.ReadAsync("santarpino", db => db.Database.SqlQuery<int>($"SELECT CAST(COUNT(*) AS integer) AS \"Value\" FROM assistance_training_records")
            .FirstAsync())).ShouldBe(1);
    }
}

public sealed class TrainingOnSqlite(SqliteTown town) : TrainingTests(town), IClassFixture<SqliteTown>;

public sealed class TrainingOnPostgres(PostgresTown town) : TrainingTests(town), IClassFixture<PostgresTown>;
