using Liburia.Platform;
using Liburia.Platform.Access;
using Liburia.Platform.Commands;
using Liburia.Platform.Diagnosis;
using Liburia.Platform.Events;
using Liburia.Platform.Imports;
using Liburia.Platform.Jobs;
using Liburia.Platform.Law;
using Liburia.Platform.Organization;
using Liburia.Platform.Training;
using Liburia.Procedures.Contracts;
using Liburia.Registry.Certificates;
using Liburia.Registry.Contracts;
using Liburia.Registry.Imports;
using Liburia.Registry.Law;
using Liburia.Registry.Residents;
using Liburia.Subjects.Contracts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Liburia.Registry;

/// <summary>The population register and its certificates.</summary>
public sealed class RegistryModule : IModule
{
    internal const string Search = "registry.search", Sheet = "registry.sheet", Issue = "registry.issue", Move = "registry.move", Import = "registry.import";

    public string Name => "Registry";

    public IReadOnlyList<Permission> Permissions =>
        [new(Search, RegistryRoles.Clerk), new(Sheet, RegistryRoles.Clerk), new(Issue, RegistryRoles.Clerk), new(Move, RegistryRoles.Clerk), new(Import, RegistryRoles.Clerk, Platform.Access.Roles.Administrator)];

    public IReadOnlyList<Role> Roles => [new(RegistryRoles.Clerk, new("Ufficiale d'anagrafe", "Registrar"), "cases.work", "console.jobs", "protocol.read",
        "protocol.register", "protocol.annul", "imports.run")];

    public IReadOnlyList<OfficeFunction> Functions => [new("anagrafe", new("Anagrafe e stato civile", "Registry and civil status"), "Servizi demografici",
        "Residenza, stato di famiglia, certificati, carte di identità, elettorale.")];

    public IReadOnlyList<MenuEntry> Menu => [new(MenuPlace.Desk, "residenti", "/desk/residenti", new("Residenti", "Residents"), Search, "it-user", 20)];

    public IReadOnlyList<DeskSearch> Searches => [new(Search, "/desk/residenti", new("Cerca un residente", "Find a resident"))];

    public IReadOnlyList<Processing> Processings =>
    [
        new("Anagrafe della popolazione residente", "Tenere il registro della popolazione e certificarne il contenuto", "art. 6 par. 1 lett. c ed e GDPR; L. 1228/1954, DPR 223/1989, DPR 445/2000", "residenti e loro famiglie", "residenza nel tempo, famiglia, stato civile, cittadinanza", "ANPR; chi ha diritto a certificati e visure (artt. 33-37 DPR 223/1989)", "illimitata (DPR 223/1989)",
        [
            new(typeof(RegisteredResident), "residente", "La tua iscrizione in anagrafe", (db, person) => db.Set<RegisteredResident>().Where(r => person.SubjectIds.Contains(r.SubjectId)).Select(r => new { NumeroIndividuale = r.ResidentPersonId, IscrittoIl = r.RegisteredOn, CancellatoIl = r.RemovedOn, Cittadinanza = r.Citizenship, StatoCivile = r.MaritalStatus, IndirizzoProtetto = r.IsProtected })),
            new(typeof(ResidenceInTime), "indirizzi", "I tuoi indirizzi nel tempo", (db, person) => db.Set<ResidenceInTime>().Where(h => db.Set<RegisteredResident>().Any(r => r.Id == h.ResidentId && person.SubjectIds.Contains(r.SubjectId))).OrderBy(h => h.ValidFrom).Select(h => new { Dal = h.ValidFrom, NumeroCivico = h.CivicNumberId, Interno = h.FlatNumber, RegistratoIl = h.RecordedAt })),
            new(typeof(FamilyMembership), "famiglia", "La tua famiglia anagrafica", (db, person) => db.Set<FamilyMembership>().Where(m => db.Set<RegisteredResident>().Any(r => r.Id == m.ResidentId && person.SubjectIds.Contains(r.SubjectId))).OrderBy(m => m.ValidFrom).Select(m => new { Dal = m.ValidFrom, Al = m.ValidTo, RapportoDiParentela = m.Relationship, RegistratoIl = m.RecordedAt })),
            new(typeof(Certificate), "certificati", "I certificati che ti riguardano", (db, person) => db.Set<Certificate>().Where(c => person.SubjectIds.Contains(c.SubjectId)).OrderBy(c => c.IssuedAt).Select(c => new { Numero = c.Number, Anno = c.Year, Tipo = c.Kind.ToString(), EmessoIl = c.IssuedOn, ValidoFinoAl = c.ValidUntil, ChiestoDaTe = person.SubjectIds.Contains(c.RequestedBy), Contenuto = c.Facts })),
            new(typeof(ParentDeclaration), "genitori", "Chi ha dichiarato di essere tuo genitore, o di chi hai dichiarato di esserlo", (db, person) => db.Set<ParentDeclaration>()
                .Where(d => d.Declarant == person.TaxCode || db.Set<RegisteredResident>().Any(r => r.Id == d.MinorId && person.SubjectIds.Contains(r.SubjectId)))
                .OrderBy(d => d.DeclaredAt).Select(d => new { Dichiarante = d.DeclarantName, Il = d.DeclaredAt })),
            new(typeof(ImportLine), "importazioni", "Righe di file portati all'anagrafe che ti riguardano", (db, person) => db.Set<ImportLine>().Where(l => l.Key == person.TaxCode || (l.SubjectId != null && person.SubjectIds.Contains(l.SubjectId.Value))).OrderBy(l => l.ImportId).Select(l => new { Riga = l.Line, Esito = l.Verdict.ToString(), Dati = l.Content, PresaIl = l.DoneAt })),
        ]),
    ];

    public IReadOnlyList<ICommand> Commands => [new RegistryCommand()];

    public void AddServices(IServiceCollection services)
    {
        services.AddScoped<Liburia.Platform.Portability.ICitizenSource, CitizenSource>().AddScoped<ResidentRegister>().AddScoped<AddressChange>().AddScoped<FactsReader>().AddScoped<CertificateDesk>().AddScoped<Verification>();
        services.AddSingleton<ICalculator, CertificateCalculator>().AddSingleton<ICalculator, ResidenceTerms>();
        services.AddJob<RenderCertificate>(RenderCertificate.AsJob);
        services.AddOutcome<CertificateOutcome>(CertificateOutcome.Descriptor).AddOutcome<AddressOutcome>(AddressOutcome.Descriptor).AddScoped<IResidency, Residency>();
        services.AddAnswerSource<HouseholdSource>(HouseholdSource.Descriptor).AddAnswerSource<CertificateKindsSource>(CertificateKindsSource.Descriptor)
            .AddAnswerSource<CertificateUsesSource>(CertificateUsesSource.Descriptor).AddAnswerSource<ResidenceSource>(ResidenceSource.Descriptor);
        services.AddScoped<IHandle<ResidenceChanged>, CertificatesOfWhoMoved>();
        services.AddScoped<ICasePanel, CertificatePanel>().AddScoped<IOnboardingNeed, PopulationNeed>().AddScoped<IExercise, AddressExercise>();
        services.AddScoped<IPersonalPanel, VerificationPanel>().AddScoped<IMandateSource, ParentsOfMinors>().AddScoped<Enrolment>().AddImport<PeopleImport>(PeopleFields.Kind);
    }

    public void ConfigureModel(ModelBuilder model) => RegistryMapping.Configure(model);
}
