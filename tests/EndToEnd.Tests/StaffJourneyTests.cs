using Liburia.TestKit;
using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Liburia.EndToEnd.Tests;

/// <summary>The staff's door in a real browser, with its virtual authenticator: a passkey made, used, and refused where it does not belong.</summary>
[Collection(nameof(SharedBrowser))]
[Slow("Passkeys, links and desks in a browser, wide, narrow and without scripts.")]
public sealed class StaffJourneyTests(ServerProcess server, Chromium chromium)
{
    private string AccessPoint => $"http://localhost:{server.Port}";

    /// <summary>An authenticator inside the browser: a passkey of the device, that knows its owner.</summary>
    private static async Task AuthenticatorAsync(IPage page)
    {
        var session = await page.Context.NewCDPSessionAsync(page);
        await session.SendAsync("WebAuthn.enable");
        await session.SendAsync("WebAuthn.addVirtualAuthenticator", new()
        {
            ["options"] = new Dictionary<string, object> { ["protocol"] = "ctap2", ["transport"] = "internal", ["hasResidentKey"] = true, ["hasUserVerification"] = true, ["isUserVerified"] = true, ["automaticPresenceSimulation"] = true },
        });
    }

    private async Task AsClerkAsync(IPage page, string name, string slug = "cesa")
    {
        await page.GotoAsync($"{server.Cesa.Replace("cesa.", slug + ".", StringComparison.Ordinal)}/desk/accedi?ritorno=/desk/il-mio-accesso");
        await page.GetByRole(AriaRole.Button, new() { Name = $"Entra come {name}" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Il mio accesso" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task CV38_Anna_MakesAPasskey_LeavesAndComesBackWithIt()
    {
        var page = await chromium.PageAsync();
        await AuthenticatorAsync(page);
        await AsClerkAsync(page, "Anna");
        await Chromium.CheckAsync(page);
        await page.GetByRole(AriaRole.Link, new() { Name = "Aggiungi una passkey o una password" }).ClickAsync();
        await page.WaitForURLAsync($"{AccessPoint}/personale/chiave");
        await Chromium.CheckAsync(page);
        await Chromium.PictureAsync(page, "personale-chiave-1280");
        await page.GetByLabel("Nome della passkey").FillAsync("portatile dell'ufficio");
        await page.GetByRole(AriaRole.Button, new() { Name = "Crea la passkey" }).ClickAsync();
        await page.WaitForURLAsync(server.Cesa + "/desk/il-mio-accesso?fatto=passkey");
        await Expect(page.GetByText("La passkey è pronta")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Rowheader, new() { Name = "portatile dell'ufficio" })).ToBeVisibleAsync();
        await Chromium.CheckAsync(page);
        await Chromium.PictureAsync(page, "desk-il-mio-accesso-1280");

        await page.GetByRole(AriaRole.Button, new() { Name = "Esci", Exact = true }).ClickAsync();
        await page.GotoAsync(server.Cesa + "/desk/accedi?ritorno=/desk/residenti");
        await page.GetByRole(AriaRole.Link, new() { Name = "entra con la passkey o la password" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Entra nella scrivania" })).ToBeVisibleAsync();
        await Chromium.CheckAsync(page);
        await Chromium.PictureAsync(page, "personale-accesso-1280");
        await page.GetByRole(AriaRole.Button, new() { Name = "Entra con la passkey" }).ClickAsync();
        await page.WaitForURLAsync(server.Cesa + "/desk/residenti");
        await Expect(page.GetByText("Ufficio anagrafe").First).ToBeVisibleAsync();

        // Another Comune does not know it, and says so.
        await page.GotoAsync(server.Cesa.Replace("cesa.", "succivo.", StringComparison.Ordinal) + "/desk/accedi");
        await page.GetByRole(AriaRole.Link, new() { Name = "entra con la passkey o la password" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Entra con la passkey" }).ClickAsync();
        await Expect(page.GetByText("Questa passkey non apre la scrivania del Comune di Succivo").First).ToBeVisibleAsync();
        await Chromium.CheckAsync(page);
    }

    [Theory]
    [InlineData(375, true)]
    [InlineData(1280, false)]
    public async Task Door_WithoutPasskeys_OffersThePassword_AndSaysWhatIsWrong(int width, bool script)
    {
        var page = await chromium.PageAsync(width, script);
        await page.GotoAsync(server.Cesa + "/desk/accedi");
        await page.GetByRole(AriaRole.Link, new() { Name = "entra con la passkey o la password" }).ClickAsync();
        await page.GetByText("Entra con la password e il codice dell'app").ClickAsync();
        await page.GetByLabel("Nome utente").FillAsync("anna");
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync("una password sbagliata");
        await page.GetByLabel("Codice dell'app").FillAsync("12345");
        await page.GetByRole(AriaRole.Button, new() { Name = "Entra", Exact = true }).ClickAsync();
        await Expect(page.GetByText("Scrivi le sei cifre che mostra l'app.").First).ToBeVisibleAsync();
        await Expect(page.GetByLabel("Nome utente")).ToHaveValueAsync("anna");
        await Chromium.CheckAsync(page, script);
        if (script) await Chromium.PictureAsync(page, $"personale-accesso-{width}");
    }

    [Fact]
    public async Task Elsa_FindsPeopleAndOffices_AndTheHeadSeesWhoLooked_AtBothWidths()
    {
        foreach (var width in (int[])[1280, 375])
        {
            var page = await chromium.PageAsync(width);
            await AsClerkAsync(page, "Elsa");
            foreach (var (path, heading, picture) in ((string, string, string)[])[("/desk/personale", "Personale e uffici", "desk-personale"), ("/desk/uffici", "Uffici", "desk-uffici"), ("/desk/trattamenti", "Registro dei trattamenti", "desk-trattamenti")])
            {
                await page.GotoAsync(server.Cesa + path);
                await Expect(page.GetByRole(AriaRole.Heading, new() { Name = heading, Exact = true })).ToBeVisibleAsync();
                await Chromium.CheckAsync(page);
                await Chromium.PictureAsync(page, $"{picture}-{width}");
            }
            await page.GotoAsync(server.Cesa + "/desk/personale");
            await page.GetByRole(AriaRole.Link, new() { NameRegex = new("^Gino") }).ClickAsync();
            await page.GetByText("Si sposta, o ha un incarico in più").ClickAsync();
            await Chromium.CheckAsync(page);
            await Chromium.PictureAsync(page, $"desk-persona-{width}");

            // Anna opens some sheets, with their purpose: her head sees it.
            var anna = await chromium.PageAsync(width);
            await AsClerkAsync(anna, "Anna");
            foreach (var (name, purpose) in ((string, string)[])[("HADDAD", "Verifica d'ufficio"), ("DE LUCA", "Richiesta di informazioni dell'interessato")])
            {
                await anna.GotoAsync($"{server.Cesa}/desk/residenti?q={(name == "HADDAD" ? "amina+haddad" : "de+luca+maria")}");
                await anna.GetByRole(AriaRole.Link, new() { Name = name }).First.ClickAsync();
                await anna.GotoAsync(anna.Url + "?altro=true");
                await anna.GetByLabel(purpose).CheckAsync();
                await anna.GetByRole(AriaRole.Button, new() { Name = "Apri la scheda" }).ClickAsync();
                await anna.WaitForLoadStateAsync();
            }

            var franca = await chromium.PageAsync(width);
            await AsClerkAsync(franca, "Franca");
            await franca.GotoAsync(server.Cesa + "/desk/consultazioni");
            await Expect(franca.GetByRole(AriaRole.Heading, new() { Name = "Chi ha consultato che cosa" })).ToBeVisibleAsync();
            await Expect(franca.GetByText("Richiesta di informazioni dell'interessato").First).ToBeVisibleAsync();
            await Chromium.CheckAsync(franca);
            await Chromium.PictureAsync(franca, $"desk-consultazioni-{width}");
        }
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(375)]
    public async Task Maria_ReadsWhoLooked_AndTakesHerDataAway(int width)
    {
        var page = await chromium.PageAsync(width);
        await page.GotoAsync(server.Cesa + "/accedi?ritorno=/area-personale/accessi");
        await page.GetByLabel("Maria De Luca").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Accedi" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Chi ha consultato i miei dati" })).ToBeVisibleAsync();
        await Chromium.CheckAsync(page);
        await Chromium.PictureAsync(page, $"accessi-{width}");
        await page.GetByRole(AriaRole.Link, new() { Name = "Tutti i dati che il Comune ha su di te" }).ClickAsync();
        await Chromium.CheckAsync(page);
        await Chromium.PictureAsync(page, $"miei-dati-{width}");
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Scarica tutto" }).ClickAsync());
        download.SuggestedFilename.ShouldBe("i-miei-dati-cesa.zip");
    }
}
