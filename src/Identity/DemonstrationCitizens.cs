using System.Text.Json;
using Liburia.Platform.Database;
using Liburia.Platform.Demonstrations;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Identity;

/// <summary>The invented people one may log in as, in demonstration installations; written with the demonstration's data.</summary>
internal sealed class DemonstrationCitizens : IDemonstrationSeed
{
    private const string SettingName = "demonstration-citizens";

    public Task AddAsync(AppDb db, InventedTown town, CancellationToken cancel)
    {
        db.Add(new Setting { Name = SettingName, Value = JsonSerializer.Serialize(town.Known) });
        return Task.CompletedTask;
    }

    public static async Task<IReadOnlyList<InventedPerson>> ReadAsync(AppDb db) =>
        await db.Set<Setting>().AsNoTracking().FirstOrDefaultAsync(s => s.Name == SettingName) is { } setting
            ? JsonSerializer.Deserialize<List<InventedPerson>>(setting.Value)! : [];
}
