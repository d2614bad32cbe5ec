using System.Net;
using System.Text;
using Liburia.Platform.Database;
using Liburia.Procedures.Cases;
using Liburia.Procedures.Contracts;
using Liburia.Procedures.Uploads;
using Liburia.TestKit;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;
using Case = Liburia.Procedures.Cases.Case;

namespace Liburia.Procedures.Tests;

/// <summary>Files that citizens send and take, and acts that come too late, as docs/security.md states them: each test carries the numbers of its statements.</summary>
[Slow("Statements of security of cases, each tried by those who must not.")]
public abstract class SecurityTests(Town town)
{
    private const string Service = "passo-carrabile";
    private static readonly byte[] PdfThatIsAPage = [.. ApplicationSample.Pdf, .. "<html><script>alert(1)</script></html>"u8];

    private async Task<(Browser Browser, string Path)> AtPhotosAsync()
    {
        town.Require();
        var browser = await town.AsCitizenAsync();
        await ApplicationSample.ToCheckAsync(town, browser, Service);
        var path = browser.Last!.Page.QuerySelectorAll("main a").First(a => a.GetAttribute("href")!.EndsWith("/foto", StringComparison.Ordinal)).GetAttribute("href")!;
        await browser.GetAsync(path);
        return (browser, path);
    }

    private static async Task<Answer> SendAsync(Browser browser, string path, string name, byte[] bytes)
    {
        var page = await browser.GetAsync(path);
        var form = Browser.FieldsOf((AngleSharp.Html.Dom.IHtmlFormElement)page.Page.QuerySelector("main form[method=post]:not([action])")!);
        return await browser.PostFileAsync(path + "?handler=Upload", form, "foto", name, bytes);
    }

    [Theory]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>")]
    [InlineData("<?xml version='1.0'?><!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><svg>&e;</svg>")]
    [InlineData("GIF89a/*<script>alert(1)</script>*/=1;")]
    [InlineData("<!DOCTYPE html><script>alert(1)</script>")]
    [InlineData("#!/bin/sh\nrm -rf /")]
    public async Task S53_S56_DrawingsPagesAndPrograms_AreNotTaken_WhateverTheyAreCalled(string content)
    {
        var (browser, path) = await AtPhotosAsync();
        using (browser)
            foreach (var name in (string[])["foto.svg", "foto.png", "foto.png.svg"])
                (await SendAsync(browser, path, name, Encoding.UTF8.GetBytes(content))).ShouldBe(HttpStatusCode.BadRequest).Main.ShouldContain("servono");
    }

    [Theory]
    [InlineData("../../../etc/cron.d/x.png", "x.png")]
    [InlineData("..\\..\\windows\\x.png", "x.png")]
    [InlineData("/etc/x.png", "x.png")]
    [InlineData("C:\\x.png", "x.png")]
    [InlineData("foto\u202Egnp.exe.png", "foto_gnp.exe.png")]
    [InlineData("a|b<c>.png", "a_b_c_.png")]
    [InlineData("..png", "png")]
    [InlineData("città \U0001F600.png", "città \U0001F600.png")]
    public void S55_NameOfAFile_IsDataAlone_AndHarmless(string sent, string kept) => Platform.Files.IncomingFiles.Safe(sent).ShouldBe(kept);

    [Fact]
    public async Task Asking_InAWayThatThePageDoesNotHave_IsRefused_AndSaidInWords()
    {
        town.Require();
        using var anyone = town.Browser();
        await anyone.GetAsync("/problema");
        var token = new Dictionary<string, string> { ["__RequestVerificationToken"] = anyone.Last!.Page.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")! };
        var notes = (await anyone.GetAsync("/note-legali")).Heading;
        var refused = await anyone.PostAsync("/note-legali", token);
        refused.Status.ShouldBe(HttpStatusCode.MethodNotAllowed);
        refused.Heading.ShouldNotBeEmpty();
        refused.Heading.ShouldNotBe(notes);
        (await anyone.PostAsync("/non-esiste", token)).ShouldBe(HttpStatusCode.NotFound).Heading.ShouldNotBeEmpty("the page that explains it is shown, whatever way was asked");
    }

    [Fact]
    public async Task S33_S53_FilesLeaveAsAttachments_InASandbox_KeptNowhere()
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        var room = await ApplicationSample.SubmitAsync(town, maria, Service);
        using var gino = await town.AsStaffAsync("gino");
        await DeskActs.ActAsync(gino, room, "Supplements", new() { ["Items"] = "", ["Files"] = "Una planimetria", ["Days"] = "20" });
        var page = await maria.GetAsync(room);
        var item = page.Page.QuerySelector("input[name=item]")!.GetAttribute("value")!;
        var token = page.Page.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        (await maria.PostFileAsync(room + "?handler=Supplement", new() { ["__RequestVerificationToken"] = token, ["item"] = item }, "file", "../pianta.html", PdfThatIsAPage)).ShouldBe(HttpStatusCode.OK);
        var files = (await maria.GetAsync(room)).Page.QuerySelectorAll("main a[href*='/documenti/']").Select(a => a.GetAttribute("href")!).Distinct().ToList();
        files.Count.ShouldBeGreaterThan(2);
        foreach (var (who, path) in files.Select(file => (maria, file)).Concat(files.Select(file => (gino, file.Replace("/area-personale", "/desk", StringComparison.Ordinal)))).Append((maria, room + "/fascicolo")))
        {
            var answer = (await who.GetAsync(path)).ShouldBe(HttpStatusCode.OK).Raw;
            answer.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("attachment", path);
            answer.Headers.CacheControl!.NoStore.ShouldBeTrue(path);
            answer.Headers.GetValues("X-Content-Type-Options").Single().ShouldBe("nosniff");
            answer.Headers.GetValues("Cross-Origin-Resource-Policy").Single().ShouldBe("same-origin");
            answer.Content.Headers.ContentType!.MediaType.ShouldNotBe("text/javascript", path);
            if (!path.EndsWith("/fascicolo", StringComparison.Ordinal)) answer.Headers.GetValues("Content-Security-Policy").Single().ShouldBe("default-src 'none'; sandbox", path);
        }
    }

    [Fact]
    public async Task S39_FileThatIsDamaged_IsToldInWords_AndNothingOfTheHouse()
    {
        town.Require();
        using var log = new Heard();
        town.Services.GetRequiredService<ILoggerFactory>().AddProvider(log);
        using var luca = await town.AsCitizenAsync("Luca Ferrara");
        var room = await ApplicationSample.SubmitAsync(town, luca, "accesso-civico-semplice");
        var file = (await luca.GetAsync(room)).Page.QuerySelector("main a[href*='/documenti/']")!.GetAttribute("href")!;
        foreach (var place in Directory.EnumerateFiles(Path.Combine(town.Installation.FolderOf("cesa"), "files"), "*", SearchOption.AllDirectories)) File.Move(place, place + ".away");
        try
        {
            var answer = (await luca.GetAsync("/en" + file)).ShouldBe(HttpStatusCode.ServiceUnavailable);
            answer.Heading.ShouldBe("The service will be back shortly");
            // All that is told of the failure is a code, which the log has too.
            var code = System.Text.RegularExpressions.Regex.Match(answer.Main, "failure ([0-9A-F]{8}):").Groups[1].Value;
            log.Lines.ShouldContain(line => line.Contains($"Failure {code}, answered 503, at GET /en/area-personale/", StringComparison.Ordinal), $"the log knows no failure {code}");
            foreach (var inner in (string[])["Exception", "   at ", "Liburia.", ".cs:line", town.Installation.DataFolder, "SELECT", "sqlite", "Npgsql"]) answer.Text.ShouldNotContain(inner, Shouldly.Case.Sensitive);
        }
        finally
        {
            foreach (var place in Directory.EnumerateFiles(Path.Combine(town.Installation.FolderOf("cesa"), "files"), "*.away", SearchOption.AllDirectories)) File.Move(place, place[..^".away".Length]);
        }
    }

    [Fact]
    public async Task S86_ActsThatTheStateOfACaseDoesNotAllow_AreRefused_AndChangeNothing()
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        var room = await ApplicationSample.SubmitAsync(town, maria, Service);
        using var gino = await town.AsStaffAsync("gino");
        await DeskActs.DecideAsync(gino, room, "La documentazione dimostra che la richiesta è fondata.");
        var before = await StateAsync();
        const string text = "Un testo abbastanza lungo da andare bene dappertutto.";
        foreach (var (handler, fields) in new (string, Dictionary<string, string>)[]
        {
            ("Decide", new() { ["State"] = "Refused", ["Reasons"] = text }), ("Decide", new() { ["State"] = "Withdrawn", ["Reasons"] = text }), ("Decide", new() { ["State"] = "99", ["Reasons"] = text }), ("Notice", new() { ["Reasons"] = text }),
            ("Supplements", new() { ["Items"] = text, ["Days"] = "10" }), ("Certify", []), ("Record", []), ("Sampled", new() { ["Text"] = text }), ("Assign", new() { ["Officer"] = Guid.NewGuid().ToString() }),
        }) await DeskActs.ActAsync(gino, room, handler, fields, HttpStatusCode.BadRequest);
        var token = (await maria.GetAsync(room)).Page.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        foreach (var handler in (string[])["Withdraw", "Observe", "Certificate", "Contest", "Supplement"])
            (await maria.PostAsync($"{room}?handler={handler}", new() { ["__RequestVerificationToken"] = token, ["Text"] = text, ["item"] = Guid.NewGuid().ToString(), ["answer"] = text })).ShouldBe(HttpStatusCode.BadRequest);
        (await StateAsync()).ShouldBe(before);

        Task<(CaseState, int, int)> StateAsync() => town.ReadAsync("cesa", async db =>
        {
            var item = await db.Set<Case>().AsNoTracking().FirstAsync(c => c.Id == DeskActs.IdOf(room));
            return (item.State, item.Version, await db.Set<CaseEvent>().CountAsync(e => e.CaseId == item.Id));
        });
    }

    [Fact]
    public async Task S83_ManyDecideTheSameCase_OneDoes_TheOthersAreToldTheyCameTooLate()
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        var room = await ApplicationSample.SubmitAsync(town, maria, Service);
        using var gino = await town.AsStaffAsync("gino");
        var desk = DeskActs.DecisionPathOf(room);
        var shown = await gino.GetAsync(desk);
        var (token, seen) = (shown.Page.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!, DeskActs.SeenOn(shown));
        var clerks = Enumerable.Range(0, 8).Select(_ =>
        {
            var clerk = town.Browser();
            foreach (var (name, value) in gino.Cookies) clerk.Cookies[name] = value;
            return clerk;
        }).ToList();
        var answers = await Task.WhenAll(clerks.Select((clerk, i) => clerk.PostAsync($"{desk}?handler=Decide", new() { ["__RequestVerificationToken"] = token, ["Seen"] = seen, ["State"] = "Completed", ["Reasons"] = $"Motivi della decisione numero {i}, tutti validi.", ["Confirmed"] = "true" }, follow: false)));
        answers.Count(answer => answer.Status == HttpStatusCode.Redirect).ShouldBe(1);
        foreach (var late in answers.Where(answer => answer.Status != HttpStatusCode.Redirect))
        {
            late.Status.ShouldBeOneOf(HttpStatusCode.BadRequest, HttpStatusCode.Conflict);
            late.Heading.Length.ShouldBeGreaterThan(10, late.Text);
        }
        (await town.ReadAsync("cesa", db => db.Set<CaseEvent>().CountAsync(e => e.CaseId == DeskActs.IdOf(room) && e.Kind == CaseEventKind.Decided))).ShouldBe(1);
        foreach (var clerk in clerks) clerk.Dispose();
    }

    [Fact]
    public async Task S83_DecisionOnAPageReadBeforeAnothersAct_IsNotTaken_WhatHappenedIsShown_AndWhatWasTypedStays()
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        var room = await ApplicationSample.SubmitAsync(town, maria, Service);
        using var gino = await town.AsStaffAsync("gino");
        using var ivo = await town.AsStaffAsync("ivo");
        const string reasons = "Motivi pensati prima che qualcuno chiedesse altro.";
        static Dictionary<string, string> Decision(Answer page) => new(Browser.FieldsOf((AngleSharp.Html.Dom.IHtmlFormElement)page.Page.QuerySelector("form[action$='handler=Decide']")!)) { ["State"] = "Completed", ["Reasons"] = reasons, ["Confirmed"] = "true" };
        var police = await DeskActs.OptionAsync(gino, room, "Opinion", "Office", "Polizia");
        await DeskActs.ActAsync(gino, room, "Opinion", new() { ["Office"] = police, ["Question"] = "Il passo è sicuro?" });
        var decision = DeskActs.DecisionPathOf(room);
        var before = Decision(await gino.GetAsync(decision));
        await DeskActs.ActAsync(ivo, room, "GiveOpinion", new() { ["Verdict"] = "Contrary", ["Text"] = "Troppo vicino all'incrocio." });

        var late = await gino.PostAsync($"{decision}?handler=Decide", before, follow: false);
        late.Status.ShouldBe(HttpStatusCode.Conflict);
        late.Main.ShouldContain("Mentre lavoravi la pratica è cambiata");
        late.Page.QuerySelector(".callout li")!.TextContent.ShouldContain("Parere contrario: Polizia locale");
        late.Page.QuerySelector("form[action$='handler=Decide'] textarea[name=Reasons]")!.TextContent.ShouldContain(reasons);
        (await town.ReadAsync("cesa", db => db.Set<CaseEvent>().CountAsync(e => e.CaseId == DeskActs.IdOf(room) && e.Kind == CaseEventKind.Decided))).ShouldBe(0);

        (await gino.PostAsync($"{decision}?handler=Decide", Decision(late), follow: false)).Status.ShouldBe(HttpStatusCode.Redirect, "who has read it may go on");
        var over = await gino.PostAsync($"{DeskActs.PathOf(room, "Supplements")}?handler=Supplements", new(before)
        {
            ["Items"] = "Una pianta del terreno",
            ["Days"] = "20"
        }, follow: false);
        over.Status.ShouldBe(HttpStatusCode.Conflict);
        over.Main.ShouldContain("Una pianta del terreno", customMessage: "the forms are gone with the case, not what was typed");
    }

    /// <summary>A storage that fails is told as what it is: nobody looks for a colleague's change that never was. Once it is back the same form is taken.</summary>
    [Fact]
    public async Task Failure_OfTheStorage_IsNotToldAsTheChangeOfAColleague()
    {
        town.Require();
        using var stranger = town.Browser("santantimo");
        var form = Browser.FieldsOf((AngleSharp.Html.Dom.IHtmlFormElement)(await stranger.GetAsync("/problema")).Page.QuerySelector("main form[method=post]")!);
        form["Text"] = "La pagina non si apre dal telefono.";
        Task<int> SqlAsync(string sql) => town.ReadAsync("santantimo", db => db.Database.ExecuteSqlRawAsync(sql));
        await SqlAsync("ALTER TABLE portal_page_reports RENAME TO portal_page_reports_away");
        try
        {
            var failed = await stranger.PostAsync("/problema", form, follow: false);
            failed.Status.ShouldBe(HttpStatusCode.InternalServerError);
            failed.Main.ShouldNotContain("qualcun altro ha cambiato");
            failed.Main.ShouldContain("La pagina non si apre dal telefono.", customMessage: "what was typed can be copied");
        }
        finally
        {
            await SqlAsync("ALTER TABLE portal_page_reports_away RENAME TO portal_page_reports");
        }
        (await stranger.PostAsync("/problema", form)).ShouldBe(HttpStatusCode.OK).Heading.ShouldBe("Grazie, lo guardiamo");
    }

    /// <summary>A number that is there already, as after a database that was put back by hand: no receipt for what was not stored, whatever the page.</summary>
    [Fact]
    public async Task Registration_UnderANumberThatIsThere_IsRefused_AndNothingIsStored()
    {
        town.Require();
        using var bruno = await town.AsStaffAsync("bruno", "santantimo");
        (await ProtocolSample.RegisterAsync(bruno, "La prima lettera")).ShouldBe(HttpStatusCode.OK);
        Task<int> CounterAsync(int by) => town.ReadAsync("santantimo", db => db.Set<Counter>().Where(c => c.Register == "protocol")
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.Last, c => c.Last + by)));
        async Task<int> EntriesAsync() => (await bruno.GetAsync("/desk/protocollo")).Page.QuerySelectorAll("main tbody tr").Length;
        var before = await EntriesAsync();
        await CounterAsync(-1);
        var refused = await ProtocolSample.RegisterAsync(bruno, "La seconda lettera", follow: false);
        refused.Status.ShouldBe(HttpStatusCode.Conflict);
        refused.Heading.Length.ShouldBeGreaterThan(10);
        (await EntriesAsync()).ShouldBe(before);
        await CounterAsync(1);
        (await ProtocolSample.RegisterAsync(bruno, "La seconda lettera")).ShouldBe(HttpStatusCode.OK);
        (await EntriesAsync()).ShouldBe(before + 1);
    }
}

public sealed class SecurityOnSqlite(SqliteTown town) : SecurityTests(town), IClassFixture<SqliteTown>;

public sealed class SecurityOnPostgres(PostgresTown town) : SecurityTests(town), IClassFixture<PostgresTown>;
