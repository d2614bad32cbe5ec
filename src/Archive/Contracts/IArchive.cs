using Liburia.Platform.Files;

namespace Liburia.Archive.Contracts;

/// <summary>A document to be archived; its bytes are already durable.</summary>
/// <param name="Classification">Class of the titolario, e.g. <c>XI/2</c>.</param>
/// <param name="Provenance">How it came: «domanda online», «sportello», «emesso da Liburia».</param>
/// <param name="IsUnchecked">It came from outside, and no antivirus has looked at it.</param>
public sealed record NewDocument(string Title, string FileName, string MediaType, StoredFile File, string Classification, string Provenance, bool IsUnchecked = false)
{
    /// <summary>Provenance of what the Comune itself issued: it carries the Comune's seal.</summary>
    public const string Issued = "emesso da Liburia";
}

/// <summary>A document of the archive.</summary>
/// <param name="IsUnchecked">No antivirus has looked at it: whoever opens it is told.</param>
public sealed record ArchivedDocument(Guid Id, string Title, string FileName, string MediaType, string Sha256, long Length, string Classification, DateTime CreatedAt, bool IsUnchecked = false);

/// <summary>Keeps documents. Whoever shows one to the staff asks its guard first; a person's own pages show what is theirs.</summary>
public interface IArchive
{
    /// <summary>Adds the document in the caller's transaction.</summary>
    ArchivedDocument Add(NewDocument document);

    Task<ArchivedDocument?> FindAsync(Guid id, CancellationToken cancel = default);

    /// <summary>Asks the guard of a document, for the visitor, before the staff see anything of it. What nobody guards may be shown by whoever asks.</summary>
    /// <param name="standing">The purpose that the visitor has by office, on the page they come from.</param>
    Task<Passage> PassAsync(ArchivedDocument document, string? standing = null, CancellationToken cancel = default);

    Task<IReadOnlyDictionary<Guid, ArchivedDocument>> FindManyAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancel = default);

    /// <exception cref="FileDamaged">The bytes are not what the archive says.</exception>
    Task<byte[]> ReadAsync(ArchivedDocument document, CancellationToken cancel = default);

    /// <summary>The same bytes as a stream, for what may be large: compared before the first one is given. The caller closes it.</summary>
    /// <exception cref="FileDamaged">The bytes are not what the archive says.</exception>
    Task<Stream> OpenAsync(ArchivedDocument document, CancellationToken cancel = default);

    /// <summary>Every document, for verification.</summary>
    IAsyncEnumerable<ArchivedDocument> AllAsync();
}
