using System.IO.Compression;
using System.Net;
using Liburia.Platform;
using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Liburia.Platform.Law;
using Liburia.Platform.Organization;
using Liburia.Procedures.Cases;
using Liburia.TestKit;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;
using Case = Liburia.Procedures.Cases.Case;

namespace Liburia.Procedures.Tests;

/// <summary>Who looked at whose data and why; what a person may ask and take away.</summary>
[Slow("Every way to a person and to a document, by those whose business it is not.")]
public abstract class LooksTests(Town town)
{
    private static string DeskOf(string room) => "/desk" + room["/area-personale".Length..];

    private async Task MakeHeadAsync(string user)
    {
        await town.InAsync("cesa", async services =>
        {
            var db = services.GetRequiredService<AppDb>();
            var position = await db.Set<Position>().FirstAsync(p => db.Set<StaffMember>().Any(s => s.Id == p.StaffId && s.UserName == user) && p.ValidTo == null);
            if (!await db.Set<Position>().AnyAsync(p => p.StaffId == position.StaffId && p.Role == Roles.OfficeHead))
                db.Add(new Position { Id = Guid.NewGuid(), StaffId = position.StaffId, OfficeId = position.OfficeId, Role = Roles.OfficeHead, Title = "Responsabile", ValidFrom = position.ValidFrom });
            await db.SaveChangesAsync();
            return true;
        });
    }

    [Fact]
    public async Task Case_OfAnotherOffice_OpensForWhoSaysWhy_AndTheCitizenReadsIt()
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        var room = await ApplicationSample.SubmitAsync(town, maria, "passo-carrabile");
        using var carla = await town.AsStaffAsync("carla");
        var gate = await carla.GetAsync(DeskOf(room));
        carla.Current.ShouldEndWith("/motivo");
        gate.Text.ShouldNotContain("De Luca", customMessage: "the door shows nothing of who is behind it");
        // Nor do the forms of the page, whose refusal would show the page.
        foreach (var handler in new[] { "Note", "Decide", "GiveOpinion" })
        {
            var refused = await carla.PostAsync($"{DeskActs.PathOf(room, handler)}?handler={handler}",
                new()
                {
                    ["__RequestVerificationToken"] = gate.Page.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!,
                    ["Text"] = "Prova di chi guarda",
                    ["Verdict"] = "Favourable",
                    ["Officer"] = handler == "Note" ? "nessuno" : ""
                });
            carla.Current.ShouldEndWith("/motivo");
            refused.Text.ShouldNotContain("De Luca");
        }
        (await carla.SubmitAsync()).ShouldBe(HttpStatusCode.BadRequest).ErrorOf("Purpose").ShouldContain("Scegli il motivo");
        (await carla.SubmitAsync(new() { ["Purpose"] = "Serve per una pratica del mio ufficio", ["Note"] = "canone del passo" })).ShouldBe(HttpStatusCode.OK).Text.ShouldContain("De Luca");
        carla.Last!.Page.QuerySelectorAll("main a[href$='/decidi']").ShouldBeEmpty("reading is not deciding");
        // Opened again within the eight hours: every opening is a look, with the reason that was said.
        Task<List<string>> LooksAsync() => town.ReadAsync("cesa", db => db.Set<AccessRecord>().AsNoTracking()
            .Where(r => r.CaseId == DeskActs.IdOf(room)).OrderBy(r => r.At).ThenBy(r => r.Id).Select(r => r.Purpose).ToListAsync());
        (await LooksAsync()).Count.ShouldBe(2, "the door, and the page behind it");
        foreach (var count in (int[])[3, 4])
        {
            (await carla.GetAsync(DeskOf(room))).ShouldBe(HttpStatusCode.OK).Text.ShouldContain("De Luca");
            var looks = await LooksAsync();
            looks.Count.ShouldBe(count);
            looks.ShouldAllBe(purpose => purpose == "Serve per una pratica del mio ufficio: canone del passo");
        }
        (await maria.GetAsync("/area-personale/accessi")).Main.ShouldContain("Serve per una pratica del mio ufficio: canone del passo");
        // Documents follow the same door.
        using var bruno = await town.AsStaffAsync("bruno");
        var document = await town.ReadAsync("cesa", db => db.Set<CaseDocument>().AsNoTracking().OrderByDescending(d => d.Id).FirstAsync());
        await bruno.GetAsync($"/desk/documenti/{document.Id:n}");
        bruno.Current.ShouldEndWith("/motivo");
        town.Clock.Move(TimeSpan.FromHours(9));
        using var later = await town.AsStaffAsync("carla");
        await later.GetAsync(DeskOf(room));
        later.Current.ShouldEndWith("/motivo", customMessage: "a purpose does not last for ever");
    }

    /// <summary>No register is a side door: the documents of a case open by the guard of the case, whichever page they are reached from, and each look is read by the person.</summary>
    [Theory]
    [InlineData("Maria De Luca")]
    [InlineData("nobody the registry knows")]
    public async Task Document_OfACase_ReachedFromTheProtocol_ObeysTheGuardOfItsCase_AndThePersonReadsIt(string name)
    {
        town.Require();
        using var applicant = name.StartsWith("Maria", StringComparison.Ordinal) ? await town.AsCitizenAsync() : await StrangerAsync();
        var room = await ApplicationSample.SubmitAsync(town, applicant, "segnalazione-disservizio");
        var id = DeskActs.IdOf(room);
        var entry = await town.ReadAsync("cesa", db => db.Set<Case>().AsNoTracking().Where(c => c.Id == id).Select(c => c.ProtocolEntryId).FirstAsync());
        // Of another office, with the right to read the register: every file asks why first.
        using var dario = await town.AsStaffAsync("dario");
        var files = (await dario.GetAsync($"/desk/protocollo/{entry:n}")).Page.QuerySelectorAll("main a[href*='handler=File']").Select(a => $"/desk/protocollo/{entry:n}{a.GetAttribute("href")}").ToList();
        files.Count.ShouldBeGreaterThanOrEqualTo(2);
        // No antivirus is configured here: it is said of the photograph that was sent, and not of what the program wrote itself.
        var listed = dario.Last!.Page.QuerySelectorAll("main li").Where(item => item.QuerySelector("a[href*='handler=File']") is not null).ToList();
        listed.Where(item => item.TextContent.Contains("Non controllato dall'antivirus", StringComparison.Ordinal)).Select(item => item.QuerySelector("a")!.TextContent)
            .ShouldBe(listed.Select(item => item.QuerySelector("a")!.TextContent).Where(file => !file.StartsWith("domanda.", StringComparison.Ordinal)));
        listed.Count(item => item.TextContent.Contains("antivirus", StringComparison.Ordinal)).ShouldBeGreaterThan(0);
        foreach (var file in files)
        {
            var gate = await dario.GetAsync(file);
            dario.Current.ShouldEndWith($"{id:n}/motivo");
            gate.Text.ShouldNotContain("De Luca");
        }
        (await applicant.GetAsync("/area-personale/accessi")).Main.ShouldNotContain("Documento:");
        await dario.SubmitAsync(new() { ["Purpose"] = "Serve per una pratica del mio ufficio" });
        foreach (var file in files) (await dario.GetAsync(file)).Raw.Content.Headers.ContentDisposition.ShouldNotBeNull();
        // Whoever keeps the register opens them by office, and that is written down too; it opens nothing else.
        using var bruno = await town.AsStaffAsync("bruno");
        foreach (var file in files) (await bruno.GetAsync(file)).Raw.Content.Headers.ContentDisposition.ShouldNotBeNull();
        await bruno.GetAsync(DeskOf(room));
        bruno.Current.ShouldEndWith("/motivo");

        var read = await applicant.GetAsync("/area-personale/accessi");
        read.Page.QuerySelectorAll("tbody tr").Count(row => row.TextContent.Contains("Documento:", StringComparison.Ordinal) && row.TextContent.Contains("Bruno", StringComparison.Ordinal)
            && row.TextContent.Contains("Tenuta del protocollo", StringComparison.Ordinal)).ShouldBe(files.Count);
        read.Page.QuerySelectorAll("tbody tr").Count(row => row.TextContent.Contains("Documento:", StringComparison.Ordinal) && row.TextContent.Contains("Dario", StringComparison.Ordinal)).ShouldBe(files.Count);
    }

    /// <summary>A reason for another office's case is a reason for that case: each look says it, and no page of the person opens by it.</summary>
    [Fact]
    public async Task Reason_ForAnotherOfficesCase_StandsBesideEveryLook_AndOpensNothingElse()
    {
        town.Require();
        using var luca = await town.AsCitizenAsync("Luca Ferrara");
        var room = await ApplicationSample.SubmitAsync(town, luca, "segnalazione-disservizio");
        using var dario = await town.AsStaffAsync("dario");
        await dario.GetAsync(DeskOf(room));
        await dario.SubmitAsync(new() { ["Purpose"] = "Controllo o verifica d'ufficio", ["Note"] = "per curiosità" });
        var document = dario.Last!.Page.QuerySelectorAll("main a[href^='/desk/documenti/']")[0].GetAttribute("href")!;
        await dario.GetAsync(document);
        var rows = (await luca.GetAsync("/area-personale/accessi")).Page.QuerySelectorAll("tbody tr").Where(row => row.TextContent.Contains("Dario", StringComparison.Ordinal)).ToList();
        rows.Count.ShouldBe(3, "the door, the page, the document");
        rows.ShouldAllBe(row => row.TextContent.Contains("Controllo o verifica d'ufficio: per curiosità", StringComparison.Ordinal));
        var who = await town.ReadAsync("cesa", db => db.Set<Case>().AsNoTracking().Where(c => c.Id == DeskActs.IdOf(room)).Select(c => c.ApplicantId).FirstAsync());
        (await town.InAsync("cesa", async services =>
        {
            var visitor = services.GetRequiredService<Visitor>();
            var chart = services.GetRequiredService<OrganizationChart>();
            var staff = await services.GetRequiredService<AppDb>().Set<StaffMember>().AsNoTracking().FirstAsync(s => s.UserName == "dario");
            visitor.EnterStaff(Guid.NewGuid(), (await chart.StandingOfAsync(staff.Id))!, []);
            return await services.GetRequiredService<AccessLog>().PurposeAsync(who);
        })).ShouldBeNull();
    }

    /// <summary>Lists show whose work a case is; who asked and in which words opens with a reason.</summary>
    [Theory]
    [InlineData("/desk")]
    [InlineData("/desk/pratiche?stato=tutte")]
    [InlineData("/desk/registri/segnalazioni")]
    public async Task List_ShowsOfAnotherOfficesCases_NeitherWhoNorWhat(string list)
    {
        town.Require();
        using var amina = await town.AsCitizenAsync("Amina Haddad");
        await ApplicationSample.SubmitAsync(town, amina, "passo-carrabile");
        using var carla = await town.AsStaffAsync("carla");
        (await carla.GetAsync(list)).ShouldBe(HttpStatusCode.OK).Text.ShouldNotContain("Haddad", Shouldly.Case.Insensitive);
        using var gino = await town.AsStaffAsync("gino");
        if (list != "/desk/registri/segnalazioni") (await gino.GetAsync(list)).Text.ShouldContain("Haddad", Shouldly.Case.Insensitive);
    }

    /// <summary>A refusal shows the page, and that is a look.</summary>
    [Fact]
    public async Task Act_ThatIsRefused_ShowsTheCase_AndLeavesItsTrace()
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        var room = await ApplicationSample.SubmitAsync(town, maria, "passo-carrabile");
        using var gino = await town.AsStaffAsync("gino");
        var token = (await gino.GetAsync("/desk/il-mio-accesso")).Page.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        (await gino.PostAsync($"{DeskActs.PathOf(room, "Note")}?handler=Note", new()
        {
            ["__RequestVerificationToken"] = token,
            ["Text"] = ""
        })).ShouldBe(HttpStatusCode.BadRequest).Text.ShouldContain("De Luca");
        var id = DeskActs.IdOf(room);
        (await town.ReadAsync("cesa", db => db.Set<AccessRecord>().CountAsync(r => r.CaseId == id))).ShouldBe(1);
    }

    /// <summary>Who works on a case is asked nothing: the case is the reason, and the person reads which.</summary>
    [Fact]
    public async Task Look_AtOnesOwnOfficesCase_TakesTheCaseAsItsReason_AndNobodyIsAsked()
    {
        town.Require();
        using var luca = await town.AsCitizenAsync("Luca Ferrara");
        var room = await ApplicationSample.SubmitAsync(town, luca, "passo-carrabile");
        using var gino = await town.AsStaffAsync("gino");
        var page = await gino.GetAsync(DeskOf(room));
        gino.Current.ShouldBe(DeskOf(room));
        var document = page.Page.QuerySelector("main a[href^='/desk/documenti/']")!.GetAttribute("href")!;
        (await gino.GetAsync(document)).Raw.Content.Headers.ContentDisposition.ShouldNotBeNull();
        var item = await town.ReadAsync("cesa", db => db.Set<Case>().AsNoTracking().FirstAsync(c => c.Id == DeskActs.IdOf(room)));
        var looks = await town.ReadAsync("cesa", db => db.Set<AccessRecord>().AsNoTracking().Where(r => r.CaseId == item.Id).ToListAsync());
        looks.Count.ShouldBe(2, "the page, and the document");
        looks.ShouldAllBe(look => look.Purpose == $"Pratica {item.ProtocolNumber}: {item.TitleIt}" && look.SubjectId == item.ApplicantId);
        (await luca.GetAsync("/area-personale/accessi")).Page.QuerySelectorAll("tbody tr")
            .Count(row => row.TextContent.Contains($"Pratica {item.ProtocolNumber}: {item.TitleIt}", StringComparison.Ordinal)).ShouldBe(2);
    }

    /// <summary>The person reads in whose place somebody looked, where it was not in their own.</summary>
    [Theory]
    [InlineData("own", "")]
    [InlineData("substitute", " (Istruttore, in sostituzione di Gino)")]
    [InlineData("own and substitute", "")]
    [InlineData("consortium", " (consorzio)")]
    public async Task Look_OfWhoStandsInForAnother_SaysForWhom_ThatOfWhoDoesNotSaysNoMore(string who, string told)
    {
        town.Require();
        using var luca = await town.AsCitizenAsync("Luca Ferrara");
        var room = await ApplicationSample.SubmitAsync(town, luca, "passo-carrabile");
        var name = $"Olga {who}.";
        await town.ReadAsync("cesa", async db =>
        {
            var gino = await db.Set<Position>().AsNoTracking()
                .FirstAsync(p => p.ValidTo == null && db.Set<StaffMember>().Any(s => s.Id == p.StaffId && s.UserName == "gino"));
            var staff = new StaffMember { Id = Guid.CreateVersion7(), UserName = who.Replace(' ', '.'), FullName = name, IsConsortium = who == "consortium" };
            db.Add(staff);
            foreach (var isOwn in (bool[])[true, false])
                if (who.Contains(isOwn ? "own" : "substitute", StringComparison.Ordinal) || (isOwn && staff.IsConsortium))
                    db.Add(new Position
                    {
                        Id = Guid.CreateVersion7(),
                        StaffId = staff.Id,
                        OfficeId = gino.OfficeId,
                        Role = Roles.CaseOfficer,
                        Title = isOwn ? "Istruttore" : "Istruttore, in sostituzione di Gino",
                        ValidFrom = new(2020, 1, 1),
                        SubstitutesId = isOwn ? null : gino.StaffId,
                    });
            return await db.SaveChangesAsync();
        });
        using var olga = await town.AsStaffAsync(who.Replace(' ', '.'));
        (await olga.GetAsync(DeskOf(room))).ShouldBe(HttpStatusCode.OK).Text.ShouldContain("Ferrara");
        var row = (await luca.GetAsync("/area-personale/accessi")).Page.QuerySelectorAll("tbody tr")
            .Single(row => row.TextContent.Contains(name, StringComparison.Ordinal));
        row.QuerySelectorAll("td, th").Select(cell => cell.TextContent.Trim()).ShouldContain(name + told);
    }

    /// <summary>Somebody with an identity whom the Comune's registers do not know.</summary>
    private async Task<Browser> StrangerAsync()
    {
        var browser = town.Browser();
        await browser.GetAsync("/");
        var session = await town.InAsync("cesa", async services =>
        {
            var db = services.GetRequiredService<AppDb>();
            var made = new Session { Id = Guid.NewGuid(), Kind = VisitorKind.Citizen, TaxCode = "VRDLGU80A01F839B", FullName = "Luigi Verdi", Level = 2, CreatedAt = DateTime.UtcNow, LastSeenAt = town.Clock.GetUtcNow().UtcDateTime, ExpiresAt = town.Clock.GetUtcNow().UtcDateTime.AddHours(8) };
            db.Add(made);
            await db.SaveChangesAsync();
            return made.Id;
        });
        var protection = town.Services.GetRequiredService<IDataProtectionProvider>();
        browser.Cookies[Sessions.CookieName] = protection.CreateProtector("session", "cesa").Protect(session.ToString("n"));
        return browser;
    }

    [Fact]
    public async Task Citizen_AsksWhy_AndTheOfficesHeadAnswers()
    {
        town.Require();
        await MakeHeadAsync("gino");
        using var maria = await town.AsCitizenAsync("Amina Haddad");
        var room = await ApplicationSample.SubmitAsync(town, maria, "passo-carrabile");
        using var gino = await town.AsStaffAsync("gino");
        await gino.GetAsync(DeskOf(room));
        var looks = await maria.GetAsync("/area-personale/accessi");
        var field = looks.Page.QuerySelector("form[action='?handler=Ask'] input[name^=why]")!.GetAttribute("name")!;
        (await maria.SubmitAsync(new() { [field] = "no" }, "form[action='?handler=Ask']")).ShouldBe(HttpStatusCode.BadRequest).ErrorOf(field).ShouldContain("da 5 a 500");
        (await maria.SubmitAsync(new() { [field] = "Perché ha aperto la mia pratica?" }, "form[action='?handler=Ask']")).ShouldBe(HttpStatusCode.OK).Main.ShouldContain("La risposta arriva qui");
        var desk = await gino.GetAsync("/desk/consultazioni");
        desk.Main.ShouldContain("Perché ha aperto la mia pratica?");
        var answer = desk.Page.QuerySelector("form[action='?handler=Answer'] textarea")!.GetAttribute("name")!;
        (await gino.SubmitAsync(new() { [answer] = "La istruisco io: la misura del passo." }, "form[action='?handler=Answer']")).Status.ShouldBe(HttpStatusCode.OK);
        (await maria.GetAsync("/area-personale/accessi")).Main.ShouldContain("La istruisco io: la misura del passo.");
        // The head of an office answers for that office alone, and whoever heads none sees nothing.
        using var carla = await town.AsStaffAsync("carla");
        (await carla.GetAsync("/desk/consultazioni")).Status.ShouldBe(HttpStatusCode.Forbidden);
        using var dario = await town.AsStaffAsync("dario");
        (await dario.GetAsync("/desk/consultazioni")).ShouldBe(HttpStatusCode.OK).Main.ShouldNotContain("Haddad", customMessage: "the secretary answers for the general secretariat");
    }

    [Fact]
    public async Task Looks_ThatAreUnusual_AreShownFirst()
    {
        town.Require();
        await MakeHeadAsync("anna");
        await town.InAsync("cesa", async services =>
        {
            var db = services.GetRequiredService<AppDb>();
            var (anna, office) = await db.Set<Position>().Where(p => db.Set<StaffMember>().Any(s => s.Id == p.StaffId && s.UserName == "anna"))
                .Join(db.Set<StaffMember>(), p => p.StaffId, s => s.Id, (p, s) => new { s, p.OfficeId }).FirstAsync() is var x ? (x.s, x.OfficeId) : default;
            var monday = LegalTime.Today(town.Clock).AddDays(-7 - (((int)LegalTime.Today(town.Clock).DayOfWeek + 6) % 7));
            // Sixteen people in one morning without a case; fifteen would be nothing.
            for (var i = 0; i < 16; i++)
                db.Add(new AccessRecord { Id = Guid.NewGuid(), SubjectId = Guid.NewGuid(), At = LegalTime.StartOf(monday).AddHours(10), StaffName = anna.FullName, StaffId = anna.Id, OfficeId = office, Office = "Ufficio anagrafe", Purpose = "Verifica d'ufficio", What = "Scheda anagrafica" });
            // One at nine in the evening, with a case.
            db.Add(new AccessRecord { Id = Guid.NewGuid(), SubjectId = Guid.NewGuid(), At = LegalTime.StartOf(monday).AddHours(21), StaffName = anna.FullName, StaffId = anna.Id, OfficeId = office, Office = "Ufficio anagrafe", Purpose = "Pratica", What = "Pratica", CaseId = Guid.NewGuid() });
            // Lists of three hundred people in nine minutes; of another office, which is another head's business, more.
            var elsewhere = await db.Set<Office>().Where(o => o.Id != office).Select(o => o.Id).FirstAsync();
            foreach (var (place, minutes, found) in ((Guid, int, int)[])[(office, 0, 150), (office, 9, 150), (elsewhere, 0, 777)])
                db.Add(new SearchRecord
                {
                    Id = Guid.NewGuid(),
                    At = LegalTime.StartOf(monday).AddHours(11).AddMinutes(minutes),
                    StaffName = anna.FullName,
                    StaffId = anna.Id,
                    OfficeId = place,
                    Place = "Residenti",
                    Words = "a",
                    Found = found,
                });
            await db.SaveChangesAsync();
            return true;
        });
        using var desk = await town.AsStaffAsync("anna");
        var rows = (await desk.GetAsync("/desk/consultazioni")).Page.QuerySelectorAll("section[aria-labelledby=insolite] tbody tr").Select(row => System.Text.RegularExpressions.Regex.Replace(row.TextContent, @"\s+", " ")).ToList();
        rows.ShouldContain(row => row.Contains("16", StringComparison.Ordinal) && row.Contains("in un giorno senza una pratica", StringComparison.Ordinal));
        rows.ShouldContain(row => row.Contains("fuori dalle 7-20", StringComparison.Ordinal));
        rows.ShouldContain(row => row.Contains("300", StringComparison.Ordinal)
            && row.Contains("persone elencate dalle ricerche in dieci minuti", StringComparison.Ordinal));
        rows.ShouldNotContain(row => row.Contains("777", StringComparison.Ordinal));
    }

    private Task<List<SearchRecord>> SearchesAsync() =>
        town.ReadAsync("cesa", db => db.Set<SearchRecord>().AsNoTracking().OrderBy(r => r.At).ThenBy(r => r.Id).ToListAsync());

    private Task<Guid> OfficeOfAsync(string user) => town.ReadAsync("cesa", db => db.Set<Position>()
        .Where(p => db.Set<StaffMember>().Any(s => s.Id == p.StaffId && s.UserName == user) && p.ValidTo == null).Select(p => p.OfficeId).FirstAsync());

    /// <summary>At every door where people are searched it stays written who searched which words and how many were listed, whatever else is wrong.</summary>
    [Theory]
    [InlineData("gino", "/desk/pratiche?stato=tutte&q=haddad", "Pratiche")]
    [InlineData("gino", "/desk/pratiche?handler=Export&stato=tutte&q=haddad", "Pratiche, esportazione")]
    [InlineData("bruno", "/desk/protocollo?q=haddad", "Protocollo")]
    [InlineData("bruno", "/desk/protocollo?q=haddad&dal=ieri", "Protocollo")]
    [InlineData("bruno", "/desk/protocollo?q=haddad&verso=99", "Protocollo")]
    [InlineData("bruno", "/desk/protocollo?handler=Export&q=haddad", "Protocollo, esportazione")]
    [InlineData("bruno", "/desk/protocollo?handler=Export&q=haddad&al=ieri", "Protocollo")]
    public async Task Search_AtEveryDoor_IsWritten_WithItsWordsAndHowManyItListed(string user, string path, string place)
    {
        town.Require();
        using var amina = await town.AsCitizenAsync("Amina Haddad");
        await ApplicationSample.SubmitAsync(town, amina, "passo-carrabile");
        using var staff = await town.AsStaffAsync(user);
        var before = (await SearchesAsync()).Count;
        var shown = await staff.GetAsync(path);
        var listed = place.EndsWith("esportazione", StringComparison.Ordinal)
            ? shown.Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length - 1
            : shown.Page.QuerySelectorAll("main tbody tr").Length;
        listed.ShouldBeGreaterThan(0, shown.Main);
        var row = (await SearchesAsync()).Skip(before).ShouldHaveSingleItem();
        (row.Place, row.Words, row.Found).ShouldBe((place, "haddad", listed));
        row.StaffName.ShouldStartWith(user, Shouldly.Case.Insensitive);
        row.OfficeId.ShouldBe(await OfficeOfAsync(user), "its head reads of it");
    }

    /// <summary>A page that is drawn again, because its act was refused or is to be confirmed, lists people like the first time.</summary>
    [Fact]
    public async Task Search_ThatComesWithAnAct_IsWritten_RefusedOrShownFirst()
    {
        town.Require();
        using var amina = await town.AsCitizenAsync("Amina Haddad");
        var room = await ApplicationSample.SubmitAsync(town, amina, "passo-carrabile");
        using var gino = await town.AsStaffAsync("gino");
        var page = (await gino.GetAsync("/desk/pratiche/assegna-tutte?stato=ufficio")).Page;
        var token = page.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        var officer = page.QuerySelector("#preview select[name=Officer] option[value]:not([value=''])")!.GetAttribute("value")!;
        string[] paths = ["/desk/pratiche?handler=Assign&stato=tutte&q=haddad", "/desk/pratiche/assegna-tutte?stato=ufficio&q=haddad"];
        foreach (var (path, chosen) in paths.SelectMany(path => new[] { (path, ""), (path, officer) }))
        {
            var before = (await SearchesAsync()).Count;
            var id = $"{DeskActs.IdOf(room)}";
            (await gino.PostAsync(path, new() { ["__RequestVerificationToken"] = token, ["Officer"] = chosen, ["Reason"] = "Serve a lui", ["Ids"] = id }))
                .ShouldBe(chosen.Length > 0 ? HttpStatusCode.OK : HttpStatusCode.BadRequest);
            var row = (await SearchesAsync()).Skip(before).ShouldHaveSingleItem($"{path} {chosen}");
            (row.Place, row.Words).ShouldBe(("Pratiche", "haddad"));
            row.Found.ShouldBeGreaterThan(0);
        }
        (await town.ReadAsync("cesa", db => db.Set<Case>().AsNoTracking().FirstAsync(c => c.Id == DeskActs.IdOf(room))))
            .OfficerId.ShouldBeNull("a preview assigns nothing");
    }

    [Fact]
    public async Task Looks_OlderThanTheRule_AreForgotten_OnTheFirstDay()
    {
        town.Require();
        var today = LegalTime.Today(town.Clock);
        var kept = Retention.KeptFrom(Retention.AccessRecords, today);
        var (inside, outside) = (Guid.NewGuid(), Guid.NewGuid());
        await town.InAsync("cesa", async services =>
        {
            var db = services.GetRequiredService<AppDb>();
            foreach (var (id, at) in new[] { (inside, LegalTime.StartOf(kept)), (outside, LegalTime.StartOf(kept).AddTicks(-10_000)) })
            {
                // What was searched, and what was asked about the look, go with it.
                db.Add(new AccessRecord { Id = id, SubjectId = Guid.NewGuid(), At = at, StaffName = "x", Office = "x", Purpose = "x", What = "x" });
                db.Add(new SearchRecord { Id = id, At = at, StaffName = "x", Place = "x", Words = "x" });
                db.Add(new LookQuestion { Id = id, RecordId = id, SubjectId = Guid.NewGuid(), Asked = "Perché?", AskedAt = at });
            }
            await db.SaveChangesAsync();
            foreach (var round in services.GetServices<IRound>()) await round.RunAsync(TestContext.Current.CancellationToken);
            return true;
        });
        var left = await town.ReadAsync("cesa", db => db.Set<AccessRecord>().AsNoTracking().Where(r => r.Id == inside || r.Id == outside).Select(r => r.Id).ToListAsync());
        left.ShouldBe([inside]);
        Guid[] both = [inside, outside];
        (await town.ReadAsync("cesa", db => db.Set<SearchRecord>().Where(r => both.Contains(r.Id)).Select(r => r.Id).ToListAsync())).ShouldBe([inside]);
        (await town.ReadAsync("cesa", db => db.Set<LookQuestion>().Where(q => both.Contains(q.Id)).Select(q => q.Id).ToListAsync())).ShouldBe([inside]);
    }

    [Fact]
    public async Task Sessions_AreForgotten_ADayAfterTheirEnd()
    {
        town.Require();
        using var rosa = await town.AsCitizenAsync("Rosa Marino");
        var mine = await town.ReadAsync("cesa", db => db.Set<Session>().AsNoTracking().OrderByDescending(s => s.CreatedAt).Select(s => s.Id).FirstAsync());
        Task<int> LeftAsync() => town.ReadAsync("cesa", db => db.Set<Session>().CountAsync(s => s.Id == mine));
        async Task RoundsAsync() => await town.InAsync("cesa", async services =>
        {
            foreach (var round in services.GetServices<IRound>()) await round.RunAsync(TestContext.Current.CancellationToken);
            return true;
        });
        (await LeftAsync()).ShouldBe(1);
        town.Clock.Move(TimeSpan.FromHours(31));
        await RoundsAsync();
        (await LeftAsync()).ShouldBe(1, "she may still come back to what she was writing");
        town.Clock.Move(TimeSpan.FromHours(2));
        await RoundsAsync();
        (await LeftAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Cases_OfWhoHasLeftTheOffice_AreListedForReassignment()
    {
        town.Require();
        using var maria = await town.AsCitizenAsync("Rosa Marino");
        var room = await ApplicationSample.SubmitAsync(town, maria, "passo-carrabile");
        var id = Guid.Parse(room.Split('/')[^1]);
        var leaving = await town.InAsync("cesa", async services =>
        {
            var db = services.GetRequiredService<AppDb>();
            var item = await db.Set<Case>().FirstAsync(c => c.Id == id);
            var staff = new StaffMember { Id = Guid.NewGuid(), UserName = "uscente", FullName = "Ugo Uscente" };
            db.AddRange(staff, new Position { Id = Guid.NewGuid(), StaffId = staff.Id, OfficeId = item.OfficeId!.Value, Role = Roles.CaseOfficer, Title = "Istruttore", ValidFrom = new(2020, 1, 1), ValidTo = LegalTime.Today(town.Clock) });
            item.Assign(staff.Id, staff.FullName);
            await db.SaveChangesAsync();
            return staff.Id;
        });
        leaving.ShouldNotBe(Guid.Empty);
        using (var gino = await town.AsStaffAsync("gino")) (await gino.GetAsync("/desk/pratiche?stato=da-riassegnare")).Main.ShouldNotContain("Ugo Uscente", customMessage: "on their last day they still work here");
        town.Clock.Move(TimeSpan.FromDays(1));
        using var after = await town.AsStaffAsync("gino");
        (await after.GetAsync("/desk")).Main.ShouldContain("a chi non lavora più nell'ufficio");
        (await after.GetAsync("/desk/pratiche?stato=da-riassegnare")).Main.ShouldContain("Ugo Uscente");
    }
}

public sealed class LooksOnSqlite(SqliteTown town) : LooksTests(town), IClassFixture<SqliteTown>;

public sealed class LooksOnPostgres(PostgresTown town) : LooksTests(town), IClassFixture<PostgresTown>;
