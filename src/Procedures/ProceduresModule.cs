using Liburia.Platform;
using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Liburia.Platform.Web;
using Liburia.Portal.Contracts;
using Liburia.Procedures.Cases;
using Liburia.Procedures.Contracts;
using Liburia.Procedures.Drafts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Liburia.Procedures;

/// <summary>Cases, from the application to the outcome; the personal area and the desk's queue.</summary>
public sealed class ProceduresModule : IModule
{
    internal const string Work = "cases.work", Console = "console.jobs";

    public string Name => "Procedures";

    public IReadOnlyList<Permission> Permissions =>
    [
        new(Work, Roles.RegistryClerk, Roles.ProtocolClerk, Roles.Secretary),
        new(Console, Roles.RegistryClerk, Roles.ProtocolClerk, Roles.Administrator),
    ];

    public IReadOnlyList<MenuEntry> Menu =>
    [
        new(MenuPlace.Desk, "oggi", "/desk", new("Oggi", "Today"), Work, "it-calendar", 0),
        new(MenuPlace.Desk, "pratiche", "/desk/pratiche", new("Pratiche", "Cases"), Work, "it-folder", 10),
        new(MenuPlace.Desk, "console", "/desk/console", new("Console dei lavori", "Job console"), Console, "it-settings", 90),
    ];

    public void AddServices(IServiceCollection services) => services.AddScoped<ICaseDesk, CaseDesk>().AddScoped<IDrafts, DraftDesk>().AddScoped<IServiceCatalogue, ServiceCatalogue>().AddScoped<IGauges, CaseGauges>();

    public void ConfigureModel(ModelBuilder model)
    {
        model.Entity<Case>(item =>
        {
            item.ToTable("Cases");
            item.HasKey(c => c.Id);
            item.Property(c => c.TitleIt).HasMaxLength(400);
            item.Property(c => c.TitleEn).HasMaxLength(400);
            item.Property(c => c.ServiceSlug).HasMaxLength(80);
            item.Property(c => c.ApplicantTaxCode).HasMaxLength(16);
            item.Property(c => c.ProtocolNumber).HasMaxLength(20);
            item.Property(c => c.Segnatura).HasMaxLength(300);
            item.Property(c => c.Version).IsConcurrencyToken();
            item.HasIndex(c => new { c.ApplicantTaxCode, c.OpenedAt });
            item.HasIndex(c => new { c.State, c.DueOn, c.OpenedAt });
            item.HasIndex(c => new { c.State, c.OpenedAt });
            item.HasIndex(c => c.OpenedAt);
        });
        model.Entity<CaseDocument>(document =>
        {
            document.ToTable("CaseDocuments");
            document.HasKey(d => d.Id);
            document.Property(d => d.Role).HasMaxLength(20);
            document.Property(d => d.Title).HasMaxLength(400);
            document.Property(d => d.Sha256).HasMaxLength(64);
            document.HasOne<Case>().WithMany().HasForeignKey(d => d.CaseId).OnDelete(DeleteBehavior.Restrict);
            document.HasIndex(d => d.CaseId);
        });
        model.Entity<ApplicationDraft>(draft =>
        {
            draft.ToTable("Drafts");
            draft.HasKey(d => d.Id);
            draft.Property(d => d.ServiceSlug).HasMaxLength(80);
            draft.Property(d => d.TaxCode).HasMaxLength(16);
            draft.Property(d => d.Answers).Unbounded();
            draft.HasIndex(d => new { d.TaxCode, d.UpdatedAt });
        });
    }
}
