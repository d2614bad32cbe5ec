using Liburia.TestKit;
using Microsoft.Playwright;
using Shouldly;

namespace Liburia.EndToEnd.Tests;

/// <summary>Fills any procedure's form in a real browser as a careful citizen would: each field by its kind, label and hint.</summary>
internal sealed class FormFiller(Citizen citizen)
{
    private const string Form = "main form[method=post]:not([action])";

    private const string Read = """
        form => [...document.querySelectorAll(`${form} :is(input, textarea, select)`)]
          .filter((field) => field.name && !field.name.startsWith('__') && field.type !== 'hidden')
          .map((field) => [field.id, field.name, field.type, field.inputMode, field.labels?.[0]?.textContent.trim() ?? '', document.getElementById(`${field.id}-hint`)?.textContent ?? '', /radio|checkbox/.test(field.type) ? (field.checked ? 'on' : '') : field.value])
        """;

    private IPage Page => citizen.Page;

    /// <summary>From the first question to the check page; each page is looked at.</summary>
    public async Task ToCheckAsync(string? picture = null)
    {
        for (var i = 0; i < 40 && !Page.Url.EndsWith("/riepilogo", StringComparison.Ordinal); i++)
        {
            var here = Page.Url;
            await citizen.LookAsync();
            var hasFiles = await FillAsync();
            if (hasFiles && picture is not null) await Chromium.PictureAsync(Page, picture);
            await Page.GetByRole(AriaRole.Button, new() { Name = "Continua" }).ClickAsync();
            Page.Url.ShouldNotBe(here, await Page.Locator("main").InnerTextAsync());
        }
        await citizen.LookAsync();
    }

    private async Task<bool> FillAsync()
    {
        var hasFiles = false;
        var chosen = new HashSet<string>();
        var fields = await Page.EvaluateAsync<string[][]>(Read, Form);
        foreach (var group in fields.Where(field => field[6] == "on")) chosen.Add(group[1]);
        foreach (var (id, name, type, mode, label, hint, value) in fields.Select(f => (f[0], f[1], f[2], f[3], f[4], f[5], f[6])))
        {
            label.ShouldNotBeEmpty($"{name} on {Page.Url}");
            var field = Page.Locator($"[id='{id}']");
            switch (type)
            {
                case "radio" or "checkbox":
                    // The first answer of a question; of «another one?», no.
                    if (name.Contains(".more", StringComparison.Ordinal) ? await field.GetAttributeAsync("value") == "no" : chosen.Add(name)) await field.CheckAsync();
                    break;
                case "file":
                    var (fileName, bytes) = ApplicationSample.FileFor(hint);
                    await field.SetInputFilesAsync(new FilePayload { Name = fileName, MimeType = "application/octet-stream", Buffer = bytes });
                    hasFiles = true;
                    break;
                case "select-one":
                    await field.SelectOptionAsync(new SelectOptionValue { Label = "VIA ROMA" });
                    break;
                default:
                    if (value.Length > 0) break;
                    var answer = ApplicationSample.AnswerTo(new(name, type, mode, label, hint), "", "33", DateOnly.FromDateTime(DateTime.Today));
                    if (answer.Length > 0) await field.FillAsync(answer);
                    break;
            }
        }
        return hasFiles;
    }
}
