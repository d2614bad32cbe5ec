using Liburia.Platform;

namespace Liburia.Consortium;

/// <summary>The consortium's access point: which Comuni, where they are, what they offer; and the promises with their proofs.</summary>
public sealed class ConsortiumModule : IModule
{
    public string Name => "Consortium";
}
