using Microsoft.Extensions.DependencyInjection;

namespace Liburia.Platform.Web;

/// <summary>The services a command needs, without a web server.</summary>
public static class CoreServices
{
    public static ServiceProvider Of(IReadOnlyList<IModule> modules, Installation installation, TimeProvider clock)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        LiburiaHost.AddCore(services, installation, modules, clock);
        return services.BuildServiceProvider();
    }
}
