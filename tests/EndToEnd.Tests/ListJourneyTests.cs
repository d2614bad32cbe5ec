using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Liburia.EndToEnd.Tests;

/// <summary>A list in a real browser, by the keyboard alone, at both widths; the gallery has one with every part.</summary>
[Collection(nameof(SharedBrowser))]
public sealed class ListJourneyTests(ServerProcess server, Chromium chromium)
{
    private string Gallery => server.Cesa + "/desk/stile";

    private static Task<string?> FocusedAsync(IPage page) => page.EvaluateAsync<string?>("() => document.activeElement?.getAttribute('href') ?? document.activeElement?.id");

    [Fact]
    public async Task Keyboard_GoesFromRowToRow_Opens_Chooses_AndSearches()
    {
        var page = await chromium.PageAsync();
        await page.GotoAsync(Gallery);
        var first = await page.Locator("[data-row]").AllAsync() is var rows ? await Task.WhenAll(rows.Take(3).Select(row => row.GetAttributeAsync("data-href"))) : [];

        await page.Keyboard.PressAsync("j");
        (await FocusedAsync(page)).ShouldBe(first[0]);
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("ArrowDown");
        (await FocusedAsync(page)).ShouldBe(first[2], "the arrows move once one is in the list");
        await page.Keyboard.PressAsync("ArrowUp");
        await page.Keyboard.PressAsync("k");
        (await FocusedAsync(page)).ShouldBe(first[0]);
        await page.Keyboard.PressAsync("k");
        (await FocusedAsync(page)).ShouldBe(first[0], "above the first there is none");

        // Rows that may be chosen are, by x; the bar with the acts comes with the first of them.
        await Expect(page.Locator(".lb-bulk")).ToBeHiddenAsync();
        for (var i = 0; i < 6; i++)
        {
            await page.Keyboard.PressAsync("x");
            await page.Keyboard.PressAsync("j");
        }
        var chosen = await page.Locator("[data-choose]:checked").CountAsync();
        chosen.ShouldBeInRange(3, 5, "some of six cannot be chosen");
        await Expect(page.Locator(".lb-bulk")).ToBeVisibleAsync();
        await Expect(page.Locator("[data-chosen]")).ToHaveTextAsync($"{chosen} righe scelte");
        await Chromium.CheckAsync(page);
        await page.Keyboard.PressAsync("k");
        await page.Keyboard.PressAsync("x");
        await page.Locator("[data-choose-page]").ClickAsync();
        (await page.Locator("[data-choose]:not(:checked)").CountAsync()).ShouldBe(0);
        page.Url.ShouldBe(Gallery, "no page is loaded for it");
        await page.Locator("[data-choose-page]").ClickAsync();
        (await page.Locator("[data-choose]:checked").CountAsync()).ShouldBe(0);

        await page.Keyboard.PressAsync("Escape");
        await page.EvaluateAsync("() => document.activeElement.blur()");
        await page.Keyboard.PressAsync("/");
        (await FocusedAsync(page)).ShouldBe("lista-q");
        await page.Keyboard.TypeAsync("jxk/");
        (await page.InputValueAsync("#lista-q")).ShouldBe("jxk/", "in a field letters are letters");

        await page.GotoAsync(Gallery);
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync(Gallery + first[0]);
    }

    [Theory]
    [InlineData(1280, true)]
    [InlineData(375, true)]
    [InlineData(375, false)]
    public async Task Gallery_HoldsEveryPart_AndFitsTheScreen(int width, bool script)
    {
        var page = await chromium.PageAsync(width, script);
        await page.GotoAsync(Gallery);
        await Chromium.CheckAsync(page, script);
        if (script) await Chromium.PictureAsync(page, $"stile-{width}");
        // On a phone a row is a card, and the order is chosen in the form; elsewhere the heads are links.
        (await page.Locator("[data-row]").First.EvaluateAsync<string>("row => getComputedStyle(row).display")).ShouldBe(width < 576 ? "block" : "table-row");
        await Expect(page.Locator("#lista-ordine")).ToBeVisibleAsync(new() { Visible = width < 576 });
        if (width < 576)
        {
            await page.SelectOptionAsync("#lista-ordine", "-fee");
            await Chromium.LoadedAfterAsync(page, () => page.Locator(".lb-filters").First.GetByRole(AriaRole.Button).ClickAsync());
        }
        else await Chromium.LoadedAfterAsync(page, async () =>
        {
            await page.GetByRole(AriaRole.Link, new() { Name = "Importo" }).ClickAsync();
            await page.WaitForURLAsync(url => url.Contains("sort=fee", StringComparison.Ordinal));
            await page.GetByRole(AriaRole.Link, new() { Name = "Importo" }).ClickAsync();
        });
        await page.WaitForURLAsync(url => url.Contains("fee", StringComparison.Ordinal));
        await Expect(page.Locator("[data-row]").First).ToContainTextAsync("990,00");
        await Chromium.CheckAsync(page, script);
    }
}
