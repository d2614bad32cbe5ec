using System.IO.Compression;
using System.Net;
using Liburia.Platform;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Procedures.Cases;
using Liburia.Registry.Residents;
using Liburia.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;
using static Liburia.TestKit.DeskActs;
using Case = Liburia.Procedures.Cases.Case;

namespace Liburia.Architecture.Tests;

/// <summary>From the citizen's screen through the office to the register, and back to the person: what one module alone does not show.</summary>
public abstract class WireOfRegistersTests(Town town)
{
    private const string Reasons = "La documentazione dimostra che la richiesta è fondata.";

    private Task<Case> CaseAsync(string room) => town.ReadAsync("cesa", db => db.Set<Case>().AsNoTracking().FirstAsync(c => c.Id == IdOf(room)));

    [Fact]
    public async Task CO03_Correction_IsDecidedByTheRegistry_DeliversTheDocument_AndStandsInItsRegister()
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        var room = await ApplicationSample.SubmitAsync(town, maria, "rettifica-dati");
        using var anna = await town.AsStaffAsync();
        await DecideAsync(anna, room, Reasons);
        await town.JobsDoneAsync();

        var page = await maria.GetAsync(room);
        var number = System.Text.RegularExpressions.Regex.Match(page.Main, @"n\. (\d+/\d{4}) del registro", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromMilliseconds(200));
        number.Success.ShouldBeTrue(page.Main);
        page.Page.QuerySelector("#fatto").ShouldNotBeNull("what the clerk handed over is in the room");
        page.Page.QuerySelectorAll("main a").ShouldContain(a => a.TextContent.Contains("Scarica il PDF", StringComparison.Ordinal));
        (await anna.GetAsync("/desk/registri/rettifiche")).Main.ShouldContain(number.Groups[1].Value);
    }

    [Fact]
    public async Task CO17_ChangeOfAddress_MovesTheHousehold_AndOldCertificatesSaySo()
    {
        town.Require();
        using var luca = await town.AsCitizenAsync("Luca Ferrara");
        await CertificateSample.ToCheckAsync(luca, use: "7");
        await luca.SubmitAsync();
        await town.JobsDoneAsync();
        var verify = (await luca.GetAsync(luca.Current[..^"/ricevuta".Length])).Page.QuerySelectorAll("main a[href^='/verifica/']").First().GetAttribute("href")!;
        var room = await ApplicationSample.SubmitAsync(town, luca, "cambio-di-indirizzo");
        var moved = await CaseAsync(room);
        using var anna = await town.AsStaffAsync();
        await ActAsync(anna, room, "Decide", new() { ["State"] = "Completed", ["Reasons"] = Reasons });

        (await CaseAsync(room)).OutcomeIt!.ShouldContain("Cambio di indirizzo registrato");
        var rows = await town.ReadAsync("cesa", async db => (await db.Database.SqlQuery<int>($"SELECT count(*) AS \"Value\" FROM registry_residences WHERE valid_from = {moved.OpenedOn}").ToListAsync())[0]);
        rows.ShouldBe(1, "Luca lives alone: one row, from the day of the declaration");
        using var stranger = town.Browser();
        (await stranger.GetAsync(verify)).Main.ShouldContain("Superato");
    }

    [Fact]
    public async Task Package_HasEverythingOfThePerson_AndNothingOfOthers()
    {
        town.Require();
        using var luca = await town.AsCitizenAsync("Luca Ferrara");
        await ApplicationSample.SubmitAsync(town, luca, "contrassegno-disabili");
        using var maria = await town.AsCitizenAsync();
        await ApplicationSample.SubmitAsync(town, maria, "passo-carrabile");
        (await maria.GetAsync("/area-personale/miei-dati")).Main.ShouldContain("Anagrafe della popolazione residente");
        var sent = await maria.GetAsync("/area-personale/miei-dati?handler=Package");
        sent.ShouldBe(HttpStatusCode.OK);
        using var zip = new ZipArchive(new MemoryStream(await sent.Raw.Content.ReadAsByteArrayAsync()));
        string Text(string name) => new StreamReader(zip.GetEntry(name)!.Open()).ReadToEnd();
        Text("index.html").ShouldContain("De Luca");
        Text("dati/indirizzi.json").ShouldContain("Dal");
        Text("dati/pratiche.json").ShouldContain("Passo carrabile", Shouldly.Case.Insensitive);
        foreach (var entry in zip.Entries.Where(e => e.FullName.EndsWith(".json", StringComparison.Ordinal) || e.FullName.EndsWith(".html", StringComparison.Ordinal))) Text(entry.FullName).ShouldNotContain("Ferrara", customMessage: entry.FullName);
        zip.Entries.ShouldContain(e => e.FullName.StartsWith("documenti/", StringComparison.Ordinal));
    }

    /// <summary>A table with somebody's tax code or subject in it is declared by its module, or is the staff's own or the mechanism's.</summary>
    [Fact]
    public async Task Tables_WithPersonalData_AreDeclared()
    {
        town.Require();
        string[] staffOrMechanism = ["StaffMember", "StaffPasskey", "StaffSecret", "StaffInvitation", "Position", "SavedFilter"];
        var declared = town.Services.GetRequiredService<IReadOnlyList<IModule>>().SelectMany(m => m.Processings).SelectMany(p => p.Tables).Select(t => t.Entity.Name).ToHashSet();
        var personal = await town.ReadAsync("cesa", db => Task.FromResult(db.Model.GetEntityTypes().Where(e => e.GetProperties().Any(p => p.Name.EndsWith("TaxCode", StringComparison.Ordinal) || p.Name is "SubjectId" or "ResidentId")).Select(e => e.ClrType.Name).ToList()));
        personal.Except(staffOrMechanism).Where(name => !declared.Contains(name)).ShouldBeEmpty();
    }
}

public sealed class WireOfRegistersOnSqlite(SqliteTown town) : WireOfRegistersTests(town), IClassFixture<SqliteTown>;

public sealed class WireOfRegistersOnPostgres(PostgresTown town) : WireOfRegistersTests(town), IClassFixture<PostgresTown>;

/// <summary>A change of address that is recorded at once and taken back when the checks go wrong; in a town of its own, where nobody else moves.</summary>
public abstract class AddressTakenBackTests(Town town)
{
    private Task<Case> CaseAsync(string room) => town.ReadAsync("cesa", db => db.Set<Case>().AsNoTracking().FirstAsync(c => c.Id == IdOf(room)));

    [Fact]
    public async Task CO17_AddressChange_IsRecordedWithinTwoWorkingDays_AndTakenBackWhenTheChecksGoWrong()
    {
        town.Require();
        using var luca = await town.AsCitizenAsync("Luca Ferrara");
        var room = await ApplicationSample.SubmitAsync(town, luca, "cambio-di-indirizzo");
        var declared = await CaseAsync(room);
        declared.DueOn.ShouldBe(declared.RecordBy!.Value, "the first thing due is the record");
        (declared.RecordBy.Value.DayNumber - declared.OpenedOn.DayNumber).ShouldBeInRange(2, 6);
        using var anna = await town.AsStaffAsync();
        await DeskActs.ActAsync(anna, room, "Record", []);
        var recorded = await CaseAsync(room);
        (recorded.IsOpen, recorded.DueOn).ShouldBe((true, recorded.OpenedOn.AddDays(45)));
        (await luca.GetAsync(room)).Main.ShouldContain("Cambio di indirizzo registrato");
        (await town.ReadAsync("cesa", db => RowsAsync(db, declared.OpenedOn))).ShouldBe(1);
        (await DeskActs.ActAsync(anna, room, "Record", [], HttpStatusCode.BadRequest)).Main.ShouldContain("La registrazione c'è già");
        (await luca.GetAsync(room)).Page.QuerySelector("form[action='?handler=Withdraw']").ShouldBeNull("what is recorded is not withdrawn");

        await DeskActs.ActAsync(anna, room, "Notice", new() { ["Reasons"] = "La polizia locale non ha trovato nessuno all'indirizzo." });
        await luca.GetAsync(room);
        await luca.SubmitAsync(new() { ["Text"] = "Ero al lavoro." }, form: "form[action='?handler=Observe']");
        await DeskActs.ActAsync(anna, room, "Decide", new() { ["State"] = "Refused", ["Reasons"] = "Tre sopralluoghi non hanno trovato nessuno all'indirizzo dichiarato." });
        (await luca.GetAsync(room)).Main.ShouldContain("tutto torna com'era");
        var history = await town.ReadAsync("cesa", async db => await db.Database.SqlQuery<string>($"SELECT CAST(civic_number_id AS varchar(36)) AS \"Value\" FROM registry_residences WHERE resident_id = (SELECT resident_id FROM registry_residences WHERE valid_from = {declared.OpenedOn} LIMIT 1) ORDER BY recorded_at").ToListAsync(TestContext.Current.CancellationToken));
        history.Count.ShouldBeGreaterThanOrEqualTo(3, "the register still knows what it said in between");
        history[^1].ShouldBe(history[^3], "the household lives where it did");
        history[^1].ShouldNotBe(history[^2]);
    }

    private static async Task<int> RowsAsync(Platform.Database.AppDb db, DateOnly from) => (await db.Database.SqlQuery<int>($"SELECT CAST(count(*) AS int) AS \"Value\" FROM registry_residences WHERE valid_from = {from}").ToListAsync(TestContext.Current.CancellationToken))[0];
}

public sealed class AddressTakenBackOnSqlite(SqliteTown town) : AddressTakenBackTests(town), IClassFixture<SqliteTown>;

public sealed class AddressTakenBackOnPostgres(PostgresTown town) : AddressTakenBackTests(town), IClassFixture<PostgresTown>;

/// <summary>A procedure with two terms, one after the other, and its decision taken back.</summary>
public abstract class TwoPhasesTests(Town town)
{
    private Task<Case> CaseAsync(string room) => town.ReadAsync("cesa", db => db.Set<Case>().AsNoTracking().FirstAsync(c => c.Id == IdOf(room)));

    /// <summary>Both dates stand on the check page, on the receipt, on the case and on the sheet; then each becomes true.</summary>
    [Fact]
    public async Task CO17_TwoPhases_EachWithItsDate_AndSilenceConfirms()
    {
        town.Require();
        using var luca = await town.AsCitizenAsync("Luca Ferrara");
        var sheet = (await luca.GetAsync("/servizi/cambio-di-indirizzo")).Main;
        foreach (var words in (string[])["entro 2 giorni lavorativi", "entro 45 giorni"]) sheet.ShouldContain(words);
        var check = (await ApplicationSample.ToCheckAsync(town, luca, "cambio-di-indirizzo")).Main;
        var receipt = (await luca.SubmitAsync()).Main;
        var room = luca.Current[..^"/ricevuta".Length];
        var filed = await CaseAsync(room);
        var dates = (string[])[Say.ShortDay(filed.RecordBy!.Value), Say.ShortDay(filed.OpenedOn.AddDays(45))];
        using var anna = await town.AsStaffAsync();
        foreach (var (where, page) in ((string, string)[])[("check", check), ("receipt", receipt), ("room", (await luca.GetAsync(room)).Main)])
            foreach (var date in dates) page.ShouldContain(date, customMessage: where);
        foreach (var words in (string[])["Registrazione del cambio di indirizzo", "Accertamenti del cambio di indirizzo"])
            (await anna.GetAsync(DeskActs.DeskOf(room))).Main.ShouldContain(words);
        await DeskActs.ActAsync(anna, room, "Record", []);
        (await CaseAsync(room)).DueOn.ShouldBe(filed.OpenedOn.AddDays(45));
        var after = (await luca.GetAsync(room)).Main;
        after.ShouldContain("Accertamenti del cambio di indirizzo");
        after.ShouldNotContain("Registrazione del cambio di indirizzo", Shouldly.Case.Sensitive, "it is done");

        // An annulment puts the household back, whatever was decided; recorded again, it moves again.
        var there = await LivesAsync();
        await DeskActs.ActAsync(anna, room, "Decide", new() { ["State"] = "Completed", ["Reasons"] = "Gli accertamenti confermano quanto dichiarato." });
        (await LivesAsync()).ShouldBe(there);
        await DeskActs.ActAsync(anna, room, "Annul", new() { ["Reasons"] = "Gli accertamenti riguardavano un'altra famiglia della stessa via." });
        (await LivesAsync()).ShouldNotBe(there, "the household lives where it did");
        var again = await CaseAsync(room);
        again.RecordedOn.ShouldBeNull();
        again.RecordBy!.Value.ShouldBeGreaterThanOrEqualTo(LegalTime.Today(town.Clock), "a new term to record it");
        await DeskActs.ActAsync(anna, room, "Record", []);
        (await LivesAsync()).ShouldBe(there);
        await DeskActs.ActAsync(anna, room, "Decide", new() { ["State"] = "Completed", ["Reasons"] = "Gli accertamenti confermano quanto dichiarato." });
        await DeskActs.ActAsync(anna, room, "Annul", new() { ["Reasons"] = "Il verbale dei nuovi accertamenti era di un altro giorno." });
        (await LivesAsync()).ShouldNotBe(there);

        Task<string> LivesAsync() => town.InAsync("cesa", async services =>
        {
            var (register, now) = (services.GetRequiredService<ResidentRegister>(), LegalTime.UtcNow(town.Clock).AddMinutes(1));
            var dwelling = await register.DwellingAsync((await register.FindByTaxCodeAsync(filed.ApplicantTaxCode))!.Id, filed.OpenedOn, now);
            return $"{dwelling!.Address.InWords} {dwelling.FlatNumber}";
        });
    }
}

public sealed class TwoPhasesOnSqlite(SqliteTown town) : TwoPhasesTests(town), IClassFixture<SqliteTown>;

public sealed class TwoPhasesOnPostgres(PostgresTown town) : TwoPhasesTests(town), IClassFixture<PostgresTown>;
