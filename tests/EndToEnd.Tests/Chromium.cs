using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Liburia.EndToEnd.Tests;

/// <summary>A real browser, with the accessibility check of every page it visits.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string? Program = new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }.FirstOrDefault(File.Exists);
    private static readonly Lazy<string> Axe = new(() => File.ReadAllText(Path.Combine(ServerProcess.Root, "tests", "EndToEnd.Tests", "node_modules", "axe-core", "axe.min.js")));
    private IPlaywright? playwright;
    private IBrowser? browser;

    public async ValueTask InitializeAsync()
    {
        if (Program is null) return;
        Assertions.SetDefaultExpectTimeout(30_000);
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Program,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null) await browser.DisposeAsync();
        playwright?.Dispose();
    }

    /// <summary>A page of its own session; skips, visibly, where no Chromium is installed.</summary>
    public async Task<IPage> PageAsync(int width = 1280, bool script = true)
    {
        if (browser is null) Assert.Skip("Chromium is not installed");
        var context = await browser.NewContextAsync(new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = width, Height = 900 }, JavaScriptEnabled = script, Locale = "it-IT", AcceptDownloads = true });
        return await context.NewPageAsync();
    }

    /// <summary>No violation of WCAG 2.2 AA, and nothing wider than the window.</summary>
    public static async Task CheckAsync(IPage page, bool script = true)
    {
        if (!script) return;
        await page.EvaluateAsync(Axe.Value);
        var faults = await page.EvaluateAsync<string[]>("""
            async () => {
              const result = await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], resultTypes: ['violations'] });
              return result.violations.map((v) => v.id + ': ' + v.nodes.map((n) => n.target.join(' ') + ' ' + (n.any[0]?.message ?? '')).join(' | '));
            }
            """);
        faults.ShouldBeEmpty(page.Url);
        (await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - window.innerWidth")).ShouldBeLessThanOrEqualTo(0, $"{page.Url} scrolls sideways");
    }

    /// <summary>Does something and waits until the page it leads to is loaded. Waiting begins first: a page that loads at once would fire its event before anybody listened.</summary>
    public static async Task LoadedAfterAsync(IPage page, Func<Task> act)
    {
        var loaded = new TaskCompletionSource();
        void Loaded(object? sender, IPage which) => loaded.TrySetResult();
        page.Load += Loaded;
        await act();
        await loaded.Task.WaitAsync(TimeSpan.FromSeconds(60));
        page.Load -= Loaded;
    }

    /// <summary>Keeps a picture for the documentation when one is asked for.</summary>
    public static async Task PictureAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("LIBURIA_SCREENSHOTS") is not { Length: > 0 } folder) return;
        Directory.CreateDirectory(folder);
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, name + ".png"), FullPage = true });
    }
}
