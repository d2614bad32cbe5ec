using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Liburia.Platform.Files;
using Liburia.Platform.Law;
using Liburia.Platform.Tenancy;

namespace Liburia.Platform.Portability;

/// <summary>
/// A Comune as a folder of open formats: a CSV for each table with its schema, the original files by hash, an index any browser opens, and
/// <c>SHA256SUMS</c> over all of it, which <c>sha256sum -c</c> checks. The same folder comes back in by <see cref="ImportAsync"/>.
/// </summary>
public sealed class Exports(Installation installation, Portable portable)
{
    private const string Sums = "SHA256SUMS", ManifestFile = "manifest.json";
    private const int PageSize = 2000;

    /// <exception cref="ArchiveRefused">The folder is not empty.</exception>
    public async Task<Manifest> ExportAsync(Municipality municipality, string folder, Action<string, int, int>? progress = null, CancellationToken cancel = default)
    {
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()) throw new ArchiveRefused($"la cartella {folder} non è vuota.");
        Directory.CreateDirectory(Path.Combine(folder, "tables"));
        Directory.CreateDirectory(Path.Combine(folder, "files"));
        var tables = 0;
        var manifest = await portable.DescribeAsync(municipality, name => File.Create(TableFile(folder, name)), _ => progress?.Invoke("tabelle", ++tables, tables), cancel);
        var store = FileStore.In(installation.FolderOf(municipality.Slug));
        var files = manifest.DistinctFiles.ToList();
        for (var i = 0; i < files.Count; i++)
        {
            var target = Path.Combine(folder, FileOf(files[i]));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            await File.WriteAllBytesAsync(target, await store.ReadAsync(files[i].Sha256, cancel), cancel);
            if (i % 100 == 99 || i == files.Count - 1) progress?.Invoke("file", i + 1, files.Count);
        }
        await File.WriteAllBytesAsync(Path.Combine(folder, ManifestFile), manifest.ToJson(), cancel);
        await IndexAsync(folder, manifest, cancel);
        await SumAsync(folder, cancel);
        return manifest;
    }

    /// <summary>Reads an export back, in a place where the Comune has nothing yet.</summary>
    /// <exception cref="ArchiveRefused">Something is missing, changed or added: nothing is taken.</exception>
    public async Task<Manifest> ImportAsync(string slug, string folder, string? engine = null, Action<string, int, int>? progress = null, CancellationToken cancel = default)
    {
        if (!File.Exists(Path.Combine(folder, ManifestFile))) throw new ArchiveRefused($"nella cartella {folder} non c'è {ManifestFile}.");
        await CheckAsync(folder, cancel);
        var manifest = Manifest.FromJson(await File.ReadAllBytesAsync(Path.Combine(folder, ManifestFile), cancel));
        if (manifest.Municipality.Slug != slug) throw new ArchiveRefused($"è l'esportazione di «{manifest.Municipality.Slug}», non di «{slug}».");
        var byHash = manifest.DistinctFiles.ToDictionary(file => file.Sha256, file => Path.Combine(folder, FileOf(file)));
        await portable.BuildAsync(manifest, name => Opened(TableFile(folder, name)), sha => Task.FromResult(Opened(byHash[sha])), engine, progress, cancel);
        return manifest;
    }

    private static Stream Opened(string file) => File.Exists(file) ? File.OpenRead(file) : throw new ArchiveRefused($"manca {Path.GetFileName(file)}.");

    private static string TableFile(string folder, string table) => Path.Combine(folder, "tables", table + ".csv");

    /// <summary>By hash, with the extension its name had, so that a double click opens it.</summary>
    private static string FileOf(OwnedFile file)
    {
        var extension = Path.GetExtension(file.FileName).ToLowerInvariant();
        return Path.Combine("files", file.Sha256[..2], file.Sha256 + (extension.Length is > 1 and <= 6 && extension[1..].All(char.IsAsciiLetterOrDigit) ? extension : ""));
    }

    private static async Task SumAsync(string folder, CancellationToken cancel)
    {
        var lines = new List<string>();
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)) lines.Add($"{await HashAsync(file, cancel)}  {Path.GetRelativePath(folder, file).Replace('\\', '/')}");
        await File.WriteAllLinesAsync(Path.Combine(folder, Sums), lines, cancel);
    }

    private static async Task CheckAsync(string folder, CancellationToken cancel)
    {
        if (!File.Exists(Path.Combine(folder, Sums))) throw new ArchiveRefused($"manca {Sums}.");
        var expected = new Dictionary<string, string>();
        foreach (var line in await File.ReadAllLinesAsync(Path.Combine(folder, Sums), cancel))
        {
            if (line.Length < 67 || line[64..66] != "  ") throw new ArchiveRefused($"{Sums}, riga {expected.Count + 1}: non si legge.");
            expected[line[66..]] = line[..64];
        }
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(folder, file).Replace('\\', '/');
            if (name == Sums) continue;
            if (!expected.Remove(name, out var hash)) throw new ArchiveRefused($"«{name}» non fa parte dell'esportazione.");
            if (await HashAsync(file, cancel) != hash) throw new ArchiveRefused($"«{name}» è cambiato o rovinato.");
        }
        if (expected.Count > 0) throw new ArchiveRefused($"manca «{expected.Keys.First()}».");
    }

    private static async Task<string> HashAsync(string file, CancellationToken cancel)
    {
        await using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancel));
    }

    /// <summary>Pages for a person: what there is, the documents with their links, the tables with their columns.</summary>
    private static async Task IndexAsync(string folder, Manifest manifest, CancellationToken cancel)
    {
        var files = manifest.Files.OrderBy(file => file.CreatedAt).ToList();
        var pages = files.Chunk(PageSize).ToList();
        var index = new StringBuilder($"<h1>{Html(manifest.Municipality.FullName)}: esportazione completa</h1><p>Fatta il {LegalTime.ToLocal(manifest.CreatedAt):dd/MM/yyyy HH:mm}. Tutto è in formati aperti: i dati in CSV (UTF-8, virgola, testi fra virgolette, campo vuoto senza virgolette = nessun valore, tempi in UTC), i documenti come furono depositati.</p><p>Per controllare che nulla sia cambiato: <code>sha256sum -c {Sums}</code>. Impronta dei contenuti: <code>{manifest.Fingerprint}</code>.</p><h2>Documenti ({files.Count})</h2><ul>");
        for (var i = 0; i < pages.Count; i++) index.Append(CultureInfo.InvariantCulture, $"<li><a href=\"documenti-{i + 1}.html\">dal {LegalTime.ToLocal(pages[i][0].CreatedAt):dd/MM/yyyy} al {LegalTime.ToLocal(pages[i][^1].CreatedAt):dd/MM/yyyy}</a> ({pages[i].Length})</li>");
        index.Append("</ul><h2>Tabelle</h2><table><tr><th>Tabella</th><th>Righe</th><th>Colonne (* chiave)</th></tr>");
        foreach (var table in manifest.Schema)
            index.Append(CultureInfo.InvariantCulture, $"<tr><td><a href=\"tables/{table.Name}.csv\">{table.Name}</a></td><td>{manifest.Tables.First(t => t.Name == table.Name).Rows}</td><td>{string.Join(", ", table.Columns.Select(column => $"{column.Name}{(column.Key ? "*" : "")} ({column.Kind})"))}</td></tr>");
        await PageAsync(folder, "index.html", index.Append("</table>").ToString(), cancel);
        for (var i = 0; i < pages.Count; i++)
        {
            var page = new StringBuilder("<p><a href=\"index.html\">Indice</a></p><h1>Documenti</h1><table><tr><th>Data</th><th>Titolo</th><th>Classe</th><th>File</th></tr>");
            foreach (var file in pages[i])
                page.Append(CultureInfo.InvariantCulture, $"<tr><td>{LegalTime.ToLocal(file.CreatedAt):dd/MM/yyyy HH:mm}</td><td>{Html(file.Title)}</td><td>{Html(file.Classification)}</td><td><a href=\"{FileOf(file).Replace('\\', '/')}\">{Html(file.FileName)}</a></td></tr>");
            await PageAsync(folder, $"documenti-{i + 1}.html", page.Append("</table>").ToString(), cancel);
        }
    }

    private static Task PageAsync(string folder, string name, string body, CancellationToken cancel) => File.WriteAllTextAsync(Path.Combine(folder, name),
        $"<!doctype html><html lang=\"it\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>Esportazione</title><style>body{{font:16px/1.5 sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem}}table{{border-collapse:collapse;width:100%}}th,td{{text-align:left;border-bottom:1px solid #ccc;padding:.3rem;vertical-align:top;overflow-wrap:anywhere}}code{{overflow-wrap:anywhere}}</style></head><body>{body}</body></html>\n", cancel);

    private static string Html(string text) => WebUtility.HtmlEncode(text);
}
