using System.Security.Cryptography;
using System.Text;
using Liburia.Identity.Staff;
using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Liburia.Platform.Law;
using Liburia.Platform.Organization;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Identity.Contracts;

/// <summary>
/// The one-time link by which a member of the staff enters for the first time: good for a day, for one person, once. The database keeps only the hash of
/// its code.
/// </summary>
public static class FirstAccess
{
    public const string Path = "/desk/primo-accesso/";
    private static readonly TimeSpan Life = TimeSpan.FromHours(24);

    /// <summary>Makes a link's code; the person's former ones are worth nothing from now on. The caller's transaction stores it.</summary>
    /// <param name="askedBy">Who makes it; the installation's operator where no administrator does.</param>
    public static async Task<string> CreateAsync(AppDb db, Guid staffId, TimeProvider clock, Visitor? askedBy = null)
    {
        await ForgetAsync(db, staffId);
        var (code, now) = (NewCode(), clock.UtcNow());
        db.Add(new StaffInvitation
        {
            Id = Guid.CreateVersion7(),
            StaffId = staffId,
            Kind = InvitationKind.First,
            Hash = HashOf(code),
            Reason = "",
            AskedById = askedBy?.StaffId,
            AskedBy = askedBy?.FullName ?? "gestore dell'installazione",
            CreatedAt = now,
            ExpiresAt = now + Life,
        });
        return code;
    }

    internal static string NewCode() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));

    internal static string HashOf(string code) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(code)));

    /// <summary>Links that wait, of whatever kind, are worth nothing any more.</summary>
    internal static async Task ForgetAsync(AppDb db, Guid staffId)
    {
        foreach (var former in await db.Set<StaffInvitation>().Where(i => i.StaffId == staffId && i.UsedAt == null).ToListAsync()) db.Remove(former);
    }

    /// <summary>Whose code it is; null when it is unknown, used or too old.</summary>
    internal static async Task<(StaffMember Staff, StaffInvitation Invitation)?> FindAsync(AppDb db, string code, TimeProvider clock)
    {
        var (hash, now) = (HashOf(code), clock.UtcNow());
        if (await db.Set<StaffInvitation>().AsNoTracking().FirstOrDefaultAsync(i => i.Hash == hash && i.UsedAt == null && i.ExpiresAt > now) is not { } invitation) return null;
        return (await db.Set<StaffMember>().AsNoTracking().FirstAsync(s => s.Id == invitation.StaffId), invitation);
    }

    /// <summary>Uses the link up, in the caller's transaction; of two at once one gets true.</summary>
    internal static async Task<bool> UseAsync(AppDb db, StaffInvitation invitation, TimeProvider clock)
    {
        var now = clock.UtcNow();
        return await db.Set<StaffInvitation>().Where(i => i.Id == invitation.Id && i.UsedAt == null).ExecuteUpdateAsync(set => set.SetProperty(i => i.UsedAt, now)) == 1;
    }
}
