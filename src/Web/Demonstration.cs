using System.Diagnostics;
using System.Text.Json;
using Liburia.Platform;
using Liburia.Platform.Database;
using Liburia.Platform.Database.Sqlite;
using Liburia.Platform.Law;
using Liburia.Platform.Seals;
using Liburia.Platform.Tenancy;
using Liburia.Platform.Web;
using Liburia.Registry.Seed;

namespace Liburia.Web;

/// <summary>Prepares a demonstration installation: eight real neighbouring Comuni, invented people.</summary>
public static class Demonstration
{
    public static IReadOnlyList<Municipality> Municipalities()
    {
        using var stream = typeof(Demonstration).Assembly.GetManifestResourceStream("Liburia.Web.Seed.municipalities.json")!;
        return JsonSerializer.Deserialize<List<Municipality>>(stream, JsonSerializerOptions.Web)!;
    }

    /// <summary>Does nothing in a folder that is already whole; what an interrupted preparation left is made again.</summary>
    public static Task PrepareAsync(Installation installation, int inhabitants, TimeProvider clock, TextWriter output, CancellationToken cancel = default) =>
        InstallationStamp.Read(installation.DataFolder) is null ? PrepareAsync(installation, Municipalities(), inhabitants, clock, output, cancel) : Task.CompletedTask;

    /// <summary>The same with other Comuni.</summary>
    internal static async Task PrepareAsync(Installation installation, IReadOnlyList<Municipality> municipalities, int inhabitants, TimeProvider clock, TextWriter output, CancellationToken cancel = default)
    {
        Directory.CreateDirectory(installation.DataFolder);
        var watch = Stopwatch.StartNew();
        await using var services = Core(installation, clock);
        var making = new ProgressBar(output, "Persone inventate", inhabitants);
        var data = new DemonstrationData(municipalities, inhabitants, LegalTime.Today(clock), making.Add);
        making.Done();
        var loading = new ProgressBar(output, "Registri dei Comuni", inhabitants);
        var (engine, databases, migrator, index) = (services.GetRequiredService<IEngine>(), services.GetRequiredService<AppDbFactory>(), services.GetRequiredService<DatabaseMigrator>(), services.GetRequiredService<CitizenIndex>());
        await Parallel.ForEachAsync(municipalities, new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = cancel }, async (municipality, stop) =>
        {
            await engine.DropAsync(municipality.Slug, stop);
            if (Directory.Exists(installation.FolderOf(municipality.Slug))) Directory.Delete(installation.FolderOf(municipality.Slug), recursive: true);
            services.GetRequiredService<SealKeys>().Create(municipality);
            await data.LoadAsync(municipality, engine, databases, migrator, index, clock, loading.Add, stop);
        });
        loading.Done();
        services.GetRequiredService<MunicipalityDirectory>().Replace(municipalities);
        new InstallationStamp(nameof(InstallationKind.Demonstration), inhabitants, engine.Name, data.Fingerprint, LegalTime.UtcNow(clock)).Write(installation.DataFolder);
        await output.WriteLineAsync($"Dati dimostrativi pronti in {watch.Elapsed.TotalSeconds:0.0} s (impronta {data.Fingerprint[..12]}).");
    }

    /// <summary>The services a command needs, without a web server.</summary>
    public static ServiceProvider Core(Installation installation, TimeProvider clock) => LiburiaHost.BuildCore(installation, Modules.All, clock);
}

/// <summary>A bar on the command line; a few plain lines where the output is no terminal.</summary>
internal sealed class ProgressBar(TextWriter output, string what, int total)
{
    private readonly Lock gate = new();
    private int done;
    private int shown = -1;

    public void Add(int more)
    {
        lock (gate)
        {
            done += more;
            Show(Math.Min(100, (int)(100L * done / Math.Max(1, total))));
        }
    }

    public void Done()
    {
        lock (gate)
        {
            Show(100);
            if (!Console.IsOutputRedirected) output.WriteLine();
        }
    }

    private void Show(int percent)
    {
        if (Console.IsOutputRedirected)
        {
            if (percent / 25 == shown / 25 && shown >= 0) return;
            shown = percent;
            output.WriteLine($"{what}: {percent} %");
            return;
        }
        if (percent == shown) return;
        shown = percent;
        output.Write($"\r{what,-22} [{new string('█', percent / 4),-25}] {percent,3} %");
    }
}
