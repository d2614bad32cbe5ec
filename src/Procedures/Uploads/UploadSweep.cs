using Liburia.Platform;
using Liburia.Platform.Database;
using Liburia.Platform.Law;
using Liburia.Platform.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Procedures.Uploads;

/// <summary>Takes away the parts of files that nobody can go on from: their application was discarded, or the file is whole and the program died before it tidied up.</summary>
internal sealed class UploadSweep(AppDb db, Installation installation, Tenant tenant, TimeProvider clock) : IRound
{
    private static readonly TimeSpan Age = TimeSpan.FromHours(1);

    internal static string FolderOf(Installation installation, string slug) => Path.Combine(installation.FolderOf(slug), "uploads");

    public async Task RunAsync(CancellationToken cancel)
    {
        var folder = FolderOf(installation, tenant.Municipality.Slug);
        if (!Directory.Exists(folder)) return;
        var old = Directory.EnumerateFiles(folder, "*.part").Where(file => File.GetLastWriteTimeUtc(file) < clock.UtcNow() - Age).ToList();
        if (old.Count == 0) return;
        var wanted = (await db.Set<Upload>().AsNoTracking().Where(u => u.Sha256 == null).Select(u => u.Id).ToListAsync(cancel)).ToHashSet();
        foreach (var file in old.Where(file => Guid.TryParse(Path.GetFileNameWithoutExtension(file), out var id) && !wanted.Contains(id))) File.Delete(file);
    }
}
