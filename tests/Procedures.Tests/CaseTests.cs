using System.Net;
using Liburia.Procedures.Cases;
using Liburia.Procedures.Contracts;
using Liburia.Procedures.Registers;
using Liburia.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;
using Case = Liburia.Procedures.Cases.Case;
using static Liburia.TestKit.DeskActs;

namespace Liburia.Procedures.Tests;

/// <summary>From the form to the changed register: what a citizen and the offices do with a case.</summary>
[Slow("Cases walked from application to decision, one for each turn they can take.")]
public abstract class CaseTests(Town town)
{
    private const string Reasons = "La documentazione dimostra che la richiesta è fondata.";

    public static TheoryData<string, string, string> Decided() => new()
    {
        { "accesso-civico-generalizzato", "dario", "accesso-civico" },
        { "accesso-civico-semplice", "dario", "accesso-civico" },
        { "accesso-agli-atti", "dario", "accesso-atti" },
        { "segnalazione-disservizio", "gino", "segnalazioni" },
        { "occupazione-suolo-pubblico", "gino", "occupazioni" },
        { "passo-carrabile", "gino", "passi-carrabili" },
        { "insegna-pubblicitaria", "gino", "insegne" },
        { "contrassegno-disabili", "ivo", "contrassegni" },
        { "contrassegno-disabili-temporaneo", "ivo", "contrassegni" },
    };

    [Theory, MemberData(nameof(Decided))]
    public async Task CO03_Submit_Decide_DeliversTheDocument_AndChangesTheRegister(string slug, string officer, string register)
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        var room = await ApplicationSample.SubmitAsync(town, maria, slug);
        using var clerk = await town.AsStaffAsync(officer);
        (await clerk.GetAsync("/desk/pratiche")).Main.ShouldContain((await CaseAsync(room)).ProtocolNumber);
        await DecideAsync(clerk, room, Reasons);
        await PayAsync(clerk, room);
        await town.JobsDoneAsync();

        var entry = await town.ReadAsync("cesa", db => db.Set<RegisterEntry>().AsNoTracking().OrderByDescending(e => e.Id).FirstAsync(e => e.Register == register));
        entry.CaseId.ShouldBe(IdOf(room));
        var page = await maria.GetAsync(room);
        page.Main.ShouldContain($"n. {entry.InWords} del registro");
        page.Page.QuerySelector("#fatto").ShouldNotBeNull("what the clerk handed over is in the room");
        var link = page.Page.QuerySelectorAll("main a").First(a => a.TextContent.Contains("Scarica il PDF", StringComparison.Ordinal)).GetAttribute("href")!;
        var pdf = await maria.GetAsync(link);
        (await pdf.Raw.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).AsSpan(0, 5).SequenceEqual("%PDF-"u8).ShouldBeTrue();
        (await clerk.GetAsync($"/desk/registri/{register}")).Main.ShouldContain(entry.InWords);
    }

    [Fact]
    public async Task Queue_FindsACase_ByWordsOfItsApplicantsName_ByCode_ByNumber()
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        using var luca = await town.AsCitizenAsync("Luca Ferrara");
        var (hers, his) = (await CaseAsync(await ApplicationSample.SubmitAsync(town, maria, "accesso-agli-atti")), await CaseAsync(await ApplicationSample.SubmitAsync(town, luca, "accesso-agli-atti")));
        using var bruno = await town.AsStaffAsync("bruno");
        foreach (var words in new[] { "de luca", "Maria De Lu", "DE LUCA accesso", hers.ApplicantTaxCode.ToLowerInvariant(), hers.ProtocolNumber })
        {
            var found = (await bruno.GetAsync($"/desk/pratiche?stato=tutte&q={Uri.EscapeDataString(words)}")).ShouldBe(HttpStatusCode.OK).Main;
            found.ShouldContain(hers.ProtocolNumber, customMessage: words);
            found.ShouldNotContain(his.ProtocolNumber, customMessage: words);
        }
        (await bruno.GetAsync("/desk/pratiche?q=nessunosichiamacosi")).Main.ShouldNotContain(hers.ProtocolNumber);
    }

    private static string FieldOf(string item) => $"s-{Guid.Parse(item):n}";

    [Fact]
    public async Task Supplements_AreItemised_StopTheClock_AndAreAskedOnce()
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        var room = await ApplicationSample.SubmitAsync(town, maria, "passo-carrabile");
        using var gino = await town.AsStaffAsync("gino");
        await ActAsync(gino, room, "Supplements", new() { ["Items"] = "La larghezza esatta\nIl numero di posti auto", ["Files"] = "Una fotografia", ["Days"] = "20" });
        (await CaseAsync(room)).State.ShouldBe(CaseState.Suspended);

        var page = await maria.GetAsync(room);
        page.Main.ShouldContain("La larghezza esatta");
        var items = page.Page.QuerySelectorAll("input[name=item]").Select(i => i.GetAttribute("value")!).ToList();
        items.Count.ShouldBe(3);
        var token = page.Page.QuerySelector("form input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        (await maria.PostAsync(room + "?handler=Supplement", new() { ["__RequestVerificationToken"] = token, ["item"] = items[0], [FieldOf(items[0])] = "" })).ShouldBe(HttpStatusCode.BadRequest).Main.ShouldContain("Scrivi la risposta");
        foreach (var item in items.Take(2)) await maria.PostAsync(room + "?handler=Supplement", new() { ["__RequestVerificationToken"] = token, ["item"] = item, [FieldOf(item)] = "Tre metri" });
        (await CaseAsync(room)).State.ShouldBe(CaseState.Suspended, "one thing is still missing");
        await maria.PostFileAsync(room + "?handler=Supplement", new() { ["__RequestVerificationToken"] = token, ["item"] = items[2] }, "file", "foto.png", ApplicationSample.Png);
        (await CaseAsync(room)).State.ShouldBe(CaseState.Submitted);

        // Who opens what she sent is written down, and she reads it.
        var sent = (await gino.GetAsync("/desk" + room["/area-personale".Length..])).Page.QuerySelectorAll("main a[href^='/desk/documenti/']").First(a => a.TextContent.Contains("Una fotografia", StringComparison.Ordinal)).GetAttribute("href")!;
        (await gino.GetAsync(sent)).Status.ShouldBe(HttpStatusCode.OK);
        (await maria.GetAsync("/area-personale/accessi")).Main.ShouldContain("Documento: Integrazione: Una fotografia");

        // A second suspension is not lawful (art. 2 c. 7 L. 241/1990).
        (await ActAsync(gino, room, "Supplements", new() { ["Items"] = "Ancora una cosa", ["Files"] = "", ["Days"] = "10" },
            HttpStatusCode.BadRequest)).Main.ShouldContain("si può sospendere u");
    }

    [Fact]
    public async Task Refusal_ComesOnlyAfterItsNotice_AndTheTenDaysOrTheObservations()
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        var room = await ApplicationSample.SubmitAsync(town, maria, "insegna-pubblicitaria");
        using var gino = await town.AsStaffAsync("gino");
        var refusal = new Dictionary<string, string> { ["State"] = "Refused", ["Reasons"] = "L'insegna copre un segnale stradale e non può essere spostata." };
        (await ActAsync(gino, room, "Decide", refusal, HttpStatusCode.BadRequest)).Main.ShouldContain("serve il preavviso");
        await ActAsync(gino, room, "Notice", new() { ["Reasons"] = "L'insegna copre un segnale stradale." });
        (await ActAsync(gino, room, "Decide", refusal, HttpStatusCode.BadRequest)).Main.ShouldContain("ha tempo fino al");
        var page = await maria.GetAsync(room);
        page.Main.ShouldContain("L'insegna copre un segnale stradale.");
        await maria.SubmitAsync(new() { ["Text"] = "La sposto di due metri a sinistra." }, form: "form[action='?handler=Observe']");
        await ActAsync(gino, room, "Decide", refusal);
        await town.JobsDoneAsync();
        (await CaseAsync(room)).State.ShouldBe(CaseState.Refused);
        (await maria.GetAsync(room)).Main.ShouldContain("Non accolta");
        (await town.ReadAsync("cesa", db => db.Set<RegisterEntry>().AnyAsync(e => e.CaseId == IdOf(room)))).ShouldBeFalse("a refusal changes no register");
    }

    [Fact]
    public async Task Opinion_IsGivenByTheOfficeAsked_AndByNoOther()
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        var room = await ApplicationSample.SubmitAsync(town, maria, "occupazione-suolo-pubblico");
        using var gino = await town.AsStaffAsync("gino");
        using var ivo = await town.AsStaffAsync("ivo");
        using var dario = await town.AsStaffAsync("dario");
        var police = await OptionAsync(gino, room, "Opinion", "Office", "Polizia");
        gino.Last!.Page.QuerySelector($"select[name=Office] option[selected]")?.GetAttribute("value").ShouldBe(police,
            "the model names the office of the opinion");
        await ActAsync(gino, room, "Opinion", new() { ["Office"] = police, ["Question"] = "Il marciapiede resta percorribile?" });
        await dario.GetAsync(DeskOf(room));
        await dario.SubmitAsync(new() { ["Purpose"] = "Serve per una pratica del mio ufficio", ["Note"] = "viabilità" });
        (await ActAsync(dario, room, "GiveOpinion", new() { ["Verdict"] = "Favourable", ["Text"] = "Va bene così." }, HttpStatusCode.BadRequest)).Main.ShouldContain("non è stato chiesto");
        (await ActAsync(ivo, room, "Decide", new() { ["State"] = "Completed", ["Reasons"] = Reasons }, HttpStatusCode.BadRequest)).Main.ShouldContain("di un altro ufficio");
        await ActAsync(ivo, room, "GiveOpinion", new() { ["Verdict"] = "WithConditions", ["Text"] = "Lasciare due metri liberi ai pedoni." });
        (await gino.GetAsync(DeskOf(room))).Main.ShouldContain("favorevole con prescrizioni");
        (await maria.GetAsync(room)).Main.ShouldContain("Parere favorevole con prescrizioni: Polizia locale");
    }

    [Fact]
    public async Task CO04_Bulk_AssignsWithAPreview_AndTheReasonWhereSomebodyHadIt()
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        var rooms = new List<string>();
        for (var i = 0; i < 3; i++) rooms.Add(await ApplicationSample.SubmitAsync(town, maria, "segnalazione-disservizio"));
        using var gino = await town.AsStaffAsync("gino");
        var queue = await gino.GetAsync("/desk/pratiche?stato=ufficio&servizio=segnalazione-disservizio");
        var self = queue.Page.QuerySelectorAll("select[name=Officer] option").First(o => o.TextContent.StartsWith("Gino", StringComparison.Ordinal)).GetAttribute("value")!;
        var form = Browser.FieldsOf((AngleSharp.Html.Dom.IHtmlFormElement)queue.Page.QuerySelector("#assegna")!);
        form["Officer"] = self;
        form["Ids"] = IdOf(rooms[0]).ToString();
        (await gino.PostAsync("/desk/pratiche?handler=Assign", form)).Main.ShouldContain("Anteprima: 1 pratiche a Gino");
        (await CaseAsync(rooms[0])).OfficerName.ShouldBeNull("a preview changes nothing");
        // It is given to somebody before the preview is confirmed: the preview is shown anew.
        using var second = await town.AsStaffAsync("gino");
        await ActAsync(second, rooms[0], "Assign", new() { ["Officer"] = self });
        var anew = await gino.SubmitAsync(form: "section form");
        anew.ShouldBe(HttpStatusCode.Conflict).Main.ShouldContain("Nel frattempo qualcuna delle pratiche è cambiata");
        anew.Main.ShouldContain("Anteprima: 1 pratiche a Gino");
        anew.Main.ShouldContain("(ora di Gino");
        await gino.SubmitAsync(form: "section form");
        (await CaseAsync(rooms[0])).OfficerName!.ShouldStartWith("Gino");
        (await maria.GetAsync(rooms[0])).Main.ShouldContain("Responsabile: Gino");
        (await gino.GetAsync("/desk/pratiche/carico")).Main.ShouldContain("Gino");
    }

    /// <summary>An act that rests on what the page said is not done where it does not say which page: nor is one with the mark of another case.</summary>
    [Fact]
    public async Task Act_WithoutTheMarkOfWhatWasRead_IsRefused_AndNothingIsDone()
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        var (room, other) = (await ApplicationSample.SubmitAsync(town, maria, "passo-carrabile"), await ApplicationSample.SubmitAsync(town, maria, "passo-carrabile"));
        using var gino = await town.AsStaffAsync("gino");
        Task<int> EventsAsync() => town.ReadAsync("cesa", db => db.Set<CaseEvent>().CountAsync(e => e.CaseId == IdOf(room)));
        var before = await EventsAsync();
        (await Unmarked.SendAllAsync(gino, DeskOf(room))).ShouldBe(1, "taking charge");
        foreach (var act in (string[])["Assign", "Supplements", "Opinion", "Notice"]) (await Unmarked.SendAllAsync(gino, PathOf(room, act))).ShouldBe(1, act);
        (await Unmarked.SendAllAsync(gino, DecisionPathOf(room), new() { ["State"] = "Completed", ["Reasons"] = "Motivi scritti per intero.", ["Confirmed"] = "true" })).ShouldBe(1);
        gino.Last!.Main.ShouldContain("Motivi scritti per intero.");
        var elsewhere = SeenOn(await gino.GetAsync(DeskOf(other)));
        elsewhere.Length.ShouldBe(36);
        (await ActAsync(gino, room, "Decide", new() { ["State"] = "Completed", ["Reasons"] = "Motivi scritti per intero.", ["Seen"] = elsewhere }, HttpStatusCode.BadRequest)).Main.ShouldContain("non dice su che cosa si basa");
        (await EventsAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task Checks_OfTwoClerksOnTheSamePage_AllStay()
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        var room = await ApplicationSample.SubmitAsync(town, maria, "passo-carrabile");
        using var gino = await town.AsStaffAsync("gino");
        using var second = await town.AsStaffAsync("gino");
        var path = PathOf(room, "Tick");
        var (page, other) = (await gino.GetAsync(path), await second.GetAsync(path));
        static string Token(Answer of) => of.Page.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        var step = page.Page.QuerySelector("form[action$='handler=Tick'] input[name=done]")!.GetAttribute("value")!.Split('.')[0];
        (await gino.PostAsync(path + "?handler=Tick", new()
        {
            ["__RequestVerificationToken"] = Token(page),
            ["done"] = $"{step}.0"
        })).Status.ShouldBe(HttpStatusCode.OK);
        (await second.PostAsync(path + "?handler=Tick", new()
        {
            ["__RequestVerificationToken"] = Token(other),
            ["done"] = $"{step}.1"
        })).Status.ShouldBe(HttpStatusCode.OK);
        (await town.ReadAsync("cesa", db => db.Set<CheckMark>().Where(m => m.CaseId == IdOf(room) && m.Step == step).OrderBy(m => m.Position).Select(m => m.Position).ToListAsync())).ShouldBe([0, 1]);
        var seen = await gino.GetAsync(path);
        await gino.PostAsync(path + "?handler=Tick", new() { ["__RequestVerificationToken"] = Token(seen), ["had"] = $"{step}.0" });
        (await town.ReadAsync("cesa", db => db.Set<CheckMark>().Where(m => m.CaseId == IdOf(room) && m.Step == step).Select(m => m.Position).ToListAsync())).ShouldBe([1], "what was taken away is taken away");
    }

    [Fact]
    public async Task CO13_ThirdParties_StopGeneralisedAccessForTenDays_PartialAnswer_PublicRegisterWithoutNames()
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        var room = await ApplicationSample.SubmitAsync(town, maria, "accesso-civico-generalizzato", new() { ["oggetto"] = "Spese per le scuole" });
        using var dario = await town.AsStaffAsync("dario");
        await ActAsync(dario, room, "ThirdParties", new() { ["Who"] = "L'impresa che ha eseguito i lavori" });
        (await CaseAsync(room)).State.ShouldBe(CaseState.Suspended);
        (await maria.GetAsync(room)).Main.ShouldNotContain("L'impresa che ha eseguito", Shouldly.Case.Insensitive);
        await ActAsync(dario, room, "Decide", new() { ["State"] = "Partial", ["Reasons"] = "Si danno gli importi; i dati bancari dell'impresa restano riservati (art. 5-bis)." });
        await town.JobsDoneAsync();
        using var anyone = town.Browser();
        var register = await anyone.GetAsync("/registri/accesso-civico");
        register.Main.ShouldContain("Spese per le scuole");
        register.Main.ShouldContain("Accolta in parte");
        register.Text.ShouldNotContain("De Luca", Shouldly.Case.Insensitive);
        (await anyone.GetAsync("/registri/accesso-atti")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Withdraw_ClosesTheCase_AndADecisionIsRefused()
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        var room = await ApplicationSample.SubmitAsync(town, maria, "accesso-agli-atti");
        await maria.GetAsync(room);
        await maria.SubmitAsync(form: "form[action='?handler=Withdraw']");
        (await CaseAsync(room)).State.ShouldBe(CaseState.Withdrawn);
        using var dario = await town.AsStaffAsync("dario");
        (await dario.GetAsync(DecisionPathOf(room))).Main.ShouldNotContain("Adotta la decisione");
    }

    [Fact]
    public async Task Dossier_VerifiesOffline_AndIsTheApplicantsAlone()
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        var room = await ApplicationSample.SubmitAsync(town, maria, "accesso-civico-semplice");
        using var luca = await town.AsCitizenAsync("Luca Ferrara");
        (await luca.GetAsync(room + "/fascicolo")).Status.ShouldBe(HttpStatusCode.NotFound);
        var zip = await (await maria.GetAsync(room + "/fascicolo")).Raw.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        var folder = Directory.CreateTempSubdirectory("liburia-dossier-").FullName;
        try
        {
            await System.IO.Compression.ZipFile.ExtractToDirectoryAsync(new MemoryStream(zip), folder, TestContext.Current.CancellationToken);
            foreach (var command in (string[])["sha256sum -c SHA256SUMS", "openssl cms -verify -binary -inform DER -in SHA256SUMS.p7s -content SHA256SUMS -noverify -out /dev/null"])
            {
                using var check = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("/bin/sh", ["-c", command]) { WorkingDirectory = folder, RedirectStandardError = true, RedirectStandardOutput = true })!;
                await check.WaitForExitAsync(TestContext.Current.CancellationToken);
                check.ExitCode.ShouldBe(0, command);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private Task<Case> CaseAsync(string room) => town.ReadAsync("cesa", db => db.Set<Case>().AsNoTracking().FirstAsync(c => c.Id == IdOf(room)));
}

public sealed class CaseOnSqlite(SqliteTown town) : CaseTests(town), IClassFixture<SqliteTown>;

public sealed class CaseOnPostgres(PostgresTown town) : CaseTests(town), IClassFixture<PostgresTown>;
