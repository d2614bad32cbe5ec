using Liburia.Platform;
using Liburia.Platform.Access;
using Liburia.Platform.Imports;
using Liburia.Territory.Contracts;
using Liburia.Territory.Streets;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Liburia.Territory;

/// <summary>Where: the streets of the Comune and their civic numbers.</summary>
public sealed class TerritoryModule : IModule
{
    internal const string Import = "territory.import";

    public string Name => "Territory";

    public IReadOnlyList<Permission> Permissions => [new(Import, Roles.Administrator)];

    public void AddServices(IServiceCollection services) => services.AddScoped<IStreetRegister, StreetRegister>().AddImport<StreetsImport>(StreetsImport.Kind);

    public void ConfigureModel(ModelBuilder model)
    {
        model.Entity<StreetToponym>(street =>
        {
            street.ToTable("Streets");
            street.HasKey(s => s.Id);
            street.Property(s => s.Code).HasMaxLength(6);
            street.Property(s => s.ToponymQualifier).HasMaxLength(40);
            street.HasIndex(s => s.Code).IsUnique();
        });
        model.Entity<CivicNumber>(civic =>
        {
            civic.ToTable("CivicNumbers");
            civic.HasKey(c => c.Id);
            civic.Property(c => c.Exponent).HasMaxLength(10);
            civic.Property(c => c.PostCode).HasMaxLength(5);
            civic.HasOne<StreetToponym>().WithMany().HasForeignKey(c => c.StreetId).OnDelete(DeleteBehavior.Restrict);
            civic.HasIndex(c => new { c.StreetId, c.StreetNumber, c.Exponent }).IsUnique();
        });
    }
}
