using System.Text.Json;
using Liburia.Platform.Language;
using System.Text.Json.Nodes;

namespace Liburia.Platform.Tenancy;

/// <summary>
/// Which Comuni this installation serves and which hosts are theirs. A small file of the data folder, read at start and
/// replaced in one step: it holds no personal data.
/// </summary>
public sealed class MunicipalityDirectory
{
    private readonly string file;
    private readonly string publicUrl;
    private readonly string consortium;
    private volatile Snapshot current = new([], new Dictionary<string, Municipality>());
    /// <summary>After the directory was read again because another process wrote it.</summary>
    public event Action? Changed;

    private DateTime read;
    private long looked;

    public MunicipalityDirectory(Installation installation)
    {
        file = Path.Combine(installation.DataFolder, "directory.json");
        (publicUrl, consortium) = (installation.PublicUrl, installation.Consortium);
        Read();
    }

    public IReadOnlyList<Municipality> All => Current.Municipalities;

    /// <summary>Those the public is sent to: live, and not for practice.</summary>
    public IReadOnlyList<Municipality> Online => [.. All.Where(m => m is { State: MunicipalityState.Live, IsPractice: false })];

    /// <summary>What another process wrote (a Comune added, suspended, moved) is seen within two seconds.</summary>
    private Snapshot Current
    {
        get
        {
            var now = Environment.TickCount64;
            if (now - Interlocked.Read(ref looked) > 2000 && Interlocked.Exchange(ref looked, now) is var before && now - before > 2000 && File.Exists(file) && File.GetLastWriteTimeUtc(file) != read)
            {
                Read();
                Changed?.Invoke();
            }
            return current;
        }
    }

    private void Read()
    {
        if (!File.Exists(file)) return;
        read = File.GetLastWriteTimeUtc(file);
        Load([.. JsonNode.Parse(File.ReadAllText(file))!.AsArray().Select(row => Read(row!.AsObject()))]);
    }

    /// <summary>A file of the version before knew one aggregation, the consortium, and its lead.</summary>
    private Municipality Read(JsonObject row)
    {
        var municipality = row.Deserialize<Municipality>(Indented)!;
        return row.TryGetPropertyValue("IsLead", out var lead) && municipality.Aggregations.Count == 0
            ? municipality with { Aggregations = [new(consortium, lead!.GetValue<bool>())] } : municipality;
    }

    public Municipality? Find(string slug) => Current.Municipalities.FirstOrDefault(m => m.Slug == slug);

    public Municipality? ByIstat(string istat) => Current.Municipalities.FirstOrDefault(m => m.Istat == istat);

    /// <summary>The Comune a host belongs to.</summary>
    public Municipality? ByHost(string host) => Current.ByHost.GetValueOrDefault(host.ToLowerInvariant());

    public void Replace(IReadOnlyList<Municipality> municipalities)
    {
        Load(municipalities);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var aside = file + ".new";
        File.WriteAllText(aside, JsonSerializer.Serialize(municipalities, Indented));
        File.Move(aside, file, overwrite: true);
        read = File.GetLastWriteTimeUtc(file);
    }

    /// <summary>Puts a Comune in the directory, in place of what was said of it before.</summary>
    public void Put(Municipality municipality)
    {
        Read();
        var others = current.Municipalities.Where(m => m.Slug != municipality.Slug).ToList();
        var at = current.Municipalities.ToList().FindIndex(m => m.Slug == municipality.Slug);
        others.Insert(at < 0 ? others.Count : at, municipality);
        Replace(others);
    }

    public void Remove(string slug)
    {
        Read();
        Replace([.. current.Municipalities.Where(m => m.Slug != slug)]);
    }

    private void Load(IReadOnlyList<Municipality> municipalities)
    {
        var hosts = new Dictionary<string, Municipality>();
        foreach (var municipality in municipalities)
        {
            hosts[$"{municipality.Slug}.localhost"] = municipality;
            foreach (var own in municipality.Hosts)
                if (!hosts.TryAdd(own.ToLowerInvariant(), municipality)) throw new Refused($"Il dominio «{own}» è già di {hosts[own.ToLowerInvariant()].FullName}.");
            hosts[new Uri(publicUrl.Replace("{comune}", municipality.Slug, StringComparison.Ordinal)).Host.ToLowerInvariant()] = municipality;
        }
        foreach (var aggregation in municipalities.SelectMany(m => m.Aggregations.Where(a => a.IsLead).Select(a => (a.Name, m.FullName)))
            .GroupBy(lead => lead.Name).Where(leads => leads.Count() > 1))
            throw new Refused($"«{aggregation.Key}» ha più di un capofila: {string.Join(", ", aggregation.Select(lead => lead.FullName))}.");
        current = new Snapshot(municipalities, hosts);
    }

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter() } };

    private sealed record Snapshot(IReadOnlyList<Municipality> Municipalities, IReadOnlyDictionary<string, Municipality> ByHost);
}
