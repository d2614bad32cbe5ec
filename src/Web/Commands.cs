using System.Diagnostics;
using System.Text.Json;
using Liburia.Demonstration;
using Liburia.Design;
using Liburia.Platform;
using Liburia.Platform.Audit;
using Liburia.Platform.Commands;
using Liburia.Platform.Database;
using Liburia.Platform.Diagnosis;
using Liburia.Platform.Documents;
using Liburia.Platform.Files;
using Liburia.Platform.Language;
using Liburia.Platform.Portability;
using Liburia.Platform.Seals;
using Liburia.Platform.Tenancy;
using Liburia.Platform.Web;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace Liburia.Web;

internal static class ServeCommand
{
    public static async Task<int> RunAsync(Options options)
    {
        var watch = Stopwatch.StartNew();
        var installation = options.ToInstallation();
        var clock = options.Clock(installation);
        var isNew = InstallationStamp.Read(installation.DataFolder) is null;
        await DemonstrationSetup.PrepareAsync(Modules.All, installation, options.Inhabitants, clock, Console.Out);
        if (isNew) watch.Restart();
        await using var app = LiburiaHost.Build(installation, Modules.All, UnknownHostPage.Html, UnknownHostPage.Resting, clock, builder =>
        {
            builder.WebHost.UseUrls(Addresses(options));
            builder.Services.AddHostedService<PracticeReset>();
        });
        var directory = app.Services.GetRequiredService<MunicipalityDirectory>();
        if (installation.IsDemonstration) await app.Services.GetRequiredService<DatabaseMigrator>().MigrateAsync(directory.All);
        else await RefuseOldSchemaAsync(app.Services, directory);
        foreach (var municipality in directory.All) FileStore.SweepTemporary(installation.FolderOf(municipality.Slug));
        await app.StartAsync();
        Console.WriteLine($"Liburia è pronta: {installation.AccessPointUrl}  ({directory.All.Count} Comuni, avvio {watch.Elapsed.TotalSeconds:0.0} s; Ctrl+C per fermare)");
        await app.WaitForShutdownAsync();
        return 0;
    }

    private static string[] Addresses(Options options) => options["listen"] is { } address
        ? [$"http://{(address.Contains(':', StringComparison.Ordinal) ? $"[{address}]" : address)}:{options.Port}"]
        : [$"http://127.0.0.1:{options.Port}", $"http://[::1]:{options.Port}"];

    /// <summary>In production the schema changes after a backup, not by starting.</summary>
    private static async Task RefuseOldSchemaAsync(IServiceProvider services, MunicipalityDirectory directory)
    {
        foreach (var municipality in directory.All)
        {
            await using var db = services.GetRequiredService<AppDbFactory>().Open(municipality.Slug);
            if ((await db.Database.GetPendingMigrationsAsync()).Any()) throw new Refused($"lo schema di {municipality.Name} è di una versione precedente: «liburia upgrade» fa una copia e lo aggiorna.");
        }
    }
}

internal static class DemoCommand
{
    public static async Task<int> RunAsync(Options options)
    {
        var installation = options.ToInstallation();
        if (InstallationStamp.Read(installation.DataFolder) is { } stamp)
        {
            Console.WriteLine($"La cartella contiene già un'installazione ({(stamp.Kind == nameof(InstallationKind.Demonstration) ? "dimostrativa" : "di produzione")}, {stamp.Inhabitants} abitanti).");
            return 0;
        }
        await DemonstrationSetup.PrepareAsync(Modules.All, installation, options.Inhabitants, options.Clock(installation), Console.Out);
        return 0;
    }
}

internal static class MigrateCommand
{
    public static async Task<int> RunAsync(Options options)
    {
        var installation = options.ToInstallation();
        await using var services = CoreServices.Of(Modules.All, installation, options.Clock(installation));
        var done = await services.GetRequiredService<DatabaseMigrator>().MigrateAsync(services.GetRequiredService<MunicipalityDirectory>().All, name => { if (!options.Json) Console.WriteLine($"{name}…"); });
        Console.WriteLine(options.Json ? JsonSerializer.Serialize(done) : $"Schema aggiornato in {done.Count} Comuni, {done.Values.Sum()} migrazioni eseguite.");
        return 0;
    }
}

internal static class DoctorCommand
{
    public static async Task<int> RunAsync(Options options)
    {
        var installation = options.ToInstallation();
        var findings = new List<Finding>();
        var stamp = InstallationStamp.Read(installation.DataFolder);
        findings.Add(stamp is null
            ? new("installazione", false, $"Nella cartella {installation.DataFolder} non c'è un'installazione: «liburia demo» ne prepara una dimostrativa.")
            : new("installazione", true, $"{(stamp.Kind == nameof(InstallationKind.Demonstration) ? "Dimostrativa" : "Di produzione")}, {stamp.Inhabitants} abitanti, motore {stamp.Engine}, impronta dei dati {stamp.DataSetHash}."));
        if (stamp is not null) await ComuniAsync(installation, options, findings);
        if (stamp is not null && !installation.IsDemonstration) findings.Add(new("copie", installation.BackupTo is not null, installation.BackupTo is { } to ? $"ogni notte in {to}." : "nessuna copia notturna: impostare «backup-to»."));
        if (stamp is not null) findings.AddRange(Proxy(installation));
        await using (var renderer = new WeasyPrintRenderer(NullLogger<WeasyPrintRenderer>.Instance, installation.Python))
        {
            var state = await renderer.StateAsync();
            findings.Add(new("PDF", state.Ready, state.InWords));
        }
        findings.AddRange(NativeProgram.Of(Modules.All).Where(program => program.Name.Length > 0).Select(program => program.Look()));
        await using (var services = CoreServices.Of(Modules.All, installation, options.Clock(installation)))
            foreach (var diagnosis in services.GetServices<IDiagnosis>()) findings.AddRange(diagnosis.Look());
        findings.Add(Disk(installation));
        if (options.Json) Console.WriteLine(JsonSerializer.Serialize(new { well = findings.All(f => f.Well), dataSet = stamp?.DataSetHash, findings }, JsonSerializerOptions.Web));
        else
        {
            foreach (var finding in findings) Console.WriteLine($"{(finding.Well ? "  bene" : "  MALE")}  {finding.What}: {finding.InWords}");
            Console.WriteLine(findings.All(f => f.Well) ? "Tutto a posto." : "Qualcosa non va: vedi le righe con MALE.");
        }
        return findings.All(f => f.Well) ? 0 : 1;
    }

    private static async Task ComuniAsync(Installation installation, Options options, List<Finding> findings)
    {
        await using var services = CoreServices.Of(Modules.All, installation, options.Clock(installation));
        var (engine, databases) = (services.GetRequiredService<IEngine>(), services.GetRequiredService<AppDbFactory>());
        foreach (var fault in await engine.DiagnoseAsync(CancellationToken.None)) findings.Add(new(engine.Name, false, fault));
        foreach (var municipality in services.GetRequiredService<MunicipalityDirectory>().All)
        {
            try
            {
                await using var db = databases.Open(municipality.Slug);
                var pending = (await db.Database.GetPendingMigrationsAsync()).Count();
                findings.Add(pending > 0 ? new(municipality.Name, false, $"{pending} migrazioni da eseguire: «liburia migrate».") : new(municipality.Name, true, $"il database risponde ({engine.Name}), schema aggiornato."));
                foreach (var fault in await engine.IntegrityAsync(db, CancellationToken.None)) findings.Add(new(municipality.Name, false, $"il database è danneggiato: {fault}"));
                findings.AddRange(Papers(services, installation, municipality));
            }
            catch (SealRefused fault)
            {
                findings.Add(new(municipality.Name, false, fault.Message));
            }
            catch (Exception fault) when (CommandLine.IsTold(fault))
            {
                findings.Add(new(municipality.Name, false, $"il database non risponde: {fault.Message}"));
            }
        }
    }

    /// <summary>Backups and seal of a Comune in production: the same bars as the health page.</summary>
    private static IEnumerable<Finding> Papers(IServiceProvider services, Installation installation, Municipality municipality)
    {
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime;
        using var certificate = services.GetRequiredService<ISealKeys>().CertificateOf(municipality.Slug);
        var left = certificate is null ? -1 : (certificate.NotAfter.ToUniversalTime() - now).TotalDays;
        if (left < 30) yield return new(municipality.Name, false, left < 0 ? "il sigillo manca o è scaduto: «liburia comune seal»." : $"il sigillo scade fra {left:0} giorni.");
        if (installation.IsDemonstration) yield break;
        var age = services.GetRequiredService<Backups>().LastOf(municipality.Slug) is { } last ? (now - last.At).TotalHours : (double?)null;
        yield return new(municipality.Name, age < 26, age is null ? "nessuna copia di sicurezza: «liburia backup»." : $"ultima copia {age:0} ore fa.");
    }

    /// <summary>TLS ends at somebody in front: unless it is said who, what they tell of the visitors is not believed, and all of them seem to be that one.</summary>
    private static IEnumerable<Finding> Proxy(Installation installation)
    {
        if (!installation.PublicUrl.StartsWith("https://", StringComparison.Ordinal)) yield break;
        yield return installation.Proxies.Count > 0
            ? new("proxy", true, $"si crede a {string.Join(", ", installation.Proxies)}.")
            : new("proxy", false, "l'indirizzo pubblico è https, ma non è detto chi sta davanti: tutti i visitatori hanno l'indirizzo del proxy, e le misure contro chi insiste "
                + "li fermano insieme. Indicarlo con --proxies o LIBURIA_PROXIES.");
    }

    private static Finding Disk(Installation installation)
    {
        var folder = Directory.Exists(installation.DataFolder) ? installation.DataFolder : Directory.GetCurrentDirectory();
        var drive = new DriveInfo(folder);
        var percent = 100.0 * drive.AvailableFreeSpace / drive.TotalSize;
        return new("disco", percent >= 10, $"{percent:0} % libero ({drive.AvailableFreeSpace / (1 << 30)} GB){(percent < 10 ? ": meno del 10 %, fare spazio" : "")}.");
    }
}
