using System.Text.Json;
using Liburia.Platform.Access;
using Liburia.Platform.Language;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Liburia.Platform.Web;

/// <summary>
/// Where browsers say that a page tried what its policy of contents forbids (statement 31): which rule, on which page, never by whom. It is counted in
/// the metrics and written in the log; who sends nonsense, or too much, is answered alike.
/// </summary>
internal static partial class PolicyReports
{
    public const string Path = "/csp";

    public static void Map(IEndpointRouteBuilder app) => app.MapPost(Path, TakeAsync).WithMetadata(new PublicAttribute(), new HostedAtAttribute(HostKind.Any), new StatelessAttribute(), new RequestSizeLimitAttribute(16 * 1024)).DisableAntiforgery();

    private static async Task<IResult> TakeAsync(HttpContext http, PolicyBreaches breaches, ILogger<PolicyBreaches> log)
    {
        try
        {
            using var body = await JsonDocument.ParseAsync(http.Request.Body, new JsonDocumentOptions { MaxDepth = 8 }, http.RequestAborted);
            if (body.RootElement.ValueKind == JsonValueKind.Object && body.RootElement.TryGetProperty("csp-report", out var report) && report.ValueKind == JsonValueKind.Object)
            {
                var rule = Word(report, "effective-directive") ?? Word(report, "violated-directive") ?? "?";
                breaches.Count(rule.Split(' ')[0]);
                Breach(log, rule, PathOf(Word(report, "document-uri")), PathOf(Word(report, "blocked-uri")));
            }
        }
        catch (JsonException)
        {
            // Nothing a browser sent.
        }
        return Results.NoContent();
    }

    private static string? Word(JsonElement report, string name) => report.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? Read(value) : null;

    private static string? Read(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            // Half a character: nothing a browser sent.
            return null;
        }
    }

    /// <summary>Without query, which may name a person.</summary>
    private static string PathOf(string? address) => Uri.TryCreate(address, UriKind.Absolute, out var uri) ? Short(uri.GetLeftPart(UriPartial.Path)) : Short(address ?? "");

    private static string Short(string text) => new([.. text.Cut(200).Where(c => !char.IsControl(c))]);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A page broke its policy of contents: {Rule} on {Page}, by {Blocked}")]
    private static partial void Breach(ILogger log, string rule, string page, string blocked);
}

/// <summary>Breaches of the policy of contents since the start, by rule.</summary>
internal sealed class PolicyBreaches
{
    private static readonly HashSet<string> Rules = ["default-src", "script-src", "script-src-elem", "script-src-attr", "style-src", "style-src-elem", "style-src-attr", "img-src", "font-src", "connect-src", "form-action", "base-uri", "frame-ancestors", "object-src", "frame-src", "media-src", "worker-src", "manifest-src"];
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, long> counts = new();

    public void Count(string rule) => counts.AddOrUpdate(Rules.Contains(rule) ? rule : "other", 1, static (_, n) => n + 1);

    public void Write(System.Text.StringBuilder text)
    {
        Health.Type(text, "policy_breaches", "breaches of the policy of contents that browsers reported, by rule");
        foreach (var (rule, count) in counts.OrderBy(c => c.Key, StringComparer.Ordinal)) Health.Write(text, new Gauge("policy_breaches", count, ("rule", rule)));
    }
}
