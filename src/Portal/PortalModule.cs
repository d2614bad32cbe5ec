using Liburia.Platform;
using Liburia.Platform.Access;

namespace Liburia.Portal;

/// <summary>The Comune's own site: home, services, and the pages the law wants.</summary>
public sealed class PortalModule : IModule
{
    public string Name => "Portal";

    public IReadOnlyList<MenuEntry> Menu => [new(MenuPlace.Site, "all-services", "/servizi", new("Servizi", "Services"), Order: 30)];
}
