using Liburia.Platform;
using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Liburia.Platform.Diagnosis;
using Liburia.Platform.Events;
using Liburia.Platform.Home;
using Liburia.Platform.Jobs;
using Liburia.Platform.Runs;
using Liburia.Platform.Law;
using Liburia.Platform.Organization;
using Liburia.Platform.Web;
using Liburia.Portal.Contracts;
using Liburia.Procedures.Adoption;
using Liburia.Procedures.Answers;
using Liburia.Procedures.Cases;
using Liburia.Procedures.Charges;
using Liburia.Procedures.Contracts;
using Liburia.Procedures.Drafts;
using Liburia.Procedures.Journey;
using Liburia.Procedures.Law;
using Liburia.Procedures.Models;
using Liburia.Procedures.Registers;
using Liburia.Procedures.Uploads;
using Liburia.Protocol.Contracts;
using Liburia.Subjects.Contracts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Liburia.Procedures;

/// <summary>Cases, from the application to the outcome; the personal area and the desk's queue.</summary>
public sealed class ProceduresModule : IModule
{
    internal const string Work = "cases.work", Console = "console.jobs", Adopt = "procedures.adopt", ReviewLooks = "access.review", Imports = "imports.run", Runs = "runs.read",
        PlaceBundle = "procedures.place", Granted = "cases.granted";

    public string Name => "Procedures";

    public IReadOnlyList<Permission> Permissions =>
    [
        new(Work, ProtocolRoles.Clerk, Roles.Secretary, Roles.CaseOfficer, Roles.OfficeHead),
        // What was granted is changed by who may decide, not by who registers what arrives.
        new(Granted, Roles.Secretary, Roles.CaseOfficer, Roles.OfficeHead),
        new(ReviewLooks, Roles.OfficeHead, Roles.Secretary),
        new(Adopt, Roles.Secretary, Roles.Administrator),
        new(Console, ProtocolRoles.Clerk, Roles.Administrator),
        new(Imports, Roles.Administrator),
        // Which runs are one's own, each says by its kind.
        new(Runs, Roles.Everyone),
    ];

    public IReadOnlyList<OfficeFunction> Functions =>
    [
        new("tecnico", new("Edilizia, suolo pubblico, manutenzioni", "Building, public ground, maintenance"), "Ufficio tecnico",
            "Edilizia, lavori pubblici, cimitero."),
        new("polizia", new("Polizia locale", "Local police"), "Polizia locale", "Viabilità, pareri, contrassegni, controlli."),
        new("tributi", new("Tributi", "Local taxes"), "Ufficio tributi", "Imposte e tariffe comunali."),
    ];

    /// <summary>The map of a question about a place.</summary>
    public IReadOnlyList<Bundle> Bundles => [new(PlaceBundle, MaxBytes: 3072, Script: "/assets/procedures/place.js")];

    public IReadOnlyList<MenuEntry> Menu =>
    [
        new(MenuPlace.Desk, "oggi", "/desk", new("Oggi", "Today"), Work, "it-calendar", 0),
        new(MenuPlace.Desk, "pratiche", "/desk/pratiche", new("Pratiche", "Cases"), Work, "it-folder", 10),
        new(MenuPlace.Desk, "sportello", "/desk/sportello", new("Sportello", "Counter"), Work, "it-user", 12),
        new(MenuPlace.Desk, "registri", "/desk/registri", new("Registri", "Registers"), Work, "it-list", 15),
        new(MenuPlace.Desk, "procedimenti", "/desk/procedimenti", new("Procedimenti", "Procedures"), Adopt, "it-settings", 80),
        new(MenuPlace.Desk, "importazioni", "/desk/importazioni", new("Importazioni", "Imports"), Imports, "it-upload", 83),
        new(MenuPlace.Desk, "consultazioni", "/desk/consultazioni", new("Consultazioni", "Looks"), ReviewLooks, "it-user", 85),
        new(MenuPlace.Desk, "console", "/desk/console", new("Console dei lavori", "Job console"), Console, "it-settings", 90),
    ];

    public IReadOnlyList<Processing> Processings =>
    [
        new("Procedimenti amministrativi e servizi online", "Ricevere domande e segnalazioni, istruirle, deciderle e conservarne gli atti", "art. 6 par. 1 lett. c ed e GDPR (art. 9 par. 2 lett. g dove servono dati sanitari); L. 241/1990, D.Lgs. 82/2005, D.Lgs. 33/2013", "richiedenti, controinteressati, segnalanti", "risposte, allegati, comunicazioni, contatti", "uffici che danno pareri; controinteressati nei casi di legge; registri pubblici dove la norma lo dice", "secondo il massimario di scarto del Comune",
        [
            new(typeof(Case), "pratiche", "Le tue pratiche", (db, person) => db.Set<Case>().Where(c => c.ApplicantTaxCode == person.TaxCode).OrderBy(c => c.OpenedAt).Select(c => new { Protocollo = c.ProtocolNumber, Titolo = c.TitleIt, PresentataIl = c.OpenedAt, Stato = c.State.ToString(), Ufficio = c.OfficeName, Risposte = c.Answers, Esito = c.OutcomeIt, ConclusaIl = c.CompletedAt })),
            new(typeof(Case), "per-altri", "Le pratiche che hai presentato per altri", (db, person) => db.Set<Case>().Where(c => c.RepresentativeTaxCode == person.TaxCode)
                .OrderBy(c => c.OpenedAt).Select(c => new { Protocollo = c.ProtocolNumber, Servizio = c.ServiceSlug, PresentataIl = c.OpenedAt, ConQualeTitolo = c.RepresentativeActIt })),
            new(typeof(CaseEvent), "cronologia", "Che cosa è successo", (db, person) => db.Set<CaseEvent>().Where(e => e.ForApplicant && db.Set<Case>().Any(c => c.Id == e.CaseId && c.ApplicantTaxCode == person.TaxCode)).OrderBy(e => e.At).Select(e => new { Quando = e.At, CheCosa = e.TextIt, Chi = e.Actor, Ufficio = e.Office })),
            new(typeof(SupplementItem), "integrazioni", "Che cosa ti è stato chiesto, e che cosa hai risposto", (db, person) => db.Set<SupplementItem>().Where(s => db.Set<Case>().Any(c => c.Id == s.CaseId && c.ApplicantTaxCode == person.TaxCode)).OrderBy(s => s.Id).Select(s => new { Chiesto = s.Label, Risposta = s.Answer, RispostoIl = s.AnsweredAt })),
            new(typeof(CaseDocument), "documenti", "I tuoi documenti", (db, person) => db.Set<CaseDocument>().Where(d => db.Set<Case>().Any(c => c.Id == d.CaseId && c.ApplicantTaxCode == person.TaxCode)).OrderBy(d => d.Id).Select(d => new { Titolo = d.Title, File = d.FileName, Impronta = d.Sha256, Byte = d.Length })),
            new(typeof(ApplicationDraft), "bozze", "Le domande che non hai ancora inviato", (db, person) => db.Set<ApplicationDraft>().Where(d => d.TaxCode == person.TaxCode && d.SubmittedCaseId == null).OrderBy(d => d.CreatedAt).Select(d => new { Servizio = d.ServiceSlug, Iniziata = d.CreatedAt, Risposte = d.Answers, Scritto = d.Typed })),
            new(typeof(Contact), "contatti", "Come vuoi essere avvisato", (db, person) => db.Set<Contact>().Where(c => c.TaxCode == person.TaxCode).Select(c => new { Posta = c.Mail, Telefono = c.Phone, AggiornatoIl = c.UpdatedAt })),
            new(typeof(Charge), "pagamenti", "Che cosa hai da pagare, e che cosa hai pagato", (db, person) => db.Set<Charge>().Where(c => c.PayerTaxCode == person.TaxCode).OrderBy(c => c.AskedAt)
                .Select(c => new { Numero = c.Number, Anno = c.Year, CheCosa = c.WhatIt, Centesimi = c.Cents, Norma = c.Norm, Chiesto = c.AskedAt, EntroIl = c.DueOn, Stato = c.State.ToString(), Come = c.Means, Ricevuta = c.Reference, PagatoIl = c.PaidOn, Perche = c.Reason })),
            new(typeof(RegisterEntry), "registri", "Righe di registri a tuo nome", (db, person) => db.Set<RegisterEntry>().Where(e => e.HolderTaxCode == person.TaxCode).OrderBy(e => e.DecidedOn).Select(e => new { Registro = e.Register, Numero = e.Number, Anno = e.Year, Titolo = e.TitleIt, Esito = e.OutcomeIt, Stato = e.State.ToString(), Colonne = e.Columns, Dal = e.ValidFrom, Al = e.ValidUntil })),
        ]),
    ];

    public void AddServices(IServiceCollection services)
    {
        services.AddSingleton<PortBook>().AddSingleton<ModelCatalogue>().AddSingleton<IDiagnosis, ModelDiagnosis>().AddSingleton<ICalculator, BuildingTerms>();
        services.AddScoped<Offers>().AddScoped<AnswerForms>().AddScoped<PublicLines>().AddScoped<Ports>().AddScoped<ApplicationJourney>().AddScoped<DraftDesk>().AddScoped<UploadDesk>();
        services.AddScoped<CaseDesk>().AddScoped<ICaseDesk>(scope => scope.GetRequiredService<CaseDesk>()).AddScoped<MyCases>().AddScoped<CounterServices>().AddScoped<CounterLooks>().AddScoped<CaseClock>().AddScoped<CaseTerm>().AddScoped<CaseWork>().AddScoped<JoinedCases>().AddScoped<CaseFiles>().AddScoped<CaseGuard>().AddScoped<Pages.Desk.CaseAtDesk>().AddScoped<Archive.Contracts.IDocumentGuard>(scope => scope.GetRequiredService<CaseGuard>())
            .AddScoped<Decisions>().AddScoped<OutcomeActs>().AddScoped<OfficerForm>().AddScoped<ChargeBook>().AddScoped<Settlements>().AddScoped<ICharges>(scope => scope.GetRequiredService<Settlements>()).AddScoped<ICasePanel, ChargePanel>().AddScoped<Platform.Panels.IPersonPanel, CasesOfPerson>().AddScoped<Platform.Panels.IPersonPanel, ChargesOfPerson>().AddScoped<Notices>().AddScoped<Silence>();
        services.AddScoped<IDelegableServices, DelegableServices>();
        services.AddScoped<ServiceCatalogue>().AddScoped<IServiceCatalogue>(scope => scope.GetRequiredService<ServiceCatalogue>()).AddScoped<IGauges, CaseGauges>().AddJob<RenderDecision>(RenderDecision.AsJob)
            .AddScoped<CaseQueue>().AddRun<AssignAll>(AssignAll.AsRun);
        services.AddScoped<Costs>().AddFee<Law.LandFee>(Law.LandFee.Descriptor)
            .AddOutcome<EntryOutcome>(EntryOutcome.Descriptor).AddAct<ExtendEntry>(ExtendEntry.Descriptor).AddAnswerSource<ContactMailSource>(ContactMailSource.Descriptor)
            .AddAnswerSource<ContactPhoneSource>(ContactPhoneSource.Descriptor).AddAnswerSource<Reviews>(Reviews.Descriptor);
        Answers.Kinds.Registration.Add(services);
        services.AddSingleton(ServicesApi.Operation).AddScoped<Platform.Files.IFileOwner, UploadFiles>();
        services.AddScoped<Platform.IRound>(provider => provider.GetRequiredService<Silence>());
        services.AddScoped<IRecipientOf<ResidenceChanged>, EntriesOfWhoMoved>();
        services.AddScoped<IHandle<OfficeRenamed>, CasesOfRenamedOffice>().AddScoped<IHandle<CaseDecided>, ReviewedCases>().AddScoped<IHomeCards, CaseHome>().AddScoped<Platform.IRound, UploadSweep>()
            .AddScoped<Platform.IRound, DraftSweep>().AddScoped<OtherComuni>().AddScoped<Liburia.Platform.Portability.ICitizenSource, ApplicantSource>();
    }

    public void ConfigureModel(ModelBuilder model) => ProceduresMapping.Configure(model);

    public void MapEndpoints(Microsoft.AspNetCore.Routing.IEndpointRouteBuilder endpoints) => ServicesApi.Map(endpoints);
}
