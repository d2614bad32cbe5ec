using System.Text;

namespace Liburia.Platform.Portability;

/// <summary>
/// Rows of RFC 4180, where a text is always between quotes and an empty field without quotes means no value. Own code because the libraries we
/// have do not tell the two apart.
/// </summary>
internal sealed class PortableCsv(TextReader reader)
{
    private readonly StringBuilder field = new();

    /// <summary>Line of the last row read, from 1.</summary>
    public int Line { get; private set; }

    /// <summary>The next row, with null where there is no value; null at the end.</summary>
    /// <exception cref="FormatException">A quote is left open, or something follows a closed one.</exception>
    public string?[]? Next()
    {
        if (reader.Peek() < 0) return null;
        Line++;
        var row = new List<string?>();
        while (true)
        {
            row.Add(Field());
            var next = reader.Read();
            if (next == ',') continue;
            if (next == '\r') next = reader.Read();
            if (next is '\n' or < 0) return [.. row];
            throw new FormatException("something follows a closed quote");
        }
    }

    private string? Field()
    {
        field.Clear();
        if (reader.Peek() != '"')
        {
            while (reader.Peek() is >= 0 and not ',' and not '\n' and not '\r') field.Append((char)reader.Read());
            return field.Length == 0 ? null : field.ToString();
        }
        reader.Read();
        while (true)
        {
            var next = reader.Read();
            if (next < 0) throw new FormatException("a quote is left open");
            if (next == '"')
            {
                if (reader.Peek() != '"') return field.ToString();
                reader.Read();
            }
            field.Append((char)next);
        }
    }
}
