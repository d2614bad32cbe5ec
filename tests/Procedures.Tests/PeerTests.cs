using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Liburia.Platform.Jobs;
using Liburia.Procedures.Cases;
using Liburia.Procedures.Contracts;
using Liburia.Procedures.Models;
using Liburia.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;
using static Liburia.TestKit.DeskActs;
using Case = Liburia.Procedures.Cases.Case;

namespace Liburia.Procedures.Tests;

/// <summary>What went wrong elsewhere, told in public, and what happens here instead. The table of docs/procedures.md says which test watches which thread.</summary>
public sealed class PeerTests(PeerTests.EveryKindTown town) : IClassFixture<PeerTests.EveryKindTown>
{
    private const string Foia = "accesso-civico-generalizzato";
    private const string EveryKind = "una-domanda-di-ogni-tipo";

    public sealed class EveryKindTown : TownWithModels
    {
        protected override IEnumerable<(string Name, string Text)> Models => [($"{EveryKind}.v1.yaml", ModelSample.OfEveryKind(EveryKind))];
    }

    private static IHtmlFormElement FormOf(Answer page) => (IHtmlFormElement)page.Page.QuerySelector("main form[method=post]:not([action])")!;

    private async Task<Browser> AtFirstPageAsync(string slug, string name = "Maria De Luca")
    {
        var browser = await town.AsCitizenAsync(name);
        await browser.GetAsync($"/servizi/{slug}/domanda");
        await browser.SubmitAsync(form: "main form[method=post]:not([action])");
        return browser;
    }

    private static Task<Answer> LogInAsync(Browser browser, string name)
    {
        var choice = browser.Last!.Page.QuerySelectorAll("input[name=TaxCode]").First(input => browser.Last.Page.QuerySelector($"label[for='{input.Id}']")!.TextContent.Contains(name, StringComparison.Ordinal));
        return browser.SubmitAsync(new() { ["TaxCode"] = choice.GetAttribute("value")! });
    }

    private Task<int> CasesAsync() => town.ReadAsync("cesa", db => db.Set<Case>().CountAsync());

    private Task<Case> CaseAsync(string room) => town.ReadAsync("cesa", db => db.Set<Case>().AsNoTracking().FirstAsync(c => c.Id == IdOf(room)));

    /// <summary>demarches-simplifiees #6356: the login expired while somebody typed, and everything was lost at the end.</summary>
    [Fact]
    public async Task Demarche6356_SessionEndsWhileTyping_NothingIsLost_ReturningShowsTheHalfFilledForm()
    {
        town.Require();
        using var maria = await AtFirstPageAsync(Foia);
        var here = maria.Current;
        var text = string.Join('\n', Enumerable.Range(1, 60).Select(i => $"{i}. Determina di spesa, con allegati e fatture"));
        town.Clock.Move(TimeSpan.FromMinutes(31));

        var door = await maria.SubmitAsync(new() { ["oggetto"] = "Spese per le scuole", ["documenti"] = text }, form: "main form[method=post]:not([action])");
        door.Heading.ShouldBe("Accedi all'area personale");
        door.Main.ShouldContain("non è stato inviato, ma non è perso");
        (await LogInAsync(maria, "Maria De Luca")).Main.ShouldContain("Non è ancora inviato");
        maria.Current.ShouldBe(here);
        var fields = Browser.FieldsOf(FormOf(maria.Last!));
        (fields["oggetto"], fields["documenti"]).ShouldBe(("Spese per le scuole", text));

        (await maria.SubmitAsync(form: "main form[method=post]:not([action])")).Heading.ShouldBe("Come vuoi ricevere la risposta?");
        (await maria.GetAsync(here)).Main.ShouldNotContain("Non è ancora inviato", customMessage: "once sent it waits no more");
    }

    /// <summary>The same, in the answer to a request for supplements.</summary>
    [Fact]
    public async Task Demarche6356_SessionEndsWhileAnsweringASupplement_TheAnswerIsThereAgain()
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        var room = await ApplicationSample.SubmitAsync(town, maria, "passo-carrabile");
        using (var gino = await town.AsStaffAsync("gino")) await ActAsync(gino, room, "Supplements", new() { ["Items"] = "La larghezza esatta", ["Files"] = "", ["Days"] = "20" });
        var field = (await maria.GetAsync(room)).Page.QuerySelector("form[action='?handler=Supplement'] textarea")!.GetAttribute("name")!;
        town.Clock.Move(TimeSpan.FromMinutes(31));
        (await maria.SubmitAsync(new() { [field] = "Tre metri e mezzo" }, form: "form[action='?handler=Supplement']")).Main.ShouldContain("non è stato inviato, ma non è perso");
        (await LogInAsync(maria, "Maria De Luca")).Page.QuerySelector($"[name='{field}']")!.TextContent.ShouldBe("Tre metri e mezzo");
    }

    /// <summary>The same, where somebody else comes to the same browser: what waits is its author's alone.</summary>
    [Fact]
    public async Task Demarche6356_WhatWasTyped_IsNeverShownToAnotherPerson()
    {
        town.Require();
        using var clerk = await town.AsStaffAsync("dario");
        using var maria = await town.AsCitizenAsync();
        var room = await ApplicationSample.SubmitAsync(town, maria, Foia);
        await clerk.GetAsync(DecisionPathOf(room));
        town.Clock.Move(TimeSpan.FromMinutes(31));
        const string typed = "Motivazione lunga, scritta in quaranta minuti da una persona sola.";
        (await clerk.SubmitAsync(new() { ["State"] = "Partial", ["Reasons"] = typed }, form: "form[action='?handler=Decide']")).Main.ShouldContain("non è stato inviato, ma non è perso");

        await clerk.SubmitAsync(new() { ["UserName"] = "gino" });
        (await clerk.GetAsync(DecisionPathOf(room))).Text.ShouldNotContain(typed);
        await clerk.PostAsync("/esci", new() { ["__RequestVerificationToken"] = clerk.Last!.Page.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")! });
        await clerk.GetAsync("/desk/accedi");
        await clerk.SubmitAsync(new() { ["UserName"] = "dario" });
        (await clerk.GetAsync(DecisionPathOf(room))).Text.ShouldContain(typed);
        (await CaseAsync(room)).State.ShouldBe(CaseState.Submitted, "shown again, not done");
    }

    /// <summary>demarches-simplifiees #2165, #2859: the draft was not kept while a mandatory field was empty; five drafts, and the person believed to have applied.</summary>
    [Fact]
    public async Task Demarche2165_2859_DraftMayBeIncomplete_AndSaysThatItIsNotSent()
    {
        town.Require();
        var before = await CasesAsync();
        for (var i = 0; i < 3; i++)
        {
            using var rosa = await AtFirstPageAsync(Foia, "Rosa Marino");
            (await rosa.SubmitAsync(new() { ["oggetto"] = $"Bozza numero {i}", ["documenti"] = "" }, form: "main form[method=post]:not([action])")).ShouldBe(HttpStatusCode.BadRequest);
        }
        using var later = await town.AsCitizenAsync("Rosa Marino");
        var area = await later.GetAsync("/area-personale");
        area.Page.QuerySelectorAll("section[aria-labelledby=todo] li").Length.ShouldBe(3);
        area.Page.QuerySelector("section[aria-labelledby=todo] li")!.TextContent.ShouldContain("Non ancora inviata");
        area.Main.ShouldContain("Non hai ancora pratiche");
        await later.GetAsync(area.Page.QuerySelector("section[aria-labelledby=todo] a")!.GetAttribute("href")!);
        Browser.FieldsOf(FormOf(later.Last!))["oggetto"].ShouldStartWith("Bozza numero");
        (await CasesAsync()).ShouldBe(before);
    }

    /// <summary>demarches-simplifiees #4432, #4989: attachments failed at the end, all together. Here each has its own result at once.</summary>
    [Fact]
    public async Task Demarche4432_4989_FilesAreKeptOneByOne_ABadOneTakesNoOtherWithIt()
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        await ApplicationSample.ToCheckAsync(town, maria, "segnalazione-disservizio");
        var photos = maria.Last!.Page.QuerySelectorAll("main a").First(a => a.GetAttribute("href")!.EndsWith("/foto", StringComparison.Ordinal)).GetAttribute("href")!;
        await maria.GetAsync(photos);
        async Task<Answer> SendAsync(string name, byte[] bytes) => await maria.PostFileAsync(photos + "?handler=Upload", Browser.FieldsOf(FormOf(maria.Last!)), "foto", name, bytes);
        (await SendAsync("buca.png", ApplicationSample.Png)).Main.ShouldContain("buca.png");
        (await SendAsync("tema.png", [.. "non sono una foto"u8])).ShouldBe(HttpStatusCode.BadRequest).Main.ShouldContain("tema.png");
        var page = await maria.GetAsync(photos);
        page.Main.ShouldContain("buca.png");
        page.Main.ShouldNotContain("tema.png");
        (await maria.GetAsync(photos.Replace("/foto", "/riepilogo", StringComparison.Ordinal))).Heading.ShouldBe("Controlla e invia");
        await maria.SubmitAsync();
        (await maria.GetAsync(maria.Current)).Main.ShouldContain("buca.png");
    }

    /// <summary>demarches-simplifiees #1334, #4890, #12288; open-forms #4716: controls without a label, errors that no screen reader heard.</summary>
    [Theory]
    [InlineData("oggetto", "")]
    [InlineData("lines", "")]
    [InlineData("choice", "")]
    [InlineData("choices", "")]
    [InlineData("yes-no", "")]
    [InlineData("date", "32/13/2026")]
    [InlineData("period.from", "domani")]
    [InlineData("number", "tanti")]
    [InlineData("money", "dieci euro")]
    [InlineData("person.family", "")]
    [InlineData("tax-code", "ABC")]
    [InlineData("company.name", "")]
    [InlineData("iban", "IT00X")]
    [InlineData("address.street", "")]
    [InlineData("place.street", "")]
    [InlineData("parcel.sheet", "")]
    [InlineData("plate", "!!")]
    [InlineData("email", "maria")]
    [InlineData("phone", "12")]
    [InlineData("file", "")]
    [InlineData("declaration", "")]
    public async Task Demarche1334_4890_12288_EveryKindOfQuestion_HasItsLabel_AndSaysItsErrorWithIt(string field, string given)
    {
        town.Require();
        using var amina = await AtFirstPageAsync(EveryKind, "Amina Haddad");
        var asked = ControlOf(amina.Last!, field);
        (asked.Page.QuerySelector($"label[for='{asked.Control.Id}']")?.TextContent.Trim()).ShouldNotBeNullOrEmpty();
        if (field != "declaration" && asked.Group is { } group) group.QuerySelector("legend")!.TextContent.ShouldContain("Etichetta di");
        asked.Described.ShouldContain($"Aiuto per {(field == "oggetto" ? "text" : field.Split('.')[0])}");

        var refused = await amina.SubmitAsync(new() { [field] = given }, form: "main form[method=post]:not([action])");
        refused.ShouldBe(HttpStatusCode.BadRequest).Page.Title!.ShouldStartWith("Errore: ");
        var (page, control, inGroup, described) = ControlOf(refused, field);
        var summary = page.QuerySelector("#errori")!;
        summary.GetAttribute("role").ShouldBe("alert");
        var error = summary.QuerySelectorAll("a").FirstOrDefault(a => a.GetAttribute("href") == "#" + control.Id).ShouldNotBeNull($"the summary leads to {control.Id}").TextContent;
        described.ShouldContain(error, customMessage: "the error is read with the control");
        if (control.GetAttribute("type") is not "radio" && field != "choices") control.GetAttribute("aria-invalid").ShouldBe("true");
        if (given.Length > 0) ((IHtmlInputElement)control).Value.ShouldBe(given, "what was typed is kept");
    }

    /// <summary>A control with its group and everything that is read together with it.</summary>
    private static (IDocument Page, IElement Control, IElement? Group, string Described) ControlOf(Answer answer, string field)
    {
        var control = answer.Page.QuerySelector($"[name='{field}']")!;
        var group = control.Closest("fieldset");
        var ids = $"{control.GetAttribute("aria-describedby")} {group?.GetAttribute("aria-describedby")}".Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return (answer.Page, control, group, string.Join(' ', ids.Select(id => answer.Page.GetElementById(id).ShouldNotBeNull($"{id} is described nowhere").TextContent)));
    }

    /// <summary>demarches-simplifiees #8067: most faults of accessibility come from whoever configures the forms.</summary>
    [Theory]
    [InlineData("label: { it: Oggetto della richiesta in poche parole, en: Subject in a few words }", "label: { it: \"  \", en: \"  \" }", "nelle due lingue")]
    [InlineData("label: { it: Oggetto della richiesta in poche parole, en: Subject in a few words }", "label: { it: \"…\", en: \"…\" }", "nelle due lingue")]
    [InlineData("label: { it: Oggetto della richiesta in poche parole, en: Subject in a few words }", "label: { it: Oggetto della richiesta in poche parole }", "nelle due lingue")]
    [InlineData("        label: { it: Oggetto della richiesta in poche parole, en: Subject in a few words }\n", "", "manca «label»")]
    [InlineData("label: { it: Dati o documenti che chiedi, en: Data or documents you ask for }", "label: { it: Oggetto della richiesta in poche parole, en: Subject in a few words }", "non distingue")]
    [InlineData("label: { it: Prendo visione in ufficio, en: I read them at the office }", "label: { it: Nell'area personale, en: In the personal area }", "non distingue")]
    public void Demarche8067_ModelWithoutAReadableLabel_IsRefused_WithItsLine(string from, string to, string reason)
    {
        var at = ModelSample.Good.IndexOf(from, StringComparison.Ordinal);
        at.ShouldBePositive();
        var (model, faults) = ModelSample.Read(ModelSample.Good.Replace(from, to, StringComparison.Ordinal), ModelSample.File);
        model.ShouldBeNull();
        var line = ModelSample.Good[..at].Count(c => c == '\n') + 1;
        // A key that is missing has the line of the question that lacks it.
        faults.ShouldContain(fault => fault.Reason.Contains(reason, StringComparison.Ordinal) && fault.Line >= line - 2 && fault.Line <= line);
    }

    /// <summary>open-forms #980, #1036, #312, #4174: the back end failed before the citizen's eyes, nobody else saw it, or it was tried without end.</summary>
    [Fact]
    public async Task OpenForms980_312_4174_FailureBehind_IsInvisibleToTheCitizen_OnTheConsoleWithItsCause_Bounded_AndResentInBulk()
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        string[] rooms = [await ApplicationSample.SubmitAsync(town, maria, Foia), await ApplicationSample.SubmitAsync(town, maria, Foia)];
        using var dario = await town.AsStaffAsync("dario");
        Task<List<Job>> OwedAsync() => town.ReadAsync("cesa", db => db.Set<Job>().AsNoTracking().Where(j => j.Kind == RenderDecision.JobKind && j.State != JobState.Done).ToListAsync());
        town.Renderer.Gone = true;
        try
        {
            foreach (var room in rooms) await ActAsync(dario, room, "Decide", new() { ["State"] = "Completed", ["Reasons"] = "Si danno i documenti chiesti." });
            (await maria.GetAsync(rooms[0])).ShouldBe(HttpStatusCode.OK).Main.ShouldContain("La domanda è al sicuro");
            for (var attempt = 1; attempt <= JobQueue.DefaultBudget; attempt++)
            {
                for (var i = 0; i < 2400 && (await OwedAsync()).Any(job => job.Attempts < attempt || job.State == JobState.Running); i++) await Task.Delay(25, TestContext.Current.CancellationToken);
                town.Clock.Move(TimeSpan.FromMinutes(11));
                town.Services.GetRequiredService<JobBell>().Ring("cesa", [new(JobKind.Here, JobUrgency.Waited)]);
            }
            (await OwedAsync()).ShouldAllBe(job => job.State == JobState.Dead && job.Attempts == JobQueue.DefaultBudget);
            town.Clock.Move(TimeSpan.FromDays(3));
            await town.Services.GetRequiredService<JobWorker>().EmptyAsync("cesa", TestContext.Current.CancellationToken);
            (await OwedAsync()).ShouldAllBe(job => job.Attempts == JobQueue.DefaultBudget, "without a person's word it is not tried again");
        }
        finally
        {
            town.Renderer.Gone = false;
        }
        using var bruno = await town.AsStaffAsync("bruno");
        var console = await bruno.GetAsync("/desk/console");
        console.Main.ShouldContain("Fermo: tentativi esauriti");
        console.Main.ShouldContain("Il compositore dei PDF non risponde");
        var chosen = console.Page.QuerySelectorAll("input[name=Ids]").Select(box => ("Ids", box.GetAttribute("value")!)).ToList();
        chosen.Count.ShouldBe(2);
        await bruno.PostManyAsync("/desk/console", [.. chosen, ("__RequestVerificationToken", console.Page.QuerySelector("main input[name=__RequestVerificationToken]")!.GetAttribute("value")!)]);
        await town.JobsDoneAsync();
        using var again = await town.AsCitizenAsync();
        foreach (var room in rooms) (await again.GetAsync(room)).Main.ShouldContain("Scarica il PDF");
    }

    /// <summary>FixMyStreet #6139, open-forms #4716: a place that only a map could give. The journey by keyboard is among the browser's tests.</summary>
    [Theory]
    [InlineData("street", "")]
    [InlineData("lat", "40,9642")]
    public async Task FixMyStreet6139_Place_IsGivenInWords_AndThePageHasNoMapToNeed(string part, string value)
    {
        town.Require();
        using var maria = await AtFirstPageAsync("segnalazione-disservizio");
        await maria.SubmitAsync(new() { ["categoria"] = "strade" }, form: "main form[method=post]:not([action])");
        maria.Last!.Page.QuerySelectorAll("main canvas, main svg[role=application], main iframe, main [draggable=true]").ShouldBeEmpty();
        var street = maria.Last.Page.QuerySelectorAll("select[name='luogo.street'] option").First(o => o.TextContent == "VIA ROMA").GetAttribute("value")!;
        var answers = part == "street" ? new Dictionary<string, string> { ["luogo.street"] = street } : new() { ["luogo.lat"] = value, ["luogo.lon"] = "14,2308" };
        (await maria.SubmitAsync(answers, form: "main form[method=post]:not([action])")).Heading.ShouldBe("Che cosa vedi?");
    }

    /// <summary>open-zaak #599, gemma-zaken #1175: fourteen calls for a case, a call for each row of a list.</summary>
    [Fact]
    public async Task OpenZaak599_1175_QueueAndCasePage_AskTheDatabaseAFixedNumberOfTimes_HoweverManyCasesThereAre()
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        var room = await ApplicationSample.SubmitAsync(town, maria, "accesso-agli-atti");
        using var dario = await town.AsStaffAsync("dario");
        foreach (var path in (string[])["/desk/pratiche", DeskOf(room)]) await StatementsAsync(dario, path);
        var (queue, page) = (await StatementsAsync(dario, "/desk/pratiche"), await StatementsAsync(dario, DeskOf(room)));
        for (var i = 0; i < 12; i++) await ApplicationSample.SubmitAsync(town, maria, "accesso-civico-semplice");
        (await dario.GetAsync("/desk/pratiche")).Page.QuerySelectorAll("tr[data-href]").Length.ShouldBeGreaterThan(12);
        (await StatementsAsync(dario, "/desk/pratiche")).ShouldBe(queue);
        (await StatementsAsync(dario, DeskOf(room))).ShouldBe(page);
        queue.ShouldBeInRange(1, 12);
        page.ShouldBeInRange(1, 30);
    }

    /// <summary>How many statements the database was asked while the page was made, told from all others by the request's trace.</summary>
    private async Task<int> StatementsAsync(Browser browser, string path)
    {
        var trace = ActivityTraceId.CreateRandom();
        using var meter = new StatementMeter(trace);
        using var client = new HttpClient(town.Handler, disposeHandler: false) { BaseAddress = new Uri("http://cesa.localhost/") };
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Cookie", string.Join("; ", browser.Cookies.Select(c => $"{c.Key}={c.Value}")));
        request.Headers.Add("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01");
        (await client.SendAsync(request, TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.OK);
        return meter.Count;
    }

    /// <summary>AtoM #1724: masters and derivatives of restricted records were public. One rule holds for every form of a case.</summary>
    [Fact]
    public async Task AtoM1724_EveryDerivativeOfACase_IsUnknownToAnybodyElse()
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        await ApplicationSample.ToCheckAsync(town, maria, "passo-carrabile");
        var draft = maria.Current;
        await maria.SubmitAsync();
        var room = maria.Current[..^"/ricevuta".Length];
        using var gino = await town.AsStaffAsync("gino");
        await ActAsync(gino, room, "Decide", new() { ["State"] = "Completed", ["Reasons"] = "Tutto in regola, si autorizza." });
        await town.JobsDoneAsync();
        var files = (await maria.GetAsync(room)).Page.QuerySelectorAll("main a[href*='/documenti/']").Select(a => a.GetAttribute("href")!).Distinct().ToList();
        files.Count.ShouldBeGreaterThanOrEqualTo(5, "what was sent, its data, two attachments, the decision");
        string[] all = [draft, room, room + "/ricevuta", room + "/domanda.pdf", room + "/fascicolo", .. files, .. files.Select(file => "/en" + file)];

        using var luca = await town.AsCitizenAsync("Luca Ferrara");
        using var stranger = town.Browser();
        using var elsewhere = await town.AsStaffAsync("gino", "succivo");
        foreach (var path in all)
        {
            (await luca.GetAsync(path)).ShouldBe(HttpStatusCode.NotFound).Text.ShouldNotContain("De Luca", Shouldly.Case.Insensitive);
            var sent = await stranger.GetAsync(path, follow: false);
            (sent.Status, sent.Location!.Contains("/accedi", StringComparison.Ordinal)).ShouldBe((HttpStatusCode.Redirect, true), path);
        }
        foreach (var file in files) (await elsewhere.GetAsync(file.Replace("/area-personale", "/desk", StringComparison.Ordinal))).Status.ShouldBe(HttpStatusCode.NotFound);
        (await luca.GetAsync(files[0].Replace("/area-personale", "/desk", StringComparison.Ordinal))).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await luca.GetAsync("/registri/passi-carrabili")).Text.ShouldNotContain("De Luca", Shouldly.Case.Insensitive);
    }

    /// <summary>MTESSDev/FRW #427: a confirmation number although the attachments were lost.</summary>
    [Fact]
    public async Task Frw427_Receipt_ListsWhatIsStored_ToTheByte_AndThereIsNoneWhileAFileIsMissing()
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        await ApplicationSample.ToCheckAsync(town, maria, "passo-carrabile");
        var check = maria.Current;
        var page = check.Replace("/riepilogo", "/foto", StringComparison.Ordinal);
        var before = await CasesAsync();
        using (var tab = town.Browser())
        {
            foreach (var (name, value) in maria.Cookies) tab.Cookies[name] = value;
            await tab.GetAsync(page);
            await tab.SubmitAsync(form: "form[action='?handler=Remove']");
        }
        (await maria.SubmitAsync()).Heading.ShouldNotBe("Domanda ricevuta");
        (await CasesAsync()).ShouldBe(before);

        await maria.GetAsync(page);
        await maria.PostFileAsync(page, Browser.FieldsOf(FormOf(maria.Last!)), "foto", "accesso.png", ApplicationSample.Png);
        await maria.GetAsync(check);
        var receipt = await maria.SubmitAsync();
        receipt.Heading.ShouldBe("Domanda ricevuta");
        receipt.Main.ShouldContain("accesso.png");
        var links = receipt.Page.QuerySelectorAll("main li a").ToList();
        links.Count.ShouldBe(4);
        foreach (var link in links)
        {
            var bytes = await (await maria.GetAsync(link.GetAttribute("href")!)).Raw.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
            link.ParentElement!.QuerySelector("[data-sha256]")!.TextContent.ShouldBe(Convert.ToHexStringLower(SHA256.HashData(bytes)));
        }
    }

    /// <summary>bcgov/entity #21312: no receipt where nothing was to be paid.</summary>
    [Fact]
    public async Task Bcgov21312_WhatCostsNothing_HasItsReceiptToo_AndKeepsIt()
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        (await ApplicationSample.ToCheckAsync(town, maria, Foia)).Main.ShouldContain("0,00 €");
        var number = (await maria.SubmitAsync()).Page.QuerySelector("[data-protocol]")!.TextContent;
        number.ShouldMatch(@"^\d{7}/\d{4}$");
        var room = await maria.GetAsync(maria.Current[..^"/ricevuta".Length]);
        (await maria.GetAsync(room.Page.QuerySelectorAll("main a").First(a => a.TextContent == "Ricevuta della domanda").GetAttribute("href")!)).Main.ShouldContain(number);
    }

    /// <summary>OpenCity, administrator's guide: no withdrawal once the case was forwarded to another office.</summary>
    [Fact]
    public async Task OpenCity_Withdrawal_IsPossible_AfterAssignmentOpinionAndSupplements_AndTheOtherOfficeKnows()
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        var room = await ApplicationSample.SubmitAsync(town, maria, "occupazione-suolo-pubblico");
        using var gino = await town.AsStaffAsync("gino");
        using var ivo = await town.AsStaffAsync("ivo");
        await ActAsync(gino, room, "Assign", new() { ["Officer"] = await OptionAsync(gino, room, "Assign", "Officer", "Gino") });
        await ActAsync(gino, room, "Opinion", new()
        {
            ["Office"] = await OptionAsync(gino, room, "Opinion", "Office", "Polizia"),
            ["Question"] = "Il marciapiede resta percorribile?"
        });
        await ActAsync(gino, room, "Supplements", new() { ["Items"] = "La superficie esatta", ["Files"] = "", ["Days"] = "20" });
        (await ivo.GetAsync(DeskOf(room))).Main.ShouldContain("Al tuo ufficio è chiesto un parere");

        await maria.GetAsync(room);
        (await maria.SubmitAsync(form: "form[action='?handler=Withdraw']")).Main.ShouldContain("Domanda ritirata");
        (await CaseAsync(room)).State.ShouldBe(CaseState.Withdrawn);
        (await ivo.GetAsync(DeskOf(room))).Main.ShouldNotContain("Al tuo ufficio è chiesto un parere");
        (await gino.GetAsync(DeskOf(room))).Main.ShouldContain("Ritirata");
    }

    /// <summary>UK-x-gov #66: addresses with a plus failed in silence. That mail arrives there too is among the tests of the mail.</summary>
    [Theory]
    [InlineData("maria+comune@posta.example")]
    [InlineData("m.de-luca_85@uffici.posta.example")]
    [InlineData("o'brien@posta.example")]
    [InlineData("maria@xn--citt-0na.example")]
    public async Task UkGov66_EveryValidAddress_IsAccepted_AndShownAsItWasTyped(string address)
    {
        town.Require();
        using var luca = await town.AsCitizenAsync("Luca Ferrara");
        await ApplicationSample.ToCheckAsync(town, luca, Foia);
        var contacts = luca.Current.Replace("/riepilogo", "/contatti", StringComparison.Ordinal);
        await luca.GetAsync(contacts);
        (await luca.SubmitAsync(new() { ["email"] = address }, form: "main form[method=post]:not([action])")).ShouldBe(HttpStatusCode.OK).Main.ShouldContain(address);
    }
}
