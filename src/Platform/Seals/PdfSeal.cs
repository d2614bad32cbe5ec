using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Liburia.Platform.Seals;

/// <summary>
/// Adds an electronic seal to a PDF as an incremental update: the bytes of the document stay as they are and the seal covers all of them
/// (PAdES baseline B, ETSI EN 319 142-1). Reads the plain cross-reference tables our renderer writes; anything else is refused in words.
/// </summary>
public static partial class PdfSeal
{
    /// <param name="sign">Makes the CMS over the bytes it is given, all but the place of the seal.</param>
    /// <param name="room">Bytes kept for the CMS.</param>
    /// <exception cref="SealRefused">The document is not one we can seal, or the CMS does not fit.</exception>
    public static async Task<byte[]> AddAsync(byte[] pdf, SealWords words, int room, Func<byte[], Task<byte[]>> sign)
    {
        var (sealed_, gap) = Prepare(pdf, words, room);
        var cms = await sign([.. sealed_.AsSpan(0, gap.Start), .. sealed_.AsSpan(gap.End)]);
        if (cms.Length > room) throw new SealRefused($"Il sigillo occupa {cms.Length} byte e ne erano previsti {room}.");
        Encoding.ASCII.GetBytes(Convert.ToHexStringLower(cms)).CopyTo(sealed_, gap.Start + 1);
        return sealed_;
    }

    /// <summary>What a PDF says of its seal: the part covered and the CMS found in the gap.</summary>
    /// <exception cref="SealRefused">No seal, or one that does not cover the whole file but its own place.</exception>
    public static (byte[] Covered, byte[] Cms) Read(byte[] pdf)
    {
        var text = Encoding.Latin1.GetString(pdf);
        var found = ByteRange().Matches(text);
        if (found.Count == 0) throw new SealRefused("Il documento non ha un sigillo.");
        if (found.Count > 1) throw new SealRefused("Il documento ha più di una firma: il sigillo di Liburia è uno solo.");
        var range = found[0].Groups.Values.Skip(1).Select(group => long.Parse(group.Value, CultureInfo.InvariantCulture)).ToArray();
        if (range[0] != 0 || range[1] <= 0 || range[2] <= range[1] || range[2] + range[3] != pdf.Length) throw new SealRefused("Il sigillo non copre tutto il documento.");
        var (start, end) = ((int)range[1], (int)range[2]);
        if (text[start] != '<' || text[end - 1] != '>') throw new SealRefused("Lo spazio del sigillo non è quello dichiarato.");
        var hex = text[(start + 1)..(end - 1)];
        if (hex.Length % 2 != 0 || !hex.All(char.IsAsciiHexDigit)) throw new SealRefused("Il sigillo non è leggibile.");
        var bytes = Convert.FromHexString(hex);
        if (!System.Formats.Asn1.AsnDecoder.TryReadEncodedValue(bytes, System.Formats.Asn1.AsnEncodingRules.BER, out _, out _, out _, out var length)) throw new SealRefused("Il sigillo è vuoto o rovinato.");
        if (bytes.AsSpan(length).IndexOfAnyExcept((byte)0) >= 0) throw new SealRefused("Nello spazio del sigillo c'è altro.");
        return ([.. pdf.AsSpan(0, start), .. pdf.AsSpan(end)], bytes[..length]);
    }

    private static (byte[] Bytes, (int Start, int End) Gap) Prepare(byte[] pdf, SealWords words, int room)
    {
        var source = new Source(pdf);
        var page = source.FirstPage();
        var (seal, field) = (source.Size, source.Size + 1);
        var output = new MemoryStream(pdf.Length + (2 * room) + 4096);
        output.Write(pdf);
        if (pdf[^1] != '\n') output.WriteByte((byte)'\n');
        var offsets = new SortedDictionary<int, long>();
        void Write(int number, string body)
        {
            offsets[number] = output.Position;
            output.Write(Encoding.Latin1.GetBytes($"{number} 0 obj\n{body}\nendobj\n"));
        }
        Write(source.Root, Source.With(source.Object(source.Root), "/AcroForm", $"<< /Fields [ {field} 0 R ] /SigFlags 3 >>"));
        Write(page, Source.WithInArray(source.Object(page), "/Annots", $"{field} 0 R"));
        Write(field, $"<< /Type /Annot /Subtype /Widget /FT /Sig /T {Text("Sigillo")} /V {seal} 0 R /P {page} 0 R /F 132 /Rect [ 0 0 0 0 ] >>");
        offsets[seal] = output.Position;
        const string blank = "0000000000";
        var head = $"{seal} 0 obj\n<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /M (D:{words.At:yyyyMMddHHmmss}Z) /Name {Text(words.Name)} /Reason {Text(words.Reason)} /ByteRange [ 0 {blank} {blank} {blank} ] /Contents ";
        output.Write(Encoding.Latin1.GetBytes(head));
        var gapStart = (int)output.Position;
        output.Write(Encoding.Latin1.GetBytes("<" + new string('0', 2 * room) + ">"));
        var gapEnd = (int)output.Position;
        output.Write(" >>\nendobj\n"u8);
        var table = output.Position;
        var xref = new StringBuilder("xref\n");
        foreach (var (number, offset) in offsets) xref.Append(CultureInfo.InvariantCulture, $"{number} 1\n{offset:D10} 00000 n \n");
        var id = Convert.ToHexString(SHA256.HashData(pdf).AsSpan(0, 16));
        xref.Append(CultureInfo.InvariantCulture, $"trailer\n<< /Size {source.Size + 2} /Root {source.Root} 0 R{(source.Info is { } info ? $" /Info {info} 0 R" : "")} /Prev {source.Table} /ID [ <{id}> <{id}> ] >>\nstartxref\n{table}\n%%EOF\n");
        output.Write(Encoding.ASCII.GetBytes(xref.ToString()));
        var bytes = output.ToArray();
        var range = $"{gapStart:D10} {gapEnd:D10} {bytes.Length - gapEnd:D10}";
        var place = (int)offsets[seal] + head.IndexOf(blank, StringComparison.Ordinal);
        Encoding.ASCII.GetBytes(range).CopyTo(bytes, place);
        return (bytes, (gapStart, gapEnd));
    }

    /// <summary>A text string in UTF-16, as the format wants outside ASCII.</summary>
    private static string Text(string text) => "<FEFF" + Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(text)) + ">";

    [GeneratedRegex(@"/ByteRange\s*\[\s*(\d{1,10})\s*(\d{1,10})\s*(\d{1,10})\s*(\d{1,10})\s*\]", RegexOptions.NonBacktracking)]
    private static partial Regex ByteRange();

    /// <summary>The few things of a PDF with a plain cross-reference table that sealing needs.</summary>
    private sealed partial class Source
    {
        private readonly string text;
        private readonly Dictionary<int, int> offsets = [];

        public Source(byte[] pdf)
        {
            text = Encoding.Latin1.GetString(pdf);
            var start = StartXref().Match(text);
            if (!text.StartsWith("%PDF-1.", StringComparison.Ordinal) || !start.Success) throw new SealRefused("Non è un PDF che si possa sigillare.");
            Table = int.Parse(start.Groups[1].Value, CultureInfo.InvariantCulture);
            if (Table >= text.Length || !text.AsSpan(Table).StartsWith("xref")) throw new SealRefused("Il PDF non ha una tabella dei riferimenti semplice.");
            var trailer = text.IndexOf("trailer", Table, StringComparison.Ordinal);
            if (trailer < 0) throw new SealRefused("Il PDF non ha il trailer.");
            ReadTable(text[(Table + 4)..trailer]);
            var end = text[trailer..];
            if (end.Contains("/Prev", StringComparison.Ordinal)) throw new SealRefused("Il PDF è già stato aggiornato: si sigilla solo il documento appena composto.");
            Size = Number(end, "/Size");
            Root = Number(end, "/Root");
            Info = end.Contains("/Info", StringComparison.Ordinal) ? Number(end, "/Info") : null;
        }

        public int Table { get; }
        public int Size { get; }
        public int Root { get; }
        public int? Info { get; }

        public string Object(int number)
        {
            if (!offsets.TryGetValue(number, out var offset)) throw new SealRefused($"Nel PDF manca l'oggetto {number}.");
            var head = $"{number} 0 obj";
            if (!text.AsSpan(offset).StartsWith(head)) throw new SealRefused($"Nel PDF l'oggetto {number} non è al suo posto.");
            var end = text.IndexOf("endobj", offset, StringComparison.Ordinal);
            return text[(offset + head.Length)..end].Trim();
        }

        public int FirstPage()
        {
            var number = Number(Object(Root), "/Pages");
            for (var depth = 0; depth < 20; depth++)
            {
                var node = Object(number);
                if (!node.Contains("/Kids", StringComparison.Ordinal)) return number;
                number = int.Parse(FirstKid().Match(node).Groups[1].Value, CultureInfo.InvariantCulture);
            }
            throw new SealRefused("Nel PDF non si trova la prima pagina.");
        }

        /// <summary>The dictionary with one more entry, which it must not have yet.</summary>
        public static string With(string dictionary, string key, string value) => dictionary.Contains(key, StringComparison.Ordinal)
            ? throw new SealRefused($"Il PDF ha già {key}.")
            : $"{dictionary[..dictionary.LastIndexOf(">>", StringComparison.Ordinal)]}{key} {value}\n>>";

        public static string WithInArray(string dictionary, string key, string value)
        {
            var at = dictionary.IndexOf(key, StringComparison.Ordinal);
            if (at < 0) return With(dictionary, key, $"[ {value} ]");
            var open = dictionary.IndexOf('[', at);
            if (open < 0 || dictionary[(at + key.Length)..open].Trim().Length > 0) throw new SealRefused($"Nel PDF {key} non è un elenco.");
            return dictionary[..(open + 1)] + $" {value}" + dictionary[(open + 1)..];
        }

        private void ReadTable(string table)
        {
            var lines = table.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            for (var i = 0; i < lines.Length;)
            {
                var head = lines[i++].Split(' ');
                if (head.Length != 2 || !int.TryParse(head[0], out var first) || !int.TryParse(head[1], out var count) || i + count > lines.Length) throw new SealRefused("La tabella dei riferimenti del PDF è rovinata.");
                for (var k = 0; k < count; k++, i++)
                    if (lines[i].EndsWith('n')) offsets[first + k] = int.Parse(lines[i].AsSpan(0, 10), CultureInfo.InvariantCulture);
            }
        }

        private static int Number(string text, string key)
        {
            var match = Regex.Match(text, Regex.Escape(key) + @"\s+(\d+)", RegexOptions.NonBacktracking);
            return match.Success ? int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : throw new SealRefused($"Nel PDF manca {key}.");
        }

        [GeneratedRegex(@"startxref\s+(\d+)\s+%%EOF\s*$", RegexOptions.NonBacktracking)]
        private static partial Regex StartXref();

        [GeneratedRegex(@"/Kids\s*\[\s*(\d+)", RegexOptions.NonBacktracking)]
        private static partial Regex FirstKid();
    }
}

/// <summary>What the seal says of itself, in the document.</summary>
/// <param name="At">UTC.</param>
public sealed record SealWords(string Name, string Reason, DateTime At);

/// <summary>The document cannot be sealed, or its seal does not hold; the message says why, in Italian.</summary>
public sealed class SealRefused(string why, Exception? inner = null) : Exception(why, inner);
