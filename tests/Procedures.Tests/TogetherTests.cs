using System.Net;
using Liburia.Procedures.Cases;
using Liburia.Procedures.Contracts;
using Liburia.Procedures.Registers;
using Liburia.TestKit;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;
using Case = Liburia.Procedures.Cases.Case;

namespace Liburia.Procedures.Tests;

/// <summary>Reports that are joined and contested, a register that changes before it is checked, a review, filters of one's own.</summary>
public abstract class TogetherTests(Town town)
{
    private const string Reasons = "La buca è stata riempita e l'asfalto rifatto.";

    private Task<Case> CaseAsync(string room) => town.ReadAsync("cesa", db => db.Set<Case>().AsNoTracking().FirstAsync(c => c.Id == DeskActs.IdOf(room)));

    [Fact]
    public async Task CO16_DuplicateReports_AreJoined_AndEveryReporterIsTold_WithoutKnowingTheOthers()
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        using var luca = await town.AsCitizenAsync("Luca Ferrara");
        var point = new Dictionary<string, string> { ["luogo.street"] = "", ["luogo.number"] = "", ["luogo.lat"] = "40.96300", ["luogo.lon"] = "14.23100" };
        var first = await ApplicationSample.SubmitAsync(town, maria, "segnalazione-disservizio", point);
        // Seventy metres further on: the same hole.
        var second = await ApplicationSample.SubmitAsync(town, luca, "segnalazione-disservizio", new(point) { ["luogo.lat"] = "40.96363" });
        var far = await ApplicationSample.SubmitAsync(town, luca, "segnalazione-disservizio", new(point) { ["luogo.lat"] = "40.97000" });
        using var gino = await town.AsStaffAsync("gino");
        (await gino.GetAsync(DeskActs.DeskOf(second))).Main.ShouldContain("Una pratica aperta sullo stesso luogo");
        var desk = await gino.GetAsync(DeskActs.PathOf(second, "Join"));
        var likely = desk.Page.QuerySelectorAll("input[name=With]").Select(i => i.GetAttribute("value")).ToList();
        likely.ShouldContain(DeskActs.IdOf(first).ToString());
        likely.ShouldNotContain(DeskActs.IdOf(far).ToString(), "a point 700 metres away is another problem");
        desk.Main.ShouldContain("a 70 metri");
        await DeskActs.ActAsync(gino, second, "Join", new() { ["With"] = DeskActs.IdOf(first).ToString() });

        (await luca.GetAsync(second)).Main.ShouldContain("Riunita a un'altra sullo stesso problema");
        (await DeskActs.ActAsync(gino, second, "Decide", new() { ["State"] = "Completed", ["Reasons"] = Reasons }, HttpStatusCode.BadRequest)).Main.ShouldContain("riunita a un'altra");
        (await gino.GetAsync("/desk/pratiche?servizio=segnalazione-disservizio")).Main.ShouldNotContain((await CaseAsync(second)).ProtocolNumber, Shouldly.Case.Sensitive, "one work, one row");
        (await DeskActs.ActAsync(gino, first, "Decide", new() { ["State"] = "Completed", ["Reasons"] = Reasons }, HttpStatusCode.BadRequest)).Main.ShouldContain("Allega una foto");
        await DeskActs.DecideAsync(gino, first, Reasons);
        await town.JobsDoneAsync();

        (await CaseAsync(second)).State.ShouldBe(CaseState.Completed);
        (await CaseAsync(far)).IsOpen.ShouldBeTrue();
        var told = await luca.GetAsync(second);
        told.Main.ShouldContain("Che cosa è stato fatto");
        told.Text.ShouldNotContain("De Luca", Shouldly.Case.Insensitive);
        told.Text.ShouldNotContain("Stiamo preparando", Shouldly.Case.Insensitive);
        var photo = told.Page.QuerySelector("#fatto ~ .lb-files a")!.GetAttribute("href")!;
        (await (await luca.GetAsync(photo)).Raw.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).ShouldBe(ApplicationSample.Png);
        (await town.ReadAsync("cesa", db => db.Set<RegisterEntry>().CountAsync(e => e.CaseId == DeskActs.IdOf(first) || e.CaseId == DeskActs.IdOf(second)))).ShouldBe(1, "one problem, one entry");

        // Whoever filed the first contests: the other ended with what was decided, and does not keep it from being decided again.
        await maria.GetAsync(first);
        await maria.SubmitAsync(new() { ["Text"] = "La buca c'è ancora, è stata riempita solo a metà." }, form: "form[action='?handler=Contest']");
        await DeskActs.DecideAsync(gino, first, Reasons);
        ((await CaseAsync(first)).State, (await CaseAsync(second)).State).ShouldBe((CaseState.Completed, CaseState.Completed));
    }

    [Fact]
    public async Task Withdrawn_TheFirstOfJoinedReports_LeavesTheOthersOpen()
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        using var luca = await town.AsCitizenAsync("Luca Ferrara");
        var place = new Dictionary<string, string> { ["luogo.street"] = "", ["luogo.number"] = "", ["luogo.lat"] = "40.95900", ["luogo.lon"] = "14.22900" };
        var first = await ApplicationSample.SubmitAsync(town, maria, "segnalazione-disservizio", place);
        var second = await ApplicationSample.SubmitAsync(town, luca, "segnalazione-disservizio", place);
        using var gino = await town.AsStaffAsync("gino");
        await DeskActs.ActAsync(gino, second, "Join", new() { ["With"] = DeskActs.IdOf(first).ToString() });
        await maria.GetAsync(first);
        await maria.SubmitAsync(form: "form[action='?handler=Withdraw']");
        var other = await CaseAsync(second);
        (other.IsOpen, other.JoinedToId).ShouldBe((true, null));
        (await gino.GetAsync("/desk/pratiche?servizio=segnalazione-disservizio")).Main.ShouldContain(other.ProtocolNumber);
    }

    [Fact]
    public async Task CO16_ContestedClosure_OpensTheCaseAgain_WithANewTerm_TwiceAtMost()
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        var room = await ApplicationSample.SubmitAsync(town, maria, "segnalazione-disservizio");
        using var gino = await town.AsStaffAsync("gino");
        for (var turn = 0; turn < 2; turn++)
        {
            await DeskActs.DecideAsync(gino, room, Reasons);
            await town.JobsDoneAsync();
            var page = await maria.GetAsync(room);
            page.Main.ShouldContain("Scarica il PDF");
            await maria.SubmitAsync(new() { ["Text"] = "La buca c'è ancora, è stata riempita solo a metà." }, form: "form[action='?handler=Contest']");
            var again = await CaseAsync(room);
            (again.IsOpen, again.DueOn).ShouldBe((true, again.ReopenedOn!.Value.AddDays(30)));
            var reopened = await maria.GetAsync(room);
            reopened.Main.ShouldContain("Chiusura contestata");
            reopened.Main.ShouldNotContain("Il documento è pronto");
        }
        await DeskActs.DecideAsync(gino, room, Reasons);
        await maria.GetAsync(room);
        (await maria.SubmitAsync(new() { ["Text"] = "Ancora una volta non va bene." }, form: "form[action='?handler=Contest']")).ShouldBe(HttpStatusCode.BadRequest).Main.ShouldContain("già contestata due volte");
        var entries = await town.ReadAsync("cesa", db => db.Set<RegisterEntry>().AsNoTracking().Where(e => e.CaseId == DeskActs.IdOf(room)).OrderBy(e => e.Id).Select(e => e.State).ToListAsync());
        entries.ShouldBe([EntryState.Contested, EntryState.Contested, EntryState.InForce]);
    }

    [Fact]
    public async Task Decision_OfAServiceThatNobodyMayContest_StaysClosed_WhateverIsSent()
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        var room = await ApplicationSample.SubmitAsync(town, maria, "passo-carrabile");
        using var gino = await town.AsStaffAsync("gino");
        await DeskActs.DecideAsync(gino, room, "La documentazione dimostra che la richiesta è fondata.");
        var page = await maria.GetAsync(room);
        var token = page.Page.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        (await maria.PostAsync(room + "?handler=Contest", new() { ["__RequestVerificationToken"] = token, ["Text"] = "Non mi va bene per niente." })).ShouldBe(HttpStatusCode.BadRequest).Main.ShouldContain("non si può contestare");
        (await town.ReadAsync("cesa", db => db.Set<Case>().AsNoTracking().FirstAsync(c => c.Id == DeskActs.IdOf(room)))).State.ShouldBe(CaseState.Completed);
    }

    [Fact]
    public async Task CO13_RefusedAccess_StandsInThePublicRegister_AndCanBeReviewed()
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        var room = await ApplicationSample.SubmitAsync(town, maria, "accesso-civico-generalizzato", new() { ["oggetto"] = "Verbali della commissione" });
        using var dario = await town.AsStaffAsync("dario");
        await DeskActs.ActAsync(dario, room, "Decide", new() { ["State"] = "Refused", ["Reasons"] = "I verbali riguardano un'indagine in corso (art. 5-bis c. 1 lett. f)." });
        using var anyone = town.Browser();
        (await anyone.GetAsync("/registri/accesso-civico")).Main.ShouldContain("Non accolta");
        var offered = await maria.GetAsync(room);
        offered.Page.QuerySelectorAll("main a[href='/servizi/riesame-accesso-civico']").ShouldNotBeEmpty();

        var number = (await CaseAsync(room)).ProtocolNumber;
        var review = await ApplicationSample.SubmitAsync(town, maria, "riesame-accesso-civico");
        (await dario.GetAsync(DeskActs.DeskOf(review))).Main.ShouldContain(number, Shouldly.Case.Sensitive, "the citizen chose it from a list, and wrote nothing");
        using var luca = await town.AsCitizenAsync("Luca Ferrara");
        await luca.GetAsync("/servizi/riesame-accesso-civico/domanda");
        (await luca.SubmitAsync(form: "main form[method=post]:not([action])")).Text.ShouldNotContain(number);

        await DeskActs.ActAsync(dario, review, "Decide", new() { ["State"] = "Completed", ["Reasons"] = "L'indagine è conclusa: i verbali si danno." });
        var said = $"Riesame {(await CaseAsync(review)).ProtocolNumber} concluso: Accolta";
        foreach (var shown in new[] { await maria.GetAsync(room), await dario.GetAsync(DeskActs.DeskOf(room)) }) shown.Main.ShouldContain(said, Shouldly.Case.Sensitive, "the case that was looked at again says how it ended");
        (await maria.GetAsync($"/en{room}")).Main.ShouldContain($"Review {(await CaseAsync(review)).ProtocolNumber} ended: Granted");
    }

    [Fact]
    public async Task Reports_OutsideTheComune_AreRefused_AndSentToTheRightOne()
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        await maria.GetAsync("/servizi/segnalazione-disservizio/domanda");
        await maria.SubmitAsync(form: "main form[method=post]:not([action])");
        var place = await maria.SubmitAsync(new() { ["categoria"] = "strade" }, form: "main form[method=post]:not([action])");
        place.Page.QuerySelector("svg[data-map] .lb-map-own").ShouldNotBeNull();
        var refused = await maria.SubmitAsync(new() { ["luogo.lat"] = "40,97300", ["luogo.lon"] = "14,20600" }, form: "main form[method=post]:not([action])");
        refused.ShouldBe(HttpStatusCode.BadRequest).Main.ShouldContain("fuori dal Comune di Cesa: è a Aversa");
    }

    [Fact]
    public async Task CO04_Filter_IsKeptUnderAName_ByWhoMadeIt()
    {
        town.Require();
        using var gino = await town.AsStaffAsync("gino");
        await gino.GetAsync("/desk/pratiche?stato=ritardo&canale=&servizio=passo-carrabile&q=");
        await gino.SubmitAsync(new() { ["Name"] = "Passi in ritardo" }, form: "form[action*='handler=Keep']");
        (await gino.GetAsync("/desk/pratiche")).Page.QuerySelectorAll("main a").First(a => a.TextContent.Contains("Passi in ritardo", StringComparison.Ordinal)).GetAttribute("href").ShouldBe("/desk/pratiche?stato=ritardo&canale=&servizio=passo-carrabile&q=");
        using var ivo = await town.AsStaffAsync("ivo");
        (await ivo.GetAsync("/desk/pratiche")).Main.ShouldNotContain("Passi in ritardo");
        await gino.SubmitAsync(new() { ["filter"] = gino.Last!.Page.QuerySelector("button[name=filter]")!.GetAttribute("value")! }, form: "form[action='?handler=Forget']");
        (await gino.GetAsync("/desk/pratiche")).Main.ShouldNotContain("Passi in ritardo");
    }

    [Fact]
    public async Task CO03_Renewal_OfADriveway_ClosesTheFormerEntry_AndIsOfItsHolderAlone()
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        using var gino = await town.AsStaffAsync("gino");
        await DeskActs.DecideAsync(gino, await ApplicationSample.SubmitAsync(town, maria, "passo-carrabile"), Reasons);
        Task<RegisterEntry> LastAsync() => town.ReadAsync("cesa", db => db.Set<RegisterEntry>().AsNoTracking().Where(e => e.Register == "passi-carrabili").OrderByDescending(e => e.Id).FirstAsync());
        var former = await LastAsync();
        var renewal = new Dictionary<string, string> { ["tipo"] = "rinnovo", ["rilasciato"] = former.InWords };
        using (var luca = await town.AsCitizenAsync("Luca Ferrara"))
            (await Should.ThrowAsync<InvalidOperationException>(() => ApplicationSample.SubmitAsync(town, luca, "passo-carrabile", renewal))).Message.ShouldContain("non c'è una voce");
        var room = await ApplicationSample.SubmitAsync(town, maria, "passo-carrabile", renewal);
        await DeskActs.DecideAsync(gino, room, Reasons);
        var renewed = await LastAsync();
        renewed.Number.ShouldBe(former.Number + 1);
        (await town.ReadAsync("cesa", db => db.Set<RegisterEntry>().AsNoTracking().FirstAsync(e => e.Id == former.Id))).State.ShouldBe(EntryState.Renewed);
        (await gino.GetAsync("/desk/registri/passi-carrabili")).Main.ShouldContain("rinnovata");
        (await gino.GetAsync(DeskActs.DeskOf(room))).Main.ShouldContain("Non controllato dall'antivirus", Shouldly.Case.Sensitive, "no antivirus is configured here");
    }

    /// <summary>démarche #2165 and #6356: a draft may be incomplete, and what is typed is kept while it is typed.</summary>
    [Fact]
    public async Task CO16_WhatIsTyped_IsKeptAsItIs_AndFoundOnAnotherDevice()
    {
        town.Require();
        using var phone = await town.AsCitizenAsync();
        await phone.GetAsync("/servizi/accesso-civico-generalizzato/domanda");
        var page = await phone.SubmitAsync(form: "main form[method=post]:not([action])");
        var address = phone.Current;
        var fields = Browser.FieldsOf((AngleSharp.Html.Dom.IHtmlFormElement)page.Page.QuerySelector("form[data-autosave]")!);
        (await phone.PostAsync(address + "?handler=Autosave", new(fields) { ["oggetto"] = "Spese per il ver" })).Status.ShouldBe(HttpStatusCode.NoContent);

        using var computer = await town.AsCitizenAsync();
        var again = await computer.GetAsync(address);
        again.Page.QuerySelector("input[name=oggetto]")!.GetAttribute("value").ShouldBe("Spese per il ver");
        again.Main.ShouldContain("Riprendi da dove eri");
        (await computer.PostAsync(address + "?handler=Leave", new(Browser.FieldsOf((AngleSharp.Html.Dom.IHtmlFormElement)again.Page.QuerySelector("form[data-autosave]")!)) { ["documenti"] = "Quelli del 2025" })).Heading.ShouldContain("Maria");
        var back = await phone.GetAsync(address);
        back.Page.QuerySelector("textarea[name=documenti]")!.TextContent.Trim().ShouldBe("Quelli del 2025");
        await phone.PostAsync(address, new(Browser.FieldsOf((AngleSharp.Html.Dom.IHtmlFormElement)back.Page.QuerySelector("form[data-autosave]")!)) { ["oggetto"] = "Spese per il verde" });
        var given = await phone.GetAsync(address);
        given.Page.QuerySelector("input[name=oggetto]")!.GetAttribute("value").ShouldBe("Spese per il verde", "what was sent counts, not what was typed before");
        given.Main.ShouldNotContain("Riprendi da dove eri");
        using var luca = await town.AsCitizenAsync("Luca Ferrara");
        (await luca.PostAsync(address + "?handler=Autosave", new(fields) { ["oggetto"] = "Mio" })).Status.ShouldBe(HttpStatusCode.BadRequest, "the token is Maria's");
    }

    [Fact]
    public async Task WhatWasSubmitted_IsASealedPdf_OfTheApplicantAlone()
    {
        town.Require();
        town.Renderer.IsReal = true;
        using var maria = await town.AsCitizenAsync();
        var room = await ApplicationSample.SubmitAsync(town, maria, "accesso-agli-atti");
        var answer = await maria.GetAsync(room + "/domanda.pdf");
        var pdf = await answer.Raw.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        System.Text.Encoding.Latin1.GetString(pdf).ShouldSatisfyAllConditions(text => text.ShouldStartWith("%PDF-"), text => text.ShouldContain("/ETSI.CAdES.detached"));
        using var luca = await town.AsCitizenAsync("Luca Ferrara");
        (await luca.GetAsync(room + "/domanda.pdf")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Dossier_DoesNotTellWhoElseWasHeard_NorWhyTheCaseMoved()
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        var room = await ApplicationSample.SubmitAsync(town, maria, "accesso-civico-generalizzato");
        using var dario = await town.AsStaffAsync("dario");
        await DeskActs.ActAsync(dario, room, "ThirdParties", new() { ["Who"] = "Impresa Segreta srl" });
        var zip = await (await maria.GetAsync(room + "/fascicolo")).Raw.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        await using var archive = new System.IO.Compression.ZipArchive(new MemoryStream(zip));
        foreach (var name in (string[])["pratica.json", "index.html"])
        {
            using var reader = new StreamReader(await archive.GetEntry(name)!.OpenAsync(TestContext.Current.CancellationToken));
            var text = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
            text.ShouldContain("10 giorni per opporsi");
            text.ShouldNotContain("Impresa Segreta");
        }
    }
}

public sealed class TogetherOnSqlite(SqliteTown town) : TogetherTests(town), IClassFixture<SqliteTown>;

public sealed class TogetherOnPostgres(PostgresTown town) : TogetherTests(town), IClassFixture<PostgresTown>;
