using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using AngleSharp.Html.Dom;
using Liburia.Platform.Access;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Platform.Organization;
using Liburia.Procedures.Cases;
using Liburia.Procedures.Contracts;
using Liburia.Procedures.Registers;
using Liburia.Protocol.Contracts;
using Liburia.TestKit;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;
using Case = Liburia.Procedures.Cases.Case;
using static Liburia.TestKit.DeskActs;

namespace Liburia.Procedures.Tests;

/// <summary>Every act of the desk by its own page: what it says beforehand, what it does, what it keeps, and to whom it says no.</summary>
[Slow("Every act of a case by its page, in each of the ways in which it goes well or does not.")]
public abstract class ActPagesTests(Town town)
{
    private const string Driveway = "passo-carrabile", Access = "accesso-civico-generalizzato", Land = "occupazione-suolo-pubblico",
        Report = "segnalazione-disservizio";
    private const string Reasons = "La documentazione dimostra che la richiesta è fondata.";

    private Task<Case> CaseAsync(string room) => town.ReadAsync("cesa", db => db.Set<Case>().AsNoTracking().FirstAsync(c => c.Id == IdOf(room)));

    private Task<int> EventsAsync(string room) => town.ReadAsync("cesa", db => db.Set<CaseEvent>().CountAsync(e => e.CaseId == IdOf(room)));

    private Task<RegisterEntry> EntryAsync(string room) => town.ReadAsync("cesa", db => db.Set<RegisterEntry>().AsNoTracking().SingleAsync(e =>
        e.CaseId == IdOf(room)));

    /// <summary>A case in the state in which the act is done.</summary>
    private async Task<string> PreparedAsync(Browser maria, Browser gino, string act, string service)
    {
        var place = new Dictionary<string, string> { ["luogo.street"] = "", ["luogo.number"] = "", ["luogo.lat"] = "40.95800", ["luogo.lon"] = "14.22800" };
        if (service == Report) await ApplicationSample.SubmitAsync(town, maria, Report, place);
        var room = await ApplicationSample.SubmitAsync(town, maria, service, service == Report ? place : null);
        switch (act)
        {
            case "GiveOpinion":
                var police = await OptionAsync(gino, room, "Opinion", "Office", "Polizia");
                await ActAsync(gino, room, "Opinion", new() { ["Office"] = police, ["Question"] = "Il passo è sicuro?" });
                break;
            case "Separate":
                await gino.GetAsync(PathOf(room, "Join"));
                var other = gino.Last!.Page.QuerySelector("input[name=With]")!.GetAttribute("value")!;
                await ActAsync(gino, room, "Join", new() { ["With"] = other });
                break;
            case "Annul" or "UpToDate" or "Certify" or "Sampled" or "TakeUpAgain":
                await DecideAsync(gino, room, Reasons);
                break;
        }
        await town.ReadAsync("cesa", async db =>
        {
            var item = await db.Set<Case>().FirstAsync(c => c.Id == IdOf(room));
            if (act == "Sampled") item.ToBeSampled();
            if (act == "TakeUpAgain") await db.Set<Case>().Where(c => c.Id == item.Id).ExecuteUpdateAsync(set => set.SetProperty(c => c.DueOn, LegalTime.Today(town.Clock).AddDays(-1)));
            if (act == "UpToDate") (await db.Set<RegisterEntry>().FirstAsync(e => e.CaseId == item.Id)).HolderMovedOn = LegalTime.Today(town.Clock);
            await db.SaveChangesAsync();
            // What silence granted, as the round leaves it.
            if (act == "Certify") await db.Set<Case>().Where(c => c.Id == item.Id).ExecuteUpdateAsync(set =>
                set.SetProperty(c => c.State, CaseState.AssentedBySilence));
            if (act == "Certify") await db.Set<CaseEvent>().Where(e => e.CaseId == item.Id && e.Kind == CaseEventKind.Decided).ExecuteUpdateAsync(set =>
                set.SetProperty(e => e.Kind, CaseEventKind.Silence));
            return true;
        });
        return room;
    }

    private async Task<Dictionary<string, string>> FieldsAsync(Browser who, string room, string act) => act switch
    {
        "Assign" => new() { ["Officer"] = await OptionAsync(who, room, act, "Officer", "Gino") },
        "Supplements" => new() { ["Items"] = "La larghezza esatta", ["Files"] = "Una pianta", ["Days"] = "20" },
        "Opinion" => new() { ["Office"] = await OptionAsync(who, room, act, "Office", "Polizia"), ["Question"] = "Il passo è sicuro?" },
        "GiveOpinion" => new() { ["Verdict"] = "Favourable", ["Text"] = "Si vede bene da ogni lato." },
        "Notice" => new() { ["Reasons"] = "La curva copre la vista di chi esce." },
        "ThirdParties" => new() { ["Who"] = "L'impresa che ha eseguito i lavori" },
        "Message" or "Note" or "Sampled" => new() { ["Text"] = "Abbiamo guardato le misure." },
        "Tick" => new() { ["done"] = "ammissibilita.0" },
        "Join" => new() { ["With"] = (await who.GetAsync(PathOf(room, act))).Page.QuerySelector("input[name=With]")!.GetAttribute("value")! },
        "TakeUpAgain" => new() { ["Reason"] = "Non è stata pagata." },
        "Annul" => new() { ["Reasons"] = "La decisione rispondeva a un'altra domanda." },
        _ => [],
    };

    /// <param name="told">What the page says beforehand.</param>
    /// <param name="done">What the case says of it afterwards.</param>
    [Theory]
    [InlineData("Assign", Driveway, "legge chi se ne occupa nell'area personale", "Fatto: Responsabile: Gino")]
    [InlineData("Tick", Driveway, "si passa al successivo", "Fatto.")]
    [InlineData("Supplements", Driveway, @"si decide entro il \d\d/\d\d/\d{4} invece che entro il \d\d/\d\d/\d{4}",
        "Fatto: Richiesta di integrazione: 2 elementi, entro 20 giorni")]
    [InlineData("Opinion", Driveway, @"ha 20 giorni, fino al \d\d/\d\d/\d{4}", "Fatto: Chiesto il parere: Polizia locale")]
    [InlineData("GiveOpinion", Driveway, "Lo legge Ufficio tecnico, che decide", "Fatto: Parere favorevole: Polizia locale")]
    [InlineData("Notice", Driveway, @"Se in 10 giorni non arriva risposta riparte da solo, e si decide entro il \d\d/\d\d/\d{4}",
        "Fatto: Preavviso di rigetto")]
    [InlineData("ThirdParties", Access, @"ha 10 giorni per opporsi \(art. 5 c. 5 D.Lgs. 33/2013\)", "Fatto: Sentite le altre persone interessate: 10 giorni")]
    [InlineData("Message", Driveway, "legge il messaggio nell'area personale", "Fatto: Messaggio dell'ufficio")]
    [InlineData("Note", Driveway, "il richiedente no", "Fatto: Annotazione")]
    [InlineData("Join", Report, "quando finisce l'altra finisce anche questa", "Fatto: Riunita a un'altra")]
    [InlineData("Separate", Report, "non finisce più con l'altra", "Fatto: Trattata di nuovo da sola")]
    [InlineData("Sampled", Driveway, "l'hanno decisa le regole", "Fatto: Controllo a campione")]
    [InlineData("UpToDate", Driveway, @"abita altrove dal \d\d/\d\d/\d{4}", "Fatto: Aggiornato dopo il cambio di indirizzo")]
    [InlineData("Certify", Driveway, "un numero, un sigillo e un protocollo", "Fatto: Attestazione del silenzio assenso")]
    [InlineData("TakeUpAgain", Land, "Il pagamento chiesto non è più dovuto", "Fatto: L'ufficio riprende l'esame")]
    [InlineData("Annul", Driveway, "Il registro torna com'era", "Fatto: Annullamento d'ufficio della decisione")]
    public async Task Act_SaysWhatHappens_IsDone_AndTheCaseSaysSo(string act, string service, string told, string done)
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        using var gino = await town.AsStaffAsync("gino");
        using var who = await town.AsStaffAsync(act == "GiveOpinion" ? "ivo" : service == Access ? "dario" : "gino");
        var room = await PreparedAsync(maria, gino, act, service);
        // The case leads to the act.
        (await who.GetAsync(DeskOf(room))).Page.QuerySelectorAll($"nav[aria-labelledby=che-fare] a[href='{PathOf(room, act)}']").ShouldHaveSingleItem();
        var page = (await who.GetAsync(PathOf(room, act))).ShouldBe(HttpStatusCode.OK);
        page.Page.QuerySelector(".callout")!.TextContent.ShouldMatch(told);
        page.Page.QuerySelectorAll($"main a[href='{DeskOf(room)}']").ShouldHaveSingleItem("back to the case");
        page.Page.QuerySelectorAll("main form[method=post]").ShouldHaveSingleItem("one act, one form");

        var answer = await ActAsync(who, room, act, await FieldsAsync(who, room, act));
        who.Current.ShouldStartWith($"{DeskOf(room)}?fatto=");
        answer.Page.QuerySelector(".callout.lb-success")!.TextContent.ShouldContain(done);
    }

    [Theory]
    [InlineData("Assign", "Officer", "", "Officer", "", "")]
    [InlineData("Supplements", "Items", "", "Items", "Days", "12")]
    [InlineData("Supplements", "Days", "200", "Days", "Items", "La larghezza esatta")]
    [InlineData("Opinion", "Question", "", "Question", "", "")]
    [InlineData("Opinion", "Office", "", "Office", "Question", "Il passo è davvero sicuro?")]
    [InlineData("GiveOpinion", "Verdict", "", "Verdict", "Text", "Si vede bene da ogni lato.")]
    [InlineData("GiveOpinion", "Text", "", "Text", "", "")]
    [InlineData("Notice", "Reasons", "Corti.", "Reasons", "Reasons", "Corti.")]
    [InlineData("Message", "Text", "", "Text", "", "")]
    [InlineData("Note", "Text", "", "Text", "", "")]
    [InlineData("Annul", "Reasons", "Corti.", "Reasons", "Reasons", "Corti.")]
    [InlineData("TakeUpAgain", "Reason", "No.", "Reason", "Reason", "No.")]
    public async Task Act_WithSomethingMissing_IsRefusedBesideItsField_AndKeepsWhatWasTyped(string act, string field, string wrong, string beside,
        string kept, string value)
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        using var gino = await town.AsStaffAsync("gino");
        using var who = await town.AsStaffAsync(act == "GiveOpinion" ? "ivo" : "gino");
        var room = await PreparedAsync(maria, gino, act, act == "TakeUpAgain" ? Land : Driveway);
        var before = await EventsAsync(room);
        var fields = await FieldsAsync(who, room, act);
        fields.Remove("Files");
        if (kept.Length > 0) fields[kept] = value;
        fields[field] = wrong;
        var page = await ActAsync(who, room, act, fields, HttpStatusCode.BadRequest);
        page.ErrorOf(beside).Length.ShouldBeGreaterThan(10, page.Main);
        if (kept.Length > 0)
            (page.Page.QuerySelector($"main [name={kept}]") is IHtmlTextAreaElement area ? area.TextContent
                : page.Page.QuerySelector($"main [name={kept}]")!.GetAttribute("value")).ShouldBe(value);
        (await EventsAsync(room)).ShouldBe(before);
    }

    /// <summary>Two people on one thing: the second sees what happened, and nothing is overwritten.</summary>
    [Fact]
    public async Task Act_OfTheSecondOfTwo_IsNotDone_AndShowsWhatHappened()
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        using var gino = await town.AsStaffAsync("gino");
        using var dario = await town.AsStaffAsync("dario");
        foreach (var (act, service, who) in ((string, string, Browser)[])[("TakeCharge", Driveway, gino), ("Assign", Driveway, gino),
            ("Supplements", Driveway, gino), ("Opinion", Driveway, gino),
            ("Notice", Driveway, gino), ("Decide", Driveway, gino), ("Annul", Driveway, gino), ("Join", Report, gino), ("ThirdParties", Access, dario),
                ("Certify", Driveway, gino), ("UpToDate", Driveway, gino),
            ("Sampled", Driveway, gino), ("Separate", Report, gino), ("TakeUpAgain", Land, gino)])
        {
            var room = await PreparedAsync(maria, gino, act, service);
            var fields = await FieldsAsync(who, room, act);
            var form = Browser.FieldsOf((IHtmlFormElement)(await who.GetAsync(PathOf(room, act))).Page.QuerySelector($"form[action='?handler={act}']")!);
            foreach (var (name, value) in fields) form[name] = value;
            await maria.GetAsync(room);
            await maria.SubmitAsync(new() { ["Text"] = "Aspettate, vi mando un'altra cosa." }, form: "form[action='?handler=Message']");
            var before = await EventsAsync(room);
            var late = await who.PostAsync($"{PathOf(room, act)}?handler={act}", form, follow: false);
            late.ShouldBe(HttpStatusCode.Conflict).Main.ShouldContain("Mentre lavoravi la pratica è cambiata", customMessage: act);
            late.Page.QuerySelectorAll(".callout li").ShouldContain(line =>
                line.TextContent.Contains("Aspettate, vi mando un'altra cosa.", StringComparison.Ordinal), act);
            (await EventsAsync(room)).ShouldBe(before, act);
            // Who has read it may go on.
            var again = Browser.FieldsOf((IHtmlFormElement)late.Page.QuerySelector($"form[action='?handler={act}']")!);
            foreach (var (name, value) in fields) again[name] = value;
            if (act == "Decide") (again["State"], again["Reasons"], again["Confirmed"]) = ("Completed", Reasons, "true");
            (await who.PostAsync($"{PathOf(room, act)}?handler={act}", again, follow: false)).Status.ShouldBe(HttpStatusCode.Redirect, act);
        }
    }

    [Fact]
    public async Task Acts_AreOfWhoWorksOnTheCase_OthersAreRefused()
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        using var gino = await town.AsStaffAsync("gino");
        using var elsa = await town.AsStaffAsync("elsa");
        using var ivo = await town.AsStaffAsync("ivo");
        using var dario = await town.AsStaffAsync("dario");
        var room = await PreparedAsync(maria, gino, "GiveOpinion", Driveway);
        var before = await EventsAsync(room);
        foreach (var act in WithAPage)
        {
            (await elsa.GetAsync(PathOf(room, act))).Status.ShouldBe(HttpStatusCode.Forbidden, act);
            await dario.GetAsync(PathOf(room, act));
            dario.Current.ShouldEndWith("/motivo", customMessage: act);
            if (act == "GiveOpinion") continue;
            // The office that was asked for an opinion reads the case, and does nothing else.
            (await ivo.GetAsync(PathOf(room, act))).ShouldBe(HttpStatusCode.OK);
            ivo.Current.ShouldBe(DeskOf(room), act);
            (await ActAsync(ivo, room, act, [], HttpStatusCode.BadRequest)).Main.ShouldContain("di un altro ufficio", customMessage: act);
            (await gino.GetAsync($"{DeskOf(Guid.NewGuid().ToString())}{PathOf(room, act)[DeskOf(room).Length..]}")).Status.ShouldBe(HttpStatusCode.NotFound,
                act);
        }
        ivo.Last!.Page.QuerySelectorAll("nav[aria-labelledby=che-fare] a").Select(link => link.TextContent.Trim()).ShouldBe([]);
        (await ivo.GetAsync(DeskOf(room))).Page.QuerySelectorAll("nav[aria-labelledby=che-fare] a, nav[aria-labelledby=che-fare] button").Select(link =>
            link.TextContent.Trim()).ShouldBe(["Dai il parere"]);
        (await EventsAsync(room)).ShouldBe(before);
    }

    /// <summary>The case says what may be done now, the most probable first and a few keys away, and why what one looks for may not.</summary>
    [Fact]
    public async Task CasePage_OffersTheProbableActFirst_AndSaysWhyOthersAreNotDoneNow()
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        using var gino = await town.AsStaffAsync("gino");
        var room = await ApplicationSample.SubmitAsync(town, maria, Driveway);
        (await FirstAsync()).ShouldBe("Prendi in carico");
        (await ActAsync(gino, room, "TakeCharge", [])).Main.ShouldContain("Fatto: Responsabile: Gino");
        (await CaseAsync(room)).OfficerName!.ShouldStartWith("Gino");
        (await ActAsync(gino, room, "TakeCharge", [], HttpStatusCode.BadRequest)).Main.ShouldContain("Se ne occupa già Gino");
        (await FirstAsync()).ShouldBe("Segna i controlli");
        foreach (var box in (await gino.GetAsync(PathOf(room, "Tick"))).Page.QuerySelectorAll("input[name=done]")) await ActAsync(gino, room, "Tick",
            new() { ["done"] = box.GetAttribute("value")! });
        (await FirstAsync()).ShouldBe("Decidi");
        gino.Last!.Main.ShouldNotContain("Adesso no");
        await ActAsync(gino, room, "Supplements", new() { ["Items"] = "La larghezza esatta", ["Days"] = "20" });
        await FirstAsync();
        gino.Last!.Page.QuerySelector("nav[aria-labelledby=che-fare] p")!.TextContent
            .ShouldStartWith("Adesso no: Chiedi un'integrazione. Questo termine si può sospendere una volta sola (");
        (await gino.GetAsync(PathOf(room, "Supplements"))).ShouldBe(HttpStatusCode.OK);
        gino.Current.ShouldBe(DeskOf(room), "an act that is not done now leads to the case, which says why");
        await ActAsync(gino, room, "Notice", new() { ["Reasons"] = "La curva copre la vista di chi esce." });
        gino.Last!.Main.ShouldContain("Il preavviso è già stato dato.");
        await DecideAsync(gino, room, Reasons);
        await FirstAsync();
        gino.Last!.Page.QuerySelectorAll("nav[aria-labelledby=che-fare] a").Select(link =>
            link.TextContent.Trim()).ShouldBe(["Scrivi al richiedente", "Annota per l'ufficio", "Annulla la decisione"]);
        gino.Last!.Page.QuerySelector("nav[aria-labelledby=che-fare] p")!.TextContent
            .ShouldBe("Adesso no: Decidi, Chiedi un'integrazione, Chiedi un parere, Preavviso di rigetto, Assegna. La pratica è già conclusa.");

        async Task<string> FirstAsync()
        {
            var page = (await gino.GetAsync(DeskOf(room))).ShouldBe(HttpStatusCode.OK).Page;
            var reached = page.QuerySelectorAll("main a[href], main button, main summary, main select, main textarea, main input:not([type=hidden])").ToList();
            var first = page.QuerySelector("nav[aria-labelledby=che-fare] a, nav[aria-labelledby=che-fare] button")!;
            // The link that skips the menu, its Enter, and what is before.
            (reached.IndexOf(first) + 2).ShouldBeLessThan(10);
            page.QuerySelectorAll("nav[aria-labelledby=che-fare] .btn-primary").ShouldHaveSingleItem().ShouldBe(first);
            return first.TextContent.Trim();
        }
    }

    /// <summary>What was granted and waits to be paid is decided by nobody again, unless the office takes it up.</summary>
    [Fact]
    public async Task CasePage_OfWhatWaitsForItsPayment_OffersToTakeItUpAgain_AndSaysWhyNothingElse()
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        using var gino = await town.AsStaffAsync("gino");
        var room = await PreparedAsync(maria, gino, "TakeUpAgain", Land);
        var page = await gino.GetAsync(DeskOf(room));
        page.Page.QuerySelectorAll("nav[aria-labelledby=che-fare] a").Select(link =>
            link.TextContent.Trim()).ShouldBe(["Scrivi al richiedente", "Annota per l'ufficio", "Riprendi l'esame"]);
        page.Page.QuerySelector("nav[aria-labelledby=che-fare] p")!.TextContent.ShouldEndWith("Assegna. La decisione è presa e aspetta il pagamento.");
        (await ActAsync(gino, room, "Decide", new() { ["State"] = "Completed", ["Reasons"] = Reasons },
            HttpStatusCode.BadRequest)).Main.ShouldContain("aspetta il pagamento");
        await ActAsync(gino, room, "TakeUpAgain", new() { ["Reason"] = "Non è stata pagata." });
        gino.Last!.Main.ShouldContain("Esame ripreso il");
        (await CaseAsync(room)).State.ShouldBe(CaseState.Submitted);
        (await maria.GetAsync(room)).Main.ShouldNotContain("Non è stata pagata.");
    }

    /// <summary>Whatever page of a case is opened, each thing of it is asked of the database once.</summary>
    [Fact]
    public async Task CaseAndItsActs_AreReadOnceForAPage()
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        using var gino = await town.AsStaffAsync("gino");
        using var ivo = await town.AsStaffAsync("ivo");
        var (open, granted) = (await PreparedAsync(maria, gino, "GiveOpinion", Driveway), await ApplicationSample.SubmitAsync(town, maria, Land));
        await DecideAsync(gino, granted, Reasons);
        await PayAsync(gino, granted);
        await town.JobsDoneAsync();
        var pages = (string[])["TakeCharge", "Assign", "Tick", "Supplements", "Opinion", "Notice", "Message", "Note", "Decide"];
        foreach (var (who, path) in (IEnumerable<(Browser, string)>)[(ivo, DeskOf(open)), (ivo, PathOf(open, "GiveOpinion")), (gino, DeskOf(granted)),
            (gino, PathOf(granted, "Annul")),
            (gino, $"{DeskOf(granted)}/atti/proroga"), .. pages.Select(act => (gino, PathOf(open, act)))])
        {
            var read = (await StatementsAsync(who, path)).SelectMany(sent => Regex.Matches(sent, @"FROM ""?procedures_(\w+)").Select(table =>
                table.Groups[1].Value)).ToList();
            read.ShouldContain("cases", path);
            read.GroupBy(table => table).Where(table => table.Count() > 1).Select(table => table.Key).ShouldBeEmpty(path);
        }
    }

    private async Task<IReadOnlyList<string>> StatementsAsync(Browser browser, string path)
    {
        var trace = ActivityTraceId.CreateRandom();
        using var meter = new StatementMeter(trace);
        using var client = new HttpClient(town.Handler, disposeHandler: false) { BaseAddress = new Uri("http://cesa.localhost/") };
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Cookie", string.Join("; ", browser.Cookies.Select(c => $"{c.Key}={c.Value}")));
        request.Headers.Add("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01");
        (await client.SendAsync(request, TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.OK, path);
        return meter.Statements;
    }

    private static string Extension(string room) => $"{DeskOf(room)}/atti/proroga";

    private static async Task<Answer> ExtendAsync(Browser who, string room, string until, string reasons, HttpStatusCode expected = HttpStatusCode.OK)
    {
        var page = await who.GetAsync(Extension(room));
        var fields = new Dictionary<string, string>
        {
            ["__RequestVerificationToken"] = page.Page.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!,
            ["Seen"] = SeenOn(page),
            ["atto.fino-al"] = until,
            ["Reasons"] = reasons,
        };
        return (await who.PostAsync($"{Extension(room)}?handler=Act", fields)).ShouldBe(expected);
    }

    private static string ErrorBeside(Answer page) => page.Page.QuerySelector("[id$='fino-al-error']")?.TextContent ?? "";

    private async Task<string> GrantedAsync(Browser maria, Browser gino)
    {
        var room = await ApplicationSample.SubmitAsync(town, maria, Land);
        await DecideAsync(gino, room, Reasons);
        await PayAsync(gino, room);
        return room;
    }

    [Fact]
    public async Task Extension_MovesTheLastDay_InTheRegister_ThePaperAndTheCase_AndTheApplicantReadsIt()
    {
        town.Require();
        const string rain = "Il titolare ha chiesto altri giorni: il cantiere si è fermato per la pioggia.";
        using var maria = await town.AsCitizenAsync();
        using var gino = await town.AsStaffAsync("gino");
        var room = await GrantedAsync(maria, gino);
        await town.JobsDoneAsync();
        var last = (await EntryAsync(room)).ValidUntil!.Value;
        var until = last.AddDays(30);
        (await gino.GetAsync(DeskOf(room))).Page.QuerySelectorAll("nav[aria-labelledby=che-fare] a").First().TextContent.Trim().ShouldBe("Proroga");
        var page = await gino.GetAsync(Extension(room));
        page.Main.ShouldContain($"finisce il {Say.ShortDay(last)}: finirà il giorno che scrivi. Al massimo il {Say.ShortDay(last.AddDays(365))}");
        page.Main.ShouldContain("Nel registro pubblico si legge il nuovo giorno");
        var answer = await ExtendAsync(gino, room, Say.ShortDay(until), rain);
        answer.Page.QuerySelector(".callout.lb-success")!.TextContent.ShouldMatch($@"Fatto: Proroga, con atto n. \d+/\d{{4}}: fino al {Say.ShortDay(until)}");
        await town.JobsDoneAsync();

        ((await EntryAsync(room)).ValidUntil, (await CaseAsync(room)).ValidUntil).ShouldBe((until, until));
        var said = await town.ReadAsync("cesa", db => db.Set<OwedPaper>().AsNoTracking().Where(p => p.CaseId == IdOf(room)).OrderBy(p =>
            p.CreatedAt).Select(p => p.Json).LastAsync());
        var paper = System.Text.Json.JsonSerializer.Deserialize<DecisionPaper>(said)!;
        paper.Title.ShouldBe("Proroga");
        var text = string.Join('\n', paper.Paragraphs);
        foreach (var words in (string[])[$"l'occupazione è prorogata fino al {Say.ShortDay(until)}", rain,
            "art. 27, comma 5, del D.Lgs. 285/1992"]) text.ShouldContain(words);
        text.ShouldNotContain("{");
        foreach (var language in (string[])["", "/en"])
        {
            var own = await maria.GetAsync(language + room);
            own.Main.ShouldContain(rain);
            own.Main.ShouldContain(Say.ShortDay(until));
            own.Page.QuerySelectorAll("main a").Count(link => link.TextContent.Contains($"Proroga n. {paper.Number}", StringComparison.Ordinal)).ShouldBe(1,
                "the act is hers to read");
            own.Page.QuerySelector(".callout a.btn-primary")!.GetAttribute("href").ShouldNotBe(own.Page.QuerySelectorAll("main a").First(link =>
                link.TextContent.Contains("Proroga n.", StringComparison.Ordinal)).GetAttribute("href"), "the outcome is still the decision");
        }
        using var anyone = town.Browser();
        var number = (await EntryAsync(room)).InWords;
        var row = (await anyone.GetAsync("/registri/occupazioni")).Page.QuerySelectorAll("tbody tr").Select(line => line.TextContent).First(line =>
            line.Contains(number, StringComparison.Ordinal));
        row.ShouldContain(Say.ShortDay(until));
        row.ShouldContain($"atto n. {paper.Number}");
        row.ShouldNotContain("pioggia");

        // What was extended is annulled with its decision.
        await ActAsync(gino, room, "Annul", new() { ["Reasons"] = "La decisione rispondeva a un'altra domanda." });
        (await EntryAsync(room)).State.ShouldBe(EntryState.Annulled);
    }

    [Fact]
    public async Task Extension_ThatIsWrong_IsRefusedBesideItsField_AndWhereThereIsNothingToExtend_NotOffered()
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        using var gino = await town.AsStaffAsync("gino");
        var room = await GrantedAsync(maria, gino);
        var last = (await EntryAsync(room)).ValidUntil!.Value;
        foreach (var (until, says) in ((string, string)[])[("", "Rispondi"), ("31/02/2027", "Scrivi la data così"),
            (Say.ShortDay(last), $"viene dopo il {Say.ShortDay(last)}"),
            (Say.ShortDay(last.AddDays(366)), $"Al massimo il {Say.ShortDay(last.AddDays(365))}: 365 giorni in più")])
        {
            var page = await ExtendAsync(gino, room, until, "Motivi scritti per intero.", HttpStatusCode.BadRequest);
            ErrorBeside(page).ShouldContain(says);
            page.Page.QuerySelector("textarea[name=Reasons]")!.TextContent.ShouldContain("Motivi scritti per intero.");
            if (until.Length > 0) page.Page.QuerySelector("input[name='atto.fino-al']")!.GetAttribute("value").ShouldBe(until);
        }
        var unreasoned = await ExtendAsync(gino, room, Say.ShortDay(last.AddDays(5)), "Corti.", HttpStatusCode.BadRequest);
        unreasoned.ErrorOf("Reasons").ShouldContain("da 20 a 4.000");
        unreasoned.Page.QuerySelector("input[name='atto.fino-al']")!.GetAttribute("value").ShouldBe(Say.ShortDay(last.AddDays(5)));
        (await Unmarked.SendAllAsync(gino, Extension(room), new() { ["atto.fino-al"] = Say.ShortDay(last.AddDays(5)), ["Reasons"] = Reasons })).ShouldBe(1);
        (await EntryAsync(room)).ValidUntil.ShouldBe(last);

        // The second of two sees what happened.
        var form = Browser.FieldsOf((IHtmlFormElement)(await gino.GetAsync(Extension(room))).Page.QuerySelector("form[action='?handler=Act']")!);
        (form["atto.fino-al"], form["Reasons"]) = (Say.ShortDay(last.AddDays(5)), "Motivi scritti per intero.");
        await maria.GetAsync(room);
        await maria.SubmitAsync(new() { ["Text"] = "Non mi serve più, grazie." }, form: "form[action='?handler=Message']");
        var late = (await gino.PostAsync($"{Extension(room)}?handler=Act", form, follow: false)).ShouldBe(HttpStatusCode.Conflict);
        late.Main.ShouldContain("Non mi serve più, grazie.");
        late.Page.QuerySelector("textarea[name=Reasons]")!.TextContent.ShouldContain("Motivi scritti per intero.");
        (await EntryAsync(room)).ValidUntil.ShouldBe(last);

        // Acts that are not there, and cases that have granted nothing.
        (await gino.GetAsync($"{DeskOf(room)}/atti/revoca")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await gino.PostAsync($"{DeskOf(room)}/atti/revoca?handler=Act", form, follow: false)).Status.ShouldBe(HttpStatusCode.NotFound);
        var open = await ApplicationSample.SubmitAsync(town, maria, Land);
        (await gino.GetAsync(DeskOf(open))).Page.QuerySelectorAll("nav[aria-labelledby=che-fare] a[href*='/atti/']").ShouldBeEmpty();
        await gino.GetAsync(Extension(open));
        gino.Current.ShouldBe(DeskOf(open));
        (await ExtendAsync(gino, open, Say.ShortDay(last), Reasons, HttpStatusCode.BadRequest)).Main.ShouldContain("qui non è stato dato ancora nulla");
    }

    [Fact]
    public async Task Extension_IsOfWhoMayChangeWhatWasGranted_InTheOfficeOfTheCase_AndOfWhatLasts()
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        using var gino = await town.AsStaffAsync("gino");
        using var dario = await town.AsStaffAsync("dario");
        var room = await GrantedAsync(maria, gino);
        await town.ReadAsync("cesa", async db =>
        {
            if (await db.Set<StaffMember>().AnyAsync(s => s.UserName == "clerk")) return true;
            var office = await db.Set<Position>().Where(p => db.Set<StaffMember>().Any(s => s.Id == p.StaffId && s.UserName == "gino")
                && p.ValidTo == null).FirstAsync();
            var clerk = new StaffMember { Id = Guid.CreateVersion7(), UserName = "clerk", FullName = "Protocollista Dell'Ufficio" };
            db.AddRange(clerk, new Position
            {
                Id = Guid.CreateVersion7(),
                StaffId = clerk.Id,
                OfficeId = office.OfficeId,
                Role = ProtocolRoles.Clerk,
                Title = "Addetto",
                ValidFrom = office.ValidFrom
            });
            await db.SaveChangesAsync();
            return true;
        });
        using var clerk = await town.AsStaffAsync("clerk");
        (await clerk.GetAsync(DeskOf(room))).Main.ShouldContain("Adesso no: Proroga. Serve un permesso che il tuo incarico non dà.");
        (await clerk.GetAsync(Extension(room))).Status.ShouldBe(HttpStatusCode.Forbidden);
        await dario.GetAsync(Extension(room));
        dario.Current.ShouldEndWith("/motivo");
        // What has ended is asked for anew.
        town.Clock.Move(TimeSpan.FromDays((await EntryAsync(room)).ValidUntil!.Value.DayNumber - LegalTime.Today(town.Clock).DayNumber + 1));
        using var later = await town.AsStaffAsync("gino");
        (await later.GetAsync(DeskOf(room))).Main.ShouldContain("si presenta una domanda nuova");
        (await ExtendAsync(later, room, Say.ShortDay(LegalTime.Today(town.Clock).AddDays(9)), Reasons,
            HttpStatusCode.BadRequest)).Main.ShouldContain("si presenta una domanda nuova");
    }
}

public sealed class ActPagesOnSqlite(SqliteTown town) : ActPagesTests(town), IClassFixture<SqliteTown>;

public sealed class ActPagesOnPostgres(PostgresTown town) : ActPagesTests(town), IClassFixture<PostgresTown>;
