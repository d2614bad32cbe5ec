using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Liburia.Platform.Files;
using Liburia.Platform.Tenancy;

namespace Liburia.Platform.Portability;

/// <summary>What an export or a backup of a Comune holds: enough to check every byte and to build it again.</summary>
/// <param name="Migration">Last step of the schema the tables follow.</param>
public sealed record Manifest(
    string Format, int Version, Municipality Municipality, string Kind, DateTime CreatedAt, string Migration, IReadOnlyList<TableSchema> Schema, IReadOnlyList<TableFile> Tables, IReadOnlyList<OwnedFile> Files)
{
    public const string FormatName = "liburia-comune";
    public const int CurrentVersion = 1;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, Converters = { new JsonStringEnumConverter() } };

    /// <summary>One hash for all contents, the same whatever the engine, the day and the place.</summary>
    [JsonIgnore]
    public string Fingerprint => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n',
        Tables.OrderBy(table => table.Name, StringComparer.Ordinal).Select(table => $"{table.Name} {table.Rows} {table.Sha256}").Concat(Files.Select(file => file.Sha256).Distinct().Order(StringComparer.Ordinal))))));

    [JsonIgnore]
    public IEnumerable<OwnedFile> DistinctFiles => Files.DistinctBy(file => file.Sha256);

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, Json);

    /// <exception cref="ArchiveRefused">Not one of ours, newer than this program, or made to reach outside its folder.</exception>
    public static Manifest FromJson(byte[] json)
    {
        Manifest manifest;
        try
        {
            manifest = JsonSerializer.Deserialize<Manifest>(json, Json) ?? throw new ArchiveRefused("il manifesto è vuoto.");
        }
        catch (JsonException fault)
        {
            throw new ArchiveRefused($"il manifesto non si legge: {fault.Message}", fault);
        }
        if (manifest.Format != FormatName) throw new ArchiveRefused("non è un archivio di Liburia.");
        if (manifest.Version > CurrentVersion) throw new ArchiveRefused($"è del formato {manifest.Version}, questa versione di Liburia legge fino al {CurrentVersion}.");
        if (manifest.Municipality is null || manifest.Schema is null || manifest.Tables is null || manifest.Files is null) throw new ArchiveRefused("il manifesto è incompleto.");
        if (!manifest.Schema.Select(table => table.Name).Order(StringComparer.Ordinal).SequenceEqual(manifest.Tables.Select(table => table.Name).Order(StringComparer.Ordinal))) throw new ArchiveRefused("le tabelle non sono quelle dello schema.");
        var names = manifest.Schema.Select(table => table.Name).Concat(manifest.Schema.SelectMany(table => table.Columns).Select(column => column.Name)).Append(manifest.Municipality.Slug.Replace('-', '_'));
        if (names.FirstOrDefault(name => name.Length == 0 || !name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_')) is { } odd) throw new ArchiveRefused($"il nome «{odd}» non è ammesso.");
        if (manifest.Files.Any(file => file.Sha256.Length != 64 || !file.Sha256.All(char.IsAsciiHexDigitLower))) throw new ArchiveRefused("un file non ha un'impronta SHA-256.");
        return manifest;
    }
}
