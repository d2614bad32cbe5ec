using System.Text.Json;
using Liburia.Platform.Language;

namespace Liburia.Platform;

/// <summary>What a data folder is, written once when it is created: no flag turns a demonstration into production or back.</summary>
public sealed record InstallationStamp(string Kind, int Inhabitants, string Engine, string DataSetHash, DateTime CreatedAt, string? PublicUrl = null, string? Consortium = null)
{
    private static string FileOf(string folder) => Path.Combine(folder, "installation.json");

    public static InstallationStamp? Read(string folder) => File.Exists(FileOf(folder)) ? JsonSerializer.Deserialize<InstallationStamp>(File.ReadAllText(FileOf(folder))) : null;

    /// <exception cref="InvalidOperationException">The folder is no installation.</exception>
    public static void Need(Installation installation)
    {
        if (Read(installation.DataFolder) is null) throw new Refused($"nella cartella {installation.DataFolder} non c'è un'installazione: liburia init.");
    }

    public static InstallationKind? KindOf(string folder) => Read(folder) is { } stamp ? Enum.Parse<InstallationKind>(stamp.Kind) : null;

    /// <exception cref="Refused">The folder is already stamped.</exception>
    public void Write(string folder)
    {
        if (File.Exists(FileOf(folder))) throw new Refused("Questa cartella è già un'installazione.");
        var aside = FileOf(folder) + ".new";
        File.WriteAllText(aside, JsonSerializer.Serialize(this, new JsonSerializerOptions { WriteIndented = true }));
        File.Move(aside, FileOf(folder));
    }
}
