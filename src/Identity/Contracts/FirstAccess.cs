using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Liburia.Platform.Database;
using Liburia.Platform.Law;
using Liburia.Platform.Organization;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Identity.Contracts;

/// <summary>
/// The one-time link by which a Comune's administrator enters for the first time: good for a day, for one person, once. The database keeps only
/// the hash of its code.
/// </summary>
public static class FirstAccess
{
    public const string Path = "/desk/primo-accesso/";
    private const string SettingName = "first-access";
    private static readonly TimeSpan Life = TimeSpan.FromHours(24);

    private sealed record Kept(string Hash, Guid StaffId, DateTime ExpiresAt);

    /// <summary>Makes a link's code; the former one, if any, is worth nothing from now on. The caller's transaction stores it.</summary>
    public static async Task<string> CreateAsync(AppDb db, Guid staffId, TimeProvider clock)
    {
        var code = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        var value = JsonSerializer.Serialize(new Kept(HashOf(code), staffId, clock.UtcNow() + Life));
        if (await db.Set<Setting>().FirstOrDefaultAsync(s => s.Name == SettingName) is { } former) former.Value = value;
        else db.Add(new Setting { Name = SettingName, Value = value });
        return code;
    }

    /// <summary>Whose code it is; null when it is unknown, used or too old.</summary>
    public static async Task<StaffMember?> FindAsync(AppDb db, string code, TimeProvider clock)
    {
        if (await db.Set<Setting>().AsNoTracking().FirstOrDefaultAsync(s => s.Name == SettingName) is not { } setting) return null;
        var kept = JsonSerializer.Deserialize<Kept>(setting.Value)!;
        if (kept.ExpiresAt <= clock.UtcNow() || !CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(kept.Hash), Encoding.ASCII.GetBytes(HashOf(code)))) return null;
        return await db.Set<StaffMember>().AsNoTracking().FirstOrDefaultAsync(s => s.Id == kept.StaffId);
    }

    /// <summary>Uses the link up, in the caller's transaction; of two at once one gets true.</summary>
    public static async Task<bool> UseAsync(AppDb db) => await db.Set<Setting>().Where(s => s.Name == SettingName).ExecuteDeleteAsync() == 1;

    private static string HashOf(string code) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(code)));
}
