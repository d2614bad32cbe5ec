using Microsoft.Extensions.DependencyInjection;

namespace Liburia.Platform.Web;

/// <summary>The services a command needs, without a web server.</summary>
public static class CoreServices
{
    public static ServiceProvider Of(IReadOnlyList<IModule> modules, Installation installation, TimeProvider clock) => LiburiaHost.BuildCore(installation, modules, clock);
}
