using System.Reflection;
using Liburia.Platform.Access;
using Liburia.Platform.Commands;
using Liburia.Platform.Organization;
using Liburia.Platform.Web;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Liburia.Platform;

/// <summary>
/// The one plug of a module: what it adds to the program. The host lists its modules explicitly; removing a line removes the module.
/// What is declared stands here; what has to be asked is a port, registered in <see cref="AddServices"/> by who has something to say: <see
/// cref="Diagnosis.IDiagnosis"/> (doctor),
/// <see cref="Diagnosis.IOnboardingNeed"/> (a Comune that comes), <see cref="Demonstrations.IDemonstrationSeed"/> (invented data), <see
/// cref="Home.IHomeCards"/> (first page of the desk),
/// <see cref="Training.IExercise"/> (guided exercises), <see cref="Audit.IProof"/>, <see cref="IRound"/>, <see cref="Law.ICalculator"/>. What is a file travels
/// in the assembly: <see cref="ModuleFiles"/>.
/// </summary>
public interface IModule
{
    /// <summary>English name, as the folder; the lower-case form is the prefix of its tables.</summary>
    string Name { get; }

    /// <summary>Where the module's pages, migrations and entities are.</summary>
    Assembly Assembly => GetType().Assembly;

    /// <summary>Every permission the module asks for, with the roles that hold it.</summary>
    IReadOnlyList<Permission> Permissions => [];

    /// <summary>Roles that the module's own offices have, besides those of any Comune.</summary>
    IReadOnlyList<Role> Roles => [];

    /// <summary>What some office of every Comune does for this module: assigned by each Comune, checked when it comes.</summary>
    IReadOnlyList<OfficeFunction> Functions => [];

    /// <summary>What the module adds to the command line.</summary>
    IReadOnlyList<ICommand> Commands => [];

    /// <summary>Entries of the desk's left menu and of the site's navigation.</summary>
    IReadOnlyList<MenuEntry> Menu => [];

    /// <summary>What the bar of the desk finds for this module.</summary>
    IReadOnlyList<DeskSearch> Searches => [];

    /// <summary>Scripts and styles that only the module's own pages load.</summary>
    IReadOnlyList<Bundle> Bundles => [];

    /// <summary>What the module does with personal data: the controller's register and a person's access package are made from it.</summary>
    IReadOnlyList<Processing> Processings => [];

    /// <summary>Registers desks, ports, event and job handlers.</summary>
    void AddServices(IServiceCollection services) { }

    /// <summary>Adds the module's entities to the one model.</summary>
    void ConfigureModel(ModelBuilder model) { }

    /// <summary>Maps what is not a Razor page.</summary>
    void MapEndpoints(IEndpointRouteBuilder endpoints) { }
}
