namespace Liburia.Archive.Contracts;

/// <summary>What a guard answers about a document that is its own.</summary>
/// <param name="First">Local address of the page that has to come first; null where the document may be shown, and then the look is written.</param>
public sealed record Passage(string? First);

/// <summary>
/// Guards documents that belong to more than the archive: those of a case. Implemented by whoever owns them; the archive asks every guard, whichever page
/// the staff come from, so that no register is a side door.
/// </summary>
public interface IDocumentGuard
{
    /// <summary>Judges the visitor's look at a document and, where it is allowed, stores its trace before the answer leaves.</summary>
    /// <param name="standing">The purpose that the visitor has by office, on the page they come from; null where they have none.</param>
    /// <returns>Null where the document is not this guard's.</returns>
    Task<Passage?> JudgeAsync(ArchivedDocument document, string? standing, CancellationToken cancel = default);
}
