using Liburia.Platform.Language;

namespace Liburia.Platform.Files;

/// <summary>A file that was let in: its bytes are durable.</summary>
/// <param name="FileName">As it may be shown and sent again.</param>
/// <param name="Scan">Clean, or unchecked where the installation has no antivirus.</param>
public sealed record IncomingFile(StoredFile Stored, string FileName, string MediaType, Scanned Scan);

/// <summary>
/// The one judge of files that enter, whoever brings them and through whichever page: as large as they may be, of a format known by their content, seen by the
/// antivirus. Nothing of one that is refused is kept; a scanner that does not answer lets nothing pass.
/// </summary>
public sealed class IncomingFiles(FileStore files, IVirusScanner scanner)
{
    private const int Megabyte = 1024 * 1024;

    /// <param name="content">A stream that can be searched; all of it is the file.</param>
    /// <param name="formats">Names of <see cref="FileFormat.Known"/>.</param>
    /// <param name="field">Where a refusal is shown.</param>
    /// <exception cref="RuleBroken">Empty, too large, of another format, with a virus, or the antivirus does not answer.</exception>
    public async Task<IncomingFile> TakeAsync(Stream content, string fileName, IReadOnlyCollection<string> formats, int mostMegabytes, string field,
        CancellationToken cancel = default)
    {
        if (content.Length == 0) throw Empty(field);
        if (content.Length > mostMegabytes * (long)Megabyte) throw TooLarge(field, mostMegabytes);
        var format = FileFormat.Recognise(content);
        if (format is null || !formats.Contains(format.Name))
        {
            var (wanted, found) = (string.Join(", ", formats).ToUpperInvariant(), format?.Name.ToUpperInvariant());
            throw new RuleBroken(field, found is null
                ? new($"Il contenuto del file non è di un formato conosciuto: servono {wanted}.",
                    $"The file's content is of no known format: {wanted} are accepted.")
                : new($"Il contenuto del file è {found}: servono {wanted}.", $"The file's content is {found}: {wanted} are accepted."));
        }
        var scan = await ScanAsync(content, field, cancel);
        content.Position = 0;
        return new(await files.StoreAsync(content, mostMegabytes * (long)Megabyte, cancel), Safe(fileName), format.MediaType, scan);
    }

    private async Task<Scanned> ScanAsync(Stream content, string field, CancellationToken cancel)
    {
        try
        {
            var scan = await scanner.ScanAsync(content, cancel);
            return scan != Scanned.Infected ? scan
                : throw new RuleBroken(field, new("Il file contiene un virus e non è stato conservato.", "The file contains a virus and was not kept."));
        }
        catch (ScannerUnavailable)
        {
            throw new RuleBroken(field,
                new("Il controllo antivirus non risponde: riprova fra qualche minuto.", "The virus scan does not answer: try again in some minutes."));
        }
    }

    /// <summary>Also of a file that only announces itself.</summary>
    public static RuleBroken Empty(string field) => new(field, new("Il file è vuoto: scegline un altro.", "The file is empty: choose another one."));

    /// <summary>Also of a file that only announces itself.</summary>
    public static RuleBroken TooLarge(string field, int mostMegabytes) =>
        new(field, new($"Il file pesa più di {mostMegabytes} MB: riducilo o dividilo.", $"The file is larger than {mostMegabytes} MB: shrink or split it."));

    /// <summary>A name without folders, signs that other systems trip over, or signs that turn the writing round.</summary>
    public static string Safe(string fileName)
    {
        var name = new string([.. Path.GetFileName(fileName.Replace('\\', '/')).Select(c => IsOdd(c) ? '_' : c)]).Trim().TrimStart('.');
        return name.Length == 0 ? "file" : name.Length > 150 ? name.Cut(100) + name.CutStart(50) : name;
    }

    private static bool IsOdd(char sign) =>
        char.IsControl(sign) || char.GetUnicodeCategory(sign) == System.Globalization.UnicodeCategory.Format || "<>:\"|?*".Contains(sign);
}
