using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Liburia.EndToEnd.Tests;

/// <summary>Forms that stay open in a real browser: while files go up by themselves, and while their author arrives again from a letter.</summary>
[Collection(nameof(SharedBrowser))]
public sealed class OpenFormTests(ServerProcess server, Chromium chromium)
{
    private const string Report = "/servizi/segnalazione-disservizio/domanda";

    private async Task<IPage> AsMariaAsync()
    {
        var page = await chromium.PageAsync();
        await page.GotoAsync(server.Cesa + Report);
        await page.GetByLabel("Maria De Luca").CheckAsync();
        await Chromium.LoadedAfterAsync(page, () => page.GetByRole(AriaRole.Button, new() { Name = "Accedi" }).ClickAsync());
        return page;
    }

    /// <summary>The page of the photographs of a new report.</summary>
    private async Task<IPage> AtPhotosAsync()
    {
        var page = await AsMariaAsync();
        await Chromium.LoadedAfterAsync(page, () => page.Locator("main form[method=post]:not([action]) button").ClickAsync());
        for (var i = 0; i < 10 && !page.Url.EndsWith("/foto", StringComparison.Ordinal); i++)
        {
            await FillAsync(page);
            await Chromium.LoadedAfterAsync(page, () => page.GetByRole(AriaRole.Button, new() { Name = "Continua" }).ClickAsync());
        }
        page.Url.ShouldEndWith("/foto");
        return page;
    }

    private static async Task FillAsync(IPage page)
    {
        if (await page.Locator("main input[type=radio]").CountAsync() > 0) await page.Locator("main input[type=radio]").First.CheckAsync();
        if (await page.Locator("main select").CountAsync() > 0)
            await page.Locator("main select").First.SelectOptionAsync(new SelectOptionValue { Label = "VIA ROMA" });
        if (await page.Locator("main textarea").CountAsync() > 0)
            await page.Locator("main textarea").First.FillAsync("Una buca davanti alla scuola, larga un metro.");
        if (await page.Locator("main input[name$='.number']").CountAsync() > 0) await page.Locator("main input[name$='.number']").FillAsync("33");
    }

    private static FilePayload Photo(byte seed, int length = 5_000_000)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        ((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF, 0xE0]).CopyTo(bytes);
        return new FilePayload { Name = "image.jpg", MimeType = "image/jpeg", Buffer = bytes };
    }

    private static string Sha(FilePayload photo) => Convert.ToHexStringLower(SHA256.HashData(photo.Buffer));

    [Fact]
    public async Task PageWithFiles_DoesNotSaveItself_AndTwoPhotographsOfOneNameAreTwo()
    {
        var page = await AtPhotosAsync();
        var sent = new ConcurrentQueue<string>();
        page.Request += (_, request) => { if (request.Method == "POST") sent.Enqueue(request.Url); };
        var (one, other) = (Photo(1), Photo(2));
        // One begins and the line breaks after its first piece.
        var pieces = 0;
        await page.RouteAsync("**/pezzi", route => Interlocked.Increment(ref pieces) > 2 ? route.AbortAsync() : route.ContinueAsync());
        await page.Locator("input[type=file]").SetInputFilesAsync(one);
        await Expect(page.GetByText("Caricamento interrotto")).ToBeVisibleAsync();
        // Longer than the page waits before it keeps what is typed.
        await Task.Delay(3500, TestContext.Current.CancellationToken);
        await Expect(page.GetByText("Non riusciamo a salvare")).ToBeHiddenAsync();
        await page.UnrouteAsync("**/pezzi");
        await Chromium.LoadedAfterAsync(page, () => page.Locator("input[type=file]").SetInputFilesAsync(other));
        await Expect(page.GetByText(Sha(other))).ToBeVisibleAsync();
        await Expect(page.GetByText("Caricamento interrotto al 83 %")).ToBeVisibleAsync();
        var before = sent.Count;
        await Chromium.LoadedAfterAsync(page, () => page.Locator("input[type=file]").SetInputFilesAsync(one));
        await Expect(page.GetByText(Sha(one))).ToBeVisibleAsync();
        await Expect(page.GetByText(Sha(other))).ToBeVisibleAsync();
        (sent.Count - before).ShouldBe(2, "it asked where to go on, and sent what was missing");
        sent.ShouldAllBe(url => url.EndsWith("/pezzi", StringComparison.Ordinal));
    }

    [Fact]
    public async Task OpenForm_IsTaken_AfterItsAuthorArrivedFromALetterInAnotherTab()
    {
        var form = await AsMariaAsync();
        var letter = await form.Context.NewPageAsync();
        await letter.RouteAsync("http://posta.example/**", route =>
            route.FulfillAsync(new()
            {
                ContentType = "text/html",
                Body = $"<a href=\"{server.Cesa}/area-personale\">La tua pratica</a><a href=\"{server.Cesa}/accedi\">Entra</a><a href=\"{server.Cesa}/verifica\">Verifica</a>"
            }));
        foreach (var link in (string[])["La tua pratica", "Entra", "Verifica"])
        {
            await letter.GotoAsync("http://posta.example/letta");
            await Chromium.LoadedAfterAsync(letter, () => letter.GetByText(link).ClickAsync());
            letter.Url.ShouldStartWith(server.Cesa);
        }
        await Chromium.LoadedAfterAsync(form, () => form.Locator("main form[method=post]:not([action]) button").ClickAsync());
        form.Url.ShouldNotEndWith("/domanda");
        await Expect(form.GetByRole(AriaRole.Button, new() { Name = "Continua" })).ToBeVisibleAsync();
    }
}
