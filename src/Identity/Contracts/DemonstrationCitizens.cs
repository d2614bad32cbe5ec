using System.Text.Json;
using Liburia.Platform.Database;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Identity.Contracts;

/// <summary>An invented citizen one may log in as, in demonstration installations.</summary>
/// <param name="Note">Who it is: «residente a Cesa, con due figli».</param>
public sealed record DemonstrationCitizen(string TaxCode, string FullName, string NoteIt, string NoteEn);

/// <summary>The invented citizens written with the demonstration data.</summary>
public static class DemonstrationCitizens
{
    public const string SettingName = "demonstration-citizens";

    public static async Task<IReadOnlyList<DemonstrationCitizen>> ReadAsync(AppDb db) =>
        await db.Set<Setting>().AsNoTracking().FirstOrDefaultAsync(s => s.Name == SettingName) is { } setting
            ? JsonSerializer.Deserialize<List<DemonstrationCitizen>>(setting.Value)! : [];
}
