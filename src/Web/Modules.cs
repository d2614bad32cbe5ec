using Liburia.Archive;
using Liburia.Assistance;
using Liburia.Consortium;
using Liburia.Design;
using Liburia.Identity;
using Liburia.Platform;
using Liburia.Portal;
using Liburia.Procedures;
using Liburia.Protocol;
using Liburia.Registry;
using Liburia.Subjects;
using Liburia.Territory;

namespace Liburia.Web;

/// <summary>The modules of this program, in order. Removing a line removes the module.</summary>
public static class Modules
{
    public static IReadOnlyList<IModule> All { get; } =
    [
        new DesignModule(), new IdentityModule(), new SubjectsModule(), new TerritoryModule(), new ArchiveModule(), new PortalModule(),
        new ProtocolModule(), new ProceduresModule(), new RegistryModule(), new AssistanceModule(), new ConsortiumModule(),
    ];
}
