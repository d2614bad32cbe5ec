using System.IO.Compression;
using System.Text;

namespace Liburia.Platform.Files;

/// <summary>A format a file that enters may have, recognised by its content: a name proves nothing.</summary>
public sealed record FileFormat(string Name, string MediaType, string Extension)
{
    public static readonly IReadOnlyDictionary<string, FileFormat> Known = new[]
    {
        new FileFormat("pdf", "application/pdf", ".pdf"), new FileFormat("jpeg", "image/jpeg", ".jpg"), new FileFormat("png", "image/png", ".png"), new FileFormat("webp", "image/webp", ".webp"), new FileFormat("tiff", "image/tiff", ".tif"),
        new FileFormat("p7m", "application/pkcs7-mime", ".p7m"), new FileFormat("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx"), new FileFormat("odt", "application/vnd.oasis.opendocument.text", ".odt"),
        new FileFormat("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx"), new FileFormat("zip", "application/zip", ".zip"), new FileFormat("xml", "application/xml", ".xml"), new FileFormat("txt", "text/plain", ".txt"),
        new FileFormat("dxf", "image/vnd.dxf", ".dxf"), new FileFormat("dwg", "image/vnd.dwg", ".dwg"), new FileFormat("mp4", "video/mp4", ".mp4"),
    }.ToDictionary(format => format.Name);

    /// <summary>What the bytes are; null when it is none of the known ones.</summary>
    /// <param name="content">A stream that can be searched; left at its beginning.</param>
    public static FileFormat? Recognise(Stream content)
    {
        content.Position = 0;
        var head = new byte[4096];
        var read = content.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        content.Position = 0;
        var bytes = head.AsSpan(0, read);
        if (bytes.StartsWith("%PDF-"u8)) return Known["pdf"];
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF])) return Known["jpeg"];
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])) return Known["png"];
        if (bytes.StartsWith("RIFF"u8) && read > 12 && bytes[8..].StartsWith("WEBP"u8)) return Known["webp"];
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0x49, 0x49, 0x2A, 0x00]) || bytes.StartsWith((ReadOnlySpan<byte>)[0x4D, 0x4D, 0x00, 0x2A])) return Known["tiff"];
        if (bytes.StartsWith("AC10"u8)) return Known["dwg"];
        if (read > 12 && bytes[4..].StartsWith("ftyp"u8)) return Known["mp4"];
        if (bytes.StartsWith("PK\u0003\u0004"u8)) return Packed(content);
        // A CMS envelope: a sequence whose first member is the identifier 1.2.840.113549.1.7.2.
        if (bytes.Length > 20 && bytes[0] == 0x30 && bytes[..20].IndexOf((ReadOnlySpan<byte>)[0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x02]) >= 0) return Known["p7m"];
        return Written(bytes);
    }

    private static FileFormat Packed(Stream content)
    {
        try
        {
            using var zip = new ZipArchive(content, ZipArchiveMode.Read, leaveOpen: true);
            if (zip.GetEntry("word/document.xml") is not null) return Known["docx"];
            if (zip.GetEntry("xl/workbook.xml") is not null) return Known["xlsx"];
            if (zip.GetEntry("mimetype") is { Length: < 100 } kind)
            {
                using var reader = new StreamReader(kind.Open());
                if (reader.ReadToEnd().StartsWith("application/vnd.oasis.opendocument.text", StringComparison.Ordinal)) return Known["odt"];
            }
            return Known["zip"];
        }
        catch (InvalidDataException)
        {
            return Known["zip"];
        }
        finally
        {
            content.Position = 0;
        }
    }

    private static FileFormat? Written(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length == 0 || bytes.Contains((byte)0)) return null;
        string text;
        try
        {
            // The end of the piece may cut a letter in two: it is left out.
            text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes[..^Math.Min(3, bytes.Length - 1)]);
        }
        catch (DecoderFallbackException)
        {
            text = Encoding.Latin1.GetString(bytes);
            // Windows-1252 has letters and signs where Latin-1 has controls, all but five of them.
            if (text.Any(c => char.IsControl(c) && (c is < ' ' and not ('\r' or '\n' or '\t') or '\u007F' or '\u0081' or '\u008D' or '\u008F' or '\u0090' or '\u009D'))) return null;
        }
        var start = text.TrimStart('\uFEFF', ' ', '\r', '\n', '\t');
        if (start.StartsWith("<?xml", StringComparison.Ordinal)) return Known["xml"];
        if (start.StartsWith("0\r\nSECTION", StringComparison.Ordinal) || start.StartsWith("0\nSECTION", StringComparison.Ordinal) || start.StartsWith("999\n", StringComparison.Ordinal)) return Known["dxf"];
        // A page or a script is never taken for a plain text.
        if (start.StartsWith('<') || start.StartsWith("#!", StringComparison.Ordinal)) return null;
        return Known["txt"];
    }
}
