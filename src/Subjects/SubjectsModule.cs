using Liburia.Platform;
using Liburia.Platform.Access;
using Liburia.Platform.Law;
using Liburia.Subjects.Contracts;
using Liburia.Subjects.People;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Liburia.Subjects;

/// <summary>Who: natural persons known to the Comune, resident or not.</summary>
public sealed class SubjectsModule : IModule
{
    public string Name => "Subjects";

    public IReadOnlyList<Processing> Processings =>
    [
        new("Anagrafica delle persone", "Riconoscere una persona sola in tutti gli uffici", "art. 6 par. 1 lett. e GDPR; DPR 223/1989", "residenti e richiedenti", "generalità, codice fiscale, nascita", "gli uffici del Comune", "finché serve al registro che la cita; illimitata per l'anagrafe (DPR 223/1989)",
        [
            new(typeof(Subject), "anagrafica", "Chi sei per il Comune", (db, person) => db.Set<Subject>().Where(s => s.TaxCode == person.TaxCode).Select(s => new { Cognome = s.FamilyName, Nome = s.GivenName, Sesso = s.Sex, DataDiNascita = s.DateOfBirth, LuogoDiNascita = s.BirthPlace, CodiceFiscale = s.TaxCode, Fonte = s.Source, RegistratoIl = s.RecordedAt })),
        ]),
    ];

    public void AddServices(IServiceCollection services)
    {
        services.AddScoped<ISubjectRegister, SubjectRegister>();
        services.AddSingleton<ICalculator, TaxCodeFamily>().AddSingleton<ICalculator, OmocodiaFamily>().AddSingleton<ICalculator, ValidationFamily>().AddSingleton<ICalculator, NumericFamily>();
    }

    public void ConfigureModel(ModelBuilder model) => model.Entity<Subject>(subject =>
    {
        subject.ToTable("Subjects");
        subject.HasKey(s => s.Id);
        subject.Property(s => s.Sex).HasMaxLength(1);
        subject.Property(s => s.TaxCode).HasMaxLength(16);
        subject.Property(s => s.BirthPlaceCode).HasMaxLength(4);
        subject.Property(s => s.BirthProvince).HasMaxLength(2);
        subject.HasIndex(s => s.TaxCode);
        subject.HasIndex(s => s.DateOfBirth);
    });
}
