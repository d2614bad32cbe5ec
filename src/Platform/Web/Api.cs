using System.Text.Json.Nodes;
using Liburia.Platform.Access;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Liburia.Platform.Web;

/// <summary>One operation of the open interface, for its description. A module registers its own as services.</summary>
/// <param name="Path">As in the description: <c>/api/v1/servizi/{slug}</c>.</param>
/// <param name="Answer">JSON Schema of the answer.</param>
/// <param name="Body">JSON Schema of what is sent; none without a body.</param>
public sealed record ApiOperation(string Method, string Path, Texts Summary, string Tag, JsonObject Answer, JsonObject? Body = null)
{
    public IReadOnlyList<ApiParameter> Parameters { get; init; } = [];
}

/// <param name="In">path or query.</param>
/// <param name="Schema">JSON Schema of the value.</param>
public sealed record ApiParameter(string Name, string In, bool Required, Texts Description, JsonObject Schema);

/// <summary>The open interface: everything under <c>/api/v1</c>, in JSON, for anyone and from any page, without sessions.</summary>
public static class Api
{
    internal const int PostsPerMinute = 120;

    /// <summary>Maps an address under <c>/api/v1</c> and its English twin. It is declared public and knows no visitor.</summary>
    /// <param name="pattern">Begins with <c>/api/v1</c>.</param>
    public static void MapApi(this IEndpointRouteBuilder endpoints, string method, string pattern, Delegate handler, HostKind at = HostKind.Any)
    {
        foreach (var prefix in (string[])["", "/en"])
            endpoints.MapMethods(prefix + pattern, [method], handler).WithMetadata(new PublicAttribute(), new HostedAtAttribute(at), new StatelessAttribute()).DisableAntiforgery();
    }

    /// <summary>An answer in the interface's own JSON.</summary>
    public static IResult Json(object answer, int status = StatusCodes.Status200OK) => Results.Json(answer, CalculatorJson.Options, statusCode: status);

    /// <summary>An error in words.</summary>
    /// <param name="input">The input it is about.</param>
    public static IResult Error(int status, Texts words, string? input = null) => Json(Words(words, input), status);

    internal static bool IsApi(HttpRequest request) => request.Path.StartsWithSegments("/api/v1") || request.Path.StartsWithSegments("/en/api/v1");

    /// <summary>Programs say their language in a header; pages say theirs in the address.</summary>
    internal static bool IsAskedInEnglish(HttpRequest request) => IsApi(request) && request.Headers.AcceptLanguage.ToString().StartsWith("en", StringComparison.OrdinalIgnoreCase);

    /// <summary>Pages of other sites may ask (they bring no cookies: none is read), and an error is JSON too.</summary>
    internal static void UseApi(this IApplicationBuilder app) => app.Use(async (http, next) =>
    {
        if (!IsApi(http.Request))
        {
            await next(http);
            return;
        }
        http.Response.Headers.AccessControlAllowOrigin = "*";
        if (HttpMethods.IsOptions(http.Request.Method))
        {
            http.Response.Headers.AccessControlAllowMethods = "GET, POST";
            http.Response.Headers.AccessControlAllowHeaders = "Content-Type, Accept-Language";
            http.Response.Headers.AccessControlMaxAge = "86400";
            http.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }
        await next(http);
        if (http.Response.StatusCode >= 400 && !http.Response.HasStarted && http.Response.ContentType is null) await RefuseAsync(http);
    });

    /// <summary>Says in words what a bare status means.</summary>
    internal static Task RefuseAsync(HttpContext http)
    {
        Texts words = http.Response.StatusCode switch
        {
            StatusCodes.Status404NotFound => new("Questo indirizzo non c'è: l'elenco è in /api/v1/openapi.json.", "There is no such address: the list is at /api/v1/openapi.json."),
            StatusCodes.Status405MethodNotAllowed => new("Questo indirizzo si chiede in un altro modo: vedi /api/v1/openapi.json.", "This address is asked in another way: see /api/v1/openapi.json."),
            StatusCodes.Status429TooManyRequests => new($"Troppe richieste: al più {PostsPerMinute} al minuto. Riprova fra un minuto.", $"Too many requests: {PostsPerMinute} a minute at most. Try again in a minute."),
            _ => new("La richiesta non va bene.", "The request is not right."),
        };
        return http.Response.WriteAsJsonAsync(Words(words, null), CalculatorJson.Options, http.RequestAborted);
    }

    private static Dictionary<string, string> Words(Texts words, string? input)
    {
        var answer = new Dictionary<string, string> { ["error"] = words.ToString() };
        if (input is not null) answer["input"] = input;
        return answer;
    }
}
