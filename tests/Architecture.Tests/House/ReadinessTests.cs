using System.Net;
using System.Text.Json;
using Liburia.Platform;
using Liburia.Platform.Access;
using Liburia.Platform.Audit;
using Liburia.Platform.Database;
using Liburia.Platform.Documents;
using Liburia.Platform.Jobs;
using Liburia.Platform.Law;
using Liburia.Platform.Portability;
using Liburia.Platform.Seals;
using Liburia.Platform.Web;
using Liburia.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace Liburia.Architecture.Tests;

/// <summary>Readiness says of each thing it looks at when it is not well, by name, and that it is well again.</summary>
[Slow("Everything that health watches is broken once, and mended.")]
public abstract class ReadinessTests(Town town)
{
    private const string Comune = "teverola";

    /// <summary>A report of its own, that has kept nothing; its clock may be set.</summary>
    private async Task<IReadOnlyDictionary<string, HealthLevel>> LookAsync(TimeSpan later = default)
    {
        var clock = new TestClock();
        clock.Move(town.Clock.GetUtcNow() - TimeProvider.System.GetUtcNow() + later);
        using var report = ActivatorUtilities.CreateInstance<HealthReport>(town.Services, (TimeProvider)clock);
        var lines = await report.LinesAsync(TestContext.Current.CancellationToken);
        return lines.Where(line => line.Comune is null or Comune).ToDictionary(line => line.Name, line => line.Level);
    }

    /// <summary>While something is broken it is said so, of it and of nothing else; before and after it is well.</summary>
    private async Task ShouldTellAsync(string name, HealthLevel level, Func<Task> breaks, Func<Task> mends, TimeSpan later = default)
    {
        var before = await LookAsync();
        before[name].ShouldBe(HealthLevel.Well, name);
        await breaks();
        try
        {
            var broken = await LookAsync(later);
            broken[name].ShouldBe(level, name);
            broken.Where(line => line.Key != name && before.GetValueOrDefault(line.Key) != line.Value).ShouldBeEmpty($"nothing else than {name} is broken");
        }
        finally
        {
            await mends();
        }
        (await LookAsync())[name].ShouldBe(HealthLevel.Well, $"{name} is mended");
    }

    private Task<int> SqlAsync(string sql) => town.ReadAsync(Comune, db => db.Database.ExecuteSqlRawAsync(sql));

    [Fact]
    public async Task Renderer_ThatIsDead_IsSaid()
    {
        town.Require();
        await ShouldTellAsync("renderer", HealthLevel.Warning, () => SetAsync(true), () => SetAsync(false));

        Task SetAsync(bool gone)
        {
            town.Renderer.Gone = gone;
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task Queue_WithADeadJob_IsSaid_ASilencedOneIsNot()
    {
        town.Require();
        var job = await AddJobAsync(JobState.Dead, TimeSpan.Zero);
        try
        {
            (await LookAsync())["queue"].ShouldBe(HealthLevel.Warning);
            await town.ReadAsync(Comune, db => db.Set<Job>().Where(j => j.Id == job).ExecuteUpdateAsync(set => set.SetProperty(j => j.SilencedBecause, "visto")));
            (await LookAsync())["queue"].ShouldBe(HealthLevel.Well);
        }
        finally
        {
            await RemoveAsync(job);
        }
    }

    [Theory]
    [InlineData(9, HealthLevel.Well)]
    [InlineData(11, HealthLevel.Warning)]
    public async Task Queue_WithAJobThatWaits_IsSaidAfterTenMinutes(int minutes, HealthLevel level)
    {
        town.Require();
        var job = await AddJobAsync(JobState.Waiting, TimeSpan.FromMinutes(minutes));
        try
        {
            (await LookAsync())["queue"].ShouldBe(level);
        }
        finally
        {
            await RemoveAsync(job);
        }
    }

    [Fact]
    public async Task Clock_ThatWentBack_IsSaid()
    {
        town.Require();
        await NoteAsync();
        (await LookAsync())["clock"].ShouldBe(HealthLevel.Well);
        (await LookAsync(TimeSpan.FromMinutes(-1)))["clock"].ShouldBe(HealthLevel.Warning);
    }

    [Fact]
    public async Task Backup_OlderThanADayAndTwoHours_IsSaid()
    {
        town.Require();
        var folder = Directory.CreateTempSubdirectory("liburia-ready-").FullName;
        using var store = BackupStores.Open(folder);
        await town.Services.GetRequiredService<Backups>().BackUpAsync(town.Municipality(Comune), store, cancel: TestContext.Current.CancellationToken);
        (await LookAsync())["backup"].ShouldBe(HealthLevel.Well);
        (await LookAsync(TimeSpan.FromHours(25)))["backup"].ShouldBe(HealthLevel.Well);
        (await LookAsync(TimeSpan.FromHours(27)))["backup"].ShouldBe(HealthLevel.Warning);
    }

    [Fact]
    public async Task Seal_ThatEndsSoon_OrHasEnded_IsSaid()
    {
        town.Require();
        using var certificate = town.Services.GetRequiredService<ISealKeys>().CertificateOf(Comune)!;
        var left = certificate.NotAfter.ToUniversalTime() - town.Clock.GetUtcNow().UtcDateTime;
        (await LookAsync(left - TimeSpan.FromDays(31)))["seal"].ShouldBe(HealthLevel.Well);
        (await LookAsync(left - TimeSpan.FromDays(29)))["seal"].ShouldBe(HealthLevel.Warning);
        (await LookAsync(left + TimeSpan.FromMinutes(1)))["seal"].ShouldBe(HealthLevel.Down);
    }

    /// <summary>Also a key that is there and does not open: the report goes on, and says so.</summary>
    [Theory]
    [InlineData(null)]
    [InlineData("what was a key")]
    public async Task Seal_WhoseKeyIsGone_OrDoesNotOpen_IsSaid(string? left)
    {
        town.Require();
        var (file, aside) = (Path.Combine(town.Installation.DataFolder, "keys", "seals", Comune + ".p12"), Path.Combine(town.Installation.DataFolder, "aside.p12"));
        await ShouldTellAsync("seal", HealthLevel.Down, async () =>
        {
            File.Move(file, aside);
            if (left is not null) await File.WriteAllTextAsync(file, left, TestContext.Current.CancellationToken);
        }, () =>
        {
            File.Move(aside, file, overwrite: true);
            return Task.CompletedTask;
        });
    }

    [Theory]
    [InlineData("chain", "chain")]
    [InlineData("fixity", "upkeep")]
    [InlineData("backup", "upkeep")]
    [InlineData("digest", "upkeep")]
    [InlineData("integrity", "upkeep")]
    [InlineData("round", "upkeep")]
    public async Task Upkeep_ThatFails_IsSaid_TheChainByItsOwnName(string what, string name)
    {
        town.Require();
        var upkeep = town.Services.GetRequiredService<Upkeep>();
        await ShouldTellAsync(name, HealthLevel.Warning, () => Done(upkeep.Failed), () => Done(upkeep.Done));

        Task Done(Action<string, string> act)
        {
            act(Comune, what);
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task Refusals_OfSomebodyWhoInsists_AreSaid()
    {
        town.Require();
        var refusals = town.Services.GetRequiredService<Refusals>();
        (await LookAsync())["refusals"].ShouldBe(HealthLevel.Well);
        for (var i = 0; i < Refusals.Many; i++) refusals.Count(Comune, "qualcuno");
        (await LookAsync())["refusals"].ShouldBe(HealthLevel.Warning);
        town.Clock.Move(TimeSpan.FromMinutes(16));
        (await LookAsync())["refusals"].ShouldBe(HealthLevel.Well);
    }

    [Theory]
    [InlineData(0.5, HealthLevel.Well)]
    [InlineData(0.10, HealthLevel.Well)]
    [InlineData(0.09, HealthLevel.Warning)]
    [InlineData(0.02, HealthLevel.Warning)]
    [InlineData(0.019, HealthLevel.Down)]
    public async Task Disk_IsSaid_ByTheSpaceThatIsFree(double free, HealthLevel level)
    {
        town.Require();
        HealthReport.OfSpace(free).ShouldBe(level);
        (await LookAsync()).Keys.ShouldContain("disk");
    }

    [Fact]
    public async Task Database_ThatDoesNotAnswer_IsSaid_AndReadinessAnswers503_WithTheComune_UntilItIsBack()
    {
        town.Require();
        using var probe = town.BrowserAt("127.0.0.1");
        // What it answers is kept for ten seconds.
        async Task<(HttpStatusCode Status, JsonElement Said)> UntilAsync(Func<JsonElement, bool> right)
        {
            for (var i = 0; ; i++)
            {
                var answer = await probe.GetAsync("/health/ready");
                var said = JsonDocument.Parse(answer.Text).RootElement;
                if (right(said) || i > 30) return (answer.Status, said);
                await Task.Delay(500, TestContext.Current.CancellationToken);
            }
        }
        static string Check(JsonElement said, string name) => said.GetProperty("checks").GetProperty(name).GetString()!;
        town.Renderer.Gone = true;
        try
        {
            var (status, said) = await UntilAsync(said => Check(said, "renderer") == "warning");
            status.ShouldBe(HttpStatusCode.OK, "without papers the services go on");
            said.GetProperty("status").GetString().ShouldBe("degraded");
            Check(said, "renderer").ShouldBe("warning");
        }
        finally
        {
            town.Renderer.Gone = false;
        }
        await SqlAsync("ALTER TABLE platform_jobs RENAME TO platform_jobs_away");
        try
        {
            (await LookAsync())["database"].ShouldBe(HealthLevel.Down);
            var (status, said) = await UntilAsync(said => said.GetProperty("status").GetString() == "down");
            status.ShouldBe(HttpStatusCode.ServiceUnavailable);
            Check(said, "database").ShouldBe("down");
            Check(said, "renderer").ShouldBe("well");
            said.GetProperty("down").EnumerateArray().Select(slug => slug.GetString()).ShouldBe([Comune]);
        }
        finally
        {
            await SqlAsync("ALTER TABLE platform_jobs_away RENAME TO platform_jobs");
        }
        var (again, well) = await UntilAsync(said => Check(said, "database") == "well");
        again.ShouldBe(HttpStatusCode.OK);
        well.GetProperty("down").GetArrayLength().ShouldBe(0);
    }

    private async Task<Guid> AddJobAsync(JobState state, TimeSpan age)
    {
        var now = LegalTime.UtcNow(town.Clock);
        var job = new Job { Id = Guid.CreateVersion7(), Kind = "prova", Key = Guid.NewGuid().ToString("n"), Payload = "{}", Budget = 1, State = state, RunAfter = now.AddDays(1), CreatedAt = now - age };
        await town.ReadAsync(Comune, db =>
        {
            db.Add(job);
            return db.SaveChangesAsync();
        });
        return job.Id;
    }

    private Task<int> RemoveAsync(Guid job) => town.ReadAsync(Comune, db => db.Set<Job>().Where(j => j.Id == job).ExecuteDeleteAsync());

    private Task<bool> NoteAsync() => town.InAsync(Comune, async services =>
    {
        await services.GetRequiredService<Writing>().RunAsync(() =>
        {
            services.GetRequiredService<AuditTrail>().Note("prova", "prova", new { });
            return Task.FromResult(true);
        });
        return true;
    });
}

public sealed class ReadinessOnSqlite(SqliteTown town) : ReadinessTests(town), IClassFixture<SqliteTown>;

public sealed class ReadinessOnPostgres(PostgresTown town) : ReadinessTests(town), IClassFixture<PostgresTown>;

/// <summary>The state of the renderer is that of the program behind it, asked now.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class RendererStateTests
{
    /// <summary>Programs that are not there, die at once, say that WeasyPrint is missing, or refuse.</summary>
    [Theory]
    [InlineData(null, "Manca")]
    [InlineData("exit 1", "si è fermato")]
    [InlineData("read line; exit 0", "si è fermato")]
    [InlineData("read line; echo missing; cat", "non è installato")]
    [InlineData("read line; echo error memoria; cat", "ha rifiutato")]
    [InlineData("read line; echo pdf 100; exit 0", "si è fermato")]
    public async Task Program_ThatMakesNoPdf_IsNotReady_AndTheReasonIsSaid(string? script, string reason)
    {
        var program = Path.Combine(Directory.CreateTempSubdirectory("liburia-renderer-").FullName, "python3");
        if (script is not null)
        {
            await File.WriteAllTextAsync(program, $"#!/bin/sh\n{script}\n", TestContext.Current.CancellationToken);
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        await using var renderer = new WeasyPrintRenderer(NullLogger<WeasyPrintRenderer>.Instance, program, workers: 1);
        for (var i = 0; i < 2; i++)
        {
            var state = await renderer.StateAsync(TestContext.Current.CancellationToken);
            state.Ready.ShouldBeFalse();
            state.InWords.ShouldContain(reason);
        }
    }

    [Fact]
    public async Task Worker_KilledBetweenTwoDocuments_IsReplaced()
    {
        var folder = Directory.CreateTempSubdirectory("liburia-renderer-").FullName;
        var (program, noted) = (Path.Combine(folder, "python3"), Path.Combine(folder, "pid"));
        await File.WriteAllTextAsync(program, $"#!/bin/sh\necho $$ > {noted}\nexec /usr/bin/python3 \"$@\"\n", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await using var renderer = new WeasyPrintRenderer(NullLogger<WeasyPrintRenderer>.Instance, program, workers: 1);
        if (!(await renderer.StateAsync(TestContext.Current.CancellationToken)).Ready) Assert.Skip("WeasyPrint is not installed");
        var first = await File.ReadAllTextAsync(noted, TestContext.Current.CancellationToken);
        using (var worker = System.Diagnostics.Process.GetProcessById(int.Parse(first, System.Globalization.CultureInfo.InvariantCulture)))
        {
            worker.Kill();
            await worker.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
        (await renderer.StateAsync(TestContext.Current.CancellationToken)).Ready.ShouldBeTrue();
        (await File.ReadAllTextAsync(noted, TestContext.Current.CancellationToken)).ShouldNotBe(first);
    }
}
