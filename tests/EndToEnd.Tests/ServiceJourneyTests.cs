using Microsoft.Playwright;
using Liburia.TestKit;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Liburia.EndToEnd.Tests;

/// <summary>The engine's services in a real browser: the citizen without JavaScript, the clerk by keyboard, every page looked at for accessibility.</summary>
[Collection(nameof(SharedBrowser))]
[Slow("Every complete service from the citizen to the register, in a browser.")]
public sealed class ServiceJourneyTests(ServerProcess server, Chromium chromium, Cast cast) : IClassFixture<Cast>
{
    private const string Reasons = "La documentazione dimostra che la richiesta è fondata.";

    [Theory]
    [InlineData("certificato-di-residenza", "Maria De Luca", "Anna", "DE LUCA")]
    [InlineData("cambio-di-indirizzo", "Luca Ferrara", "Anna", "Ferrara")]
    [InlineData("accesso-civico-semplice", "Maria De Luca", "Dario", "De Luca")]
    [InlineData("accesso-civico-generalizzato", "Maria De Luca", "Dario", "De Luca")]
    [InlineData("accesso-agli-atti", "Maria De Luca", "Dario", "De Luca")]
    [InlineData("segnalazione-disservizio", "Maria De Luca", "Gino", "De Luca")]
    [InlineData("occupazione-suolo-pubblico", "Maria De Luca", "Gino", "De Luca")]
    [InlineData("passo-carrabile", "Maria De Luca", "Gino", "De Luca")]
    [InlineData("insegna-pubblicitaria", "Maria De Luca", "Gino", "De Luca")]
    [InlineData("contrassegno-disabili", "Maria De Luca", "Ivo", "De Luca")]
    public async Task CO03_CO10_Citizen_WithoutScript_HasTheReceipt_TheClerkDecidesByKeyboard_TheDocumentComes(string slug, string name, string clerk, string onPaper)
    {
        var citizen = await cast.CitizenAsync(name);
        var page = citizen.Page;
        await page.GotoAsync($"{server.Cesa}/servizi/{slug}/domanda");
        await citizen.LookAsync();
        await page.Locator("main form[method=post]:not([action]) button").ClickAsync();
        await new FormFiller(citizen).ToCheckAsync(slug == "passo-carrabile" ? "domanda-file-1280" : null);
        await page.GetByRole(AriaRole.Button, new() { Name = "Invia la domanda" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Domanda ricevuta" })).ToBeVisibleAsync();
        var number = (await page.Locator("[data-protocol]").TextContentAsync())!;
        (await page.Locator("[data-sha256]").AllTextContentsAsync()).ShouldAllBe(hash => hash.Length == 64);
        await citizen.LookAsync(slug == "passo-carrabile" ? "ricevuta-file-1280" : null);
        await page.GetByRole(AriaRole.Link, new() { Name = "Vai alla pratica" }).ClickAsync();
        await citizen.LookAsync();

        await ConcludeAsync(await cast.ClerkAsync(clerk), slug, number);

        await citizen.AwaitLinkAsync("Scarica il PDF");
        await citizen.LookAsync(slug == "passo-carrabile" ? "pratica-accolta-1280" : null);
        await Expect(page.GetByText("In corso", new() { Exact = true })).ToHaveCountAsync(0);
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Scarica il PDF" }).First.ClickAsync());
        (await ServerProcess.ProgramAsync("pdftotext", ["-layout", await download.PathAsync(), "-"])).Words.ShouldContain(onPaper);
    }

    /// <summary>The clerk finds the case in the queue and ends it, or sees how the rules ended it; not a click.</summary>
    private async Task ConcludeAsync(Typist clerk, string slug, string number)
    {
        var byRule = slug == "certificato-di-residenza";
        await clerk.Page.GotoAsync(server.Cesa + (byRule ? "/desk/pratiche?stato=tutte" : "/desk/pratiche"));
        await Chromium.CheckAsync(clerk.Page);
        await clerk.OpenRowAsync(number);
        await Chromium.CheckAsync(clerk.Page);
        if (!byRule) await (slug switch
        {
            "cambio-di-indirizzo" => RecordAndConfirmAsync(clerk),
            "segnalazione-disservizio" => DecideAsync(clerk, "Risolta", Reasons, "Foto o documento"),
            _ => DecideAsync(clerk, "Si accoglie", Reasons),
        });
        if (slug == "occupazione-suolo-pubblico") await PayAsync(clerk, number);
        // What the rules decide is done when its paper is made: until then the page says to look again.
        for (var i = 0; i < 240 && byRule && await clerk.Page.GetByText("Il documento non è ancora composto").CountAsync() > 0; i++)
        {
            await Task.Delay(250, TestContext.Current.CancellationToken);
            await clerk.Page.ReloadAsync();
        }
        await Expect(clerk.Page.GetByText("Accolta", new() { Exact = true }).First).ToBeVisibleAsync();
        await Chromium.CheckAsync(clerk.Page);
    }

    /// <summary>What was granted waits for its fee: the clerk records that it was paid, and sees the case decided.</summary>
    private async Task PayAsync(Typist clerk, string number)
    {
        await Expect(clerk.Page.GetByText("Aspetta il pagamento", new() { Exact = true }).First).ToBeVisibleAsync();
        await clerk.FollowAsync("a", "da pagare entro");
        await Chromium.CheckAsync(clerk.Page);
        await clerk.PickAsync("select", "Come", "carta");
        await clerk.WriteAsync("input", "Numero della ricevuta o dell'operazione", "POS 77");
        await clerk.FollowAsync("button", "Registra il pagamento");
        await Expect(clerk.Page.GetByText("Ricevuta del pagamento")).ToBeVisibleAsync();
        await clerk.Page.GotoAsync(server.Cesa + "/desk/pratiche?stato=tutte");
        await clerk.OpenRowAsync(number);
    }

    /// <summary>A change of address is recorded at once and confirmed after the checks.</summary>
    private static async Task RecordAndConfirmAsync(Typist clerk)
    {
        await clerk.FollowAsync("a", "Registra");
        await clerk.FollowAsync("button", "Registra");
        await Chromium.CheckAsync(clerk.Page);
        await DecideAsync(clerk, "Si conferma la registrazione", Reasons);
    }

    private static async Task DecideAsync(Typist clerk, string how, string reasons, string? evidence = null)
    {
        await clerk.FollowAsync("a", "Decidi");
        await clerk.ChooseAsync("input[name=State]", how);
        await clerk.WriteAsync("textarea[name=Reasons]", "Motivazione", reasons);
        if (evidence is not null) await clerk.AttachAsync(evidence, "fatto.png", TestKit.ApplicationSample.Png);
        await clerk.ChooseAsync("input[name=Confirmed][type=checkbox]");
        await clerk.FollowAsync("button", "Adotta la decisione");
    }

    [Fact]
    public async Task Maria_CompletesWhatIsMissing_AnswersTheNotice_AndReadsWhyNot()
    {
        var maria = await cast.CitizenAsync("Maria De Luca");
        var gino = await cast.ClerkAsync("Gino");
        var page = maria.Page;
        await page.GotoAsync(server.Cesa + "/servizi/insegna-pubblicitaria/domanda");
        await page.Locator("main form[method=post]:not([action]) button").ClickAsync();
        await new FormFiller(maria).ToCheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Invia la domanda" }).ClickAsync();
        var number = (await page.Locator("[data-protocol]").TextContentAsync())!;
        await page.GetByRole(AriaRole.Link, new() { Name = "Vai alla pratica" }).ClickAsync();

        await gino.Page.GotoAsync(server.Cesa + "/desk/pratiche");
        await gino.OpenRowAsync(number);
        await gino.FollowAsync("a", "Chiedi un'integrazione");
        await gino.WriteAsync("textarea", "Che cosa deve scrivere", "L'altezza da terra\nIl materiale");
        await gino.WriteAsync("textarea", "Quali file deve allegare", "Una foto della facciata");
        await Chromium.PictureAsync(gino.Page, "desk-integrazione-1280");
        await gino.FollowAsync("button", "Chiedi l'integrazione");
        await Expect(gino.Page.GetByText("Sospesa", new() { Exact = true })).ToBeVisibleAsync();
        await Chromium.CheckAsync(gino.Page);

        await page.ReloadAsync();
        await maria.LookAsync("integrazione-1280");
        foreach (var answer in new[] { "Tre metri e venti", "Alluminio verniciato" })
        {
            await page.Locator("form[action='?handler=Supplement'] textarea").First.FillAsync(answer);
            await page.Locator("form[action='?handler=Supplement']").Filter(new() { Has = page.Locator("textarea") }).First.GetByRole(AriaRole.Button).ClickAsync();
        }
        await page.Locator("form[action='?handler=Supplement'] input[type=file]").SetInputFilesAsync(new FilePayload { Name = "facciata.png", MimeType = "image/png", Buffer = TestKit.ApplicationSample.Png });
        await page.Locator("form[action='?handler=Supplement']").GetByRole(AriaRole.Button, new() { Name = "Invia", Exact = true }).ClickAsync();
        await Expect(page.GetByText("In corso", new() { Exact = true })).ToBeVisibleAsync();

        await gino.Page.ReloadAsync();
        await Expect(gino.Page.GetByText("Alluminio verniciato").First).ToBeVisibleAsync();
        await gino.FollowAsync("a", "Preavviso di rigetto");
        await gino.WriteAsync("textarea[name=Reasons]", "Motivi", "L'insegna copre un segnale stradale: così non si può autorizzare.");
        await gino.FollowAsync("button", "Invia il preavviso");
        await page.ReloadAsync();
        await maria.LookAsync("preavviso-1280");
        await page.GetByLabel("Le tue osservazioni").FillAsync("Il segnale si vede da ogni lato della strada.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Invia le osservazioni" }).ClickAsync();
        await Expect(page.GetByText("Osservazioni del richiedente").First).ToBeVisibleAsync();

        await gino.Page.ReloadAsync();
        await DecideAsync(gino, "Non si accoglie", "Le osservazioni non cambiano i fatti: il segnale resta coperto.");
        await Expect(gino.Page.GetByText("Non accolta", new() { Exact = true }).First).ToBeVisibleAsync();
        await maria.AwaitLinkAsync("Scarica il PDF");
        await maria.LookAsync();
        await Expect(page.GetByText("Non accolta", new() { Exact = true }).First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task CO10_Place_IsGivenByKeyboardAndTextAlone_AddressOrPoint_WithoutAMap()
    {
        var luca = new Typist((await cast.CitizenAsync("Luca Ferrara")).Page);
        foreach (var byPoint in new[] { false, true })
        {
            await luca.Page.GotoAsync(server.Cesa + "/servizi/segnalazione-disservizio/domanda");
            await luca.FollowAsync("main form:not([action]) button", "Inizia");
            await luca.ChooseAsync("input[type=radio]", "Illuminazione");
            await luca.FollowAsync("button", "Continua");
            if (byPoint)
            {
                await luca.UnfoldAsync("Oppure indica un punto");
                await luca.WriteAsync("input", "Latitudine", "40,9642");
                await luca.WriteAsync("input", "Longitudine", "14,2308");
            }
            else
            {
                await luca.ReachAsync("select", "Via");
                await luca.Page.Keyboard.TypeAsync("VIA ROMA");
                await luca.WriteAsync("input", "Numero civico", "12");
                await luca.WriteAsync("input", "Indicazioni", "Davanti alla farmacia");
            }
            await luca.FollowAsync("button", "Continua");
            await Expect(luca.Page.GetByLabel("Descrizione")).ToBeVisibleAsync();
        }
    }

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
        var dario = new Typist(desk);
        await GoAsync(desk, "/desk/accedi", true);
        await dario.FollowAsync("button", "Entra come Dario");
        await GoAsync(desk, "/desk/pratiche", true, $"desk-coda-{width}");
        await dario.OpenRowAsync(number!);
        await SeenAsync(desk, true, $"desk-pratica-{width}");
        await DecideAsync(dario, "Si accoglie in parte", "Si danno gli importi; restano riservati i dati bancari delle imprese (art. 5-bis).");
        await Expect(desk.GetByText("Accolta in parte").First).ToBeVisibleAsync();
        await GoAsync(desk, "/desk/registri/accesso-civico", true, $"desk-registro-{width}");
        await GoAsync(desk, "/desk/procedimenti", true, $"desk-procedimenti-{width}");
        await GoAsync(desk, "/desk/procedimenti/accesso-civico-generalizzato", true, $"desk-procedimento-{width}");
        await GoAsync(desk, "/desk/pratiche/carico", true, $"desk-carico-{width}");

        for (var i = 0; i < 240 && await page.GetByRole(AriaRole.Link, new() { Name = "Scarica il PDF" }).CountAsync() == 0; i++)
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
