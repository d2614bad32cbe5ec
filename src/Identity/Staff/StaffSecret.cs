using System.Globalization;
using System.Security.Cryptography;
using Liburia.Platform;
using Liburia.Platform.Database;
using Liburia.Platform.Law;
using Liburia.Platform.Organization;
using Liburia.Platform.Tenancy;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Identity.Staff;

/// <summary>The fallback of a member of the staff: a password and an app's code, together.</summary>
internal sealed class StaffSecret
{
    public required Guid StaffId { get; init; }
    /// <summary>PBKDF2, as the framework writes it.</summary>
    public required string PasswordHash { get; set; }
    /// <summary>The app's secret under a key that stands outside the Comune's copies.</summary>
    public required string TotpSecret { get; set; }
    /// <summary>The last code's step: a code counts once.</summary>
    public long TotpLastStep { get; set; }
    public DateTime SetAt { get; set; }
}

/// <summary>Guesses with a user name since the last right one, whether or not somebody has that name: who guesses learns nothing from it.</summary>
internal sealed class StaffGuess
{
    /// <summary>SHA-256 of the name.</summary>
    public required string NameHash { get; init; }
    public int Failures { get; set; }
    /// <summary>Until then nothing is looked at.</summary>
    public DateTime? NextTryAt { get; set; }
    public DateTime LastAt { get; set; }
}

/// <summary>Passwords and codes of the staff of one Comune.</summary>
internal sealed class StaffSecrets(AppDb db, IPasswordHasher<StaffMember> hasher, IDataProtectionProvider protection, Tenant tenant, TimeProvider clock)
{
    /// <summary>After so many wrong guesses in a row each further one waits, longer and longer; nobody is shut out for good.</summary>
    private const int Free = 10;
    private const double FirstWait = 30, LongestWait = 15 * 60;
    private static readonly StaffMember Nobody = new() { Id = Guid.Empty, UserName = "", FullName = "" };

    private IDataProtector Protector => protection.CreateProtector("staff-totp", tenant.Municipality.Slug);

    /// <summary>Replaces password and app of a member of the staff, in the caller's transaction.</summary>
    public async Task SetAsync(StaffMember staff, string password, byte[] totp, long usedStep)
    {
        var (hash, kept, now) = (hasher.HashPassword(staff, password), Convert.ToBase64String(Protector.Protect(totp)), clock.UtcNow());
        if (await db.Set<StaffSecret>().FirstOrDefaultAsync(s => s.StaffId == staff.Id) is { } former) (former.PasswordHash, former.TotpSecret, former.TotpLastStep, former.SetAt) = (hash, kept, usedStep, now);
        else db.Add(new StaffSecret { StaffId = staff.Id, PasswordHash = hash, TotpSecret = kept, TotpLastStep = usedStep, SetAt = now });
    }

    /// <summary>
    /// Whose name, password and code these are; null where any is wrong. Names that are not there take as long as those that are. A guess is counted
    /// before it is looked at, by one conditional update: of a thousand at once ten are looked at.
    /// </summary>
    public async Task<(StaffMember? Staff, bool Waits)> CheckAsync(string userName, string password, string code)
    {
        var (name, now) = (userName.Trim().ToLower(CultureInfo.InvariantCulture), clock.UtcNow());
        var nameHash = CarriedCodes.HashOf(name);
        if (!await CountAsync(nameHash, now)) return (null, true);
        var staff = await db.Set<StaffMember>().AsNoTracking().FirstOrDefaultAsync(s => s.UserName == name);
        var secret = staff is null ? null : await db.Set<StaffSecret>().AsNoTracking().FirstOrDefaultAsync(s => s.StaffId == staff.Id);
        if (staff is null || secret is null)
        {
            hasher.HashPassword(Nobody, password);
            return (null, false);
        }
        var right = hasher.VerifyHashedPassword(staff, secret.PasswordHash, password) != PasswordVerificationResult.Failed;
        var step = TotpOf(secret) is { } totp ? TotpCode.Match(totp, code, now, secret.TotpLastStep) : null;
        if (!right || step is not { } used) return (null, false);
        // The step counts once even if the same code comes twice at the same instant.
        var taken = await db.Set<StaffSecret>().Where(s => s.StaffId == staff.Id && s.TotpLastStep < used).ExecuteUpdateAsync(set => set.SetProperty(s => s.TotpLastStep, used));
        if (taken == 0) return (null, false);
        await db.Set<StaffGuess>().Where(g => g.NameHash == nameHash).ExecuteDeleteAsync();
        return (staff, false);
    }

    /// <summary>Counts a guess; false where it comes too soon, or beside another one, and is not to be looked at.</summary>
    private async Task<bool> CountAsync(string nameHash, DateTime now)
    {
        var known = await db.Set<StaffGuess>().AsNoTracking().FirstOrDefaultAsync(g => g.NameHash == nameHash);
        if (known is null)
        {
            try
            {
                db.Add(new StaffGuess { NameHash = nameHash, Failures = 1, LastAt = now });
                await db.SaveChangesAsync();
                return true;
            }
            catch (DbUpdateException)
            {
                db.ChangeTracker.Clear();
                return false;
            }
        }
        var failures = known.Failures + 1;
        DateTime? next = failures < Free ? null : now + TimeSpan.FromSeconds(Math.Min(LongestWait, FirstWait * Math.Pow(2, Math.Min(failures - Free, 10))));
        return await db.Set<StaffGuess>().Where(g => g.NameHash == nameHash && g.Failures == known.Failures && (g.NextTryAt == null || g.NextTryAt <= now))
            .ExecuteUpdateAsync(set => set.SetProperty(g => g.Failures, failures).SetProperty(g => g.NextTryAt, next).SetProperty(g => g.LastAt, now)) == 1;
    }

    private byte[]? TotpOf(StaffSecret secret)
    {
        try
        {
            return Protector.Unprotect(Convert.FromBase64String(secret.TotpSecret));
        }
        catch (CryptographicException)
        {
            // Restored where the keys are others: the person needs a new link.
            return null;
        }
    }
}

/// <summary>Forgets guesses of before yesterday.</summary>
internal sealed class GuessSweep(AppDb db, TimeProvider clock) : IRound
{
    public async Task RunAsync(CancellationToken cancel)
    {
        var old = clock.UtcNow().AddDays(-1);
        await db.Set<StaffGuess>().Where(g => g.LastAt < old).ExecuteDeleteAsync(cancel);
    }
}
