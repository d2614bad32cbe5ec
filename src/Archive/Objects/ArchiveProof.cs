using Liburia.Archive.Contracts;
using Liburia.Platform.Audit;
using Liburia.Platform.Database;
using Liburia.Platform.Files;
using Liburia.Platform.Seals;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Archive.Objects;

/// <summary>Every document of the archive is there with its hash, and what the Comune issued still has its seal.</summary>
internal sealed class ArchiveProof(AppDb db, FileStore files, Sealer sealer) : IProof, IFileOwner
{
    public async Task<Proof> CheckAsync(CancellationToken cancel)
    {
        var faults = new List<string>();
        var count = 0;
        await foreach (var item in db.Set<ArchiveObject>().AsNoTracking().OrderBy(o => o.Id).AsAsyncEnumerable().WithCancellation(cancel))
        {
            count++;
            try
            {
                var bytes = await files.ReadAsync(item.Sha256, cancel);
                if (item.Provenance == NewDocument.Issued && item.MediaType == "application/pdf") sealer.VerifyPdf(bytes);
            }
            catch (Exception fault) when (fault is FileDamaged or SealRefused)
            {
                faults.Add($"file «{item.FileName}» di «{item.Title}»: {fault.Message}");
            }
        }
        return new Proof("files", "file", count, faults);
    }

    public async IAsyncEnumerable<OwnedFile> FilesAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var item in db.Set<ArchiveObject>().AsNoTracking().OrderBy(o => o.Id).AsAsyncEnumerable().WithCancellation(cancel))
            yield return new OwnedFile(item.Sha256, item.Length, item.Title, item.FileName, item.MediaType, item.Classification, item.CreatedAt);
    }
}
