using System.Globalization;
using Liburia.Platform;
using Liburia.Platform.Database;
using Liburia.Platform.Law;
using Liburia.Platform.Tenancy;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StoredSetting = Liburia.Platform.Database.Setting;

namespace Liburia.Demonstration;

/// <summary>A practice Comune begins again with its invented people: when it is added, and every night at three while the program serves.</summary>
public sealed partial class PracticeReset(IServiceProvider services, MunicipalityDirectory directory, TimeProvider clock, ILogger<PracticeReset> logger) : BackgroundService
{
    private const int Residents = 3000;
    private const string DaySetting = "practice-day";
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(5), Night = TimeSpan.FromHours(3);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(Pause, stoppingToken);
                await RoundAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The program is stopping.
        }
    }

    /// <summary>Starts again every practice Comune that last began before this night; answers how many. The day is kept in its own data, so that a restart neither forgets nor repeats.</summary>
    public async Task<int> RoundAsync(CancellationToken cancel = default)
    {
        var done = 0;
        foreach (var practice in directory.All.Where(m => m is { IsPractice: true, State: MunicipalityState.Live }))
        {
            try
            {
                if (!await IsDueAsync(practice.Slug, cancel)) continue;
                // For the seconds it takes, its pages say that they are coming back.
                directory.Put(practice with { State = MunicipalityState.Moving });
                try
                {
                    await RunAsync(services, practice, clock, cancel);
                    done++;
                }
                finally
                {
                    directory.Put(practice);
                }
            }
            catch (Exception fault) when (fault is System.Data.Common.DbException or IOException or InvalidOperationException)
            {
                LogFailure(logger, practice.Slug, fault.GetType().Name);
            }
        }
        return done;
    }

    /// <summary>Drops what the practice Comune holds, files too, and fills it again.</summary>
    public static async Task RunAsync(IServiceProvider services, Municipality municipality, TimeProvider clock, CancellationToken cancel = default)
    {
        var (engine, databases) = (services.GetRequiredService<IEngine>(), services.GetRequiredService<AppDbFactory>());
        var data = new DemonstrationData([municipality], Residents, LegalTime.Today(clock));
        await engine.DropAsync(municipality.Slug, cancel);
        var folder = services.GetRequiredService<Installation>().FolderOf(municipality.Slug);
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        await data.LoadAsync(municipality, services, clock, cancel: cancel);
        Directory.CreateDirectory(folder);
        await using var db = databases.Open(municipality.Slug);
        db.Add(new StoredSetting { Name = DaySetting, Value = NightOf(clock).ToString("O", CultureInfo.InvariantCulture) });
        await db.SaveChangesAsync(cancel);
    }

    private async Task<bool> IsDueAsync(string slug, CancellationToken cancel)
    {
        await using var db = services.GetRequiredService<AppDbFactory>().Open(slug);
        var began = await db.Set<StoredSetting>().AsNoTracking().Where(s => s.Name == DaySetting).Select(s => s.Value).FirstOrDefaultAsync(cancel);
        return began is null || DateOnly.ParseExact(began, "O", CultureInfo.InvariantCulture) < NightOf(clock);
    }

    /// <summary>The day whose three o'clock was the last to strike.</summary>
    private static DateOnly NightOf(TimeProvider clock) => DateOnly.FromDateTime(LegalTime.ToLocal(LegalTime.UtcNow(clock)) - Night);

    [LoggerMessage(Level = LogLevel.Error, Message = "The practice Comune {Comune} could not begin again: {Fault}")]
    private static partial void LogFailure(ILogger logger, string comune, string fault);
}
