using System.Diagnostics;
using System.Text.Json;
using Liburia.Platform;
using Liburia.Platform.Commands;
using Liburia.Platform.Database;
using Liburia.Platform.Law;
using Liburia.Platform.Seals;
using Liburia.Platform.Tenancy;
using Liburia.Platform.Web;
using Microsoft.Extensions.DependencyInjection;

namespace Liburia.Demonstration;

/// <summary>Prepares a demonstration installation: eight real neighbouring Comuni, invented people.</summary>
public static class DemonstrationSetup
{
    public static IReadOnlyList<Municipality> Municipalities()
    {
        using var stream = typeof(DemonstrationSetup).Assembly.GetManifestResourceStream("Liburia.Demonstration.Seed.municipalities.json")!;
        return JsonSerializer.Deserialize<List<Municipality>>(stream, JsonSerializerOptions.Web)!;
    }

    /// <summary>Does nothing in a folder that is already whole; what an interrupted preparation left is made again.</summary>
    public static Task PrepareAsync(IReadOnlyList<IModule> modules, Installation installation, int inhabitants, TimeProvider clock, TextWriter output,
        CancellationToken cancel = default) =>
        InstallationStamp.Read(installation.DataFolder) is null ? PrepareAsync(modules, installation, Municipalities(), inhabitants, clock, output, cancel)
            : Task.CompletedTask;

    /// <summary>The same with other Comuni.</summary>
    internal static async Task PrepareAsync(IReadOnlyList<IModule> modules, Installation installation, IReadOnlyList<Municipality> municipalities,
        int inhabitants, TimeProvider clock, TextWriter output, CancellationToken cancel = default)
    {
        Directory.CreateDirectory(installation.DataFolder);
        var watch = Stopwatch.StartNew();
        await using var services = CoreServices.Of(modules, installation, clock);
        var making = new ProgressBar(output, "Persone inventate", inhabitants);
        var data = new DemonstrationData(municipalities, inhabitants, LegalTime.Today(clock), making.Add);
        making.Done();
        var loading = new ProgressBar(output, "Registri dei Comuni", inhabitants);
        var engine = services.GetRequiredService<IEngine>();
        await Parallel.ForEachAsync(municipalities, new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = cancel },
            async (municipality, stop) =>
        {
            await engine.DropAsync(municipality.Slug, stop);
            if (Directory.Exists(installation.FolderOf(municipality.Slug))) Directory.Delete(installation.FolderOf(municipality.Slug), recursive: true);
            services.GetRequiredService<SealKeys>().Create(municipality);
            await data.LoadAsync(municipality, services, clock, loading.Add, stop);
        });
        loading.Done();
        services.GetRequiredService<MunicipalityDirectory>().Replace(municipalities);
        new InstallationStamp(nameof(InstallationKind.Demonstration), inhabitants, engine.Name, data.Fingerprint, LegalTime.UtcNow(clock))
            .Write(installation.DataFolder);
        await output.WriteLineAsync($"Dati dimostrativi pronti in {watch.Elapsed.TotalSeconds:0.0} s (impronta {data.Fingerprint[..12]}).");
    }
}
