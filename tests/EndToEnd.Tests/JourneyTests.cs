using Microsoft.Playwright;
using Liburia.TestKit;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Liburia.EndToEnd.Tests;

/// <summary>The whole of section one: Maria, the stranger and Anna, in a real browser.</summary>
[Collection(nameof(SharedBrowser))]
[Slow("Whole journeys in a browser, looked at on two screens.")]
public sealed class JourneyTests(ServerProcess server, Chromium chromium)
{
    private static int stamp = 40_000_000;

    [Theory]
    [InlineData(1280, true)]
    [InlineData(375, true)]
    [InlineData(1280, false)]
    public async Task CO22_CO15_Maria_FromTheSheetToTheCertificate_AndAStrangerVerifiesIt(int width, bool script)
    {
        var page = await chromium.PageAsync(width, script);
        var offences = Offences(page);
        await GoAsync(page, server.Cesa + "/", script, $"home-{width}");
        await ClickAsync(page, page.GetByRole(AriaRole.Link, new() { Name = "Servizi", Exact = true }).First, script, $"servizi-{width}");
        await ClickAsync(page, page.GetByRole(AriaRole.Link, new() { Name = "Certificato di residenza", Exact = true }).First, script, $"scheda-{width}");
        await ClickAsync(page, page.GetByRole(AriaRole.Link, new() { Name = "Accedi al servizio" }).First, script, $"accesso-{width}");
        await page.GetByLabel("Maria De Luca").CheckAsync();
        await ClickAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "Accedi" }), script);
        await ClickAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "Inizia" }).Last, script, $"domanda-{width}");
        // Nothing chosen: the error summary comes first and is focused.
        await ClickAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "Continua" }), script, $"errore-{width}");
        (await page.TitleAsync()).ShouldStartWith("Errore: ");
        await Expect(page.Locator("#errori")).ToBeVisibleAsync();
        if (script) await Expect(page.Locator("#errori")).ToBeFocusedAsync();
        await page.GetByLabel("(tu)").CheckAsync();
        await ClickAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "Continua" }), script);
        await page.GetByLabel("Certificato contestuale").CheckAsync();
        await ClickAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "Continua" }), script, $"uso-{width}");
        await page.GetByLabel("Per un uso fra privati").CheckAsync();
        await ClickAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "Continua" }), script);
        await page.GetByLabel("Identificativo della marca da bollo").FillAsync($"010000{Interlocked.Increment(ref stamp)}");
        await ClickAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "Continua" }), script, $"riepilogo-{width}");
        await ClickAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "Invia la domanda" }), script, $"ricevuta-{width}");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Domanda ricevuta" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Vai alla pratica" }).ClickAsync();
        for (var i = 0; i < 240 && await page.GetByRole(AriaRole.Link, new() { Name = "Scarica il PDF" }).CountAsync() == 0; i++)
        {
            await Task.Delay(250, TestContext.Current.CancellationToken);
            await page.ReloadAsync();
        }
        await VisitedAsync(page, script, $"pratica-{width}");
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Scarica il PDF" }).First.ClickAsync());
        var pdf = await File.ReadAllBytesAsync(await download.PathAsync(), TestContext.Current.CancellationToken);
        pdf.AsSpan(0, 5).SequenceEqual("%PDF-"u8).ShouldBeTrue();
        if (Environment.GetEnvironmentVariable("LIBURIA_SCREENSHOTS") is { Length: > 0 } folder && width == 1280 && script) await File.WriteAllBytesAsync(Path.Combine(folder, "certificato.pdf"), pdf, TestContext.Current.CancellationToken);
        var verify = await page.Locator("a[href^='/verifica/']").First.GetAttributeAsync("href");
        await ReadsAsPaperAsync(await download.PathAsync(), server.Cesa + verify);

        var stranger = await chromium.PageAsync(width, script);
        await GoAsync(stranger, server.Cesa + verify, script, $"verifica-{width}");
        await Expect(stranger.GetByText("Valido", new() { Exact = true }).First).ToBeVisibleAsync();
        (await stranger.ContentAsync()).ShouldNotContain("De Luca", Case.Insensitive);
        await GoAsync(page, server.Cesa + "/area-personale", script, $"area-{width}");
        await Expect(page.GetByText("Qualcuno ha verificato").First).ToBeVisibleAsync();
        offences.ShouldBeEmpty();
    }

    /// <summary>One page, with Maria's name, and a QR that a phone's camera leads to the address of the verification.</summary>
    private static async Task ReadsAsPaperAsync(string pdf, string verify)
    {
        (await ServerProcess.ProgramAsync("pdfinfo", [pdf])).Words.ShouldMatch(@"Pages:\s+1\b");
        (await ServerProcess.ProgramAsync("pdftotext", ["-layout", pdf, "-"])).Words.ShouldContain("DE LUCA");
        await ServerProcess.ProgramAsync("pdftoppm", ["-png", "-r", "200", "-singlefile", pdf, pdf]);
        (await ServerProcess.ProgramAsync("zbarimg", ["-q", "--raw", pdf + ".png"])).Words.Trim().ShouldBe(verify);
    }

    [Fact]
    public async Task CO10_Luca_ByKeyboardAlone_ReachesTheReceipt()
    {
        var luca = new Typist(await chromium.PageAsync());
        await luca.Page.GotoAsync(server.Cesa + "/servizi/certificato-di-residenza/domanda");
        await luca.ChooseAsync("input[name=TaxCode]", "Luca Ferrara");
        await luca.FollowAsync("button", "Accedi");
        await luca.FollowAsync("main button", "Inizia");
        foreach (var answer in new[] { "(tu)", "Certificato di residenza", "Separazione o divorzio" })
        {
            await luca.ChooseAsync("input[type=radio]", answer);
            await luca.FollowAsync("button", "Continua");
        }
        await luca.FollowAsync("button", "Invia la domanda");
        await Expect(luca.Page.GetByRole(AriaRole.Heading, new() { Name = "Domanda ricevuta" })).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(375)]
    public async Task CV08_Anna_AtTheDesk_FindsTheSheetRegistersAndMoves(int width)
    {
        var page = await chromium.PageAsync(width);
        var offences = Offences(page);
        await GoAsync(page, server.Cesa + "/desk", true, $"desk-accesso-{width}");
        await ClickAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "Entra come Anna" }), true, $"desk-oggi-{width}");
        await GoAsync(page, server.Cesa + "/desk/residenti?q=via+roma", true, $"desk-residenti-{width}");
        await GoAsync(page, server.Cesa + "/desk/residenti?q=amina+haddad", true);
        await ClickAsync(page, page.GetByRole(AriaRole.Link, new() { Name = "HADDAD" }).First, true);
        // Asked once for a person and a task: at the other width it was said a moment ago.
        await GoAsync(page, page.Url + "?altro=true", true, $"desk-motivo-{width}");
        await page.GetByLabel("Pratica in corso").CheckAsync();
        await ClickAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "Apri la scheda" }), true, $"desk-scheda-{width}");
        await GoAsync(page, server.Cesa + "/desk/protocollo/nuovo", true, $"desk-registra-{width}");
        await page.GetByLabel("Oggetto").FillAsync("Richiesta di un contributo per la festa patronale");
        await page.GetByLabel("Mittente o destinatario").FillAsync("Associazione Pro Loco");
        await page.GetByLabel("Classe del titolario").SelectOptionAsync("XIV Oggetti diversi");
        await ClickAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "Registra e numera" }), true, $"desk-protocollo-voce-{width}");
        foreach (var path in new[] { "protocollo", "pratiche", "console" }) await GoAsync(page, $"{server.Cesa}/desk/{path}", true, $"desk-{path}-{width}");
        offences.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/", true)]
    [InlineData("/promesse", true)]
    [InlineData("/en/servizi/certificato-di-residenza", false)]
    [InlineData("/privacy", false)]
    [InlineData("/accessibilita", false)]
    [InlineData("/note-legali", false)]
    [InlineData("/contatti", false)]
    [InlineData("/verifica", false)]
    [InlineData("/questa-pagina-non-esiste", false)]
    public async Task CO10_Page_HasNoAccessibilityFault_AtBothWidths(string path, bool accessPoint)
    {
        foreach (var width in new[] { 1280, 375 })
        {
            var page = await chromium.PageAsync(width);
            var offences = Offences(page);
            await GoAsync(page, (accessPoint ? $"http://localhost:{server.Port}" : server.Cesa) + path, true, accessPoint && path == "/" ? $"consorzio-{width}" : null);
            offences.Where(o => !o.Contains("404", StringComparison.Ordinal)).ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task CO09_Home_WeighsLessThan250Kilobytes_AndAsksNobodyElse()
    {
        var page = await chromium.PageAsync();
        long bytes = 0;
        var hosts = new HashSet<string>();
        page.RequestFinished += async (_, request) =>
        {
            hosts.Add(new Uri(request.Url).Host);
            var sizes = await request.SizesAsync();
            Interlocked.Add(ref bytes, sizes.ResponseBodySize + sizes.ResponseHeadersSize);
        };
        await page.GotoAsync(server.Cesa + "/", new PageGotoOptions { WaitUntil = WaitUntilState.NetworkIdle });
        bytes.ShouldBeInRange(10_000, 250_000);
        hosts.ShouldBe(["cesa.localhost"]);
    }

    /// <summary>Messages of the browser that no page may cause: refused scripts or styles, missing files.</summary>
    private static List<string> Offences(IPage page)
    {
        var offences = new List<string>();
        page.Console += (_, message) =>
        {
            if (message.Type is "error" && !message.Text.Contains("400", StringComparison.Ordinal)) offences.Add(message.Text);
        };
        return offences;
    }

    private static async Task GoAsync(IPage page, string url, bool script, string? picture = null)
    {
        await page.GotoAsync(url);
        await VisitedAsync(page, script, picture);
    }

    private static async Task ClickAsync(IPage page, ILocator what, bool script, string? picture = null)
    {
        await Chromium.LoadedAfterAsync(page, () => what.ClickAsync());
        await VisitedAsync(page, script, picture);
    }

    private static async Task VisitedAsync(IPage page, bool script, string? picture)
    {
        await Chromium.CheckAsync(page, script);
        if (picture is not null && script) await Chromium.PictureAsync(page, picture);
    }
}
