using Liburia.Archive.Contracts;
using Liburia.Platform.Files;
using Liburia.Platform.Language;
using Liburia.Procedures.Models;
using Liburia.Procedures.Uploads;
using Microsoft.AspNetCore.Http;

namespace Liburia.Procedures.Cases;

/// <summary>A file that is kept.</summary>
/// <param name="IsUnchecked">No antivirus has looked at it.</param>
internal sealed record TakenFile(ArchivedDocument Document, bool IsUnchecked);

/// <summary>Takes a file into a running case: format by its content, virus scan, stored durably, archived.</summary>
internal sealed class CaseFiles(FileStore files, IVirusScanner scanner, IArchive archive)
{
    public static readonly string[] Documents = ["pdf", "jpeg", "png", "p7m", "docx", "odt", "xlsx", "zip", "dwg", "dxf"], Evidence = ["jpeg", "png", "pdf"];

    /// <summary>Of one file, as the store takes it.</summary>
    private const int MostMegabytes = 50;
    /// <summary>Files of one act and the rest of its form, in bytes.</summary>
    public const int LargestRequest = 60 * 1024 * 1024;

    /// <param name="field">Where a refusal is shown.</param>
    /// <exception cref="RuleBroken">An empty or too large file, one of another format, one with a virus.</exception>
    public async Task<TakenFile> TakeAsync(IFormFile? file, string field, string title, string[] formats, string classification, string provenance, CancellationToken cancel = default)
    {
        if (file is not { Length: > 0 }) throw new RuleBroken(field, new("Scegli il file.", "Choose the file."));
        if (file.Length > MostMegabytes * 1024L * 1024) throw new RuleBroken(field, new($"Il file pesa più di {MostMegabytes} MB: riducilo o dividilo.", $"The file is larger than {MostMegabytes} MB: shrink or split it."));
        await using var content = file.OpenReadStream();
        var names = string.Join(", ", formats).ToUpperInvariant();
        if (FileFormat.Recognise(content) is not { } format || !formats.Contains(format.Name)) throw new RuleBroken(field, new($"Il contenuto del file non è di un formato ammesso: {names}.", $"The file's content is of no accepted format: {names}."));
        var scan = await scanner.ScanAsync(content, cancel);
        if (scan == Scanned.Infected) throw new RuleBroken(field, new("Il file contiene un virus e non è stato conservato.", "The file contains a virus and was not kept."));
        content.Position = 0;
        return new(archive.Add(new NewDocument(title, UploadDesk.Safe(file.FileName), format.MediaType, await files.StoreAsync(content, cancel: cancel), classification, provenance)), scan == Scanned.Unchecked);
    }
}
