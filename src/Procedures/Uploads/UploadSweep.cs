using Liburia.Platform;
using Liburia.Platform.Database;
using Liburia.Platform.Law;
using Liburia.Platform.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Procedures.Uploads;

/// <summary>
/// Takes away the parts of files that nobody can go on from, or has gone on from for a day: their application was discarded, the file is whole and the
/// program died before it tidied up, or its owner never came back (statement 63).
/// </summary>
internal sealed class UploadSweep(AppDb db, Installation installation, Tenant tenant, TimeProvider clock) : IRound
{
    private static readonly TimeSpan Age = TimeSpan.FromHours(1), Abandoned = TimeSpan.FromHours(24);

    internal static string FolderOf(Installation installation, string slug) => Path.Combine(installation.FolderOf(slug), "uploads");

    public async Task RunAsync(CancellationToken cancel)
    {
        var folder = FolderOf(installation, tenant.Municipality.Slug);
        if (!Directory.Exists(folder)) return;
        var now = clock.UtcNow();
        var parts = Directory.EnumerateFiles(folder, "*.part").Select(file => (File: file, Id: Guid.TryParse(Path.GetFileNameWithoutExtension(file), out var id) ? id : Guid.Empty, At: File.GetLastWriteTimeUtc(file)))
            .Where(part => part.Id != Guid.Empty && part.At < now - Age).ToList();
        if (parts.Count == 0) return;
        // The row first: a part without a row is taken away next time, a row without its part begins again.
        foreach (var part in parts.Where(part => part.At < now - Abandoned)) await db.Set<Upload>().Where(u => u.Id == part.Id && u.Sha256 == null).ExecuteDeleteAsync(cancel);
        var wanted = (await db.Set<Upload>().AsNoTracking().Where(u => u.Sha256 == null).Select(u => u.Id).ToListAsync(cancel)).ToHashSet();
        foreach (var part in parts.Where(part => !wanted.Contains(part.Id))) File.Delete(part.File);
    }
}
