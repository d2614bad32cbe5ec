using Liburia.Platform;
using Liburia.Identity.Spid;
using Liburia.Platform.Access;
using Liburia.Platform.Database.Sqlite;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Liburia.Identity;

/// <summary>The door: citizens by SPID, through the access point; in demonstrations through a simulated provider, or at once.</summary>
public sealed class IdentityModule : IModule
{
    public string Name => "Identity";

    public void AddServices(IServiceCollection services) => services.AddSingleton<IDoor, Door>().AddSingleton<OneTimeStore>().AddSingleton<SpidKeys>().AddSingleton<SpidProviders>().AddSingleton<SpidDoor>();

    public void MapEndpoints(IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/spid/metadata", (SpidDoor door) => Results.Text(door.Metadata().OuterXml, "application/samlmetadata+xml")).WithMetadata(new PublicAttribute(), new HostedAtAttribute(HostKind.AccessPoint));
}

internal sealed class Door : IDoor
{
    public string ForCitizens(string returnPath, int level) => $"{(returnPath.StartsWith("/en/", StringComparison.Ordinal) || returnPath == "/en" ? "/en" : "")}/accedi?ritorno={Uri.EscapeDataString(returnPath)}{(level == 2 ? "" : $"&livello={level}")}";

    public string ForStaff(string returnPath) => $"/desk/accedi?ritorno={Uri.EscapeDataString(returnPath)}";
}
