using Liburia.Platform;
using Liburia.Identity.Spid;
using Liburia.Platform.Access;
using Liburia.Platform.Database.Sqlite;
using Liburia.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Liburia.Identity;

/// <summary>The door: citizens by SPID, through the access point; in demonstrations through a simulated provider, or at once.</summary>
public sealed class IdentityModule : IModule
{
    public string Name => "Identity";

    public void AddServices(IServiceCollection services)
    {
        services.AddSingleton<IDoor, Door>().AddSingleton<OneTimeStore>().AddSingleton<AccessLedger>();
        services.AddSingleton(provider => SpidProfile.Read(provider.GetRequiredService<Installation>())).AddSingleton<SpidKeys>().AddSingleton<SpidProviders>().AddSingleton<SpidDoor>().AddSingleton<SpidLogout>().AddSingleton<SpidLog>();
        services.AddSingleton<IHealthSource>(provider => provider.GetRequiredService<SpidProviders>()).AddScoped<IRound, SpidLogRound>();
    }

    public void MapEndpoints(IEndpointRouteBuilder endpoints)
    {
        // Half a profile is refused when the program starts, not when the federation reads the metadata.
        endpoints.ServiceProvider.GetRequiredService<SpidProfile>();
        endpoints.MapGet("/spid/metadata", (SpidDoor door) => Results.Text(door.Metadata().OuterXml, "application/samlmetadata+xml")).WithMetadata(new PublicAttribute(), new HostedAtAttribute(HostKind.AccessPoint));
    }
}

internal sealed class Door : IDoor
{
    public string ForCitizens(string returnPath, int level) => $"{(returnPath.StartsWith("/en/", StringComparison.Ordinal) || returnPath == "/en" ? "/en" : "")}/accedi?ritorno={Uri.EscapeDataString(returnPath)}{(level == 2 ? "" : $"&livello={level}")}";

    public string ForStaff(string returnPath) => $"/desk/accedi?ritorno={Uri.EscapeDataString(returnPath)}";
}
