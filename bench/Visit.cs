using System.Net;
using System.Text.RegularExpressions;

namespace Liburia.Bench;

/// <summary>Somebody who visits a Comune: cookies, forms as they stand in the page, redirects followed; each request is timed.</summary>
internal sealed partial class Visit(HttpMessageInvoker client, string host, string address, Action<string, double>? taken = null)
{
    private readonly Dictionary<string, string> cookies = [];

    public string Path { get; private set; } = "/";
    public string Page { get; private set; } = "";

    public Task GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    public Task PostAsync(string path, Dictionary<string, string> fields)
    {
        fields["__RequestVerificationToken"] = Token().Match(Page).Groups[1].Value;
        return SendAsync(HttpMethod.Post, path, fields);
    }

    /// <exception cref="InvalidOperationException">The answer is neither a page nor a redirect.</exception>
    private async Task SendAsync(HttpMethod method, string path, Dictionary<string, string>? fields)
    {
        using var request = new HttpRequestMessage(method, $"http://{host}{path}");
        if (fields is not null) request.Content = new FormUrlEncodedContent(fields);
        if (cookies.Count > 0) request.Headers.Add("Cookie", string.Join("; ", cookies.Select(cookie => $"{cookie.Key}={cookie.Value}")));
        // Each comes from a house of their own, as behind the proxy.
        request.Headers.Add("X-Forwarded-For", address);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        using var response = await client.SendAsync(request, CancellationToken.None);
        Page = await response.Content.ReadAsStringAsync();
        taken?.Invoke($"{method} {Plain().Replace(path, "…")}", watch.Elapsed.TotalMilliseconds);
        Path = path;
        if (response.Headers.TryGetValues("Set-Cookie", out var set))
            foreach (var pair in set.Select(cookie => cookie.Split(';')[0].Split('=', 2))) cookies[pair[0]] = pair[1];
        if (response.StatusCode is HttpStatusCode.Redirect or HttpStatusCode.SeeOther) await GetAsync(response.Headers.Location!.ToString());
        else if (response.StatusCode != HttpStatusCode.OK) throw new InvalidOperationException($"{method} {path}: {(int)response.StatusCode}");
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex Token();

    [GeneratedRegex("[0-9a-f]{32}|[?].*")]
    private static partial Regex Plain();
}
