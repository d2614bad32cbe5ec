using Liburia.Platform;
using Liburia.Platform.Access;
using Liburia.Platform.Jobs;
using Liburia.Platform.Law;
using Liburia.Procedures.Contracts;
using Liburia.Registry.Certificates;
using Liburia.Registry.Residents;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Liburia.Registry;

/// <summary>The population register and its certificates.</summary>
public sealed class RegistryModule : IModule
{
    internal const string Search = "registry.search", Sheet = "registry.sheet", Issue = "registry.issue", Move = "registry.move";

    public string Name => "Registry";

    public IReadOnlyList<Permission> Permissions =>
        [new(Search, Roles.RegistryClerk), new(Sheet, Roles.RegistryClerk), new(Issue, Roles.RegistryClerk), new(Move, Roles.RegistryClerk)];

    public IReadOnlyList<MenuEntry> Menu => [new(MenuPlace.Desk, "residenti", "/desk/residenti", new("Residenti", "Residents"), Search, "it-user", 20)];

    public void AddServices(IServiceCollection services)
    {
        services.AddScoped<Liburia.Platform.Portability.ICitizenSource, CitizenSource>().AddScoped<ResidentRegister>().AddScoped<AddressChange>().AddScoped<FactsReader>().AddScoped<CertificateDesk>().AddScoped<Verification>();
        services.AddSingleton<ICalculator, CertificateCalculator>();
        services.AddScoped<IJobHandler, RenderCertificate>();
        services.AddScoped<IOutcome, CertificateOutcome>().AddScoped<IOutcome, AddressOutcome>().AddScoped<IResidency, Residency>();
        services.AddScoped<IAnswerSource, HouseholdSource>().AddScoped<IAnswerSource, CertificateKindsSource>().AddScoped<IAnswerSource, CertificateUsesSource>().AddScoped<IAnswerSource, ResidenceSource>();
        services.AddScoped<ICasePanel, CertificatePanel>();
        services.AddScoped<IPersonalPanel, VerificationPanel>();
    }

    public void ConfigureModel(ModelBuilder model) => RegistryMapping.Configure(model);
}
