using Liburia.Archive.Contracts;
using Liburia.Platform.Files;
using Liburia.Platform.Language;
using Microsoft.AspNetCore.Http;

namespace Liburia.Procedures.Cases;

/// <summary>A file that is kept.</summary>
/// <param name="IsUnchecked">No antivirus has looked at it.</param>
internal sealed record TakenFile(ArchivedDocument Document, bool IsUnchecked);

/// <summary>Takes a file into a running case, once it has passed the one judge of files, and archives it.</summary>
internal sealed class CaseFiles(IncomingFiles incoming, IArchive archive)
{
    public static readonly string[] Documents = ["pdf", "jpeg", "png", "p7m", "docx", "odt", "xlsx", "zip", "dwg", "dxf"], Evidence = ["jpeg", "png", "pdf"];

    private const int MostMegabytes = 50;
    /// <summary>Files of one act and the rest of its form, in bytes.</summary>
    public const int LargestRequest = 60 * 1024 * 1024;

    /// <param name="field">Where a refusal is shown.</param>
    /// <exception cref="RuleBroken">No file, or one that is refused.</exception>
    public async Task<TakenFile> TakeAsync(IFormFile? file, string field, string title, string[] formats, string classification, string provenance, CancellationToken cancel = default)
    {
        if (file is not { Length: > 0 }) throw new RuleBroken(field, new("Scegli il file.", "Choose the file."));
        await using var content = file.OpenReadStream();
        var taken = await incoming.TakeAsync(content, file.FileName, formats, MostMegabytes, field, cancel);
        var isUnchecked = taken.Scan == Scanned.Unchecked;
        return new(archive.Add(new NewDocument(title, taken.FileName, taken.MediaType, taken.Stored, classification, provenance, isUnchecked)), isUnchecked);
    }
}
