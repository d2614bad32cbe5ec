using System.Net;
using Liburia.Platform.Access;
using Liburia.Platform.Audit;
using Liburia.Platform.Database;
using Liburia.Platform.Imports;
using Liburia.Platform.Jobs;
using Liburia.Platform.Organization;
using Liburia.Platform.Runs;
using Liburia.Registry.Residents;
using Liburia.Subjects.Contracts;
using Liburia.Territory.Contracts;
using Liburia.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;
using static Liburia.Registry.Tests.ImportSample;

namespace Liburia.Registry.Tests;

/// <summary>The people of a Comune from a file: what goes in, what stays out and why, and that nothing goes in twice.</summary>
[Slow("Three thousand people, on each engine.")]
public abstract class ImportTests(Town town)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private Task<int> NotesAsync(string action) => town.ReadAsync("cesa", db => db.Set<AuditEntry>().CountAsync(e => e.Action == action, Cancel));

    [Fact]
    public async Task Import_OfThreeThousandPeople_Twice_IsOnce()
    {
        town.Require();
        var homes = await HomesAsync(town);
        var people = Enumerable.Range(0, 3000)
            .Select(i => Person(i, homes[i / 3 % homes.Count], $"{900_000 + (i / 3)}", i % 3 == 0 ? "Intestatario" : "Figlio")).ToList();
        var file = Bytes(Csv(people));
        using var anna = await town.AsStaffAsync();
        var (before, looks, enrolled) = (await RowsAsync(town), await town.ReadAsync("cesa", db => db.Set<AccessRecord>()
            .CountAsync(r => r.What == "Iscrizione da un file", Cancel)), await NotesAsync("registry.enrol"));

        var preview = await PreviewAsync(anna, file);
        (preview.Count("Nuove"), preview.Count("Con errori"), preview.Count("Già presenti, uguali")).ShouldBe((3000, 0, 0), preview.Main);
        (await RowsAsync(town)).ShouldBe(before, "a preview changes nothing");
        var done = await BeginAsync(town, anna);

        done.Main.ShouldContain("Fatte: 1.000 di 1.000 famiglie. Lasciate fuori: 0");
        var after = await RowsAsync(town);
        after.ShouldBe((before.Residents + 3000, before.Families + 1000, before.Members + 3000, before.Stays + 3000));
        (await NotesAsync("registry.enrol")).ShouldBe(enrolled + 3000);
        (await town.ReadAsync("cesa", db => db.Set<AccessRecord>().CountAsync(r => r.What == "Iscrizione da un file", Cancel)))
            .ShouldBe(looks + 3000, "each of them reads that they were enrolled");
        (await town.ReadAsync("cesa", db => db.Set<ImportLine>().Where(l => l.DoneAt != null && l.Content != "{}").CountAsync(Cancel)))
            .ShouldBe(0, "what stands in the register is not kept twice");

        var everything = await Rows.OfAsync(town);
        var again = await PreviewAsync(anna, file);
        (again.Count("Nuove"), again.Count("Cambiate"), again.Count("Già presenti, uguali")).ShouldBe((0, 0, 3000));
        again.Main.ShouldContain("Tutte le 3.000 righe sono già presenti, uguali");
        again.Main.ShouldContain("Lo stesso file c'è già");
        again.Page.QuerySelector("#begin").ShouldBeNull();
        (await RowsAsync(town)).ShouldBe(after);
        (await Rows.OfAsync(town)).ChangedSince(everything).Where(row => row.StartsWith("registry_", StringComparison.Ordinal)
            || row.StartsWith("subjects_", StringComparison.Ordinal) || row.StartsWith("platform_search", StringComparison.Ordinal)).ShouldBeEmpty();
        // Found by name and by street, as whoever was enrolled at the counter.
        (await anna.GetAsync($"/desk/residenti?q={people[2999][0]}+via+roma")).Main.ShouldContain(people[2999][0], Case.Insensitive);
        (await town.Services.GetRequiredService<Platform.Database.Sqlite.CitizenIndex>().MunicipalitiesOfAsync(people[1500][5], cancel: Cancel))
            .ShouldContain("cesa");
    }

    /// <summary>A household goes in whole or not at all; the others are not kept waiting.</summary>
    [Fact]
    public async Task Household_WithOneWrongLine_StaysOutWhole_TheOthersGoIn_AndTheCorrectedFileBringsIt()
    {
        town.Require();
        var home = (await HomesAsync(town))[0];
        var rows = new List<string[]> { Person(5000, home, "M1"), Person(5001, home, "M1", "Figlio"), Person(5002, home, "M2"),
            Person(5003, home, "M2", "Figlio") };
        var right = rows[1][3];
        rows[1][3] = "31/02/1990";
        using var anna = await town.AsStaffAsync();
        var preview = await PreviewAsync(anna, Bytes(Csv(rows)));
        (preview.Count("Nuove"), preview.Count("Con errori"), preview.Count("Ferme con altre righe")).ShouldBe((2, 1, 1));
        var errors = await anna.GetAsync($"/desk/importazioni/{IdOf(preview):n}?handler=Errors");
        errors.ShouldBe(HttpStatusCode.OK).Text.ShouldContain("\"3\";\"" + rows[1][0] + " " + rows[1][1]
            + "\";\"Data di nascita\";\"31/02/1990\";\"Non è una data che esiste");
        await anna.GetAsync($"/desk/importazioni/{IdOf(preview):n}");
        await BeginAsync(town, anna);
        (await FindAsync(town, rows[0][5])).ShouldBeNull();
        (await FindAsync(town, rows[3][5])).ShouldNotBeNull();

        rows[1][3] = right;
        var corrected = await PreviewAsync(anna, Bytes(Csv(rows)));
        (corrected.Count("Nuove"), corrected.Count("Già presenti, uguali")).ShouldBe((2, 2));
        await BeginAsync(town, anna);
        (await FindAsync(town, rows[1][5])).ShouldNotBeNull();
    }

    /// <summary>The program dies between two households: what is marked is done, the rest is done once.</summary>
    [Fact]
    public async Task Import_ThatWasKilledBetweenTwoHouseholds_GoesOnFromThere()
    {
        town.Require();
        var homes = await HomesAsync(town);
        var people = Enumerable.Range(6000, 60).Select(i => Person(i, homes[i % homes.Count], $"K{i}")).ToList();
        using var anna = await town.AsStaffAsync();
        var id = IdOf(await PreviewAsync(anna, Bytes(Csv(people))));
        var before = await RowsAsync(town);
        var run = await AsAnnaAsync(async services =>
        {
            var desk = services.GetRequiredService<ImportDesk>();
            return (await desk.BeginAsync((await desk.FindAsync(id, Cancel))!, isHere: true, Cancel)).ShouldNotBeNull();
        });
        await town.InAsync("cesa", async services =>
        {
            (await services.GetRequiredService<RunHand>().NextAsync(run, -1, Cancel)).ShouldNotBeNull();
            return 0;
        });
        (await RowsAsync(town)).Residents.ShouldBe(before.Residents + 25, "what shares a commit, and no more");

        await town.InAsync("cesa", async services =>
        {
            await services.GetRequiredService<Writing>().RunAsync(() =>
            {
                services.GetRequiredService<JobQueue>().Add("platform.run", $"run:{run.Id:n}:0", new { RunId = run.Id, Number = 0 });
                return Task.FromResult(true);
            }, Cancel);
            return 0;
        });
        await town.JobsDoneAsync();
        (await RowsAsync(town)).ShouldBe((before.Residents + 60, before.Families + 60, before.Members + 60, before.Stays + 60));
        (await anna.GetAsync($"/desk/importazioni/{id:n}")).Main.ShouldContain("Fatte: 60 di 60 famiglie");
    }

    [Fact]
    public async Task Import_OfAnotherComune_Answers404_AndOfNobodyWithoutTheRight403()
    {
        town.Require();
        using var anna = await town.AsStaffAsync();
        var id = IdOf(await PreviewAsync(anna, Bytes(Csv([Person(6900, (await HomesAsync(town))[0], "A1")]))));
        using var there = await town.AsStaffAsync("anna", "succivo");
        foreach (var page in (string[])["", "/colonne", "?handler=Errors"])
        {
            (await anna.GetAsync($"/desk/importazioni/{id:n}{page}")).ShouldBe(HttpStatusCode.OK);
            (await there.GetAsync($"/desk/importazioni/{id:n}{page}")).Status.ShouldBe(HttpStatusCode.NotFound);
        }
        using var bruno = await town.AsStaffAsync("bruno");
        (await bruno.GetAsync($"/desk/importazioni/{id:n}")).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await bruno.GetAsync("/desk/importazioni")).Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("LeaveOut", 0)]
    [InlineData("Another", 1)]
    [InlineData("Same", 0)]
    public async Task LineThatResemblesSomebody_IsDecidedOnce_AndTheNextFileFindsIt(string choice, int more)
    {
        town.Require();
        var (home, number) = ((await HomesAsync(town))[1], 7000 + (choice.Length * 10));
        var there = Person(number, home, $"D{number}");
        using var anna = await town.AsStaffAsync();
        await PreviewAsync(anna, Bytes(Csv([there])));
        await BeginAsync(town, anna);
        var alike = there.ToArray();
        alike[5] = TaxCodeCalculator.Omocode(there[5], 1);
        alike[6] = $"E{number}";
        // Who decides that both are one leaves them where they are: in the household of the register.
        if (choice == "Same") alike[6] = there[6];
        var before = await RowsAsync(town);

        var preview = await PreviewAsync(anna, Bytes(Csv([alike])));
        preview.Count("Da decidere").ShouldBe(1);
        preview.Main.ShouldContain(there[5]);
        var looks = await town.ReadAsync("cesa", db => db.Set<AccessRecord>().CountAsync(r => r.What == "Confronto con un file da importare", Cancel));
        looks.ShouldBeGreaterThan(0, "whom a line resembles was looked at");
        (await anna.SubmitAsync(new() { ["r2"] = "Perhaps" }, "#decide")).ShouldBe(HttpStatusCode.BadRequest).Main.ShouldContain("Scegli almeno una risposta");
        var decided = (await anna.SubmitAsync(new() { ["r2"] = choice }, "#decide")).ShouldBe(HttpStatusCode.OK);
        decided.Count("Da decidere").ShouldBe(0);
        (decided.Count("Nuove"), decided.Count("Escluse per decisione"), decided.Count("Già presenti, uguali"))
            .ShouldBe(choice switch { "Another" => (1, 0, 0), "LeaveOut" => (0, 1, 0), _ => (0, 0, 1) });
        if (more > 0) await BeginAsync(town, anna);
        (await RowsAsync(town)).Residents.ShouldBe(before.Residents + more);

        // A corrected file: another column is different, and nobody is asked again.
        var corrected = alike.ToArray();
        corrected[10] = "02/03/2020";
        var next = await PreviewAsync(anna, Bytes(Csv([corrected])));
        next.Count("Da decidere").ShouldBe(0);
        next.Count("Nuove").ShouldBe(0);
        var kept = await town.ReadAsync("cesa", db => db.Set<ImportDecision>().AsNoTracking().FirstAsync(d => d.Key == alike[5], Cancel));
        (kept.Choice.ToString(), kept.StaffName.Length > 0).ShouldBe((choice, true));
    }

    [Fact]
    public async Task TwoClerksOnOneImport_TheSecondSeesWhatHappened()
    {
        town.Require();
        using var anna = await town.AsStaffAsync();
        using var elsa = await town.AsStaffAsync("elsa");
        var id = IdOf(await PreviewAsync(anna, Bytes(Csv([Person(8000, (await HomesAsync(town))[0], "C1")]))));
        await elsa.GetAsync($"/desk/importazioni/{id:n}");
        await BeginAsync(town, elsa);
        var late = await anna.SubmitAsync(form: "#begin", follow: false);
        late.ShouldBe(HttpStatusCode.Conflict).Main.ShouldContain("un collega ha cambiato questa importazione");
        late.Main.ShouldContain("Finita");
        (await town.ReadAsync("cesa", db => db.Set<Run>().CountAsync(r => db.Set<Import>().Any(i => i.Id == id && i.RunId == r.Id), Cancel))).ShouldBe(1);
    }

    [Fact]
    public async Task Form_WithoutTheMarkOfWhatWasRead_DoesNothing()
    {
        town.Require();
        using var anna = await town.AsStaffAsync();
        var id = IdOf(await PreviewAsync(anna, Bytes(Csv([Person(8050, (await HomesAsync(town))[0], "U1")]))));
        (await Unmarked.SendAllAsync(anna, $"/desk/importazioni/{id:n}")).ShouldBe(2);
        (await Unmarked.SendAllAsync(anna, $"/desk/importazioni/{id:n}/colonne")).ShouldBe(1);
    }

    [Fact]
    public async Task WhatChangedAfterThePreview_IsTold_NotOverwritten()
    {
        town.Require();
        var home = (await HomesAsync(town))[0];
        var (there, other) = (Person(8100, home, "X1"), Person(8101, home, "X2"));
        using var anna = await town.AsStaffAsync();
        await PreviewAsync(anna, Bytes(Csv([there])));
        await BeginAsync(town, anna);
        var changed = there.ToArray();
        changed[1] = "Quintino";
        (await PreviewAsync(anna, Bytes(Csv([changed, other])))).Count("Cambiate").ShouldBe(1);
        var resident = (await FindAsync(town, there[5])).ShouldNotBeNull();
        await town.ReadAsync("cesa", db => db.Set<RegisteredResident>().Where(r => r.Id == resident.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.IsProtected, true), Cancel));

        var done = await BeginAsync(town, anna);
        done.Main.ShouldContain("Fatte: 1 di 2 famiglie. Lasciate fuori: 1");
        (await FindAsync(town, there[5])).ShouldNotBeNull().Person.GivenName.ShouldBe(there[1]);
        (await FindAsync(town, other[5])).ShouldNotBeNull();
        var run = done.Page.QuerySelector("a[href^='/desk/esecuzioni/']")!.GetAttribute("href")!;
        (await anna.GetAsync(run)).Main.ShouldContain("dopo l'anteprima il registro è cambiato");
    }

    [Fact]
    public async Task WhoIsThere_IsCorrected_AndTheHouseholdMovesAsAtTheCounter()
    {
        town.Require();
        var homes = await HomesAsync(town);
        var (head, child) = (Person(8200, homes[0], "V1"), Person(8201, homes[0], "V1", "Figlio"));
        using var anna = await town.AsStaffAsync();
        await PreviewAsync(anna, Bytes(Csv([head, child])));
        await BeginAsync(town, anna);
        foreach (var row in (string[][])[head, child]) (row[8], row[9]) = (homes[^1].Street, $"{homes[^1].StreetNumber}{homes[^1].Exponent}");
        head[1] = "Quirico";
        // A file may be old: nobody moves by it unless it says since when they live there.
        (await PreviewAsync(anna, Bytes(Csv([head, child])))).Main.ShouldContain("Nel registro abita altrove: serve il giorno");

        string[] headings = [.. Headings, "All'indirizzo dal"];
        string[][] rows = [[.. head, "28/11/2026"], [.. child, "28/11/2026"]];
        var preview = await PreviewAsync(anna, Bytes(Csv(rows, headings: headings)));
        preview.Count("Cambiate").ShouldBe(2);
        preview.Main.ShouldContain("→ Quirico");
        await BeginAsync(town, anna);

        var found = (await FindAsync(town, head[5])).ShouldNotBeNull();
        found.Person.GivenName.ShouldBe("Quirico");
        found.Person.Source.ShouldBe("Importazione di anagrafe.csv");
        (await AddressAsync(town, found.Id)).ShouldBe(homes[^1].InWords);
        (await AddressAsync(town, (await FindAsync(town, child[5])).ShouldNotBeNull().Id)).ShouldBe(homes[^1].InWords);
        (await PreviewAsync(anna, Bytes(Csv(rows, headings: headings)))).Count("Già presenti, uguali").ShouldBe(2);
        (await anna.GetAsync("/desk/residenti?q=quirico")).Main.ShouldContain(head[0], Case.Insensitive);
    }

    /// <summary>Whose address is protected is found by name, and by no street.</summary>
    [Fact]
    public async Task WhoseAddressIsProtected_IsFoundByNoStreet_NorTheirHousehold()
    {
        town.Require();
        var home = (await HomesAsync(town))[0];
        string[] headings = [.. Headings, "Indirizzo protetto"];
        string[][] rows = [[.. Person(8300, home, "P1", familyName: "Zkerubin"), "no"], [.. Person(8301, home, "P1", "Figlio", familyName: "Zkerubin"), "sì"]];
        using var anna = await town.AsStaffAsync();
        await PreviewAsync(anna, Bytes(Csv(rows, headings: headings)));
        await BeginAsync(town, anna);
        (await anna.GetAsync("/desk/residenti?q=zkerubin")).Page.QuerySelectorAll("main tbody tr").Length.ShouldBe(2);
        (await anna.GetAsync("/desk/residenti?q=zkerubin+via")).Main.ShouldNotContain("Zkerubin " + rows[0][1], Case.Insensitive);
    }

    [Fact]
    public async Task Mapping_IsProposed_Checked_AndRememberedForTheNextFile()
    {
        town.Require();
        var home = (await HomesAsync(town))[0];
        string[] headings = ["PERS_1", "PERS_2", .. Headings[2..]];
        using var anna = await town.AsStaffAsync();
        var page = await BringAsync(anna, Bytes(Csv([Person(8400, home, "Q1")], headings: headings)));
        page.Main.ShouldContain("Da abbinare");
        (await anna.SubmitAsync()).ShouldBe(HttpStatusCode.BadRequest).Main.ShouldContain("Manca la colonna di: Cognome, Nome");
        var twice = await anna.SubmitAsync(new() { ["c0"] = "familyName", ["c1"] = "familyName" });
        twice.ShouldBe(HttpStatusCode.BadRequest).ErrorOf("c1").ShouldContain("«Cognome» è già la colonna «PERS_1»");
        twice.Page.QuerySelector("#c1 option[selected]")!.GetAttribute("value").ShouldBe("familyName", "what was chosen is kept");
        (await anna.SubmitAsync(new() { ["c0"] = "familyName", ["c1"] = "givenName" })).Count("Nuove").ShouldBe(1);

        var next = await BringAsync(anna, Bytes(Csv([Person(8401, home, "Q2")], headings: headings)));
        next.Main.ShouldContain("Abbinamento già fatto");
        (await anna.SubmitAsync()).Count("Nuove").ShouldBe(1);
    }

    private Task<T> AsAnnaAsync<T>(Func<IServiceProvider, Task<T>> act) => town.InAsync("cesa", async services =>
    {
        var (db, chart, visitor) = (services.GetRequiredService<AppDb>(), services.GetRequiredService<OrganizationChart>(),
            services.GetRequiredService<Visitor>());
        var anna = await db.Set<StaffMember>().AsNoTracking().FirstAsync(s => s.UserName == "anna", Cancel);
        var standing = (await chart.StandingOfAsync(anna.Id, null, Cancel))!;
        visitor.EnterStaff(Guid.Empty, standing, chart.PermissionsOf(standing.Positions.Select(position => position.Role)));
        T result = default!;
        await services.GetRequiredService<Writing>().RunAsync(async () =>
        {
            result = await act(services);
            return true;
        }, Cancel);
        return result;
    });
}

public sealed class ImportsOnSqlite(SqliteTown town) : ImportTests(town), IClassFixture<SqliteTown>;

public sealed class ImportsOnPostgres(PostgresTown town) : ImportTests(town), IClassFixture<PostgresTown>;
