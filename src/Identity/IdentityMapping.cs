using Liburia.Identity.Contracts;
using Liburia.Identity.Delegations;
using Liburia.Identity.Staff;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Identity;

internal static class IdentityMapping
{
    public static void Configure(ModelBuilder model)
    {
        model.Entity<StaffPasskey>(passkey =>
        {
            passkey.ToTable("StaffPasskeys");
            passkey.HasKey(p => p.Id);
            passkey.Property(p => p.CredentialId).HasMaxLength(1400);
            passkey.HasIndex(p => p.CredentialId).IsUnique();
            passkey.HasIndex(p => p.StaffId);
        });
        model.Entity<Delegation>(given =>
        {
            given.ToTable("Delegations");
            given.HasKey(d => d.Id);
            given.Property(d => d.Principal).HasMaxLength(16);
            given.Property(d => d.Representative).HasMaxLength(16);
            given.Property(d => d.Services).HasMaxLength(4000);
            given.Property(d => d.Version).IsConcurrencyToken();
            given.HasIndex(d => d.Principal);
            given.HasIndex(d => d.Representative);
        });
        model.Entity<StaffSecret>(secret =>
        {
            secret.ToTable("StaffSecrets");
            secret.HasKey(s => s.StaffId);
            secret.Property(s => s.PasswordHash).HasMaxLength(400);
            secret.Property(s => s.TotpSecret).HasMaxLength(600);
        });
        model.Entity<StaffGuess>(guess => { guess.ToTable("StaffGuesses"); guess.HasKey(g => g.NameHash); guess.Property(g => g.NameHash).HasMaxLength(64); });
        model.Entity<StaffInvitation>(invitation =>
        {
            invitation.ToTable("StaffInvitations");
            invitation.HasKey(i => i.Id);
            invitation.Property(i => i.Hash).HasMaxLength(64);
            invitation.Property(i => i.Reason).HasMaxLength(500);
            invitation.Ignore(i => i.Awaits);
            invitation.HasIndex(i => i.Hash).IsUnique();
            invitation.HasIndex(i => i.StaffId);
        });
    }
}
