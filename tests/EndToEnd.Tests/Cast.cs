using Microsoft.Playwright;

namespace Liburia.EndToEnd.Tests;

/// <summary>The people of a test class, each logged in once: citizens in a browser without script, clerks at a keyboard.</summary>
public sealed class Cast(ServerProcess server, Chromium chromium)
{
    private readonly Dictionary<string, Citizen> citizens = [];
    private readonly Dictionary<string, Typist> clerks = [];

    public async Task<Citizen> CitizenAsync(string name)
    {
        if (citizens.TryGetValue(name, out var known)) return known;
        var page = await chromium.PageAsync(script: false);
        await page.GotoAsync(server.Cesa + "/accedi");
        await page.GetByLabel(name).CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Accedi" }).ClickAsync();
        var looking = await chromium.PageAsync();
        await looking.Context.AddCookiesAsync((await page.Context.CookiesAsync()).Select(cookie => new Cookie { Name = cookie.Name, Value = cookie.Value, Url = server.Cesa.Replace("http:", "https:", StringComparison.Ordinal), Secure = true, HttpOnly = true }));
        return citizens[name] = new Citizen(page, looking);
    }

    public async Task<Typist> ClerkAsync(string name)
    {
        if (clerks.TryGetValue(name, out var known)) return known;
        var clerk = new Typist(await chromium.PageAsync());
        await clerk.Page.GotoAsync(server.Cesa + "/desk/accedi");
        await clerk.FollowAsync("button", $"Entra come {name}");
        return clerks[name] = clerk;
    }
}

/// <summary>A citizen's two windows of one session: the one that acts runs no script; the other, on a telephone, is where each page is looked at.</summary>
public sealed class Citizen(IPage page, IPage looking)
{
    public IPage Page => page;

    /// <summary>Looks at the page where the citizen is: accessible, and no wider than a telephone.</summary>
    public async Task LookAsync(string? picture = null)
    {
        await looking.SetViewportSizeAsync(375, 900);
        await looking.GotoAsync(page.Url);
        await Chromium.CheckAsync(looking);
        if (picture is not null) await Chromium.PictureAsync(page, picture);
    }

    /// <summary>The page again until it has this link: what makes papers has its own time.</summary>
    public async Task AwaitLinkAsync(string name)
    {
        for (var i = 0; i < 240 && await page.GetByRole(AriaRole.Link, new() { Name = name }).CountAsync() == 0; i++)
        {
            await Task.Delay(250);
            await page.ReloadAsync();
        }
    }
}
