using System.Text;
using Liburia.Platform.Files;

namespace Liburia.Design.Lists;

/// <summary>
/// A table as other programs open it: UTF-8 with its mark, semicolons, one line break, every cell quoted. A cell that a spreadsheet would take for a
/// formula is made a text (S47): what people typed into a form comes out of here.
/// </summary>
public static class Csv
{
    public const string MediaType = "text/csv; charset=utf-8";

    /// <summary>Signs with which a formula, or what some program takes for one, begins; the wide ones are read as the narrow ones are.</summary>
    private const string Signs = "=+-@|\t\r\n＝＋－＠";

    public static string Line(IEnumerable<string?> cells) => string.Join(';', cells.Select(Cell)) + "\r\n";

    public static string Cell(string? value)
    {
        var text = value ?? "";
        if (text.Length > 0 && Signs.Contains(text[0], StringComparison.Ordinal)) text = "'" + text;
        return $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    /// <summary>A file that holds the lines, at its beginning; however long it is, it is never whole in memory. Whoever takes it disposes of it.</summary>
    /// <param name="head">The names of the columns.</param>
    public static async Task<Stream> WriteAsync(IEnumerable<string?> head, IAsyncEnumerable<IEnumerable<string?>> lines)
    {
        var file = Scratch.Create();
        await using (var text = new StreamWriter(file, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true))
        {
            await text.WriteAsync(Line(head));
            await foreach (var cells in lines) await text.WriteAsync(Line(cells));
        }
        file.Position = 0;
        return file;
    }
}
