using Liburia.Platform;

namespace Liburia.Design;

/// <summary>The look: layouts, tag helpers, error pages, the style gallery.</summary>
public sealed class DesignModule : IModule
{
    public string Name => "Design";
}
