using Liburia.Platform.Database;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Platform.Imports;

/// <summary>The tables of imports.</summary>
internal static class ImportMapped
{
    public static void Configure(ModelBuilder model)
    {
        model.Entity<Import>(import =>
        {
            import.ToTable("Imports");
            import.HasKey(i => i.Id);
            import.Ignore(i => i.Columns);
            import.Ignore(i => i.Source);
            import.Property(i => i.Kind).HasMaxLength(80);
            import.Property(i => i.Sha256).HasMaxLength(64);
            import.Property(i => i.HeadingsKey).HasMaxLength(64);
            import.Property(i => i.Mapping).HasMaxLength(4000);
            import.HasIndex(i => i.CreatedAt);
            import.HasIndex(i => new { i.Kind, i.Sha256 });
            import.Property(i => i.Version).IsConcurrencyToken();
        });
        model.Entity<ImportLine>(line =>
        {
            line.ToTable("ImportLines");
            line.HasKey(l => new { l.ImportId, l.Line });
            line.Ignore(l => l.Found);
            line.Property(l => l.Content).Unbounded();
            line.Property(l => l.Findings).Unbounded();
            line.Property(l => l.Mark).HasMaxLength(64);
            line.HasIndex(l => new { l.ImportId, l.Verdict, l.Line });
            line.HasIndex(l => new { l.ImportId, l.Unit });
            line.HasIndex(l => l.Key);
            line.HasOne<Import>().WithMany().HasForeignKey(l => l.ImportId).OnDelete(DeleteBehavior.Cascade)
                .HasConstraintName("fk_platform_import_lines_import");
        });
        model.Entity<ImportMapping>(mapping =>
        {
            mapping.ToTable("ImportMappings");
            mapping.HasKey(m => new { m.Kind, m.HeadingsKey });
            mapping.Property(m => m.Kind).HasMaxLength(80);
            mapping.Property(m => m.HeadingsKey).HasMaxLength(64);
            mapping.Property(m => m.Mapping).HasMaxLength(4000);
        });
        model.Entity<ImportDecision>(decision =>
        {
            decision.ToTable("ImportDecisions");
            decision.HasKey(d => new { d.Kind, d.Key, d.Candidate });
            decision.Property(d => d.Kind).HasMaxLength(80);
        });
    }
}
