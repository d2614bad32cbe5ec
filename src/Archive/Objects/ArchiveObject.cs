using Liburia.Archive.Contracts;
using Liburia.Platform.Database;
using Liburia.Platform.Files;
using Liburia.Platform.Law;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Archive.Objects;

internal sealed class ArchiveObject
{
    public required Guid Id { get; init; }
    public required string Title { get; init; }
    public required string FileName { get; init; }
    public required string MediaType { get; init; }
    public required string Sha256 { get; init; }
    public long Length { get; init; }
    /// <summary>Class of the <i>titolario</i>: <c>XI/2</c>.</summary>
    public required string Classification { get; init; }
    public required string Provenance { get; init; }
    public bool IsUnchecked { get; init; }
    public DateTime CreatedAt { get; init; }
}

internal sealed class ArchiveDesk(AppDb db, FileStore files, IEnumerable<IDocumentGuard> guards, TimeProvider clock) : IArchive
{
    public ArchivedDocument Add(NewDocument document)
    {
        var item = new ArchiveObject
        {
            Id = Guid.CreateVersion7(),
            Title = document.Title,
            FileName = document.FileName,
            MediaType = document.MediaType,
            Sha256 = document.File.Sha256,
            Length = document.File.Length,
            Classification = document.Classification,
            Provenance = document.Provenance,
            IsUnchecked = document.IsUnchecked,
            CreatedAt = clock.UtcNow(),
        };
        db.Add(item);
        return ToDocument(item);
    }

    public async Task<ArchivedDocument?> FindAsync(Guid id, CancellationToken cancel) =>
        await db.Set<ArchiveObject>().AsNoTracking().FirstOrDefaultAsync(o => o.Id == id, cancel) is { } item ? ToDocument(item) : null;

    public async Task<Passage> PassAsync(ArchivedDocument document, string? standing, CancellationToken cancel)
    {
        var passed = new Passage(null);
        foreach (var guard in guards)
            if (await guard.JudgeAsync(document, standing, cancel) is { } judged && (passed = judged).First is not null) break;
        return passed;
    }

    public async Task<IReadOnlyDictionary<Guid, ArchivedDocument>> FindManyAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancel) =>
        (await db.Set<ArchiveObject>().AsNoTracking().Where(o => ids.Contains(o.Id)).ToListAsync(cancel)).ToDictionary(o => o.Id, ToDocument);

    public Task<byte[]> ReadAsync(ArchivedDocument document, CancellationToken cancel) => files.ReadAsync(document.Sha256, cancel);

    public Task<Stream> OpenAsync(ArchivedDocument document, CancellationToken cancel) => files.OpenComparedAsync(document.Sha256, cancel);

    public async IAsyncEnumerable<ArchivedDocument> AllAsync()
    {
        await foreach (var item in db.Set<ArchiveObject>().AsNoTracking().OrderBy(o => o.Id).AsAsyncEnumerable()) yield return ToDocument(item);
    }

    private static ArchivedDocument ToDocument(ArchiveObject o) => new(o.Id, o.Title, o.FileName, o.MediaType, o.Sha256, o.Length, o.Classification, o.CreatedAt, o.IsUnchecked);
}
