using Liburia.Platform;
using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Liburia.Platform.Web;
using Liburia.Portal.Contracts;
using Liburia.Platform.Jobs;
using Liburia.Procedures.Adoption;
using Liburia.Procedures.Answers;
using Liburia.Procedures.Cases;
using Liburia.Procedures.Contracts;
using Liburia.Procedures.Drafts;
using Liburia.Procedures.Journey;
using Liburia.Procedures.Models;
using Liburia.Procedures.Registers;
using Liburia.Procedures.Uploads;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Liburia.Procedures;

/// <summary>Cases, from the application to the outcome; the personal area and the desk's queue.</summary>
public sealed class ProceduresModule : IModule
{
    internal const string Work = "cases.work", Console = "console.jobs", Adopt = "procedures.adopt";

    public string Name => "Procedures";

    public IReadOnlyList<Permission> Permissions =>
    [
        new(Work, Roles.RegistryClerk, Roles.ProtocolClerk, Roles.Secretary, Roles.CaseOfficer),
        new(Adopt, Roles.Secretary, Roles.Administrator),
        new(Console, Roles.RegistryClerk, Roles.ProtocolClerk, Roles.Administrator),
    ];

    public IReadOnlyList<MenuEntry> Menu =>
    [
        new(MenuPlace.Desk, "oggi", "/desk", new("Oggi", "Today"), Work, "it-calendar", 0),
        new(MenuPlace.Desk, "pratiche", "/desk/pratiche", new("Pratiche", "Cases"), Work, "it-folder", 10),
        new(MenuPlace.Desk, "registri", "/desk/registri", new("Registri", "Registers"), Work, "it-list", 15),
        new(MenuPlace.Desk, "procedimenti", "/desk/procedimenti", new("Procedimenti", "Procedures"), Adopt, "it-settings", 80),
        new(MenuPlace.Desk, "console", "/desk/console", new("Console dei lavori", "Job console"), Console, "it-settings", 90),
    ];

    /// <summary>Files of procedures that are left out, each with the line and the reason.</summary>
    public static IReadOnlyList<string> ModelFaults(IReadOnlyList<IModule> modules, Installation installation) => [.. new ModelCatalogue(modules, installation).Faults.Select(fault => fault.ToString())];

    public void AddServices(IServiceCollection services)
    {
        services.AddSingleton<ModelCatalogue>();
        services.AddScoped<Offers>().AddScoped<AnswerForms>().AddScoped<AnswerReader>().AddScoped<ApplicationJourney>().AddScoped<DraftDesk>().AddScoped<UploadDesk>();
        services.AddScoped<ICaseDesk, CaseDesk>().AddScoped<CaseClock>().AddScoped<CaseTerm>().AddScoped<CaseWork>().AddScoped<JoinedCases>().AddScoped<CaseFiles>().AddScoped<Decisions>().AddScoped<Notices>().AddScoped<Silence>();
        services.AddScoped<IServiceCatalogue, ServiceCatalogue>().AddScoped<IGauges, CaseGauges>().AddScoped<IJobHandler, RenderDecision>();
        services.AddScoped<IOutcome, EntryOutcome>().AddScoped<IAnswerSource, ContactMailSource>().AddScoped<IAnswerSource, ContactPhoneSource>().AddScoped<IAnswerSource, Reviews>();
        services.AddSingleton(ServicesApi.Operation).AddScoped<Platform.Files.IFileOwner, UploadFiles>();
        services.AddScoped<Platform.IRound>(provider => provider.GetRequiredService<Silence>());
        services.AddScoped<Platform.IRound, UploadSweep>();
    }

    public void ConfigureModel(ModelBuilder model) => ProceduresMapping.Configure(model);

    public void MapEndpoints(Microsoft.AspNetCore.Routing.IEndpointRouteBuilder endpoints) => ServicesApi.Map(endpoints);
}
