using Liburia.Platform.Database;
using Liburia.Registry.Certificates;
using Liburia.Registry.Residents;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Registry;

internal static class RegistryMapping
{
    public static void Configure(ModelBuilder model)
    {
        model.Entity<RegisteredResident>(resident =>
        {
            resident.ToTable("Residents");
            resident.HasKey(r => r.Id);
            resident.Property(r => r.CitizenshipCode).HasMaxLength(3);
            resident.HasIndex(r => r.SubjectId);
            resident.HasIndex(r => r.ResidentPersonId).IsUnique();
        });
        model.Entity<RegisteredFamily>(family => { family.ToTable("Families"); family.HasKey(f => f.Id); family.HasIndex(f => f.RegisteredFamilyCode).IsUnique(); });
        model.Entity<FamilyMembership>(membership =>
        {
            membership.ToTable("FamilyMemberships");
            membership.HasKey(m => m.Id);
            membership.HasOne<RegisteredFamily>().WithMany().HasForeignKey(m => m.FamilyId).OnDelete(DeleteBehavior.Restrict);
            membership.HasOne<RegisteredResident>().WithMany().HasForeignKey(m => m.ResidentId).OnDelete(DeleteBehavior.Restrict);
            membership.HasIndex(m => m.FamilyId);
            membership.HasIndex(m => m.ResidentId);
        });
        model.Entity<ResidenceInTime>(residence =>
        {
            residence.ToTable("Residences");
            residence.HasKey(r => r.Id);
            residence.Property(r => r.FlatNumber).HasMaxLength(20);
            residence.HasOne<RegisteredResident>().WithMany().HasForeignKey(r => r.ResidentId).OnDelete(DeleteBehavior.Restrict);
            residence.HasIndex(r => new { r.ResidentId, r.ValidFrom });
            residence.HasIndex(r => r.CivicNumberId);
        });
        model.Entity<Certificate>(certificate =>
        {
            certificate.ToTable("Certificates");
            certificate.HasKey(c => c.Id);
            certificate.Property(c => c.Facts).Unbounded();
            certificate.Property(c => c.StampIdentifier).HasMaxLength(14);
            certificate.Property(c => c.VerificationCode).HasMaxLength(26);
            certificate.Property(c => c.ControlCode).HasMaxLength(8);
            certificate.Property(c => c.Version).IsConcurrencyToken();
            certificate.HasIndex(c => new { c.Year, c.Number }).IsUnique();
            certificate.HasIndex(c => c.VerificationCode).IsUnique();
            certificate.HasIndex(c => c.CaseId);
            certificate.HasIndex(c => c.SubjectId);
        });
        model.Entity<ParentDeclaration>(declared =>
        {
            declared.ToTable("ParentDeclarations");
            declared.HasKey(d => d.Id);
            declared.Property(d => d.Declarant).HasMaxLength(16);
            declared.HasOne<RegisteredResident>().WithMany().HasForeignKey(d => d.MinorId).OnDelete(DeleteBehavior.Restrict);
            declared.HasIndex(d => new { d.Declarant, d.MinorId }).IsUnique();
            declared.HasIndex(d => d.MinorId);
        });
        model.Entity<UsedStamp>(stamp => { stamp.ToTable("UsedStamps"); stamp.HasKey(s => s.Identifier); stamp.Property(s => s.Identifier).HasMaxLength(14); });
        model.Entity<VerificationLook>(look =>
        {
            look.ToTable("VerificationLooks");
            look.HasKey(l => l.Id);
            look.Property(l => l.Told).HasMaxLength(40);
            look.HasIndex(l => new { l.CertificateId, l.At });
        });
    }
}
