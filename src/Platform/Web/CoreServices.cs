using Liburia.Platform.Law;
using Microsoft.Extensions.DependencyInjection;

namespace Liburia.Platform.Web;

/// <summary>The services a command needs, without a web server.</summary>
public static class CoreServices
{
    /// <summary>The dated tables of these modules: whatever counts terms needs them first.</summary>
    public static void GatherLaw(IReadOnlyList<IModule> modules)
    {
        Terms.Gather(modules);
        Retention.Gather(modules);
    }

    public static ServiceProvider Of(IReadOnlyList<IModule> modules, Installation installation, TimeProvider clock) => LiburiaHost.BuildCore(installation, modules, clock);
}
