using Liburia.Platform;
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
    });
}
