using System.Text.Json;

namespace Liburia.Platform.Tenancy;

/// <summary>
/// Which Comuni this installation serves and which hosts are theirs. A small file of the data folder, read at start and
/// replaced in one step: it holds no personal data.
/// </summary>
public sealed class MunicipalityDirectory
{
    private readonly string file;
    private readonly string publicUrl;
    private volatile Snapshot current = new([], new Dictionary<string, Municipality>());

    public MunicipalityDirectory(Installation installation)
    {
        file = Path.Combine(installation.DataFolder, "directory.json");
        publicUrl = installation.PublicUrl;
        if (File.Exists(file)) Load(JsonSerializer.Deserialize<List<Municipality>>(File.ReadAllText(file))!);
    }

    public IReadOnlyList<Municipality> All => current.Municipalities;

    public Municipality? Find(string slug) => current.Municipalities.FirstOrDefault(m => m.Slug == slug);

    public Municipality? ByIstat(string istat) => current.Municipalities.FirstOrDefault(m => m.Istat == istat);

    /// <summary>The Comune a host belongs to.</summary>
    public Municipality? ByHost(string host) => current.ByHost.GetValueOrDefault(host.ToLowerInvariant());

    public void Replace(IReadOnlyList<Municipality> municipalities)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var aside = file + ".new";
        File.WriteAllText(aside, JsonSerializer.Serialize(municipalities, Indented));
        File.Move(aside, file, overwrite: true);
        Load(municipalities);
    }

    private void Load(IReadOnlyList<Municipality> municipalities)
    {
        var hosts = new Dictionary<string, Municipality>();
        foreach (var municipality in municipalities)
        {
            hosts[$"{municipality.Slug}.localhost"] = municipality;
            hosts[new Uri(publicUrl.Replace("{comune}", municipality.Slug, StringComparison.Ordinal)).Host.ToLowerInvariant()] = municipality;
        }
        current = new Snapshot(municipalities, hosts);
    }

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private sealed record Snapshot(IReadOnlyList<Municipality> Municipalities, IReadOnlyDictionary<string, Municipality> ByHost);
}
