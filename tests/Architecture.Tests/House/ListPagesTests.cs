using System.Net;
using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Liburia.Platform.Access;
using Liburia.TestKit;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;
using Case = Liburia.Procedures.Cases.Case;

namespace Liburia.Architecture.Tests;

/// <summary>The pages that are lists: what each of them can do, without a script.</summary>
public abstract class ListPagesTests(Town town)
{
    private const string Registers = "/registri/passi-carrabili";

    /// <summary>Page, who opens it, whether it is taken away as a file.</summary>
    private static readonly (string Path, string Who, bool IsExported)[] Pages =
    [
        ("/desk/pratiche?stato=tutte", "gino", true), ("/desk/registri/passi-carrabili", "gino", true), ("/desk/pratiche/carico", "gino", true), ("/desk/protocollo", "bruno", true),
        ("/desk/consultazioni", "dario", true), ("/desk/personale", "elsa", false), ("/desk/uffici", "elsa", false), ("/desk/trattamenti", "elsa", true), ("/desk/residenti?q=maria", "anna", false),
        ("/desk", "gino", false), (Registers, "", true), ("/en" + Registers, "", true), ("/promesse", "", false), ("/en/promesse", "", false), ("/area-personale/accessi", "maria", true),
        ("/en/area-personale/accessi", "maria", true),
    ];

    private async Task<string> GrantedAsync()
    {
        using var maria = await town.AsCitizenAsync();
        var room = await ApplicationSample.SubmitAsync(town, maria, "passo-carrabile");
        using var gino = await town.AsStaffAsync("gino");
        await DeskActs.ActAsync(gino, room, "Decide", new() { ["State"] = "Completed", ["Reasons"] = "La documentazione è completa." });
        // Somebody of another office looks at a case of theirs.
        using var dario = await town.AsStaffAsync("dario");
        await dario.GetAsync(DeskActs.DeskOf(await ApplicationSample.SubmitAsync(town, maria, "accesso-agli-atti")));
        return room;
    }

    [Fact]
    public async Task Lists_SayTheirColumns_OrderByTheirHeads_AndLeaveAsTheyAreSeen()
    {
        town.Require();
        await GrantedAsync();
        foreach (var (path, who, isExported) in Pages)
        {
            using var browser = who switch { "" => town.Browser(), "maria" => await town.AsCitizenAsync(), _ => await town.AsStaffAsync(who) };
            var page = (await browser.GetAsync(path)).ShouldBe(HttpStatusCode.OK);
            var list = page.Page.QuerySelectorAll("main .lb-list").Last();
            var table = list.QuerySelector("table").ShouldNotBeNull(path);
            table.QuerySelector("caption")!.TextContent.Trim().Length.ShouldBeGreaterThan(3, path);
            table.QuerySelectorAll("thead th").ShouldAllBe(head => head.GetAttribute("scope") == "col" && head.TextContent.Trim().Length > 0, path);
            table.QuerySelectorAll("tbody tr").ShouldAllBe(row => row.QuerySelectorAll("th[scope=row]").Length == 1, path);
            table.QuerySelectorAll("thead th[aria-sort]").Length.ShouldBeLessThanOrEqualTo(1, path);
            var told = list.QuerySelector(".lb-list-line p[role=status]")!.TextContent;
            told.ShouldMatch(path.StartsWith("/en", StringComparison.Ordinal) ? "row|Row" : "riga|righe|Righe", path);
            // Each head orders one way, then the other, and says so.
            foreach (var head in table.QuerySelectorAll("thead th a").Select(link => (Words: link.TextContent.Trim(), Href: link.GetAttribute("href")!)).ToList())
            {
                var sorted = (await browser.GetAsync(path.Split('?')[0] + head.Href)).ShouldBe(HttpStatusCode.OK);
                var by = Sorted(sorted, head.Words);
                by.Way.ShouldNotBeNull($"{path} by {head.Words}");
                var other = Sorted(await browser.GetAsync(path.Split('?')[0] + by.Href), head.Words);
                string.Join(' ', new[] { by.Way, other.Way }.Order()).ShouldBe("ascending descending", $"{path} by {head.Words}");
            }
            list.QuerySelectorAll("a").Count(link => link.GetAttribute("href")!.EndsWith("handler=Export", StringComparison.Ordinal)).ShouldBe(isExported ? 1 : 0, path);
            if (!isExported) continue;
            // «Una riga», «12 righe», «Righe 1–50 di 64».
            var rows = told.Split(' ').Where(word => word.All(char.IsAsciiDigit)).Select(word => int.Parse(word, System.Globalization.CultureInfo.InvariantCulture)).LastOrDefault(1);
            var csv = (await browser.GetAsync($"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}handler=Export")).ShouldBe(HttpStatusCode.OK);
            csv.Raw.Content.Headers.ContentType!.MediaType.ShouldBe("text/csv", path);
            csv.Raw.Content.Headers.ContentDisposition!.FileName!.Trim('"').ShouldEndWith(".csv");
            (await csv.Raw.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken))[..3].ShouldBe(Encoding.UTF8.Preamble.ToArray(), path);
            csv.Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(1 + rows, path);
        }

        static (string? Way, string Href) Sorted(Answer page, string words)
        {
            var head = page.Page.QuerySelectorAll("main .lb-list thead th").First(th => th.TextContent.Trim() == words && th.QuerySelector("a") is not null);
            return (head.GetAttribute("aria-sort"), head.QuerySelector("a")!.GetAttribute("href")!);
        }
    }

    [Fact]
    public async Task Register_IsReadInEnglish_WordForWord()
    {
        town.Require();
        await GrantedAsync();
        using var anyone = town.Browser();
        var page = await anyone.GetAsync("/en" + Registers);
        page.Page.QuerySelectorAll("thead th").Select(head => head.TextContent.Trim()).ShouldBe(["Number", "Subject", "Asked on", "Decided on", "Outcome", "Valid until"]);
        (await anyone.GetAsync("/en" + Registers + "?handler=Export")).Text.ShouldContain("\"Number\";\"Subject\";\"Asked on\";\"Decided on\";\"Outcome\";\"Valid until\"");
    }

    /// <summary>Every row of the page by a link, all that is found by one box: neither needs a script, and the preview shows each of them.</summary>
    [Fact]
    public async Task Choosing_AllOfThePage_OrAllThatIsFound_NeedsNoScript()
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        var room = await ApplicationSample.SubmitAsync(town, maria, "segnalazione-disservizio");
        // Copies of it, so that there are two pages.
        await town.ReadAsync("cesa", async db =>
        {
            var item = await db.Set<Case>().AsNoTracking().FirstAsync(c => c.Id == DeskActs.IdOf(room));
            for (var i = 0; i < 60; i++)
            {
                var copy = (Case)db.Entry(item).CurrentValues.ToObject();
                db.Entry(copy).Property(c => c.Id).CurrentValue = Guid.CreateVersion7();
                db.Add(copy);
            }
            return await db.SaveChangesAsync();
        });
        using var gino = await town.AsStaffAsync("gino");
        const string Filter = "?stato=da-assegnare&servizio=segnalazione-disservizio";
        var queue = await gino.GetAsync("/desk/pratiche" + Filter);
        queue.Page.QuerySelectorAll("[data-choose]").Length.ShouldBe(50);
        queue.Page.QuerySelectorAll("[data-choose][checked]").ShouldBeEmpty();
        queue.Page.QuerySelectorAll("[data-choose]").ShouldAllBe(box => box.GetAttribute("form") == "assegna");
        var all = (await gino.GetAsync("/desk/pratiche" + queue.Page.QuerySelector("[data-choose-page]")!.GetAttribute("href"))).Page;
        all.QuerySelectorAll("[data-choose][checked]").Length.ShouldBe(50);
        var self = queue.Page.QuerySelectorAll("select[name=Officer] option").First(o => o.TextContent.StartsWith("Gino", StringComparison.Ordinal)).GetAttribute("value")!;
        var form = (IHtmlFormElement)queue.Page.QuerySelector("#assegna")!;
        var found = await town.ReadAsync("cesa", db => db.Set<Case>().CountAsync(c => c.IsOpen && c.OfficerId == null && c.ServiceSlug == "segnalazione-disservizio" && c.JoinedToId == null));
        found.ShouldBeGreaterThan(60);
        queue.Page.QuerySelector("label[for=lista-tutte]")!.TextContent.ShouldContain($"{found}");
        var fields = Browser.FieldsOf(form);
        (await gino.PostAsync("/desk/pratiche" + form.GetAttribute("action"), new(fields) { ["Officer"] = self })).ShouldBe(HttpStatusCode.BadRequest).Main.ShouldContain("Scegli almeno una pratica");
        var preview = await gino.PostAsync("/desk/pratiche" + form.GetAttribute("action"), new(fields) { ["Officer"] = self, ["All"] = "true" });
        preview.Main.ShouldContain($"Anteprima: {found} pratiche a Gino");
        gino.Current.ShouldStartWith("/desk/pratiche/assegna-tutte?", customMessage: "the whole list is a long run");
        preview.Page.QuerySelectorAll("#confirm input[name=Mark]").ShouldHaveSingleItem("what is confirmed is what is shown");
        preview.Page.QuerySelector("#preview select[name=Officer] option[selected]")!.GetAttribute("value").ShouldBe(self);
        (await town.ReadAsync("cesa", db => db.Set<Case>().CountAsync(c => c.OfficerName != null && c.OfficerName.StartsWith("Gino") && c.ServiceSlug == "segnalazione-disservizio"))).ShouldBe(0);
    }

    /// <summary>Who takes a list of people away leaves a trace, with how many they were; other offices' applicants are not in it, whatever was searched.</summary>
    [Fact]
    public async Task Export_OfCases_IsWritten_AndNamesNobodyOfAnotherOffice()
    {
        town.Require();
        await GrantedAsync();
        using var carla = await town.AsStaffAsync("carla");
        (await carla.GetAsync("/desk/pratiche?q=de+luca")).Main.ShouldContain("DE LUCA", Shouldly.Case.Insensitive, "a search that is written down says whom it found");
        var csv = await carla.GetAsync("/desk/pratiche?q=de+luca&handler=Export");
        csv.Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length.ShouldBeGreaterThan(1);
        csv.Text.ShouldNotContain("De Luca", Shouldly.Case.Insensitive);
        (await town.ReadAsync("cesa", db => db.Set<SearchRecord>().AsNoTracking().OrderByDescending(r => r.At).FirstAsync()))
            .ShouldSatisfyAllConditions(r => r.Place.ShouldBe("Pratiche, esportazione"), r => r.Words.ShouldBe("de luca"), r => r.Found.ShouldBeGreaterThan(0), r => r.StaffName.ShouldStartWith("Carla"));
        (await (await town.AsStaffAsync("gino")).GetAsync("/desk/pratiche?stato=tutte&handler=Export")).Text.ShouldContain("De Luca", Shouldly.Case.Insensitive, "one's own office's are");
    }

    /// <summary>An empty list says why, and how to see something again.</summary>
    [Fact]
    public async Task Empty_SaysWhatToDo_AndTakesTheFiltersAway()
    {
        town.Require();
        using var bruno = await town.AsStaffAsync("bruno");
        var page = await bruno.GetAsync("/desk/protocollo?q=parolachenonce&dal=01/01/2026");
        page.Main.ShouldContain("Niente con questi filtri");
        var back = page.Page.QuerySelectorAll("main a").Single(link => link.TextContent == "Togli i filtri").GetAttribute("href");
        back.ShouldBe("?");
        page.Page.QuerySelector("#From")!.GetAttribute("value").ShouldBe("01/01/2026");
        (await bruno.GetAsync("/desk/protocollo?q=%3Cscript%3Ealert(1)%3C/script%3E&classe=%22%20onfocus=%22x")).Text.ShouldNotContain("<script>alert");
        var refused = (await bruno.GetAsync("/desk/protocollo?dal=ieri")).ShouldBe(HttpStatusCode.BadRequest);
        refused.ErrorOf("From").ShouldContain("Scrivi la data");
        refused.Page.QuerySelector("#From")!.GetAttribute("aria-describedby").ShouldBe("From-error");
        refused.Page.QuerySelector("#From-error")!.TextContent.ShouldContain("Scrivi la data");
    }

    /// <summary>A chart and its table say the same.</summary>
    [Fact]
    public async Task Charts_HaveTheirTable_WithTheSameFigures()
    {
        town.Require();
        await GrantedAsync();
        foreach (var (path, who) in ((string, string)[])[("/desk/pratiche/carico", "gino"), ("/desk/consultazioni", "dario"), ("/promesse", ""), ("/en/promesse", "")])
        {
            using var browser = who.Length == 0 ? town.Browser() : await town.AsStaffAsync(who);
            var charts = (await browser.GetAsync(path)).Page.QuerySelectorAll("figure.lb-chart");
            charts.Length.ShouldBeGreaterThan(0, path);
            foreach (var chart in charts)
            {
                var drawing = chart.QuerySelector("svg[role=img]")!;
                foreach (var id in drawing.GetAttribute("aria-labelledby")!.Split(' ')) drawing.QuerySelector($"#{id}")!.TextContent.Length.ShouldBeGreaterThan(5, path);
                var table = chart.QuerySelector("table")!;
                table.QuerySelector("caption").ShouldNotBeNull(path);
                var series = table.QuerySelectorAll("thead th").Length - 1;
                chart.QuerySelectorAll(".lb-legend li").Length.ShouldBe(series, path);
                var figures = table.QuerySelectorAll("tbody td").Select(cell => int.Parse(cell.TextContent.Replace(".", "", StringComparison.Ordinal), System.Globalization.CultureInfo.InvariantCulture)).ToList();
                figures.Count.ShouldBe(table.QuerySelectorAll("tbody tr").Length * series, path);
                // A bar for each figure that is not nothing, a point for each figure of a line.
                var points = drawing.QuerySelectorAll("circle").Length;
                if (points > 0) points.ShouldBe(figures.Count, path);
                else drawing.QuerySelectorAll("rect").Length.ShouldBe(figures.Count(figure => figure > 0), path);
            }
        }
    }

    /// <summary>Kind and size in words; the hash is there for who wants it.</summary>
    [Fact]
    public async Task Files_SayWhatTheyAre()
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        var room = await ApplicationSample.SubmitAsync(town, maria, "passo-carrabile");
        foreach (var (address, kinds) in ((string, string)[])[(room, "documento PDF|immagine PNG|dati (JSON|XML)|pagina HTML"), ("/en" + room, "PDF document|PNG image|(JSON|XML) data|HTML page"),
            (room + "/ricevuta", "documento PDF|immagine PNG|dati (JSON|XML)|pagina HTML")])
        {
            var files = (await maria.GetAsync(address)).Page.QuerySelectorAll(".lb-files > li");
            files.Length.ShouldBeGreaterThan(1, address);
            foreach (var file in files) file.TextContent.ShouldMatch($@"\([^()]+\.\w+, ({kinds}), [0-9,.]+ (byte|kB|MB)\)", address);
            files.ShouldAllBe(file => file.QuerySelector("details [data-sha256]")!.TextContent.Length == 64 && !file.QuerySelector("details")!.HasAttribute("open"), address);
        }
    }
}

public sealed class ListPagesOnSqlite(SqliteTown town) : ListPagesTests(town), IClassFixture<SqliteTown>;

public sealed class ListPagesOnPostgres(PostgresTown town) : ListPagesTests(town), IClassFixture<PostgresTown>;
