using Liburia.Platform;
using Liburia.Platform.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Liburia.Design;

/// <summary>The look: layouts, tag helpers, error pages.</summary>
public sealed class DesignModule : IModule
{
    public string Name => "Design";

    /// <summary>A Comune's colour as a style sheet of its own: pages hold no inline style, so that they can be kept and sent again.</summary>
    public void MapEndpoints(IEndpointRouteBuilder endpoints) => endpoints.MapGet("/assets/comune/{color:regex(^[0-9a-f]{{6}}$)}.css", (string color, HttpContext http) =>
    {
        http.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        return Results.Text($":root{{--it-comune:#{color}}}", "text/css");
    }).WithMetadata(new PublicAttribute(), new HostedAtAttribute(HostKind.Any));
}
