using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Liburia.EndToEnd.Tests;

/// <summary>The engine's services in a real browser: the citizen without JavaScript, the clerk by keyboard, every page looked at for accessibility.</summary>
public sealed class ServiceJourneyTests(ServerProcess server, Chromium chromium) : IClassFixture<ServerProcess>, IClassFixture<Chromium>
{
    [Theory]
    [InlineData(1280, false)]
    [InlineData(375, true)]
    public async Task CO13_Maria_AsksForData_DarioDecidesByKeyboard_SheReadsTheAnswer_TheRegisterIsPublic(int width, bool script)
    {
        var page = await chromium.PageAsync(width, script);
        var subject = $"Spese per le scuole {width}";
        await GoAsync(page, "/servizi?q=accesso+generalizato", script, $"servizi-cerca-{width}");
        await page.GetByRole(AriaRole.Link, new() { Name = "Accesso civico generalizzato", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Accedi al servizio" }).First.ClickAsync();
        await page.GetByLabel("Maria De Luca").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Accedi" }).ClickAsync();
        await SeenAsync(page, script, $"foia-inizio-{width}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Inizia" }).Last.ClickAsync();
        await page.GetByLabel("Oggetto della richiesta").FillAsync(subject);
        await page.GetByRole(AriaRole.Button, new() { Name = "Continua" }).ClickAsync();
        // One answer is missing: the other is kept.
        await Expect(page.Locator("#errori")).ToBeVisibleAsync();
        await Expect(page.GetByLabel("Oggetto della richiesta")).ToHaveValueAsync(subject);
        await SeenAsync(page, script, $"foia-errore-{width}");
        await page.GetByLabel("Dati o documenti").FillAsync("Fatture e determine del 2025\nper la manutenzione delle scuole");
        await page.GetByRole(AriaRole.Button, new() { Name = "Continua" }).ClickAsync();
        await page.GetByLabel("Nell'area personale").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Continua" }).ClickAsync();
        await page.GetByLabel("Indirizzo di posta").FillAsync("maria@posta.example");
        await page.GetByRole(AriaRole.Button, new() { Name = "Continua" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Controlla e invia" })).ToBeVisibleAsync();
        await SeenAsync(page, script, $"foia-riepilogo-{width}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Invia la domanda" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Domanda ricevuta" })).ToBeVisibleAsync();
        var number = await page.Locator("[data-protocol]").TextContentAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Vai alla pratica" }).ClickAsync();
        await SeenAsync(page, script, $"foia-pratica-{width}");

        var desk = await chromium.PageAsync(width);
        await GoAsync(desk, "/desk/accedi", true);
        await desk.GetByRole(AriaRole.Button, new() { Name = "Entra come Dario" }).ClickAsync();
        await GoAsync(desk, "/desk/pratiche", true, $"desk-coda-{width}");
        // j goes down the queue, Enter opens.
        for (var i = 0; i < 30 && !(await desk.Locator("tr.lb-current").AllTextContentsAsync()).Any(row => row.Contains(number!, StringComparison.Ordinal)); i++) await desk.Keyboard.PressAsync("j");
        await desk.Keyboard.PressAsync("Enter");
        await desk.WaitForURLAsync(url => url.Contains("/desk/pratiche/", StringComparison.Ordinal));
        await SeenAsync(desk, true, $"desk-pratica-{width}");
        await desk.GetByText("Decidi", new() { Exact = true }).ClickAsync();
        await desk.GetByLabel("Si accoglie in parte").CheckAsync();
        await desk.Locator("form[action='?handler=Decide'] textarea").FillAsync("Si danno gli importi; restano riservati i dati bancari delle imprese (art. 5-bis).");
        await desk.GetByRole(AriaRole.Button, new() { Name = "Adotta la decisione" }).ClickAsync();
        await Expect(desk.GetByText("Accolta in parte").First).ToBeVisibleAsync();
        await GoAsync(desk, "/desk/registri/accesso-civico", true, $"desk-registro-{width}");
        await GoAsync(desk, "/desk/procedimenti", true, $"desk-procedimenti-{width}");
        await GoAsync(desk, "/desk/procedimenti/accesso-civico-generalizzato", true, $"desk-procedimento-{width}");
        await GoAsync(desk, "/desk/pratiche/carico", true, $"desk-carico-{width}");

        for (var i = 0; i < 60 && await page.GetByRole(AriaRole.Link, new() { Name = "Scarica il PDF" }).CountAsync() == 0; i++)
        {
            await Task.Delay(250, TestContext.Current.CancellationToken);
            await page.ReloadAsync();
        }
        await SeenAsync(page, script, $"foia-conclusa-{width}");
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Scarica il PDF" }).First.ClickAsync());
        if (Environment.GetEnvironmentVariable("LIBURIA_SCREENSHOTS") is { Length: > 0 } folder) File.Copy(await download.PathAsync(), Path.Combine(folder, "decisione.pdf"), overwrite: true);
        (await ServerProcess.ProgramAsync("pdftotext", ["-layout", await download.PathAsync(), "-"])).Words.ShouldContain("restano riservati i dati bancari");
        (await ServerProcess.ProgramAsync("pdfsig", ["-nocert", await download.PathAsync()])).Words.ShouldContain("Signature is Valid");

        var anyone = await chromium.PageAsync(width, script);
        await GoAsync(anyone, "/registri/accesso-civico", script, $"registro-{width}");
        var register = await anyone.ContentAsync();
        register.ShouldContain(subject);
        register.ShouldNotContain("De Luca", Case.Insensitive);
        await GoAsync(anyone, "/servizi/diversita", script);
        await GoAsync(anyone, "/en/servizi/accesso-civico-generalizzato", script, $"foia-en-{width}");
    }

    private async Task GoAsync(IPage page, string path, bool script, string? picture = null)
    {
        await page.GotoAsync(server.Cesa + path);
        await SeenAsync(page, script, picture);
    }

    private static async Task SeenAsync(IPage page, bool script, string? picture)
    {
        await Chromium.CheckAsync(page, script);
        if (picture is not null) await Chromium.PictureAsync(page, picture);
    }
}
