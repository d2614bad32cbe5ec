using System.Threading.RateLimiting;
using Liburia.Platform.Access;
using Liburia.Platform.Tenancy;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Liburia.Platform.Web;

/// <summary>
/// Keeps one person, and one Comune, from taking the whole server with costly pages (statement 73): 429 with the time to wait beyond the number of the
/// page; of one Comune at most sixteen at once, the others wait their turn, and beyond two hundred in line 503.
/// </summary>
internal sealed class CostlyPages : IDisposable
{
    private readonly PartitionedRateLimiter<(string Slug, string Who, string Page, int PerMinute)> persons = PartitionedRateLimiter.Create<(string Slug, string Who, string Page, int PerMinute), (string, string, string)>(
        asked => RateLimitPartition.GetFixedWindowLimiter((asked.Slug, asked.Who, asked.Page), _ => new FixedWindowRateLimiterOptions { PermitLimit = asked.PerMinute, Window = TimeSpan.FromMinutes(1) }));

    private readonly PartitionedRateLimiter<string> comuni = PartitionedRateLimiter.Create<string, string>(
        slug => RateLimitPartition.GetConcurrencyLimiter(slug, _ => new ConcurrencyLimiterOptions { PermitLimit = 16, QueueLimit = 200 }));

    public async Task AskAsync(HttpContext http, CostlyAttribute costly, Func<Task> next)
    {
        var (visitor, slug) = (http.RequestServices.GetRequiredService<Visitor>(), http.RequestServices.GetRequiredService<Tenant>().MunicipalityOrNull?.Slug ?? "");
        var page = (http.GetEndpoint() as Microsoft.AspNetCore.Routing.RouteEndpoint)?.RoutePattern.RawText ?? "";
        // The same page in either language is one.
        if (page.StartsWith("en/", StringComparison.Ordinal)) page = page[3..];
        using var mine = persons.AttemptAcquire((slug, visitor.Key.Length > 0 ? visitor.Key : LiburiaHost.Whence(http), page, costly.PerMinute));
        if (!mine.IsAcquired)
        {
            Refuse(http, StatusCodes.Status429TooManyRequests, mine.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : TimeSpan.FromMinutes(1));
            return;
        }
        using var turn = await comuni.AcquireAsync(slug, cancellationToken: http.RequestAborted);
        if (turn.IsAcquired)
        {
            // The turn is for the work: whoever reads the answer slowly keeps nobody waiting.
            http.Response.OnStarting(() =>
            {
                turn.Dispose();
                return Task.CompletedTask;
            });
            await next();
        }
        else Refuse(http, StatusCodes.Status503ServiceUnavailable, TimeSpan.FromSeconds(10));
    }

    public void Dispose()
    {
        persons.Dispose();
        comuni.Dispose();
    }

    private static void Refuse(HttpContext http, int status, TimeSpan wait)
    {
        http.Response.StatusCode = status;
        http.Response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(System.Globalization.CultureInfo.InvariantCulture);
    }
}

internal static class CostlyPagesMiddleware
{
    /// <summary>After the visitor is known.</summary>
    public static void UseCostlyPages(this IApplicationBuilder app)
    {
        var pages = app.ApplicationServices.GetRequiredService<CostlyPages>();
        app.Use((http, next) => http.GetEndpoint()?.Metadata.GetMetadata<CostlyAttribute>() is { } costly && (http.Request.QueryString.HasValue || !costly.WithQueryOnly) ? pages.AskAsync(http, costly, () => next(http)) : next(http));
    }
}
