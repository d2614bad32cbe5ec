using System.Security.Cryptography;
using System.Text;
using Liburia.Identity.Staff;
using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Liburia.Platform.Language;
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
            AskedBy = askedBy?.FullName ?? ByOperator,
            CreatedAt = now,
            ExpiresAt = now + Life,
        });
        return code;
    }

    /// <summary>The request of that kind that waits for a second pair of eyes.</summary>
    internal static Task<StaffInvitation?> AwaitedAsync(AppDb db, Guid staffId, InvitationKind kind, TimeProvider clock)
    {
        var now = clock.UtcNow();
        return db.Set<StaffInvitation>()
            .FirstOrDefaultAsync(i => i.StaffId == staffId && i.Kind == kind && i.UsedAt == null && i.Hash == null && i.ExpiresAt > now);
    }

    /// <summary>The code of a link that was agreed to, good for a day.</summary>
    internal static string Agree(StaffInvitation asked, string who, TimeProvider clock)
    {
        var code = NewCode();
        (asked.Hash, asked.AgreedBy, asked.ExpiresAt) = (HashOf(code), who, clock.UtcNow() + Life);
        return code;
    }

    /// <summary>
    /// Whoever runs the installation agrees, in a Comune that has no second administrator, to the window that waits for the consortium's person of this name.
    /// The caller's transaction stores it.
    /// </summary>
    /// <exception cref="Refused">Nothing waits for a person of that name.</exception>
    public static async Task<(Guid StaffId, string Code)> AgreeWindowAsync(AppDb db, string fullName, TimeProvider clock)
    {
        foreach (var staff in (await db.Set<StaffMember>().AsNoTracking().Where(s => s.IsConsortium).ToListAsync())
            .Where(s => string.Equals(s.FullName, fullName, StringComparison.OrdinalIgnoreCase)))
            if (await AwaitedAsync(db, staff.Id, InvitationKind.Window, clock) is { } asked) return (staff.Id, Agree(asked, ByOperator, clock));
        throw new Refused($"nessuna finestra aspetta per «{fullName}»: la chiede chi amministra il Comune, e la richiesta vale un giorno.");
    }

    private const string ByOperator = "gestore dell'installazione";

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
