using System.Net;
using AngleSharp;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Shouldly;

namespace Liburia.TestKit;

/// <summary>What came back: status, address, page.</summary>
public sealed record Answer(HttpStatusCode Status, string? Location, string Text, HttpResponseMessage Raw)
{
    private readonly Lazy<IDocument> page = new(() => new HtmlParser().ParseDocument(Text));

    /// <summary>Read only when somebody looks at it.</summary>
    public IDocument Page => page.Value;
    public string Heading => Page.QuerySelector("h1")?.TextContent.Trim() ?? "";
    public string Main => System.Text.RegularExpressions.Regex.Replace(Page.QuerySelector("main")?.TextContent ?? Page.Body?.TextContent ?? "", @"\s+", " ");

    /// <summary>The message beside a field.</summary>
    public string ErrorOf(string field) =>
        Page.QuerySelectorAll($"a[href='#{field}']").FirstOrDefault()?.TextContent.Trim() ?? "";

    public Answer ShouldBe(HttpStatusCode status)
    {
        Status.ShouldBe(status, Text.Length > 1500 ? Text[..1500] : Text);
        return this;
    }
}

/// <summary>A browser without JavaScript: keeps cookies, fills forms as they are in the page, follows redirects when asked.</summary>
public sealed class Browser(HttpMessageHandler handler, string host) : IDisposable
{
    private readonly HttpClient client = new(handler, disposeHandler: false) { BaseAddress = new Uri($"http://{host}/") };

    /// <summary>Cookies by name, as a test may want to steal them.</summary>
    public Dictionary<string, string> Cookies { get; } = [];

    public Answer? Last { get; private set; }

    /// <summary>Sends every request from this address.</summary>
    public string? Address { get; init; }

    public void Dispose() => client.Dispose();

    public Task<Answer> GetAsync(string path, string? accept = null, bool follow = true) => SendAsync(() =>
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (accept is not null) request.Headers.Accept.ParseAdd(accept);
        return request;
    }, follow);

    /// <summary>Fills the form of the last page and sends it. Values not given keep what the page holds.</summary>
    public Task<Answer> SubmitAsync(Dictionary<string, string>? values = null, string form = "main form[method=post]", bool follow = true)
    {
        var element = Last!.Page.QuerySelector(form) as IHtmlFormElement ?? throw new InvalidOperationException($"No form {form} in {Last.Text}");
        var fields = FieldsOf(element);
        foreach (var (name, value) in values ?? []) fields[name] = value;
        var action = element.GetAttribute("action") ?? "";
        var target = action.Length == 0 ? Current : action.StartsWith('?') ? Current.Split('?')[0] + action : action;
        return PostAsync(target, fields, follow);
    }

    /// <summary>Told of every form that is sent.</summary>
    public Action<string, Dictionary<string, string>>? Posted { get; set; }

    public Task<Answer> PostAsync(string path, Dictionary<string, string> fields, bool follow = true)
    {
        Posted?.Invoke(path, fields);
        return SendAsync(() => new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(fields) }, follow);
    }

    /// <summary>Asks in whatever way, as programs do.</summary>
    public Task<Answer> AskAsync(HttpMethod method, string path, Dictionary<string, string> fields) => SendAsync(() => new HttpRequestMessage(method, path) { Content = new FormUrlEncodedContent(fields) }, follow: false);

    /// <summary>The same where a name comes more than once: several rows chosen.</summary>
    public Task<Answer> PostManyAsync(string path, IEnumerable<(string Name, string Value)> fields, bool follow = true) =>
        SendAsync(() => new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))) }, follow);

    public Task<Answer> PostFileAsync(string path, Dictionary<string, string> fields, string fileField, string fileName, byte[] bytes, bool follow = true) => SendAsync(() =>
    {
        var content = new MultipartFormDataContent();
        foreach (var (name, value) in fields) content.Add(new StringContent(value), name);
        content.Add(new ByteArrayContent(bytes), fileField, fileName);
        return new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
    }, follow);

    public string Current { get; private set; } = "/";

    /// <summary>What the form would send as the page stands.</summary>
    public static Dictionary<string, string> FieldsOf(IHtmlFormElement form)
    {
        var fields = new Dictionary<string, string>();
        foreach (var input in form.QuerySelectorAll("input[name],textarea[name],select[name]"))
        {
            var (name, type) = (input.GetAttribute("name")!, input.GetAttribute("type"));
            if (type is "radio" or "checkbox" && !input.HasAttribute("checked")) continue;
            if (type is "file" or "submit") continue;
            fields[name] = input switch { IHtmlSelectElement select => select.Value ?? "", IHtmlTextAreaElement area => area.Value, IHtmlInputElement box => box.Value ?? "", _ => "" };
        }
        return fields;
    }

    /// <summary>A browser gives up on pages that lead to each other.</summary>
    private const int MostRedirects = 20;

    private async Task<Answer> SendAsync(Func<HttpRequestMessage> make, bool follow, int followed = 0)
    {
        using var request = make();
        Current = request.RequestUri!.ToString();
        if (Address is not null) request.Headers.Add("X-Test-Address", Address);
        if (Cookies.Count > 0) request.Headers.Add("Cookie", string.Join("; ", Cookies.Select(c => $"{c.Key}={c.Value}")));
        var response = await client.SendAsync(request);
        if (response.Headers.TryGetValues("Set-Cookie", out var set))
            foreach (var cookie in set)
            {
                var pair = cookie.Split(';')[0].Split('=', 2);
                if (pair[1].Length == 0 || cookie.Contains("expires=Thu, 01 Jan 1970", StringComparison.OrdinalIgnoreCase)) Cookies.Remove(pair[0]);
                else Cookies[pair[0]] = pair[1];
            }
        var location = response.Headers.Location?.ToString();
        if (follow && (int)response.StatusCode is 301 or 302 or 303 && location is not null)
        {
            if (followed >= MostRedirects) throw new InvalidOperationException($"Too many redirects, the last to {location}.");
            return await SendAsync(() => new HttpRequestMessage(HttpMethod.Get, location), follow, followed + 1);
        }
        var text = await response.Content.ReadAsStringAsync();
        Last = new Answer(response.StatusCode, location, text, response);
        return Last;
    }
}

/// <summary>Ways of the demonstration's people.</summary>
public static class People
{
    /// <summary>Logs a citizen in by name, through the login page.</summary>
    public static async Task<Browser> AsCitizenAsync(this Town town, string name = "Maria De Luca", string slug = "cesa")
    {
        var browser = town.Browser(slug);
        var page = await browser.GetAsync("/accedi");
        var choice = page.Page.QuerySelectorAll("input[name=TaxCode]").First(input => page.Page.QuerySelector($"label[for='{input.Id}']")!.TextContent.Contains(name, StringComparison.Ordinal));
        (await browser.SubmitAsync(new() { ["TaxCode"] = choice.GetAttribute("value")! }, follow: false)).ShouldBe(HttpStatusCode.Redirect);
        return browser;
    }

    /// <summary>Opens a page of a resident, saying why where it is asked.</summary>
    /// <param name="page">The last word of its address; empty for the sheet.</param>
    public static async Task<Answer> OpenPersonAsync(this Browser staff, Guid resident, string page = "")
    {
        var shown = await staff.GetAsync($"/desk/residenti/{resident:n}{(page.Length > 0 ? "/" + page : "")}");
        return !shown.Heading.StartsWith("Perché", StringComparison.Ordinal) ? shown
            : await staff.GetAsync($"/desk/residenti/{resident:n}?motivo=Certificato+allo+sportello{(page.Length > 0 ? "&poi=" + page : "")}");
    }

    /// <summary>Logs a member of the staff in by user name.</summary>
    public static async Task<Browser> AsStaffAsync(this Town town, string userName = "anna", string slug = "cesa")
    {
        var browser = town.Browser(slug);
        await browser.GetAsync("/desk/accedi");
        (await browser.SubmitAsync(new() { ["UserName"] = userName }, follow: false)).Status.ShouldBe(HttpStatusCode.Redirect);
        return browser;
    }
}
