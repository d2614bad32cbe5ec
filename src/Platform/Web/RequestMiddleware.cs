using System.Globalization;
using System.Security.Cryptography;
using Liburia.Platform.Access;
using Liburia.Platform.Tenancy;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.DependencyInjection;

namespace Liburia.Platform.Web;

/// <summary>The first steps of a request: headers, whose host, which language, who is there.</summary>
public static class RequestMiddleware
{
    private static readonly CultureInfo Italian = CultureInfo.GetCultureInfo("it-IT");
    private const string FormTarget = "csp-form-action";

    /// <summary>Lets this page's forms be sent to another site, of which only the origin is named.</summary>
    public static void LetFormsGoTo(this HttpContext http, string address) => http.Items[FormTarget] = new Uri(address).GetLeftPart(UriPartial.Authority);

    internal static void UseSecurityHeaders(this IApplicationBuilder app) => app.Use(async (http, next) =>
    {
        var nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(18));
        http.Items["csp-nonce"] = nonce;
        // At the last moment: a page sent again from the cache must not bring back an old nonce.
        http.Response.OnStarting(() =>
        {
            Write(http, nonce);
            return Task.CompletedTask;
        });
        await next(http);
    });

    private static void Write(HttpContext http, string nonce)
    {
        var headers = http.Response.Headers;
        var own = headers.ContentSecurityPolicy.Count > 0 && headers.ContentSecurityPolicy.ToString().Contains("sandbox", StringComparison.Ordinal);
        var bundles = own ? [] : PageBundles.Of(http);
        string More(string directive) => bundles.Sources(directive);
        // Workers and media have no line of their own until a page of some bundle needs one.
        string Alone(string directive) => More(directive) is { Length: > 0 } sources ? $"; {directive}{sources}" : "";
        if (!own) headers.ContentSecurityPolicy =
            $"default-src 'none'; script-src 'self' 'nonce-{nonce}'{More("script-src")}; style-src 'self' 'nonce-{nonce}'; img-src 'self'{More("img-src")}; font-src 'self'; connect-src 'self'{More("connect-src")}{Alone("worker-src")}{Alone("media-src")}; form-action 'self'{(http.Items[FormTarget] is string target ? " " + target : "")}; base-uri 'none'; frame-ancestors 'none'; object-src 'none'; report-uri {PolicyReports.Path}";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "strict-origin-when-cross-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(self), microphone=(), payment=(), usb=()";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        if (http.Request.IsHttps) headers.StrictTransportSecurity = "max-age=31536000; includeSubDomains";
    }

    internal static void UseTenancy(this IApplicationBuilder app, Func<string, Installation, string> unknownHost, Func<Municipality, Installation, string> resting) => app.Use(async (http, next) =>
    {
        var services = http.RequestServices;
        var installation = services.GetRequiredService<Installation>();
        var host = http.Request.Host.Host.ToLowerInvariant();
        var municipality = services.GetRequiredService<MunicipalityDirectory>().ByHost(host);
        if (municipality is null && !IsAccessPoint(host, installation) && !http.Request.Path.StartsWithSegments("/health") && !http.Request.Path.StartsWithSegments("/assets"))
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            http.Response.ContentType = "text/html; charset=utf-8";
            await http.Response.WriteAsync(unknownHost(host, installation));
            return;
        }
        if (municipality is { State: not MunicipalityState.Live } && !Answers(municipality.State, http.Request.Path))
        {
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            http.Response.Headers.RetryAfter = municipality.State == MunicipalityState.Moving ? "10" : "3600";
            http.Response.ContentType = "text/html; charset=utf-8";
            await http.Response.WriteAsync(resting(municipality, installation));
            return;
        }
        services.GetRequiredService<Tenant>().Enter(municipality);
        await next(http);
    });

    /// <summary>While a Comune is being prepared its desk answers, and whoever works there sees the site; otherwise only the style of the page does.</summary>
    private static bool Answers(MunicipalityState state, PathString path) => path.StartsWithSegments("/assets") || path.StartsWithSegments("/health")
        || (state == MunicipalityState.Preparing && (path.StartsWithSegments("/desk") || path.StartsWithSegments("/esci")));

    internal static bool IsAccessPoint(string host, Installation installation) =>
        host is "localhost" or "127.0.0.1" or "[::1]" or "::1" || host == new Uri(installation.AccessPointUrl).Host.ToLowerInvariant();

    internal static void UseLanguage(this IApplicationBuilder app) => app.Use(async (http, next) =>
    {
        // Re-executed error pages keep the language of the address that failed.
        var path = http.Features.Get<Microsoft.AspNetCore.Diagnostics.IStatusCodeReExecuteFeature>()?.OriginalPath ?? http.Features.Get<Microsoft.AspNetCore.Diagnostics.IExceptionHandlerPathFeature>()?.Path ?? http.Request.Path.Value ?? "/";
        var english = path.Equals("/en", StringComparison.OrdinalIgnoreCase) || path.StartsWith("/en/", StringComparison.OrdinalIgnoreCase) || Api.IsAskedInEnglish(http.Request);
        var speaks = CultureInfo.GetCultureInfo(english ? "en-GB" : "it-IT");
        // Each assignment copies the flow's context: only when something changes.
        if (!ReferenceEquals(CultureInfo.CurrentUICulture, speaks)) CultureInfo.CurrentUICulture = speaks;
        if (!ReferenceEquals(CultureInfo.CurrentCulture, Italian)) CultureInfo.CurrentCulture = Italian;
        await next(http);
    });

    /// <summary>What announces itself as more than its address takes is refused before any of it is read.</summary>
    public static void UseBodyLimit(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        var most = http.GetEndpoint()?.Metadata.GetMetadata<IRequestSizeLimitMetadata>() is { } own ? own.MaxRequestBodySize : http.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize;
        var refused = http.Features.Get<Microsoft.AspNetCore.Diagnostics.IStatusCodeReExecuteFeature>() is not null;
        if (refused || most is null || http.Request.ContentLength is null || http.Request.ContentLength <= most) return next(http);
        http.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
        return Task.CompletedTask;
    });

    /// <summary>Measures by the page's declared address, known once routing has chosen it.</summary>
    internal static void UseMeter(this IApplicationBuilder app)
    {
        var meter = app.ApplicationServices.GetRequiredService<RequestMeter>();
        app.Use(async (http, next) =>
        {
            if (http.GetEndpoint() is not Microsoft.AspNetCore.Routing.RouteEndpoint { RoutePattern.RawText: { } page } || page.StartsWith("assets", StringComparison.Ordinal))
            {
                await next(http);
                return;
            }
            var began = System.Diagnostics.Stopwatch.GetTimestamp();
            try
            {
                await next(http);
            }
            finally
            {
                meter.Count("/" + page.TrimStart('/'), http.Response.StatusCode, System.Diagnostics.Stopwatch.GetElapsedTime(began));
            }
        });
    }

    internal static void UseVisitor(this IApplicationBuilder app) => app.Use(async (http, next) =>
    {
        // The page that explains a failure must not ask again what has just failed.
        var failing = http.Features.Get<Microsoft.AspNetCore.Diagnostics.IExceptionHandlerFeature>() is not null;
        if (!failing && !http.RequestServices.GetRequiredService<Tenant>().IsAccessPoint && http.GetEndpoint() is { } endpoint && endpoint.Metadata.GetMetadata<StatelessAttribute>() is null)
        {
            var visitor = http.RequestServices.GetRequiredService<Visitor>();
            var db = http.RequestServices.GetRequiredService<Database.AppDb>();
            db.KeepOpen();
            await http.RequestServices.GetRequiredService<Sessions>().RecognizeAsync(http, visitor);
            // What is sent may come slowly; a page that only reads asks its questions at once, and its filter gives the connection back.
            if (!HttpMethods.IsGet(http.Request.Method) || endpoint.Metadata.GetMetadata<Microsoft.AspNetCore.Mvc.RazorPages.PageActionDescriptor>() is null) await db.LetGoAsync();
            if (visitor.Kind != VisitorKind.Anonymous)
            {
                http.Response.OnStarting(static response =>
                {
                    ((HttpResponse)response).Headers.CacheControl = "no-store";
                    return Task.CompletedTask;
                }, http.Response);
            }
        }
        await next(http);
    });
}

/// <summary>Ties antiforgery tokens to the Comune: one Comune's token is refused at another.</summary>
internal sealed class AntiforgeryTenancy : IAntiforgeryAdditionalDataProvider
{
    public string GetAdditionalData(HttpContext context) => context.RequestServices.GetRequiredService<Tenant>().MunicipalityOrNull?.Slug ?? "access-point";

    public bool ValidateAdditionalData(HttpContext context, string additionalData) => additionalData == GetAdditionalData(context);
}
