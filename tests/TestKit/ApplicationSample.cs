using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Microsoft.EntityFrameworkCore;
using Shouldly;

namespace Liburia.TestKit;

/// <summary>Fills any procedure's form as a careful citizen would: whatever a test does not say is answered with something that fits.</summary>
public static class ApplicationSample
{
    /// <summary>A service with a register, a file and a map.</summary>
    public const string Service = "passo-carrabile";

    public static readonly byte[] Pdf = [.. "%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"u8];
    public static readonly byte[] Png = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    /// <summary>What was sent at one page of the form: its step, its fields, and the name of the field that had a file.</summary>
    public sealed record Sent(string Step, Dictionary<string, string> Fields, string? FileField);

    /// <summary>From the service's first page to the check page.</summary>
    public static async Task<Answer> ToCheckAsync(Town town, Browser browser, string slug, Dictionary<string, string>? answers = null, string prefix = "", bool always = false)
    {
        var (street, number) = await AddressAsync(town);
        return await ToCheckAsync(browser, slug, street, number, DateOnly.FromDateTime(town.Clock.GetUtcNow().UtcDateTime), answers, prefix, always: always);
    }

    /// <summary>The same where there is a browser and nothing else; what each page was sent is told.</summary>
    public static async Task<Answer> ToCheckAsync(Browser browser, string slug, string street, string number, DateOnly today, Dictionary<string, string>? answers = null, string prefix = "", Action<Sent>? tell = null, bool always = false)
    {
        await browser.GetAsync($"{prefix}/servizi/{slug}/domanda");
        return await FillAsync(browser, await browser.SubmitAsync(form: Form), slug, street, number, today, answers, tell, always);
    }

    private const string Form = "main form[method=post]:not([action])";

    /// <summary>From the counter's first page to the check page, for the person with this tax code, who shows an identity card and the papers.</summary>
    public static async Task<Answer> AtCounterAsync(Town town, Browser staff, string slug, string taxCode, Dictionary<string, string>? answers = null)
    {
        var (street, number) = await AddressAsync(town);
        await staff.GetAsync("/desk/sportello");
        var begun = await staff.SubmitAsync(new() { ["servizio"] = slug, ["TaxCode"] = taxCode, ["Identification"] = "Document", ["Document"] = "carta d'identità CA12345AB", ["Asks"] = "true" }, Form);
        return await FillAsync(staff, begun, slug, street, number, DateOnly.FromDateTime(town.Clock.GetUtcNow().UtcDateTime), answers, _ => { }, papers: false);
    }

    /// <param name="papers">Files go with the form; at the counter they may be shown instead.</param>
    private static async Task<Answer> FillAsync(
        Browser browser, Answer page, string slug, string street, string number, DateOnly today, Dictionary<string, string>? answers, Action<Sent>? tell, bool always = false, bool papers = true)
    {
        for (var i = 0; i < 40 && !browser.Current.EndsWith("/riepilogo", StringComparison.Ordinal); i++)
        {
            page.Status.ShouldBe(HttpStatusCode.OK, page.Main);
            var form = (IHtmlFormElement)page.Page.QuerySelector(Form)!;
            var before = browser.Current;
            var fields = Filled(form, answers ?? [], street, number, today);
            if (always) foreach (var (name, value) in answers ?? []) if (fields.ContainsKey(name.Split('.')[0] + ".street")) fields[name] = value;
            List<string> files = !papers || page.Page.QuerySelector("input[name=upload]") is not null ? [] : form.QuerySelectorAll("input[type=file]").Select(file => file.GetAttribute("name")!).ToList();
            tell?.Invoke(new Sent(before.Split('/')[^1], fields, files.FirstOrDefault()));
            if (files.Count == 0) page = await browser.PostAsync(before, fields);
            foreach (var file in files) page = await browser.PostFileAsync(before, fields, file, answers?.GetValueOrDefault("file:" + file) is { } name ? name : "allegato.pdf", (page.Page.QuerySelector($"[id='{file}-hint']")?.TextContent ?? "").Contains("PDF", StringComparison.Ordinal) ? Pdf : Png);
            if (page.Status != HttpStatusCode.OK) throw new InvalidOperationException($"{slug} at {before}: {page.Status} {page.Main}");
        }
        return page;
    }

    /// <summary>Files an application and answers the path of its case.</summary>
    /// <param name="always">Answers are sent also where the page has no such field.</param>
    public static async Task<string> SubmitAsync(Town town, Browser browser, string slug, Dictionary<string, string>? answers = null, bool always = false)
    {
        (await ToCheckAsync(town, browser, slug, answers, always: always)).Heading.ShouldBe("Controlla e invia");
        (await browser.SubmitAsync()).Heading.ShouldBe("Domanda ricevuta");
        return browser.Current[..^"/ricevuta".Length];
    }

    private static async Task<(string Street, string Number)> AddressAsync(Town town) => await town.ReadAsync("cesa", async db =>
    {
        var row = await db.Database.SqlQuery<string>($"SELECT CAST(street_id AS varchar(36)) || '/' || CAST(street_number AS varchar(6)) AS \"Value\" FROM territory_civic_numbers WHERE exponent = '' ORDER BY street_number DESC LIMIT 1").FirstAsync();
        return (row.Split('/')[0].ToLowerInvariant(), row.Split('/')[1]);
    });

    private static string Shown(DateOnly day) => day.ToString("dd/MM/yyyy", System.Globalization.CultureInfo.InvariantCulture);

    private static Dictionary<string, string> Filled(IHtmlFormElement form, Dictionary<string, string> answers, string street, string number, DateOnly today)
    {
        var fields = Browser.FieldsOf(form);
        foreach (var group in form.QuerySelectorAll("input[type=radio],input[type=checkbox]").GroupBy(input => input.GetAttribute("name")!))
            if (!fields.ContainsKey(group.Key)) fields[group.Key] = group.Key.Contains(".more", StringComparison.Ordinal) ? "no" : group.First().GetAttribute("value")!;
        foreach (var input in form.QuerySelectorAll("input,textarea,select"))
        {
            var name = input.GetAttribute("name") ?? "";
            if (name.Length == 0 || name.StartsWith("__", StringComparison.Ordinal) || input.GetAttribute("type") is "radio" or "checkbox" or "file" or "hidden" || fields.GetValueOrDefault(name) is { Length: > 0 }) continue;
            var hint = form.QuerySelector($"[id='{input.Id}-hint']")?.TextContent ?? "";
            var label = form.QuerySelector($"label[for='{input.Id}']")?.TextContent ?? "";
            fields[name] = AnswerTo(new Field(name, input.GetAttribute("type") ?? "", input.GetAttribute("inputmode") ?? "", label, hint), street, number, today);
        }
        foreach (var (name, value) in answers) if (fields.ContainsKey(name)) fields[name] = value;
        return fields;
    }

    /// <summary>A field as a citizen meets it.</summary>
    public sealed record Field(string Name, string Type, string InputMode, string Label, string Hint);

    /// <summary>What a careful citizen writes there: something that fits, nothing where it may stay empty.</summary>
    public static string AnswerTo(Field field, string street, string number, DateOnly today) => field.Name.Split('.')[^1] switch
    {
        "street" => street,
        "number" => number,
        "exponent" or "flat" or "lat" or "lon" or "note" => "",
        "family" => "De Luca",
        "given" => "Maria",
        "code" => "DLCMRA85E52A512V",
        "name" => "Panificio Esposito",
        "vat" => "02438750586",
        "sheet" => "5",
        "parcel" => "123",
        "sub" => "",
        "from" => Shown(today.AddDays(40)),
        "to" => Shown(today.AddDays(45)),
        _ when field.Label.Contains("facoltativ", StringComparison.OrdinalIgnoreCase) => "",
        _ when field.Type == "email" => "maria@posta.example",
        _ when field.Type == "tel" => "0811234567",
        _ when field.Hint.Contains("gg/mm/aaaa", StringComparison.Ordinal) => Shown(today.AddDays(-3)),
        _ when field.Hint.Contains("14 cifre", StringComparison.Ordinal) => CertificateSample.NewStamp(),
        _ when field.Hint.Contains("AB123CD", StringComparison.Ordinal) => "AB123CD",
        _ when field.Hint.Contains("12/2026", StringComparison.Ordinal) => "",
        _ when field.InputMode is "numeric" or "decimal" => field.Label.Contains("Numero", StringComparison.OrdinalIgnoreCase) ? "2" : "250",
        _ when field.Label.Contains("Codice fiscale", StringComparison.OrdinalIgnoreCase) => "DLCMRA85E52A512V",
        _ => "Risposta di prova, abbastanza lunga",
    };

    /// <summary>A file of a format that the hint beside the field admits.</summary>
    public static (string Name, byte[] Bytes) FileFor(string hint) => hint.Contains("PDF", StringComparison.Ordinal) ? ("allegato.pdf", Pdf) : ("allegato.png", Png);
}
