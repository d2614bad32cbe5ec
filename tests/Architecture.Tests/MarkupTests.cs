using System.Text.RegularExpressions;
using Liburia.TestKit;
using Shouldly;
using Xunit;

namespace Liburia.Architecture.Tests;

/// <summary>What pages write and send along, whichever page it is.</summary>
public sealed partial class MarkupTests(SqliteTown town) : IClassFixture<SqliteTown>
{
    /// <summary>Attributes that are there or are not: empty, they say to scripts and to browsers that they are there.</summary>
    [GeneratedRegex(@"<[^>]* (?:data-[a-z-]+|aria-[a-z]+|multiple|checked|selected|disabled|hidden|open|accept|id|name|for|href|src)=""""[^>]*>")]
    private static partial Regex Empty();

    [Fact]
    public async Task Attribute_WithoutAValue_IsNotWritten_OnAnyPage()
    {
        using var matrix = await Matrix.OfAsync(town);
        var faults = new List<string>();
        foreach (var door in (await matrix.DoorsAsync()).Where(door => door is { IsPost: false, IsPage: true, IsEnglish: false }))
            Read(await matrix.AskAsync(await matrix.OwnerOfAsync(door), door, token: null), $"{door}");
        // A page of questions without files keeps what is typed; one with files does not, and says nothing of it. A map at the desk is not clicked.
        using var maria = await town.AsCitizenAsync();
        var steps = new Dictionary<string, Answer>();
        var room = await ApplicationSample.SubmitAsync(town, maria, "segnalazione-disservizio");
        await ApplicationSample.ToCheckAsync(town, maria, "segnalazione-disservizio");
        foreach (var link in maria.Last!.Page.QuerySelectorAll("main a[href*='/domanda/']").Select(a => a.GetAttribute("href")!).Distinct().ToList())
            steps[link.Split('/')[^1]] = await maria.GetAsync(link);
        using var gino = await town.AsStaffAsync("gino");
        steps["desk"] = await gino.GetAsync($"/desk/pratiche/{Guid.Parse(room.Split('/')[^1]):n}");
        foreach (var (step, page) in steps) Read(page, step);
        faults.ShouldBeEmpty();
        steps["foto"].Page.QuerySelectorAll("form[data-autosave]").ShouldBeEmpty();
        steps["foto"].Page.QuerySelector("input[data-upload=foto]").ShouldNotBeNull();
        steps["foto"].Page.QuerySelector("[data-autosave-state]").ShouldNotBeNull("a marker stays");
        steps.Count(step => step.Value.Page.QuerySelector("form[data-autosave='?handler=Autosave']") is not null).ShouldBeGreaterThan(1);

        void Read(Answer page, string where) => faults.AddRange(Empty().Matches(page.Text).Select(match => $"{where}: {match.Value}"));
    }

    /// <summary>A cookie that is left out by who arrives from a letter makes another one come, and what was open before is refused.</summary>
    [Fact]
    public async Task Cookie_OfEveryPage_ComesAlsoWithWhoArrivesFromAnotherSite()
    {
        using var matrix = await Matrix.OfAsync(town);
        var set = new HashSet<string>();
        foreach (var door in (await matrix.DoorsAsync()).Where(door => door is { IsPost: false, IsPage: true }))
        {
            // As somebody who has none yet, and as who has business there.
            foreach (var who in (Browser[])[door.IsAtTheAccessPoint ? town.BrowserAt("localhost") : town.Browser(), await matrix.OwnerOfAsync(door)])
                if ((await matrix.AskAsync(who, door, token: null)).Raw.Headers.TryGetValues("Set-Cookie", out var cookies)) set.UnionWith(cookies);
        }
        set.ShouldNotBeEmpty();
        foreach (var cookie in set.Where(cookie => !cookie.Contains("01 Jan 1970", StringComparison.Ordinal)))
        {
            cookie.ShouldStartWith("__Host-");
            cookie.ShouldNotContain("samesite=strict", Case.Insensitive);
            foreach (var word in (string[])["path=/", "secure", "httponly", "samesite="]) cookie.ShouldContain(word, Case.Insensitive, cookie);
        }
    }
}
