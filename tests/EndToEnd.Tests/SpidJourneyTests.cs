using Liburia.TestKit;
using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Liburia.EndToEnd.Tests;

/// <summary>In and out through SPID in a real browser: levels, step-up, second thoughts, faults, with and without JavaScript.</summary>
[Collection(nameof(SharedBrowser))]
[Slow("Every way in and out through SPID in a browser, wide, narrow and without scripts.")]
public sealed class SpidJourneyTests(ServerProcess server, Chromium chromium)
{
    private string AccessPoint => $"http://localhost:{server.Port}";

    /// <summary>From the Comune's door to the simulated provider.</summary>
    private async Task ToProviderAsync(IPage page, bool script, string? picture = null)
    {
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Accedi all'area personale" })).ToBeVisibleAsync();
        await page.GetByText("Entra con SPID", new() { Exact = true }).ClickAsync();
        var provider = page.GetByRole(AriaRole.Link, new() { Name = "Simulatore di identità" });
        await Expect(provider).ToBeVisibleAsync();
        await LookAsync(page, script, picture is null ? null : $"{picture}-bottone");
        await provider.ClickAsync();
        await page.WaitForURLAsync($"{AccessPoint}/simulatore/accesso**");
        await LookAsync(page, script, picture is null ? null : $"{picture}-gestore");
    }

    private async Task EnterAsync(IPage page, int level, bool script, string arrives, string? picture = null)
    {
        await ToProviderAsync(page, script, picture);
        await page.GetByLabel("Maria De Luca").CheckAsync();
        await page.Locator($"input[name=level][value='{level}']").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Entra", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Torna al servizio" }).ClickAsync();
        await page.WaitForURLAsync(server.Cesa + arrives);
    }

    private static async Task LookAsync(IPage page, bool script, string? picture = null)
    {
        await page.WaitForLoadStateAsync();
        await Chromium.CheckAsync(page, script);
        if (picture is not null && script) await Chromium.PictureAsync(page, picture);
    }

    [Theory]
    [InlineData(1280, true)]
    [InlineData(375, true)]
    [InlineData(1280, false)]
    public async Task CV36_Maria_EntersAtLevelOne_StepsUp_AndLeavesProviderAndComune(int width, bool script)
    {
        var page = await chromium.PageAsync(width, script);
        var offences = Offences(page);
        await page.GotoAsync(server.Cesa + "/accedi?ritorno=/area-personale&livello=1");
        await EnterAsync(page, 1, script, "/area-personale", $"spid-{width}");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Ciao, Maria" })).ToBeVisibleAsync();

        // A service that asks for more sends to the door again, and on to where one was going.
        await page.GotoAsync(server.Cesa + "/servizi/accesso-agli-atti/domanda");
        await EnterAsync(page, 2, script, "/servizi/accesso-agli-atti/domanda");
        await page.GotoAsync(server.Cesa + "/accedi?ritorno=/area-personale&livello=3");
        await EnterAsync(page, 3, script, "/area-personale");

        await page.GotoAsync(server.Cesa + "/esci");
        await LookAsync(page, script, $"spid-{width}-esci");
        await page.GetByRole(AriaRole.Button, new() { Name = "Esci da tutti i Comuni" }).ClickAsync();
        if (!script)
        {
            // The pages lead on by themselves; the one form between them is sent by its button.
            await page.WaitForURLAsync($"{AccessPoint}/spid/esci**");
            await page.GetByRole(AriaRole.Button, new() { Name = "Continua" }).ClickAsync();
        }
        await page.WaitForURLAsync(server.Cesa + "/esci?come=*");
        await Expect(page.GetByText("Sei uscito dal sito del Comune e dal gestore della tua identità.")).ToBeVisibleAsync();
        await LookAsync(page, script, $"spid-{width}-uscita");
        await page.GotoAsync(server.Cesa + "/area-personale");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Accedi all'area personale" })).ToBeVisibleAsync();
        offences.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(1280, true)]
    [InlineData(375, true)]
    [InlineData(1280, false)]
    public async Task CV36_Maria_WhoCancels_OrWhoseProviderSaysNo_IsTold_AndTriesAgain(int width, bool script)
    {
        var page = await chromium.PageAsync(width, script);
        var offences = Offences(page);
        await page.GotoAsync(server.Cesa + "/accedi?ritorno=/area-personale");
        foreach (var (button, words) in ((string, string)[])[("Annulla", "Hai annullato l'accesso"), ("Troppi tentativi", "Troppi tentativi con credenziali sbagliate"), ("Identità sospesa", "La tua identità è sospesa o revocata")])
        {
            await ToProviderAsync(page, script);
            await page.GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Torna al servizio" }).ClickAsync();
            await Expect(page.GetByText(words)).ToBeVisibleAsync();
            await LookAsync(page, script, button == "Annulla" ? $"spid-{width}-annullato" : null);
            await page.Locator("main a.btn").ClickAsync();
        }
        // Less than was asked is no entry either.
        await ToProviderAsync(page, script);
        await page.GetByLabel("Maria De Luca").CheckAsync();
        await page.Locator("input[name=level][value='1']").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Entra", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Torna al servizio" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Accesso non riuscito" })).ToBeVisibleAsync();
        offences.ShouldBeEmpty();
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task CV36_Maria_WhoLeavesHerProvider_HasLeftTheComune(bool script)
    {
        var page = await chromium.PageAsync(script: script);
        var offences = Offences(page);
        await page.GotoAsync(server.Cesa + "/accedi?ritorno=/area-personale&livello=1");
        await EnterAsync(page, 1, script, "/area-personale");
        await page.GotoAsync(AccessPoint + "/simulatore/esci");
        await LookAsync(page, script, "simulatore-esci");
        await page.GetByRole(AriaRole.Button, new() { Name = "Esci dal gestore" }).ClickAsync();
        for (var i = 0; i < 2 && !script; i++) await page.GetByRole(AriaRole.Button, new() { Name = "Continua" }).ClickAsync();
        await Expect(page.GetByText("Sei uscito dal gestore e da tutti i siti dei Comuni.")).ToBeVisibleAsync();
        await page.GotoAsync(server.Cesa + "/area-personale");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Accedi all'area personale" })).ToBeVisibleAsync();
        offences.ShouldBeEmpty();
    }

    [Fact]
    public async Task Log_OfMessages_IsReadOnTheMachineThatHoldsTheKeys_AndIsWhole()
    {
        var page = await chromium.PageAsync();
        await page.GotoAsync(server.Cesa + "/accedi?ritorno=/area-personale");
        await ToProviderAsync(page, true);
        var request = await page.EvaluateAsync<string>("() => new URLSearchParams(location.search).get('RelayState')");
        var (code, words) = await server.CommandAsync("spid", "log", "--id", request);
        code.ShouldBe(0, words);
        words.ShouldContain("AuthnRequest");
        words.ShouldContain("https://www.spid.gov.it/SpidL2");
        (await server.CommandAsync("spid", "check")).Words.ShouldContain("tutti legati");
        (code, words) = await server.CommandAsync("spid", "log", "--id", "_mai");
        (code, words.Contains("non c'è un messaggio «_mai»", StringComparison.Ordinal)).ShouldBe((1, true));
    }

    /// <summary>Messages of the browser that no page may cause.</summary>
    private static List<string> Offences(IPage page)
    {
        var offences = new List<string>();
        page.Console += (_, message) =>
        {
            // A refused login is answered 403, with its page.
            if (message.Type is "error" && !(message.Text.Contains("403", StringComparison.Ordinal) && message.Location.Contains("/spid/acs", StringComparison.Ordinal))) offences.Add(message.Text);
        };
        return offences;
    }
}
