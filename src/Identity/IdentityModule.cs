using Liburia.Platform;
using Liburia.Platform.Access;
using Microsoft.Extensions.DependencyInjection;

namespace Liburia.Identity;

/// <summary>The door. Today only the demonstration door stands here: it opens in demonstration installations alone.</summary>
public sealed class IdentityModule : IModule
{
    public string Name => "Identity";

    public void AddServices(IServiceCollection services) => services.AddSingleton<IDoor, DemonstrationDoor>();
}

internal sealed class DemonstrationDoor : IDoor
{
    public string ForCitizens(string returnPath) => $"{(returnPath.StartsWith("/en/", StringComparison.Ordinal) || returnPath == "/en" ? "/en" : "")}/accedi?ritorno={Uri.EscapeDataString(returnPath)}";

    public string ForStaff(string returnPath) => $"/desk/accedi?ritorno={Uri.EscapeDataString(returnPath)}";
}
