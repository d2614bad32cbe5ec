using Liburia.Platform.Audit;
using Liburia.Platform.Database;
using Liburia.Platform.Files;
using Liburia.Platform.Law;
using Liburia.Platform.Portability;
using Liburia.Platform.Seals;
using Liburia.Platform.Tenancy;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Liburia.Platform;

/// <summary>Something a module does by itself, in each Comune, every few minutes; it asks the data what is due.</summary>
public interface IRound
{
    Task RunAsync(CancellationToken cancel);
}

/// <summary>What the house could not do by itself the last time it tried, Comune by Comune: health says so until it can.</summary>
public sealed class Upkeep
{
    private readonly System.Collections.Concurrent.ConcurrentDictionary<(string Slug, string What), byte> failing = new();

    internal void Failed(string slug, string what) => failing[(slug, what)] = 0;

    internal void Done(string slug, string what) => failing.TryRemove((slug, what), out _);

    /// <summary>Names of what fails, in order: backup, chain, digest, fixity, integrity, round.</summary>
    public IReadOnlyList<string> Of(string slug) => [.. failing.Keys.Where(key => key.Slug == slug).Select(key => key.What).Order(StringComparer.Ordinal)];
}

/// <summary>
/// What the house does by itself: watches the audit chains, seals the registers of the days that ended, backs every Comune up at night, and re-reads
/// stored files little by little. Each thing asks the data whether it is due, so that a restart neither forgets nor repeats.
/// </summary>
public sealed partial class Maintenance(MunicipalityDirectory directory, Installation installation, Backups backups, Portable portable, Upkeep upkeep, ChainWatch chains, TimeProvider clock, ILogger<Maintenance> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(5), FixityAge = TimeSpan.FromDays(30);
    private const int FilesARound = 2000;
    private readonly Dictionary<string, DateOnly> looked = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.Delay(installation.UpkeepAfter, stoppingToken);
            while (true)
            {
                await RoundAsync(stoppingToken);
                await Task.Delay(Pause, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The program is stopping.
        }
    }

    /// <summary>Does what is due now, Comune by Comune; what fails in one is logged and does not stop the others.</summary>
    public async Task RoundAsync(CancellationToken cancel = default)
    {
        foreach (var municipality in directory.All.Where(m => m.State is MunicipalityState.Live or MunicipalityState.Preparing))
        {
            // A practice Comune begins a new chain every night.
            if (!municipality.IsPractice) await TryAsync("chain", municipality, services => chains.LookAsync(municipality, services.GetRequiredService<AppDb>(), cancel), cancel);
            await TryAsync("digest", municipality, async services => await services.GetRequiredService<DigestDesk>().MakeAsync(cancel), cancel);
            await TryAsync("round", municipality, async services =>
            {
                // Of what a round owes there may be thousands, and nobody sits waiting for it.
                services.GetRequiredService<Jobs.JobQueue>().AsBatch();
                foreach (var round in services.GetServices<IRound>()) await round.RunAsync(cancel);
            }, cancel);
            // After the hour of backups, once a day; what failed is tried again the next day, and the health page says so meanwhile.
            var now = LegalTime.ToLocal(clock.UtcNow());
            var today = DateOnly.FromDateTime(now);
            if (TimeOnly.FromDateTime(now) < installation.BackupAt || looked.GetValueOrDefault(municipality.Slug) == today) continue;
            looked[municipality.Slug] = today;
            if (IsBackupDue(municipality, today)) await TryAsync("backup", municipality, _ => BackUpAsync(municipality, cancel), cancel);
            await TryAsync("integrity", municipality, services => IntegrityAsync(services, cancel), cancel);
            await TryAsync("fixity", municipality, services => SweepAsync(services, cancel), cancel);
        }
    }

    /// <summary>Whether none was made since today's hour of backups.</summary>
    private bool IsBackupDue(Municipality municipality, DateOnly today) => installation.BackupTo is not null
        && (backups.LastOf(municipality.Slug) is not { } last || LegalTime.ToUtc(today.ToDateTime(installation.BackupAt)) > last.At);

    private async Task BackUpAsync(Municipality municipality, CancellationToken cancel)
    {
        using var store = BackupStores.Open(installation.BackupTo!);
        await backups.BackUpAsync(municipality, store, cancel: cancel);
    }

    private static async Task IntegrityAsync(IServiceProvider services, CancellationToken cancel)
    {
        var faults = await services.GetRequiredService<IEngine>().IntegrityAsync(services.GetRequiredService<AppDb>(), cancel);
        if (faults.Count > 0) throw new IOException($"The database is damaged: {faults[0]}");
    }

    private async Task SweepAsync(IServiceProvider services, CancellationToken cancel)
    {
        using var store = installation.BackupTo is { } place ? BackupStores.Open(place) : null;
        await services.GetRequiredService<FixitySweep>().RunAsync(clock.UtcNow() - FixityAge, FilesARound, store is null ? null : new BackupPool(store), cancel: cancel);
    }

    private async Task TryAsync(string what, Municipality municipality, Func<IServiceProvider, Task> work, CancellationToken cancel)
    {
        try
        {
            await using var scope = portable.In(municipality);
            await work(scope.ServiceProvider);
            upkeep.Done(municipality.Slug, what);
        }
        catch (Exception fault) when (!cancel.IsCancellationRequested && fault is IOException or System.Data.Common.DbException or InvalidOperationException or SealRefused or TimeStampUnavailable or FileDamaged or ArchiveRefused)
        {
            upkeep.Failed(municipality.Slug, what);
            LogFailure(logger, what, municipality.Slug, fault is IOException ? fault.Message : fault.GetType().Name);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Maintenance {What} of {Comune} failed: {Fault}")]
    private static partial void LogFailure(ILogger logger, string what, string comune, string fault);
}
