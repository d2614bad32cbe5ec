using System.Text.Json;
using Liburia.Platform;
using Liburia.Platform.Audit;
using Liburia.Platform.Commands;
using Liburia.Platform.Database;
using Liburia.Platform.Files;
using Liburia.Platform.Language;
using Liburia.Platform.Portability;
using Liburia.Platform.Tenancy;
using Liburia.Platform.Web;

namespace Liburia.Web;

/// <summary>The Comuni a command speaks of.</summary>
internal static class Comuni
{
    /// <summary>Those named, or all.</summary>
    public static IReadOnlyList<Municipality> Named(IServiceProvider services, Options options)
    {
        var directory = services.GetRequiredService<MunicipalityDirectory>();
        return options.Words.Count == 0 ? directory.All : [.. options.Words.Select(word => Find(directory, word))];
    }

    /// <exception cref="Refused">There is no such Comune, or none was named.</exception>
    public static Municipality One(IServiceProvider services, Options options, int at = 0) =>
        Find(services.GetRequiredService<MunicipalityDirectory>(), options.Words.ElementAtOrDefault(at) ?? throw new Refused("manca il nome del Comune."));

    private static Municipality Find(MunicipalityDirectory directory, string word) => directory.Find(word) ?? directory.ByIstat(word)
        ?? throw new Refused($"nessun Comune «{word}» in questa installazione. Ci sono: {string.Join(", ", directory.All.Select(m => m.Slug))}.");

    /// <summary>A line that tells how far long work is.</summary>
    public static Action<string, int, int> Progress(Options options)
    {
        ProgressBar? bar = null;
        var (what, last) = ("", 0);
        return (name, done, total) =>
        {
            if (options.Json || total == 0) return;
            if (name != what) (bar, what, last) = (new ProgressBar(Console.Out, name, total), name, 0);
            bar!.Add(done - last);
            last = done;
            if (done == total) bar.Done();
        };
    }

    public static int Say(Options options, object json, string words)
    {
        Console.WriteLine(options.Json ? JsonSerializer.Serialize(json, JsonSerializerOptions.Web) : words);
        return 0;
    }
}

internal static class BackupCommand
{
    public static async Task<int> RunAsync(Options options)
    {
        if (options.All == (options.Words.Count > 0)) throw new Refused("indicare un Comune, oppure --all.");
        var installation = options.ToInstallation();
        using var store = BackupStores.Open(options["to"] ?? installation.BackupTo ?? options.Need("to"));
        await using var services = CoreServices.Of(Modules.All, installation, options.Clock(installation));
        var backups = services.GetRequiredService<Backups>();
        foreach (var municipality in Comuni.Named(services, options))
        {
            var state = await backups.BackUpAsync(municipality, store, progress: Comuni.Progress(options));
            Comuni.Say(options, new { municipality.Slug, state }, $"{municipality.Name}: copia in {state.To}, riletta: {state.Files} file ({state.NewFiles} nuovi), {state.Bytes / 1024} kB scritti, impronta {state.Fingerprint[..12]}.");
        }
        return 0;
    }
}

internal static class RestoreCommand
{
    public static async Task<int> RunAsync(Options options)
    {
        var slug = options.Words.FirstOrDefault() ?? throw new Refused("manca il nome del Comune.");
        using var store = BackupStores.Open(options.Need("from"));
        var installation = options.ToInstallation();
        await using var services = CoreServices.Of(Modules.All, installation, options.Clock(installation));
        InstallationStamp.Need(installation);
        if (Erasures.Of(installation, slug) is { } erased) throw new Refused($"il Comune «{slug}» è stato cancellato il {erased.At:dd/MM/yyyy} su richiesta: le sue copie non si ripristinano. Per farlo rientrare, rimuovere {Erasures.FileOf(installation, slug)}.");
        var restored = await services.GetRequiredService<Backups>().RestoreAsync(slug, store, options.At, Engine(options), Comuni.Progress(options));
        var key = restored.SealKeyReturned ? "" : " La chiave del sigillo era in una busta che questa installazione non apre (keys/seals/password): ne è stata fatta una nuova.";
        return Comuni.Say(options, new { slug, restored.Manifest.CreatedAt, restored.Manifest.Fingerprint, restored.Former, restored.SealKeyReturned },
            $"{restored.Manifest.Municipality.Name}: ripristinato com'era il {Platform.Law.LegalTime.ToLocal(restored.Manifest.CreatedAt):dd/MM/yyyy HH:mm:ss}, impronta {restored.Manifest.Fingerprint[..12]} uguale.{(restored.Former is { } former ? $" Ciò che c'era prima è in «{former}»." : "")}{key}");
    }

    internal static string? Engine(Options options) => options["engine"] switch { "sqlite" => "SQLite", "postgresql" => "PostgreSQL", _ => null };
}

internal static class ExportCommand
{
    public static async Task<int> RunAsync(Options options)
    {
        var installation = options.ToInstallation();
        await using var services = CoreServices.Of(Modules.All, installation, options.Clock(installation));
        var municipality = Comuni.One(services, options);
        var folder = Path.GetFullPath(options.Need("to"));
        // Written down before it is made: what leaves says itself that it left.
        await using (var scope = services.GetRequiredService<Portable>().In(municipality))
            await scope.ServiceProvider.GetRequiredService<Writing>().RunAsync(() =>
            {
                scope.ServiceProvider.GetRequiredService<AuditTrail>().Note("export.made", "comune", new { by = Environment.UserName, folder });
                return Task.FromResult(true);
            });
        var manifest = await services.GetRequiredService<Exports>().ExportAsync(municipality, folder, Comuni.Progress(options));
        return Comuni.Say(options, new { municipality.Slug, folder, manifest.Fingerprint, tables = manifest.Tables.Count, files = manifest.Files.Count },
            $"{municipality.Name}: {manifest.Tables.Count} tabelle e {manifest.Files.Count} documenti in {folder}, impronta {manifest.Fingerprint[..12]}. Da aprire: {Path.Combine(folder, "index.html")}");
    }
}

internal static class ImportCommand
{
    public static async Task<int> RunAsync(Options options)
    {
        var slug = options.Words.FirstOrDefault() ?? throw new Refused("manca il nome del Comune.");
        var installation = options.ToInstallation();
        InstallationStamp.Need(installation);
        await using var services = CoreServices.Of(Modules.All, installation, options.Clock(installation));
        if (services.GetRequiredService<MunicipalityDirectory>().Find(slug) is { } present && await Erasures.IsInUseAsync(services, present))
            throw new Refused($"il Comune «{slug}» contiene già registrazioni: si importa solo dove non c'è ancora nulla.");
        var manifest = await services.GetRequiredService<Exports>().ImportAsync(slug, Path.GetFullPath(options.Need("from")), RestoreCommand.Engine(options), Comuni.Progress(options));
        return Comuni.Say(options, new { slug, manifest.Fingerprint }, $"{manifest.Municipality.Name}: importato, impronta {manifest.Fingerprint[..12]} uguale a quella dell'esportazione.");
    }
}

internal static class FixityCommand
{
    public static async Task<int> RunAsync(Options options)
    {
        var installation = options.ToInstallation();
        await using var services = CoreServices.Of(Modules.All, installation, options.Clock(installation));
        using var store = (options["from"] ?? installation.BackupTo) is { } place ? BackupStores.Open(place) : null;
        var lost = 0;
        foreach (var municipality in Comuni.Named(services, options))
        {
            await using var scope = services.GetRequiredService<Portable>().In(municipality);
            var progress = Comuni.Progress(options);
            var report = await scope.ServiceProvider.GetRequiredService<FixitySweep>().RunAsync(repairFrom: store is null ? null : new BackupPool(store), progress: (done, total) => progress(municipality.Name, done, total));
            lost += report.Lost.Count;
            Comuni.Say(options, new { municipality.Slug, report }, $"{municipality.Name}: {report.Checked} file riletti, {report.Whole} integri, {report.Repaired.Count} riparati, {report.Lost.Count} perduti o in quarantena."
                + string.Concat(report.Repaired.Select(file => $"\n  riparato  {file}")) + string.Concat(report.Lost.Select(file => $"\n  MALE      {file}")));
        }
        return lost == 0 ? 0 : 1;
    }
}
