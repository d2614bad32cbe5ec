using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Liburia.Platform.Tenancy;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Platform.Web;

/// <summary><c>/health/live</c>: the process answers. <c>/health/ready</c>: every Comune's database answers too. Neither tells more to a stranger.</summary>
internal static class Health
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/health/live", () => Results.Json(new { status = "live" })).WithMetadata(new PublicAttribute(), new HostedAtAttribute(HostKind.Any));
        app.MapGet("/health/ready", ReadyAsync).WithMetadata(new PublicAttribute(), new HostedAtAttribute(HostKind.Any));
    }

    private static async Task<IResult> ReadyAsync(MunicipalityDirectory directory, AppDbFactory databases, CancellationToken cancel)
    {
        var down = new List<string>();
        foreach (var municipality in directory.All)
        {
            try
            {
                await using var db = databases.Open(municipality.Slug);
                _ = await db.Set<Audit.AuditHead>().AsNoTracking().AnyAsync(cancel);
            }
            catch (Exception fault) when (fault is System.Data.Common.DbException or InvalidOperationException or IOException)
            {
                down.Add(municipality.Slug);
            }
        }
        return Results.Json(new { status = down.Count == 0 ? "ready" : "degraded", municipalities = directory.All.Count, down }, statusCode: down.Count == 0 ? 200 : 503);
    }
}
