using System.Globalization;
using System.Text;
using Liburia.Platform.Database;
using Liburia.Platform.Law;
using Liburia.Platform.Organization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Identity.Staff;

/// <summary>A passkey (WebAuthn) of a member of the staff: the public half, kept in the Comune's own database.</summary>
internal sealed class StaffPasskey
{
    public required Guid Id { get; init; }
    public required Guid StaffId { get; init; }
    /// <summary>In base64url.</summary>
    public required string CredentialId { get; init; }
    public required byte[] PublicKey { get; init; }
    /// <summary>As its owner calls it: «portatile dell'ufficio».</summary>
    public required string Name { get; set; }
    public long SignCount { get; set; }
    public required string Transports { get; init; }
    public bool IsBackupEligible { get; init; }
    public bool IsBackedUp { get; set; }
    public DateTime CreatedAt { get; init; }
    public DateTime? LastUsedAt { get; set; }
}

/// <summary>What the framework's passkey handler asks of the staff and their passkeys; nothing else of its user management is used.</summary>
internal sealed class StaffPasskeyStore(AppDb db, TimeProvider clock) : IUserPasskeyStore<StaffMember>
{
    public void Dispose()
    {
        // The database belongs to the scope.
    }

    public Task<string> GetUserIdAsync(StaffMember user, CancellationToken cancellationToken) => Task.FromResult(user.Id.ToString("n"));

    public Task<string?> GetUserNameAsync(StaffMember user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.UserName);

    public Task<string?> GetNormalizedUserNameAsync(StaffMember user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.UserName);

    public Task<StaffMember?> FindByIdAsync(string userId, CancellationToken cancellationToken) =>
        Guid.TryParseExact(userId, "n", out var id) ? db.Set<StaffMember>().AsNoTracking().FirstOrDefaultAsync(s => s.Id == id, cancellationToken) : Task.FromResult<StaffMember?>(null);

    public Task<StaffMember?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken) =>
        db.Set<StaffMember>().AsNoTracking().FirstOrDefaultAsync(s => s.UserName == normalizedUserName.ToLower(CultureInfo.InvariantCulture), cancellationToken);

    public async Task AddOrUpdatePasskeyAsync(StaffMember user, UserPasskeyInfo passkey, CancellationToken cancellationToken)
    {
        var credential = WebEncoders.Base64UrlEncode(passkey.CredentialId);
        if (await db.Set<StaffPasskey>().FirstOrDefaultAsync(p => p.CredentialId == credential, cancellationToken) is { } known)
        {
            (known.SignCount, known.IsBackedUp, known.LastUsedAt) = (passkey.SignCount, passkey.IsBackedUp, clock.UtcNow());
            return;
        }
        db.Add(new StaffPasskey
        {
            Id = Guid.CreateVersion7(),
            StaffId = user.Id,
            CredentialId = credential,
            PublicKey = passkey.PublicKey,
            Name = passkey.Name ?? "",
            SignCount = passkey.SignCount,
            Transports = string.Join(' ', passkey.Transports ?? []),
            IsBackupEligible = passkey.IsBackupEligible,
            IsBackedUp = passkey.IsBackedUp,
            CreatedAt = clock.UtcNow(),
        });
    }

    public async Task<IList<UserPasskeyInfo>> GetPasskeysAsync(StaffMember user, CancellationToken cancellationToken) =>
        [.. (await db.Set<StaffPasskey>().AsNoTracking().Where(p => p.StaffId == user.Id).ToListAsync(cancellationToken)).Select(InfoOf)];

    public async Task<StaffMember?> FindByPasskeyIdAsync(byte[] credentialId, CancellationToken cancellationToken)
    {
        var credential = WebEncoders.Base64UrlEncode(credentialId);
        return await db.Set<StaffPasskey>().AsNoTracking().Where(p => p.CredentialId == credential).Join(db.Set<StaffMember>().AsNoTracking(), p => p.StaffId, s => s.Id, (_, s) => s).FirstOrDefaultAsync(cancellationToken);
    }

    public async Task<UserPasskeyInfo?> FindPasskeyAsync(StaffMember user, byte[] credentialId, CancellationToken cancellationToken)
    {
        var credential = WebEncoders.Base64UrlEncode(credentialId);
        return await db.Set<StaffPasskey>().AsNoTracking().FirstOrDefaultAsync(p => p.StaffId == user.Id && p.CredentialId == credential, cancellationToken) is { } found ? InfoOf(found) : null;
    }

    private static UserPasskeyInfo InfoOf(StaffPasskey passkey) => new(
        WebEncoders.Base64UrlDecode(passkey.CredentialId), passkey.PublicKey, new DateTimeOffset(DateTime.SpecifyKind(passkey.CreatedAt, DateTimeKind.Utc)), (uint)passkey.SignCount,
        passkey.Transports.Split(' ', StringSplitOptions.RemoveEmptyEntries), isUserVerified: true, passkey.IsBackupEligible, passkey.IsBackedUp, [], [])
    { Name = passkey.Name };

    public Task RemovePasskeyAsync(StaffMember user, byte[] credentialId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task SetUserNameAsync(StaffMember user, string? userName, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task SetNormalizedUserNameAsync(StaffMember user, string? normalizedName, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IdentityResult> CreateAsync(StaffMember user, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IdentityResult> UpdateAsync(StaffMember user, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IdentityResult> DeleteAsync(StaffMember user, CancellationToken cancellationToken) => throw new NotSupportedException();
}
