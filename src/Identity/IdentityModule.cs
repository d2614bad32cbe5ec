using Liburia.Identity.Delegations;
using Liburia.Identity.Spid;
using Liburia.Identity.Staff;
using Liburia.Platform;
using Liburia.Platform.Access;
using Liburia.Platform.Commands;
using Liburia.Platform.Database.Sqlite;
using Liburia.Platform.Demonstrations;
using Liburia.Platform.Diagnosis;
using Liburia.Platform.Organization;
using Liburia.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Liburia.Identity;

/// <summary>The door: citizens by SPID and staff by passkey, through the access point; in demonstrations through a simulated provider, or at once.</summary>
public sealed class IdentityModule : IModule
{
    /// <summary>What every member of the staff may do for themselves. No role is without it; it keeps citizens outside, and whoever has no position today.</summary>
    internal const string Self = "identity.self";
    /// <summary>People, offices and rights of the Comune.</summary>
    internal const string Organize = "identity.organize";
    /// <summary>What the Comune does with personal data.</summary>
    internal const string Account = "identity.account";

    /// <summary>The bundle by which the browser asks its authenticator.</summary>
    internal const string Passkeys = "identity.passkeys";

    public string Name => "Identity";

    public IReadOnlyList<Permission> Permissions => [new(Self, Roles.Everyone), new(Organize, Roles.Administrator),
        new(Account, Roles.Administrator, Roles.Secretary)];

    public IReadOnlyList<ICommand> Commands => [new SpidCommand()];

    public IReadOnlyList<Bundle> Bundles => [new(Passkeys, MaxBytes: 2048, Script: "/assets/identity/passkeys.js")];

    public IReadOnlyList<MenuEntry> Menu => [new(MenuPlace.Desk, "personale", "/desk/personale", new("Personale e uffici", "Staff and offices"), Organize, "it-user", 80),
        new(MenuPlace.Desk, "trattamenti", "/desk/trattamenti", new("Trattamenti", "Processing register"), Account, "it-list", 88), new(MenuPlace.Desk, "accesso", "/desk/il-mio-accesso", new("Il mio accesso", "My access"), Self, "it-key", 95)];

    public IReadOnlyList<Processing> Processings =>
    [
        new("Accessi ai servizi e alla scrivania", "Riconoscere chi entra e rendere conto di chi ha consultato i dati di chi", "art. 6 par. 1 lett. c ed e GDPR; artt. 64 e 64-bis D.Lgs. 82/2005; art. 32 GDPR", "cittadini che entrano, personale", "codice fiscale, nome, livello dell'identità, momento; chi, quale ufficio, perché", "nessuno", "sessioni: un giorno dopo la fine; consultazioni: come dice la regola di conservazione",
        [
            new(typeof(Session), "sessioni", "Quando sei dentro", (db, person) => db.Set<Session>().Where(s => s.Kind == VisitorKind.Citizen && s.TaxCode == person.TaxCode).OrderBy(s => s.CreatedAt).Select(s => new { Aperta = s.CreatedAt, UltimaAzione = s.LastSeenAt, Livello = s.Level })),
            new(typeof(AccessRecord), "consultazioni", "Chi ha consultato i tuoi dati", (db, person) => db.Set<AccessRecord>().Where(r => person.SubjectIds.Contains(r.SubjectId)).OrderBy(r => r.At).Select(r => new { Quando = r.At, Chi = r.StaffName, Ufficio = r.Office, PerConto = r.ActingFor, CheCosa = r.What, Perche = r.Purpose })),
            new(typeof(LookQuestion), "domande", "Che cosa hai chiesto sulle consultazioni", (db, person) => db.Set<LookQuestion>().Where(q => person.SubjectIds.Contains(q.SubjectId)).OrderBy(q => q.AskedAt).Select(q => new { Domanda = q.Asked, Il = q.AskedAt, Risposta = q.Answer, RispostaIl = q.AnsweredAt })),
        ]),
        new("Deleghe fra cittadini", "Sapere chi può presentare domande per chi", "art. 6 par. 1 lett. e GDPR; art. 38 c. 3-bis DPR 445/2000", "chi delega e chi è delegato", "codici fiscali, nomi, servizi, giorni di inizio e di fine, chi l'ha finita", "gli uffici che trattano le domande presentate dal delegato", "dieci anni dalla fine, quanto durano i diritti di chi ha delegato (art. 2946 c.c.)",
        [
            new(typeof(Delegation), "deleghe", "Le deleghe che hai dato e ricevuto", (db, person) => db.Set<Delegation>()
                .Where(d => d.Principal == person.TaxCode || d.Representative == person.TaxCode).OrderBy(d => d.GivenAt).Select(d => new
                {
                    DataDa = d.PrincipalName, A = d.RepresentativeName, Servizi = d.Services, Dal = d.HoldsFrom, Al = d.HoldsUntil,
                    Accettata = d.AcceptedAt, Finita = d.EndedAt, FinitaDa = d.EndedBy,
                })),
        ]),
    ];

    public void AddServices(IServiceCollection services)
    {
        services.AddSingleton<IDoor, Door>().AddSingleton<IDemonstrationSeed, DemonstrationCitizens>().AddSingleton<IDiagnosis, SpidDiagnosis>()
            .AddSingleton<OneTimeStore>().AddSingleton<CarriedCodes>().AddSingleton<AccessLedger>();
        services.AddSingleton(provider => SpidProfile.Read(provider.GetRequiredService<Installation>())).AddSingleton<SpidKeys>().AddSingleton<SpidProviders>().AddSingleton<SpidDoor>().AddSingleton<SpidLogout>().AddSingleton<SpidLog>();
        services.AddSingleton<IHealthSource>(provider => provider.GetRequiredService<SpidProviders>()).AddScoped<IRound, SpidLogRound>().AddSingleton<SpidRegistry>().AddScoped<IRound, SpidRegistryRound>();
        services.AddSingleton<StaffDoor>().AddSingleton<StaffAccounts>().AddScoped<StaffSecrets>().AddScoped<StaffPasskeyStore>().AddScoped<StaffRoll>().AddScoped<IRound, GuessSweep>();
        services.AddScoped<DelegationDesk>().AddScoped<IMandateSource>(scope => scope.GetRequiredService<DelegationDesk>());
        services.AddIdentityCore<StaffMember>();
        services.AddScoped<IUserStore<StaffMember>>(scope => scope.GetRequiredService<StaffPasskeyStore>()).AddScoped<IPasskeyHandler<StaffMember>, PasskeyHandler<StaffMember>>();
        // S22: six hundred thousand rounds at least.
        services.Configure<PasswordHasherOptions>(options => options.IterationCount = 600_000);
        services.AddOptions<IdentityPasskeyOptions>().Configure<Installation>((options, installation) =>
        {
            // The access point's own address, whatever a header may say.
            var home = new Uri(installation.AccessPointUrl);
            (options.ServerDomain, options.UserVerificationRequirement, options.ResidentKeyRequirement) = (home.Host, "required", "required");
            options.ValidateOrigin = context => ValueTask.FromResult(!context.CrossOrigin && context.Origin == home.GetLeftPart(UriPartial.Authority));
        });
    }

    public void ConfigureModel(ModelBuilder model) => IdentityMapping.Configure(model);

    public void MapEndpoints(IEndpointRouteBuilder endpoints)
    {
        // Half a profile is refused when the program starts, not when the federation reads the metadata.
        endpoints.ServiceProvider.GetRequiredService<SpidProfile>();
        endpoints.MapGet("/spid/metadata", (SpidDoor door) => Results.Text(door.Metadata().OuterXml, "application/samlmetadata+xml")).WithMetadata(new PublicAttribute(), new HostedAtAttribute(HostKind.AccessPoint));
    }
}

internal sealed class Door : IDoor
{
    public string ForCitizens(string returnPath, int level) => $"{(returnPath.StartsWith("/en/", StringComparison.Ordinal) || returnPath == "/en" ? "/en" : "")}/accedi?ritorno={Uri.EscapeDataString(returnPath)}{(level == 2 ? "" : $"&livello={level}")}";

    public string ForPrincipals(string returnPath) => $"{(returnPath.StartsWith("/en/", StringComparison.Ordinal) ? "/en" : "")}{Pages.ForWhomModel.Path}?ritorno={Uri.EscapeDataString(returnPath)}";

    public string ForStaff(string returnPath) => $"/desk/accedi?ritorno={Uri.EscapeDataString(returnPath)}";
}
