using System.Globalization;
using System.Net;
using System.Text;
using Liburia.Platform.Access;
using Liburia.Platform.Jobs;
using Liburia.Platform.Law;
using Liburia.Platform.Portability;
using Liburia.Platform.Tenancy;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Liburia.Platform.Web;

/// <summary>A figure a module gives to the metrics: its name after <c>liburia_</c>, labels, value. Never about a person.</summary>
public sealed record Gauge(string Name, double Value, params (string Label, string Value)[] Labels);

/// <summary>A module with figures of a Comune for the metrics.</summary>
public interface IGauges
{
    Task<IReadOnlyList<Gauge>> ReadAsync(CancellationToken cancel = default);
}

/// <summary>
/// <c>/health/live</c>: the process answers. <c>/health/ready</c>: nothing a citizen needs is down (503 otherwise), and what to look at, by name only.
/// <c>/metrics</c>: figures in Prometheus' text format, for this machine or the bearer of the installation's word.
/// </summary>
internal static class Health
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/health/live", () => Results.Json(new { status = "live" })).WithMetadata(new PublicAttribute(), new HostedAtAttribute(HostKind.Any));
        app.MapGet("/health/ready", ReadyAsync).WithMetadata(new PublicAttribute(), new HostedAtAttribute(HostKind.Any));
        app.MapGet("/metrics", MetricsAsync).WithMetadata(new PublicAttribute(), new HostedAtAttribute(HostKind.AccessPoint));
    }

    private static async Task<IResult> ReadyAsync(HttpContext http, Installation installation, HealthReport report, MunicipalityDirectory directory, CancellationToken cancel)
    {
        // Whoever is being watched may ask too: what is watched for the sake of security is said to those who manage the installation alone.
        var lines = (await report.LinesAsync(cancel)).Where(line => !line.IsWatch || MayRead(http, installation)).ToList();
        var down = lines.Where(line => line is { Level: HealthLevel.Down, Comune: not null, Name: "database" }).Select(line => line.Comune).ToList();
        var failed = lines.Any(line => line.Level == HealthLevel.Down);
        var checks = lines.GroupBy(line => line.Name).ToDictionary(group => group.Key, group => group.Max(line => line.Level).ToString().ToLowerInvariant());
        return Results.Json(new { status = failed ? "down" : lines.All(line => line.Level == HealthLevel.Well) ? "ready" : "degraded", municipalities = directory.All.Count, down, checks }, statusCode: failed ? 503 : 200);
    }

    private static async Task<IResult> MetricsAsync(HttpContext http, Installation installation, HealthReport report, MunicipalityDirectory directory, Portable portable, Jobs.JobDestinations destinations, RequestMeter meter, PolicyBreaches breaches, TimeProvider clock, CancellationToken cancel)
    {
        if (!MayRead(http, installation)) return Results.NotFound();
        var text = new StringBuilder();
        foreach (var group in (await report.LinesAsync(cancel)).GroupBy(line => line.Name))
        {
            Type(text, $"health_{group.Key}", "0 well, 1 warning, 2 down");
            foreach (var line in group) Write(text, new Gauge($"health_{line.Name}", (int)line.Level, Comune(line.Comune)));
            foreach (var line in group.Where(line => line.Value is not null)) Write(text, new Gauge(NameOf(line.Name), line.Value!.Value, Comune(line.Comune)));
        }
        var figures = new List<Gauge>();
        foreach (var municipality in directory.All.Where(m => m.State == MunicipalityState.Live)) await OfAsync(municipality, portable, figures, cancel);
        foreach (var group in figures.GroupBy(gauge => gauge.Name))
        {
            Type(text, group.Key, "by Comune");
            foreach (var gauge in group) Write(text, gauge);
        }
        Type(text, "destination_away_seconds", "since when a destination of jobs does not answer, 0 while it does");
        foreach (var (destination, breaker) in destinations.All)
            Write(text, new Gauge("destination_away_seconds", breaker.Away is { } away ? (clock.UtcNow() - away.Since).TotalSeconds : 0, ("destination", destination.Name)));
        meter.Write(text);
        breaches.Write(text);
        Type(text, "memory_bytes", "working set of the process");
        Write(text, new Gauge("memory_bytes", Environment.WorkingSet));
        return Results.Text(text.ToString(), "text/plain; version=0.0.4", Encoding.UTF8);
    }

    private static async Task OfAsync(Municipality municipality, Portable portable, List<Gauge> figures, CancellationToken cancel)
    {
        await using var scope = portable.In(municipality);
        try
        {
            var jobs = await scope.ServiceProvider.GetRequiredService<Database.AppDb>().Set<Job>().AsNoTracking().Where(j => j.State != JobState.Done)
                .GroupBy(j => new { j.State, j.Destination, j.Urgency }).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(cancel);
            figures.AddRange(jobs.Select(place => new Gauge("jobs", place.Count, ("comune", municipality.Slug), ("state", place.Key.State.ToString().ToLowerInvariant()),
                ("destination", place.Key.Destination), ("urgency", place.Key.Urgency.ToString().ToLowerInvariant()))));
            foreach (var source in scope.ServiceProvider.GetServices<IGauges>())
                foreach (var gauge in await source.ReadAsync(cancel)) figures.Add(gauge with { Labels = [("comune", municipality.Slug), .. gauge.Labels] });
        }
        catch (Exception fault) when (fault is System.Data.Common.DbException or InvalidOperationException or IOException)
        {
            // The line of health already says that this Comune does not answer.
        }
    }

    /// <summary>This machine itself, not through a proxy; or whoever bears the word.</summary>
    private static bool MayRead(HttpContext http, Installation installation)
    {
        if (installation.MetricsToken is { } word && System.Security.Cryptography.CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes("Bearer " + word), Encoding.UTF8.GetBytes(http.Request.Headers.Authorization.ToString()))) return true;
        return http.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address) && !http.Request.Headers.ContainsKey("X-Forwarded-For") && !http.Request.Headers.ContainsKey("X-Original-For");
    }

    private static string NameOf(string check) => check switch { "disk" => "disk_free_ratio", "queue" => "jobs_oldest_seconds", "clock" => "clock_behind_seconds", "backup" => "backup_age_seconds", "seal" => "seal_left_seconds", "refusals" => "persons_refused_often", "upkeep" => "upkeep_failing", "chain" => "audit_chain_broken", "destinations" => "destinations_away", _ => check };

    private static (string, string)[] Comune(string? slug) => slug is null ? [] : [("comune", slug)];

    internal static void Type(StringBuilder text, string name, string help) => text.Append(CultureInfo.InvariantCulture, $"# HELP liburia_{name} {help}\n# TYPE liburia_{name} gauge\n");

    internal static void Write(StringBuilder text, Gauge gauge) =>
        text.Append(CultureInfo.InvariantCulture, $"liburia_{gauge.Name}{(gauge.Labels.Length == 0 ? "" : "{" + string.Join(',', gauge.Labels.Select(l => $"{l.Label}=\"{l.Value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"")) + "}")} {gauge.Value.ToString("R", CultureInfo.InvariantCulture)}\n");
}

/// <summary>Counts requests and their time by page, as the page is declared: no address with a person's data in it.</summary>
public sealed class RequestMeter
{
    private static readonly double[] Bounds = [0.005, 0.025, 0.1, 0.5, 2.5, 10];
    private readonly System.Collections.Concurrent.ConcurrentDictionary<(string Page, int Class), long[]> counts = new();
    private readonly System.Collections.Concurrent.ConcurrentDictionary<(string Page, int Class), StrongSum> sums = new();

    private sealed class StrongSum { public long Microseconds; }

    public void Count(string page, int status, TimeSpan took)
    {
        var key = (page, status / 100);
        var buckets = counts.GetOrAdd(key, static _ => new long[Bounds.Length + 1]);
        var at = Array.FindIndex(Bounds, bound => took.TotalSeconds <= bound);
        Interlocked.Increment(ref buckets[at < 0 ? Bounds.Length : at]);
        Interlocked.Add(ref sums.GetOrAdd(key, static _ => new StrongSum()).Microseconds, (long)took.TotalMicroseconds);
    }

    internal void Write(StringBuilder text)
    {
        text.Append("# HELP liburia_request_seconds time to answer, by page\n# TYPE liburia_request_seconds histogram\n");
        foreach (var (key, buckets) in counts.OrderBy(c => c.Key.Page, StringComparer.Ordinal))
        {
            (string, string)[] labels = [("page", key.Page), ("status", $"{key.Class}xx")];
            long total = 0;
            for (var i = 0; i < buckets.Length; i++)
            {
                total += Interlocked.Read(ref buckets[i]);
                Health.Write(text, new Gauge("request_seconds_bucket", total, [.. labels, ("le", i < Bounds.Length ? Bounds[i].ToString(CultureInfo.InvariantCulture) : "+Inf")]));
            }
            Health.Write(text, new Gauge("request_seconds_sum", sums[key].Microseconds / 1e6, labels));
            Health.Write(text, new Gauge("request_seconds_count", total, labels));
        }
    }
}
