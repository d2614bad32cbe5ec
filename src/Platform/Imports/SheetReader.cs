using System.Globalization;
using System.IO.Compression;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using Liburia.Platform.Language;
using MiniExcelLibs;
using MiniExcelLibs.OpenXml;

namespace Liburia.Platform.Imports;

/// <summary>A line with something in it, by its number in the file.</summary>
public sealed record SheetRow(int Line, IReadOnlyList<string> Cells);

/// <summary>A table as a file brought it.</summary>
/// <param name="ReadAs">How it was read, in words.</param>
public sealed record Sheet(IReadOnlyList<string> Headings, IReadOnlyList<SheetRow> Rows, string ReadAs)
{
    /// <summary>A column as people find it: its heading, with its letter where two are alike or it has none.</summary>
    public string NameOf(int column) =>
        column >= Headings.Count ? $"colonna {Letter(column)}"
        : Headings[column].Length == 0 || Headings.Count(other => other == Headings[column]) > 1 ? $"{Headings[column]} (colonna {Letter(column)})".Trim()
            : Headings[column];

    public static string Letter(int column) => (column >= 26 ? $"{(char)('A' + (column / 26) - 1)}" : "") + (char)('A' + (column % 26));
}

/// <summary>
/// Reads the table of a file from outside: CSV (UTF-8 or Windows-1252; semicolon, comma or tab) or the first sheet of an XLSX. A file that is broken is refused
/// whole, with its line and the reason; what it may cost is bounded before it is opened.
/// </summary>
internal static class SheetReader
{
    public const int MostLines = 100_000, MostColumns = 200;

    /// <summary>A sheet packed in few bytes may unfold into many.</summary>
    private const long MostUnfolded = 300L * 1024 * 1024;

    private static readonly char[] Separators = [';', ',', '\t'];

    static SheetReader() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <param name="content">A stream that can be searched.</param>
    /// <param name="field">Where a refusal is shown.</param>
    /// <exception cref="RuleBroken">It is no table, or a broken one.</exception>
    public static Sheet Read(Stream content, bool isXlsx, string field)
    {
        content.Position = 0;
        var (lines, readAs) = isXlsx ? (Xlsx(content, field), "XLSX, primo foglio") : Csv(content, field);
        var filled = new List<SheetRow>();
        foreach (var line in lines)
        {
            if (line.Line > MostLines + 1) throw Broken(field, line.Line, $"più di {MostLines} righe: dividi il file",
                $"more than {MostLines} lines: split the file");
            var cells = line.Cells.Select(cell => Clean(cell, line.Line, field)).ToList();
            if (cells.Any(cell => cell.Length > 0)) filled.Add(new(line.Line, cells));
        }
        if (filled.Count < 2) throw new RuleBroken(field, new("Il file non ha righe sotto le intestazioni.", "The file has no lines below its headings."));
        var headings = filled[0].Cells.ToList();
        while (headings.Count > 0 && headings[^1].Length == 0) headings.RemoveAt(headings.Count - 1);
        if (headings.Count > MostColumns) throw Broken(field, filled[0].Line, $"più di {MostColumns} colonne", $"more than {MostColumns} columns");
        return new(headings, filled[1..], readAs);
    }

    private static string Clean(string cell, int line, string field)
    {
        try
        {
            return string.Join(' ', CleanText.Of(cell).Split([' ', '\u00A0', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries));
        }
        catch (UncleanText)
        {
            throw Broken(field, line, "contiene un carattere nullo", "it holds a NUL");
        }
    }

    private static (IEnumerable<SheetRow> Lines, string ReadAs) Csv(Stream content, string field)
    {
        var (text, encoding) = Decoded(content);
        var first = text.Split('\n').FirstOrDefault(line => !string.IsNullOrWhiteSpace(line)) ?? "";
        var separator = Separators.MaxBy(sign => first.Count(c => c == sign));
        if (!first.Contains(separator, StringComparison.Ordinal))
            throw new RuleBroken(field, new("Nella prima riga non si trovano colonne: il separatore è il punto e virgola, la virgola o la tabulazione.",
                "The first line shows no columns: they are separated by semicolons, commas or tabs."));
        return (Parsed(text, separator, field), $"CSV, {encoding}, separatore {(separator == '\t' ? "tabulazione" : separator)}");
    }

    private static IEnumerable<SheetRow> Parsed(string text, char separator, string field)
    {
        var open = false;
        using var parser = new CsvParser(new StringReader(text), new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = separator.ToString(),
            HasHeaderRecord = false,
            IgnoreBlankLines = false,
            // A quote that opens and does not close swallows everything that follows it: the file was cut, or the quote is a slip.
            BadDataFound = bad => open |= bad.Field.Length > 0 && bad.Field[0] == '"' && bad.Field.Count(c => c == '"') % 2 == 1,
        });
        var before = 0;
        while (parser.Read())
        {
            // What is odd about a field is told when it is taken.
            var cells = parser.Record!;
            if (open) throw Broken(field, before + 1, "virgolette aperte e mai chiuse: il file è tronco, o le virgolette sono di troppo",
                "a quote is opened and never closed: the file is cut, or the quote is a slip");
            yield return new(before + 1, cells);
            before = parser.RawRow;
        }
    }

    private static (string Text, string Encoding) Decoded(Stream content)
    {
        using var memory = new MemoryStream();
        content.CopyTo(memory);
        var bytes = memory.ToArray();
        try
        {
            return (new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes).TrimStart('\uFEFF'), "UTF-8");
        }
        catch (DecoderFallbackException)
        {
            return (Encoding.GetEncoding(1252).GetString(bytes), "Windows-1252");
        }
    }

    private static List<SheetRow> Xlsx(Stream content, string field)
    {
        var (rows, line) = (new List<SheetRow>(), 0);
        try
        {
            Unfold(content, field);
            content.Position = 0;
            foreach (IDictionary<string, object?> row in MiniExcel.Query(content, excelType: ExcelType.XLSX,
                configuration: new OpenXmlConfiguration { EnableSharedStringCache = false }))
            {
                if (++line > MostLines + 1) throw Broken(field, line, $"più di {MostLines} righe: dividi il file",
                    $"more than {MostLines} lines: split the file");
                if (row.Count > MostColumns) throw Broken(field, line, $"più di {MostColumns} colonne", $"more than {MostColumns} columns");
                rows.Add(new(line, [.. row.Values.Select(Written)]));
            }
            return rows;
        }
        catch (Exception fault) when (fault is not RuleBroken and not OutOfMemoryException)
        {
            // The library throws whatever it stumbles on: the file is what is wrong.
            throw Broken(field, line + 1, "il foglio non si legge: il file è danneggiato o non è un XLSX",
                "the sheet cannot be read: the file is damaged or no XLSX");
        }
    }

    /// <summary>Unfolds every part once, counting: what a part says of its own length proves nothing.</summary>
    private static void Unfold(Stream content, string field)
    {
        using var zip = new ZipArchive(content, ZipArchiveMode.Read, leaveOpen: true);
        var (buffer, unfolded) = (new byte[81920], 0L);
        foreach (var entry in zip.Entries)
        {
            using var part = entry.Open();
            int read;
            while ((read = part.Read(buffer)) > 0)
                if ((unfolded += read) > MostUnfolded) throw new RuleBroken(field,
                    new("Il foglio, una volta aperto, è troppo grande: dividilo.", "The sheet is too large once unfolded: split it."));
        }
    }

    /// <summary>A cell as a CSV would have it; of a formula what it came to.</summary>
    private static string Written(object? cell) => cell switch
    {
        null => "",
        DateTime { TimeOfDay.Ticks: 0 } day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime moment => moment.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        double number when number == Math.Truncate(number) && Math.Abs(number) < 1e15 => number.ToString("0", CultureInfo.InvariantCulture),
        bool yes => yes ? "sì" : "no",
        IFormattable other => other.ToString(null, ItalianCulture.Instance),
        _ => cell.ToString() ?? "",
    };

    private static RuleBroken Broken(string field, int line, string it, string en) =>
        new(field, new($"Riga {line}: {it}. Del file non è stato preso niente.", $"Line {line}: {en}. Nothing of the file was taken."));
}
