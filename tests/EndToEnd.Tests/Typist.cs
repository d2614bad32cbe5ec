using Microsoft.Playwright;

namespace Liburia.EndToEnd.Tests;

/// <summary>Somebody with a keyboard and nothing else: Tab reaches, Enter and Space act, letters are typed.</summary>
public sealed class Typist(IPage page)
{
    private const int Patience = 250;

    private const string Fits = """
        ([selector, words]) => {
          const element = document.activeElement;
          if (!element?.matches(selector)) return false;
          const name = element.labels?.length ? [...element.labels].map((label) => label.textContent).join(' ') : element.textContent;
          return name.includes(words);
        }
        """;

    public IPage Page => page;

    /// <summary>Tab by Tab until what has the focus is this, by the words of its label or its own.</summary>
    public async Task ReachAsync(string selector, string words = "")
    {
        for (var i = 0; i < Patience; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await page.EvaluateAsync<bool>(Fits, new[] { selector, words })) return;
        }
        throw new InvalidOperationException($"The keyboard does not reach {selector} «{words}» on {page.Url}.");
    }

    /// <summary>Reaches a text field and writes in place of what it holds.</summary>
    public async Task WriteAsync(string selector, string words, string text)
    {
        await ReachAsync(selector, words);
        await page.Keyboard.PressAsync("Control+a");
        foreach (var (line, i) in text.Split('\n').Select((line, i) => (line, i)))
        {
            if (i > 0) await page.Keyboard.PressAsync("Enter");
            await page.Keyboard.TypeAsync(line);
        }
    }

    /// <summary>Reaches a group of radio buttons and goes down it to the answer with these words.</summary>
    public async Task ChooseAsync(string selector, string words = "")
    {
        await ReachAsync(selector);
        await page.Keyboard.PressAsync("Space");
        for (var i = 0; i < 30 && !await page.EvaluateAsync<bool>(Fits, new[] { selector, words }); i++) await page.Keyboard.PressAsync("ArrowDown");
        if (!await page.EvaluateAsync<bool>(Fits, new[] { selector, words })) throw new InvalidOperationException($"No answer «{words}» on {page.Url}.");
    }

    /// <summary>Reaches a list to choose from and types the beginning of the choice.</summary>
    public async Task PickAsync(string selector, string words, string choice)
    {
        await ReachAsync(selector, words);
        await page.Keyboard.TypeAsync(choice);
    }

    /// <summary>Reaches a file field and opens the window of files, which belongs to the system.</summary>
    public async Task AttachAsync(string words, string name, byte[] bytes)
    {
        // Listened for before the field is looked for: the browser takes a moment to hand its window over instead of opening it.
        var opened = page.WaitForFileChooserAsync(new() { Timeout = 60_000 });
        await ReachAsync("input[type=file]", words);
        await page.Keyboard.PressAsync("Enter");
        await (await opened).SetFilesAsync(new FilePayload { Name = name, MimeType = "application/octet-stream", Buffer = bytes });
    }

    /// <summary>Opens a part of the page that is folded.</summary>
    public async Task UnfoldAsync(string words)
    {
        await ReachAsync("summary", words);
        await page.Keyboard.PressAsync("Enter");
    }

    /// <summary>Reaches a link or a button and follows it to the next page.</summary>
    public async Task FollowAsync(string selector, string words)
    {
        await ReachAsync(selector, words);
        await Chromium.LoadedAfterAsync(page, () => page.Keyboard.PressAsync("Enter"));
    }

    /// <summary>«j» goes down a list to the row with these words, Enter opens it.</summary>
    public async Task OpenRowAsync(string words)
    {
        for (var i = 0; i < Patience; i++)
        {
            await page.Keyboard.PressAsync("j");
            if (!await page.EvaluateAsync<bool>("words => document.querySelector('tr.lb-current')?.textContent.includes(words) === true", words)) continue;
            await Chromium.LoadedAfterAsync(page, () => page.Keyboard.PressAsync("Enter"));
            return;
        }
        throw new InvalidOperationException($"The list has no row «{words}» on {page.Url}.");
    }
}
