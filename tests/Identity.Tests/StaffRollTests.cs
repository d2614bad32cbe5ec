using System.Net;
using Liburia.Identity.Contracts;
using Liburia.Identity.Staff;
using Liburia.Platform.Access;
using Liburia.Platform.Law;
using Liburia.Platform.Organization;
using Liburia.Registry.Contracts;
using Liburia.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Liburia.Identity.Tests;

/// <summary>People, positions and ways back in, as the Comune's administrator and colleagues manage them on the desk.</summary>
public abstract class StaffRollTests(Town town)
{
    private DateOnly Today => LegalTime.Today(town.Clock);

    private static string It(DateOnly day) => day.ToString("dd/MM/yyyy", System.Globalization.CultureInfo.InvariantCulture);

    private Task<StaffMember> StaffAsync(string user, string slug = "cesa") => town.ReadAsync(slug, db => db.Set<StaffMember>().AsNoTracking().FirstAsync(s => s.UserName == user));

    private Task<Office> OfficeAsync(string word, string slug = "cesa") => town.ReadAsync(slug, db => db.Set<Office>().AsNoTracking().FirstAsync(o => o.Name.Contains(word)));

    private static async Task<Answer> DoAsync(Browser admin, Guid person, string handler, Dictionary<string, string> fields)
    {
        var page = await admin.GetAsync($"/desk/personale/{person:n}");
        fields["Seen"] = page.Page.QuerySelector("input[name=Seen]")!.GetAttribute("value")!;
        fields["__RequestVerificationToken"] = page.Page.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        return await admin.PostAsync($"/desk/personale/{person:n}?handler={handler}", fields);
    }

    private async Task<(StaffMember Staff, string Link)> AddAsync(Browser admin, string name, string user, string office, string role, Dictionary<string, string>? more = null)
    {
        await admin.GetAsync("/desk/personale");
        var fields = new Dictionary<string, string> { ["FullName"] = name, ["UserName"] = user, ["OfficeId"] = $"{(await OfficeAsync(office)).Id}", ["Role"] = role, ["Title"] = "Istruttore", ["From"] = It(Today) };
        foreach (var (key, value) in more ?? []) fields[key] = value;
        var done = (await admin.SubmitAsync(fields, "main form[method=post]")).ShouldBe(HttpStatusCode.OK);
        return (await StaffAsync(user), new Uri(done.Page.QuerySelector("#personal-link")!.TextContent).AbsolutePath);
    }

    [Fact]
    public async Task CV12_MondayMove_NewRightsBeginAndOldOnesEnd_WithoutAnybodyDoingAnything()
    {
        town.Require();
        using var elsa = await town.AsStaffAsync("elsa");
        using var bruno = await town.AsStaffAsync("bruno");
        (await bruno.GetAsync("/desk/protocollo")).Status.ShouldBe(HttpStatusCode.OK);
        (await bruno.GetAsync("/desk/residenti")).Status.ShouldBe(HttpStatusCode.Forbidden);
        var monday = Today.AddDays(((int)DayOfWeek.Monday - (int)Today.DayOfWeek + 7) % 7 is var ahead and > 0 ? ahead : 7);
        var who = (await StaffAsync("bruno")).Id;
        (await DoAsync(elsa, who, "Place", new()
        {
            ["How"] = "move",
            ["OfficeId"] = $"{(await OfficeAsync("anagrafe")).Id}",
            ["Role"] = RegistryRoles.Clerk,
            ["Title"] = "Ufficiale d'anagrafe",
            ["From"] = It(monday)
        })).ShouldBe(HttpStatusCode.OK)
            .Main.ShouldContain($"dal {It(monday)}".Replace("dal ", "", StringComparison.Ordinal));
        (await bruno.GetAsync("/desk/protocollo")).Status.ShouldBe(HttpStatusCode.OK, "until Sunday nothing changes");
        // Sunday's last minute, then Monday's first.
        town.Clock.Move(LegalTime.StartOf(monday) - town.Clock.GetUtcNow().UtcDateTime - TimeSpan.FromMinutes(1));
        using (var sunday = await town.AsStaffAsync("bruno")) (await sunday.GetAsync("/desk/residenti")).Status.ShouldBe(HttpStatusCode.Forbidden);
        using var late = await town.AsStaffAsync("bruno");
        town.Clock.Move(TimeSpan.FromMinutes(2));
        (await late.GetAsync("/desk/residenti")).Status.ShouldBe(HttpStatusCode.OK, "the open session has the new office's rights");
        late.Last!.Text.ShouldContain("Ufficio anagrafe");
    }

    [Fact]
    public async Task Positions_ThatCannotBe_AreRefused_BesideTheirField_AndTheLastAdministratorStays()
    {
        town.Require();
        using var elsa = await town.AsStaffAsync("elsa");
        var gino = (await StaffAsync("gino")).Id;
        var office = $"{(await OfficeAsync("tecnico")).Id}";
        (await DoAsync(elsa, gino, "Place", new() { ["How"] = "more", ["OfficeId"] = office, ["Role"] = Roles.CaseOfficer, ["Title"] = "Istruttore", ["From"] = It(Today) })).ShouldBe(HttpStatusCode.BadRequest).ErrorOf("From").ShouldContain("ha già questo ruolo");
        (await DoAsync(elsa, gino, "Place", new() { ["How"] = "more", ["OfficeId"] = office, ["Role"] = "sindaco", ["Title"] = "Istruttore", ["From"] = It(Today) })).ShouldBe(HttpStatusCode.BadRequest).ErrorOf("Role").ShouldContain("Scegli il ruolo");
        (await DoAsync(elsa, gino, "Place", new() { ["How"] = "move", ["OfficeId"] = office, ["Role"] = Roles.CaseOfficer, ["Title"] = "Istruttore", ["From"] = It(Today.AddDays(-1)) })).ShouldBe(HttpStatusCode.BadRequest).ErrorOf("From").ShouldContain("oggi o più avanti");
        // A day that is none is not taken for no day at all.
        var held = await town.ReadAsync("cesa", db => db.Set<Position>().AsNoTracking().FirstAsync(p => p.StaffId == gino && p.ValidTo == null));
        (await DoAsync(elsa, gino, "End", new() { ["position"] = $"{held.Id}", ["LastDay"] = "31/02/2027" })).ShouldBe(HttpStatusCode.BadRequest).Main.ShouldContain("Controlla questi dati");
        (await town.ReadAsync("cesa", db => db.Set<Position>().AsNoTracking().FirstAsync(p => p.Id == held.Id))).ValidTo.ShouldBeNull();
        // At a Comune with one administrator.
        using var alone = await town.AsStaffAsync("elsa", "teverola");
        var me = (await StaffAsync("elsa", "teverola")).Id;
        var mine = await town.ReadAsync("teverola", db => db.Set<Position>().AsNoTracking().FirstAsync(p => p.StaffId == me && p.ValidTo == null));
        (await DoAsync(alone, me, "End", new() { ["position"] = $"{mine.Id}", ["LastDay"] = It(Today.AddDays(3)) })).ShouldBe(HttpStatusCode.BadRequest).Main.ShouldContain($"Il {It(Today.AddDays(4))} nessuno amministrerebbe la scrivania");
        (await town.ReadAsync("teverola", db => db.Set<Position>().AsNoTracking().FirstAsync(p => p.Id == mine.Id))).ValidTo.ShouldBeNull();
    }

    [Fact]
    public async Task Person_Added_EntersByTheirLink_Once_AndMakesAWayToComeBack()
    {
        town.Require();
        using var elsa = await town.AsStaffAsync("elsa");
        var (_, link) = await AddAsync(elsa, "Nadia Conte", "nadia.conte", "tributi", Roles.CaseOfficer);
        using var nadia = town.Browser();
        (await nadia.GetAsync(link)).Heading.ShouldContain("Benvenuto");
        (await nadia.SubmitAsync()).ShouldBe(HttpStatusCode.OK).Main.ShouldContain("Non hai ancora un modo per rientrare");
        using var thief = town.Browser();
        (await thief.GetAsync(link)).Status.ShouldBe(HttpStatusCode.NotFound);
        await elsa.GetAsync("/desk/personale");
        var twice = await elsa.SubmitAsync(new() { ["FullName"] = "Nadia Conte", ["UserName"] = "nadia.conte", ["OfficeId"] = $"{(await OfficeAsync("tributi")).Id}", ["Role"] = Roles.CaseOfficer, ["Title"] = "Istruttrice", ["From"] = It(Today) }, "main form[method=post]");
        twice.ShouldBe(HttpStatusCode.BadRequest).ErrorOf("UserName").ShouldContain("c'è già");
        twice.Page.QuerySelector("input[name=FullName]")!.GetAttribute("value").ShouldBe("Nadia Conte", "values are kept");
    }

    [Fact]
    public async Task Recovery_NeedsTwoAdministrators_AndEndsEverythingOfBefore()
    {
        town.Require();
        using var elsa = await town.AsStaffAsync("elsa");
        var carla = await StaffAsync("carla");
        await town.InAsync("cesa", async services =>
        {
            var db = services.GetRequiredService<Platform.Database.AppDb>();
            db.Add(new StaffPasskey { Id = Guid.NewGuid(), StaffId = carla.Id, CredentialId = "perduta", PublicKey = [1], Name = "telefono perso", Transports = "" });
            await db.SaveChangesAsync();
            return true;
        });
        using var lost = await town.AsStaffAsync("carla");
        (await DoAsync(elsa, carla.Id, "Link", [])).ShouldBe(HttpStatusCode.BadRequest).Main.ShouldContain("serve la richiesta di due amministratori");
        (await DoAsync(elsa, carla.Id, "Ask", new() { ["Reason"] = "corta" })).ShouldBe(HttpStatusCode.BadRequest).ErrorOf("Reason").ShouldContain("da 10 a 500");
        (await DoAsync(elsa, carla.Id, "Ask", new() { ["Reason"] = "Riconosciuta di persona, ha perso il telefono." })).Status.ShouldBe(HttpStatusCode.OK);
        (await DoAsync(elsa, carla.Id, "Link", [])).ShouldBe(HttpStatusCode.BadRequest).Main.ShouldContain("un secondo amministratore");
        var (_, second) = await AddAsync(elsa, "Sergio Neri", "sergio.neri", "Segreteria", Roles.Administrator);
        using var sergio = town.Browser();
        await sergio.GetAsync(second);
        await sergio.SubmitAsync();
        var link = new Uri((await DoAsync(sergio, carla.Id, "Link", [])).ShouldBe(HttpStatusCode.OK).Page.QuerySelector("#personal-link")!.TextContent).AbsolutePath;
        using var back = town.Browser();
        await back.GetAsync(link);
        (await back.SubmitAsync()).ShouldBe(HttpStatusCode.OK).Main.ShouldNotContain("telefono perso");
        (await lost.GetAsync("/desk")).Heading.ShouldNotContain("Buongiorno", customMessage: "the sessions of before are over");
        (await town.ReadAsync("cesa", db => db.Set<StaffPasskey>().CountAsync(p => p.StaffId == carla.Id))).ShouldBe(0);
        // Half an hour later a link of recovery is worth nothing.
        await DoAsync(elsa, carla.Id, "Ask", new() { ["Reason"] = "Riconosciuta di persona, di nuovo." });
        var late = new Uri((await DoAsync(sergio, carla.Id, "Link", [])).Page.QuerySelector("#personal-link")!.TextContent).AbsolutePath;
        town.Clock.Move(TimeSpan.FromMinutes(31));
        using var tooLate = town.Browser();
        (await tooLate.GetAsync(late)).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task ActOfThePersonsPage_ThatItDoesNotOffer_IsRefusedInWords_AndChangesNothing()
    {
        town.Require();
        using var elsa = await town.AsStaffAsync("elsa");
        var ivo = await StaffAsync("ivo");
        var ended = Guid.CreateVersion7();
        await town.InAsync("cesa", async services =>
        {
            var db = services.GetRequiredService<Platform.Database.AppDb>();
            var office = await OfficeAsync("tributi");
            await db.Set<Platform.Access.Session>().Where(session => session.StaffId == ivo.Id).ExecuteDeleteAsync();
            db.Add(new StaffPasskey { Id = Guid.NewGuid(), StaffId = ivo.Id, CredentialId = "di-ivo", PublicKey = [1], Name = "telefono", Transports = "" });
            var (first, last) = (Today.AddDays(-90), Today.AddDays(-1));
            db.Add(new Position { Id = ended, StaffId = ivo.Id, OfficeId = office.Id, Role = Roles.CaseOfficer, Title = "Istruttore", ValidFrom = first, ValidTo = last });
            await db.SaveChangesAsync();
            return true;
        });
        (await DoAsync(elsa, ivo.Id, "Ask", new() { ["Reason"] = "Riconosciuto di persona, ha perso il telefono." })).ShouldBe(HttpStatusCode.OK);
        var before = await Rows.OfAsync(town);
        foreach (var (handler, fields, why) in ((string, Dictionary<string, string>, string)[])
            [("Close", [], "Non è dentro"), ("Ask", new() { ["Reason"] = "Riconosciuto di persona, di nuovo." }, "già stato chiesto"),
            ("End", new() { ["position"] = $"{ended}", ["LastDay"] = It(Today.AddDays(-1)) }, "già finito")])
            (await DoAsync(elsa, ivo.Id, handler, fields)).ShouldBe(HttpStatusCode.BadRequest).Main.ShouldContain(why);
        (await Rows.OfAsync(town)).ChangedSince(before, "platform_sessions").ShouldBeEmpty();
    }

    [Fact]
    public async Task Substitute_HasTheRights_ForTheseDays_AndSignsAsOne()
    {
        town.Require();
        using var elsa = await town.AsStaffAsync("elsa");
        var anna = await StaffAsync("anna");
        var ivo = await StaffAsync("ivo");
        (await DoAsync(elsa, anna.Id, "Substitute", new() { ["Substitute"] = $"{ivo.Id}", ["AwayFrom"] = It(Today), ["AwayTo"] = "" })).ShouldBe(HttpStatusCode.BadRequest).Main.ShouldContain("ha un ultimo giorno");
        (await DoAsync(elsa, anna.Id, "Substitute", new() { ["Substitute"] = $"{ivo.Id}", ["AwayFrom"] = It(Today), ["AwayTo"] = It(Today.AddDays(2)) })).Status.ShouldBe(HttpStatusCode.OK);
        using var desk = await town.AsStaffAsync("ivo");
        (await desk.GetAsync("/desk/residenti")).Status.ShouldBe(HttpStatusCode.Forbidden, "in his own office he has his own rights alone");
        var registry = await OfficeAsync("anagrafe");
        await desk.GetAsync("/desk/il-mio-accesso");
        (await desk.SubmitAsync(form: $"form:has(input[value='{registry.Id}'])")).Status.ShouldBe(HttpStatusCode.OK);
        (await desk.GetAsync("/desk/residenti")).ShouldBe(HttpStatusCode.OK).Text.ShouldContain($"in sostituzione di {anna.FullName}");
        town.Clock.Move(TimeSpan.FromDays(3));
        using var after = await town.AsStaffAsync("ivo");
        (await after.GetAsync("/desk/residenti")).Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Person_OfTwoComuni_PassesFromOneDeskToTheOther_IntoTheOtherAccount()
    {
        town.Require();
        const string code = "CNTNDA80A41B963X";
        using var elsa = await town.AsStaffAsync("elsa");
        await DoAsync(elsa, (await StaffAsync("dario")).Id, "Tie", new() { ["TaxCode"] = code });
        using (var other = await town.AsStaffAsync("elsa", "succivo"))
        {
            var there = await StaffAsync("gino", "succivo");
            await DoAsync(other, there.Id, "Tie", new() { ["TaxCode"] = code.ToLowerInvariant() });
        }
        using var dario = await town.AsStaffAsync("dario");
        var go = (await dario.GetAsync("/desk/il-mio-accesso")).Page.QuerySelectorAll("main a").First(a => a.TextContent.Contains("Comune di Succivo", StringComparison.Ordinal)).GetAttribute("href")!;
        using var succivo = town.Browser("succivo");
        var asked = await succivo.GetAsync(new Uri(go).PathAndQuery, follow: false);
        var passed = await dario.GetAsync(new Uri(asked.Location!).PathAndQuery, follow: false);
        passed.Status.ShouldBe(HttpStatusCode.Redirect);
        using var thief = town.Browser("succivo");
        await thief.GetAsync("/desk/accedi");
        (await succivo.GetAsync(new Uri(passed.Location!).PathAndQuery)).ShouldBe(HttpStatusCode.OK).Text.ShouldContain((await StaffAsync("gino", "succivo")).FullName);
        // Who has no account there is sent to that desk's own door.
        using var bruno = await town.AsStaffAsync("anna");
        using var fresh = town.Browser("succivo");
        var door = await fresh.GetAsync("/desk/accedi?da=cesa", follow: false);
        new Uri((await bruno.GetAsync(new Uri(door.Location!).PathAndQuery, follow: false)).Location!).AbsolutePath.ShouldBe("/personale/accesso");
    }

    [Fact]
    public async Task ConsortiumWindow_IsOpenedByTheComune_ForAWeek_AndClosesByItself()
    {
        town.Require();
        using var elsa = await town.AsStaffAsync("elsa");
        await elsa.GetAsync("/desk/personale");
        var fields = new Dictionary<string, string>
        {
            ["FullName"] = "Piero Assistenza",
            ["UserName"] = "piero.consorzio",
            ["OfficeId"] = $"{(await OfficeAsync("anagrafe")).Id}",
            ["Role"] = RegistryRoles.Clerk,
            ["Title"] = "Assistenza",
            ["From"] = It(Today),
            ["IsConsortium"] = "true"
        };
        (await elsa.SubmitAsync(fields, "main form[method=post]")).ShouldBe(HttpStatusCode.BadRequest).ErrorOf("Reason").ShouldContain("perché apri la finestra");
        fields["Reason"] = "Un certificato non si stampa, da ieri.";
        (await elsa.SubmitAsync(fields, "main form[method=post]")).ShouldBe(HttpStatusCode.OK).Main.ShouldContain("aspetta una conferma");
        await AddAdministratorAsync("nora", "cesa");
        using var nora = await town.AsStaffAsync("nora");
        var link = LinkOn((await DoAsync(nora, (await StaffAsync("piero.consorzio")).Id, "Link", [])).ShouldBe(HttpStatusCode.OK));
        using var piero = town.Browser();
        await piero.GetAsync(link);
        await piero.SubmitAsync();
        (await piero.GetAsync("/desk/residenti")).ShouldBe(HttpStatusCode.OK).Text.ShouldContain("consorzio");
        town.Clock.Move(TimeSpan.FromDays(7));
        using var again = town.Browser();
        (await again.GetAsync("/desk/accedi")).Main.ShouldNotContain("Piero Assistenza", customMessage: "the week is over");
    }

    private static string LinkOn(Answer page) => new Uri(page.Page.QuerySelector("#personal-link")!.TextContent).AbsolutePath;

    /// <summary>One that nobody of the Comune has let in: there before, or made by whoever runs the installation.</summary>
    private Task AddAdministratorAsync(string user, string slug) => town.ReadAsync(slug, async db =>
    {
        var staff = new StaffMember { Id = Guid.CreateVersion7(), UserName = user, FullName = $"{char.ToUpperInvariant(user[0])}{user[1..]} Marino" };
        var office = (await db.Set<Office>().AsNoTracking().FirstAsync(o => o.Name.Contains("Segreteria"))).Id;
        db.Add(staff);
        db.Add(new Position { Id = Guid.CreateVersion7(), StaffId = staff.Id, OfficeId = office, Role = Roles.Administrator, Title = "Amministratrice", ValidFrom = Today.AddDays(-1) });
        return await db.SaveChangesAsync();
    });

    /// <summary>Whoever could invent the consortium's people could be their own second: it takes two, or whoever runs the installation.</summary>
    [Fact]
    public async Task ConsortiumPerson_IsNotInventedByOneAlone_ASecondAgrees_OrWhoeverRunsTheInstallation()
    {
        town.Require();
        const string slug = "casandrino", secondNeeded = "che non sia stato aggiunto da chi ha chiesto";
        using var elsa = await town.AsStaffAsync("elsa", slug);
        var office = $"{(await OfficeAsync("Segreteria", slug)).Id}";
        async Task<Answer> AskAsync(Browser admin, string name, string user, bool consortium)
        {
            await admin.GetAsync("/desk/personale");
            var fields = new Dictionary<string, string> { ["FullName"] = name, ["UserName"] = user, ["OfficeId"] = office, ["Role"] = Roles.Administrator, ["Title"] = "Assistenza", ["From"] = It(Today) };
            if (consortium) (fields["IsConsortium"], fields["Reason"]) = ("true", "Un certificato non si stampa, da ieri.");
            return (await admin.SubmitAsync(fields, "main form[method=post]")).ShouldBe(HttpStatusCode.OK);
        }
        (await AskAsync(elsa, "Piero Consorzio", "piero.c", consortium: true)).Page.QuerySelector("#personal-link").ShouldBeNull("who asks alone is given nothing");
        var piero = (await StaffAsync("piero.c", slug)).Id;
        (await town.ReadAsync(slug, db => db.Set<StaffInvitation>().AsNoTracking().SingleAsync(i => i.StaffId == piero))).Hash.ShouldBeNull();
        (await DoAsync(elsa, piero, "Link", [])).ShouldBe(HttpStatusCode.BadRequest).Main.ShouldContain(secondNeeded);
        // Nor does somebody of their own making agree, nor the other way round.
        LinkOn(await AskAsync(elsa, "Mario Finto", "mario.f", consortium: false)).ShouldContain("/desk/primo-accesso/");
        using var mario = await town.AsStaffAsync("mario.f", slug);
        (await DoAsync(mario, piero, "Link", [])).ShouldBe(HttpStatusCode.BadRequest).Main.ShouldContain(secondNeeded);
        await AskAsync(mario, "Ugo Consorzio", "ugo.c", consortium: true);
        var ugo = (await StaffAsync("ugo.c", slug)).Id;
        foreach (var one in (Browser[])[mario, elsa]) (await DoAsync(one, ugo, "Link", [])).ShouldBe(HttpStatusCode.BadRequest).Main.ShouldContain(secondNeeded);
        (await town.ReadAsync(slug, db => db.Set<StaffInvitation>().CountAsync(i => (i.StaffId == piero || i.StaffId == ugo) && i.Hash != null))).ShouldBe(0);

        await AddAdministratorAsync("nora", slug);
        using var nora = await town.AsStaffAsync("nora", slug);
        (await nora.GetAsync($"/desk/personale/{piero:n}")).Main.ShouldContain("Finestra per il consorzio: serve un secondo amministratore");
        var link = LinkOn((await DoAsync(nora, piero, "Link", [])).ShouldBe(HttpStatusCode.OK));
        using var enters = town.Browser(slug);
        (await enters.GetAsync(link)).Heading.ShouldContain("Benvenuto");
        (await enters.SubmitAsync()).Status.ShouldBe(HttpStatusCode.OK);
        // The link used, or lost: another one takes two again.
        (await DoAsync(elsa, piero, "Link", [])).ShouldBe(HttpStatusCode.BadRequest).Main.ShouldContain("Nessuno l'ha chiesto");
        (await DoAsync(elsa, piero, "Window", new() { ["Reason"] = "corta" })).ShouldBe(HttpStatusCode.BadRequest).ErrorOf("Reason").ShouldContain("da 10 a 300");
        (await DoAsync(elsa, piero, "Window", new() { ["Reason"] = "Ha perso il collegamento di ieri." })).Status.ShouldBe(HttpStatusCode.OK);
        (await DoAsync(elsa, piero, "Window", new() { ["Reason"] = "Ha perso il collegamento di ieri." })).ShouldBe(HttpStatusCode.BadRequest).Main.ShouldContain("Non c'è una finestra da chiedere");
        (await DoAsync(elsa, piero, "Link", [])).ShouldBe(HttpStatusCode.BadRequest).Main.ShouldContain(secondNeeded);
        (await DoAsync(elsa, (await StaffAsync("gino", slug)).Id, "Window", new() { ["Reason"] = "Non lavora per il consorzio." })).Status.ShouldBe(HttpStatusCode.BadRequest);

        // Where there is no second, whoever runs the installation agrees; to what waits, once, within a day.
        Task<string> OperatorAsync(string name) => town.ReadAsync(slug, async db =>
        {
            var (_, code) = await FirstAccess.AgreeWindowAsync(db, name, town.Clock);
            await db.SaveChangesAsync();
            return code;
        });
        using var second = town.Browser(slug);
        (await second.GetAsync(FirstAccess.Path + await OperatorAsync("ugo consorzio"))).Heading.ShouldContain("Benvenuto");
        foreach (var name in (string[])["Ugo Consorzio", "Mario Finto", "Nessuno"]) await Should.ThrowAsync<Platform.Language.Refused>(() => OperatorAsync(name), name);
        town.Clock.Move(TimeSpan.FromHours(25));
        await Should.ThrowAsync<Platform.Language.Refused>(() => OperatorAsync("Piero Consorzio"));
    }

    [Fact]
    public async Task Form_WithoutTheMarkOfWhatWasRead_IsRefused_KeepsWhatWasTyped_AndChangesNothing()
    {
        town.Require();
        using var elsa = await town.AsStaffAsync("elsa");
        var before = await Rows.OfAsync(town);
        (await Unmarked.SendAllAsync(elsa, $"/desk/personale/{(await StaffAsync("gino")).Id:n}")).ShouldBeGreaterThanOrEqualTo(5);
        (await Unmarked.SendAllAsync(elsa, $"/desk/uffici?ufficio={(await OfficeAsync("tributi")).Id}", new() { ["Phone"] = "081 555 1234" })).ShouldBe(1);
        elsa.Last!.Page.QuerySelector("input[name=Phone]")!.GetAttribute("value").ShouldBe("081 555 1234");
        var other = (await OfficeAsync("Polizia")).Id;
        (await Unmarked.SendAllAsync(elsa, "/desk/uffici/funzioni", new() { ["Function.segreteria"] = $"{other}" })).ShouldBe(1);
        elsa.Last!.Page.QuerySelector("select[name='Function.segreteria'] option[selected]")!.GetAttribute("value").ShouldBe($"{other}");
        (await Rows.OfAsync(town)).ChangedSince(before, "platform_sessions").ShouldBeEmpty();
        // A new office rests on nothing.
        await elsa.GetAsync("/desk/uffici");
        (await elsa.SubmitAsync(new() { ["OfficeName"] = "Ufficio cultura", ["Tasks"] = "Biblioteca, musei, feste del paese." })).ShouldBe(HttpStatusCode.OK).Main.ShouldContain("Ufficio cultura");
    }

    [Fact]
    public async Task Person_ChangedByAnotherAdministratorMeanwhile_IsShownAnew_AndNothingIsDone()
    {
        town.Require();
        using var elsa = await town.AsStaffAsync("elsa");
        using var second = await town.AsStaffAsync("elsa");
        var dario = (await StaffAsync("dario")).Id;
        var page = $"/desk/personale/{dario:n}";
        await elsa.GetAsync(page);
        (await DoAsync(second, dario, "Place", new() { ["How"] = "more", ["OfficeId"] = $"{(await OfficeAsync("tributi")).Id}", ["Role"] = Roles.CaseOfficer, ["Title"] = "Istruttore tributario", ["From"] = It(Today) })).Status.ShouldBe(HttpStatusCode.OK);
        var late = (await elsa.SubmitAsync(new() { ["TaxCode"] = "RSSMRA80A01H501U" }, form: "form[action='?handler=Tie']")).ShouldBe(HttpStatusCode.Conflict);
        late.Main.ShouldContain("Nel frattempo un altro amministratore ha cambiato qualcosa di questa persona");
        late.Main.ShouldContain("Istruttore tributario");
        late.Page.QuerySelector("input[name=TaxCode]")!.GetAttribute("value").ShouldBe("RSSMRA80A01H501U");
        (await StaffAsync("dario")).TaxCode.ShouldNotBe("RSSMRA80A01H501U");
    }

    [Fact]
    public async Task Offices_AreChangedOnTheDesk_AndTheSiteShowsThem()
    {
        town.Require();
        using var elsa = await town.AsStaffAsync("elsa");
        var office = await OfficeAsync("tributi");
        await elsa.GetAsync($"/desk/uffici?ufficio={office.Id}");
        (await elsa.SubmitAsync(new() { ["Mail"] = "non un indirizzo" })).ShouldBe(HttpStatusCode.BadRequest).ErrorOf("Mail").ShouldContain("posta");
        (await elsa.SubmitAsync(new() { ["Mail"] = "tributi+sportello@comune.cesa.ce.example", ["Phone"] = "081 555 9999" })).ShouldBe(HttpStatusCode.OK).Main.ShouldContain("081 555 9999");
        // Two at the same office: whoever saves second sees what the first one changed, and loses nothing.
        using var second = await town.AsStaffAsync("elsa");
        await elsa.GetAsync($"/desk/uffici?ufficio={office.Id}");
        await second.GetAsync($"/desk/uffici?ufficio={office.Id}");
        (await second.SubmitAsync(new() { ["Phone"] = "081 555 0000" })).Status.ShouldBe(HttpStatusCode.OK);
        var late = (await elsa.SubmitAsync(new() { ["OpeningHours"] = "lun-ven 8-14" })).ShouldBe(HttpStatusCode.Conflict);
        late.Main.ShouldContain("Nel frattempo qualcun altro ha cambiato questo ufficio");
        late.Main.ShouldContain("081 555 0000");
        late.Page.QuerySelector("input[name=OpeningHours]")!.GetAttribute("value").ShouldBe("lun-ven 8-14");
        (await elsa.SubmitAsync(new() { ["Phone"] = "081 555 0000" })).ShouldBe(HttpStatusCode.OK).Main.ShouldContain("lun-ven 8-14");
        using var gino = await town.AsStaffAsync("gino");
        (await gino.GetAsync("/desk/uffici")).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await gino.GetAsync("/desk/personale")).Status.ShouldBe(HttpStatusCode.Forbidden);
    }
}

public sealed class StaffRollOnSqlite(SqliteTown town) : StaffRollTests(town), IClassFixture<SqliteTown>;

public sealed class StaffRollOnPostgres(PostgresTown town) : StaffRollTests(town), IClassFixture<PostgresTown>;
