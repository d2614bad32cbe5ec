using Liburia.Platform;
using Liburia.Platform.Audit;
using Liburia.Platform.Database;
using Liburia.Platform.Files;
using Liburia.Platform.Law;
using Liburia.Platform.Portability;
using Liburia.Platform.Search;
using Liburia.Platform.Tenancy;
using Liburia.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace Liburia.Architecture.Tests;

/// <summary>What the house does by itself at night.</summary>
[Slow("A month of nights.")]
public abstract class MaintenanceTests(Town town)
{
    private readonly string folder = Directory.CreateTempSubdirectory("liburia-nights-").FullName;

    /// <summary>The nightly check runs while others write, on a connection that has searched before: what they wrote is no damage.</summary>
    [Fact]
    public async Task Integrity_OfADatabaseThatIsWrittenMeanwhile_FindsNoDamage()
    {
        town.Require();
        await town.InAsync("succivo", async services =>
        {
            var (db, search) = (services.GetRequiredService<AppDb>(), services.GetRequiredService<SearchIndex>());
            await db.Database.OpenConnectionAsync();
            await search.FindAsync("prova", "parola", 1);
            for (var some = 0; some < 3; some++)
            {
                await town.InAsync("succivo", async other =>
                {
                    await other.GetRequiredService<Writing>().RunAsync(async () =>
                    {
                        for (var i = 0; i < 200; i++) await other.GetRequiredService<SearchIndex>().IndexAsync("prova", Guid.CreateVersion7(), $"{i}", $"parola numero {i}", isNew: true);
                        return true;
                    });
                    return true;
                });
                (await services.GetRequiredService<IEngine>().IntegrityAsync(db, TestContext.Current.CancellationToken)).ShouldBeEmpty();
            }
            await db.Database.CloseConnectionAsync();
            return true;
        });
    }

    [Fact]
    public async Task CV43_Nights_SealTheDay_BackEveryComuneUp_AndMendWhatRotted()
    {
        town.Require();
        // What the nights do for one Comune and the next they do for all: a month of copies of eight would show nothing more.
        var directory = town.Services.GetRequiredService<MunicipalityDirectory>();
        directory.Replace([.. directory.All.Where(m => m.Slug is "cesa" or "succivo")]);
        await CertificateSample.IssueAsync(town);
        To(days: 1, new TimeOnly(1, 0));
        var backups = town.Services.GetRequiredService<Backups>();
        using var nights = Nights();

        await nights.RoundAsync(TestContext.Current.CancellationToken);

        town.Services.GetRequiredService<MunicipalityDirectory>().All.ShouldAllBe(m => backups.LastOf(m.Slug) == null, "it is not yet the hour");
        (await DigestsAsync()).ShouldBe(1, "the day that ended is sealed");

        To(days: 0, new TimeOnly(2, 31));
        await nights.RoundAsync(TestContext.Current.CancellationToken);
        var first = backups.LastOf("cesa").ShouldNotBeNull();
        town.Services.GetRequiredService<MunicipalityDirectory>().All.ShouldAllBe(m => backups.LastOf(m.Slug) != null);
        await nights.RoundAsync(TestContext.Current.CancellationToken);
        backups.LastOf("cesa").ShouldBe(first, "once a night");

        // Where copies cannot be made, health says so; and says so no more when they can.
        var upkeep = town.Services.GetRequiredService<Upkeep>();
        upkeep.Of("cesa").ShouldBeEmpty();
        var blocker = Path.Combine(folder, "blocked");
        await File.WriteAllTextAsync(blocker, "", TestContext.Current.CancellationToken);
        To(days: 1, new TimeOnly(2, 31));
        using (var blocked = Nights(Path.Combine(blocker, "copies"))) await blocked.RoundAsync(TestContext.Current.CancellationToken);
        upkeep.Of("cesa").ShouldContain("backup");
        To(days: 1, new TimeOnly(2, 31));
        await nights.RoundAsync(TestContext.Current.CancellationToken);
        upkeep.Of("cesa").ShouldBeEmpty();

        // A file of the Comune rots, and one of the backup's.
        var paper = Directory.EnumerateFiles(town.Installation.FolderOf("cesa"), "*", SearchOption.AllDirectories).First(file => Path.GetFileName(file).Length == 64);
        await File.AppendAllTextAsync(paper, "x", TestContext.Current.CancellationToken);
        var copy = Directory.EnumerateFiles(Path.Combine(folder, "cesa", "pool"), "*", SearchOption.AllDirectories).First(file => Path.GetFileName(file) != Path.GetFileName(paper));
        var whole = await File.ReadAllBytesAsync(copy, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(copy, [], TestContext.Current.CancellationToken);
        for (var night = 0; night < 31; night++)
        {
            town.Clock.Move(TimeSpan.FromDays(1));
            await nights.RoundAsync(TestContext.Current.CancellationToken);
        }
        (await Verdict.OfAsync(town.Services, town.Municipality("cesa"))).Faults.ShouldBeEmpty();
        File.ReadAllBytes(copy).ShouldBe(whole);
        (await Backups.CopiesAsync("cesa", BackupStores.Open(folder))).Count.ShouldBeInRange(14, 16, "fourteen nights and the last of each month");
    }

    private Maintenance Nights(string? to = null) => new(town.Services.GetRequiredService<MunicipalityDirectory>(), town.Installation with { BackupTo = to ?? folder }, town.Services.GetRequiredService<Backups>(), town.Services.GetRequiredService<Portable>(), town.Services.GetRequiredService<Upkeep>(), town.Services.GetRequiredService<ChainWatch>(), town.Clock, NullLogger<Maintenance>.Instance);

    private void To(int days, TimeOnly time) =>
        town.Clock.Move(LegalTime.ToUtc(LegalTime.Today(town.Clock).AddDays(days).ToDateTime(time)) - LegalTime.UtcNow(town.Clock));

    private Task<int> DigestsAsync() => town.ReadAsync("cesa", db => db.Set<DailyDigest>().CountAsync());
}

public sealed class MaintenanceOnSqlite(SqliteTown town) : MaintenanceTests(town), IClassFixture<SqliteTown>;

public sealed class MaintenanceOnPostgres(PostgresTown town) : MaintenanceTests(town), IClassFixture<PostgresTown>;
