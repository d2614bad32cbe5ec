using Liburia.Demonstration;
using Liburia.Platform.Tenancy;
using Liburia.TestKit;
using Liburia.Web;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace Liburia.Architecture.Tests;

/// <summary>A practice Comune begins again every night; a real one never does.</summary>
public abstract class PracticeTests(Town town)
{
    [Fact]
    public async Task CO06_Practice_BeginsAgainOnceANight_AndOnlyThePractice()
    {
        town.Require();
        var directory = town.Services.GetRequiredService<MunicipalityDirectory>();
        using var nights = new PracticeReset(town.Services, directory, town.Clock, NullLogger<PracticeReset>.Instance);
        (await nights.RoundAsync(TestContext.Current.CancellationToken)).ShouldBe(0, "none is for practice");
        directory.Put(town.Municipality("cesa") with { IsPractice = true });
        await CertificateSample.IssueAsync(town);

        (await nights.RoundAsync(TestContext.Current.CancellationToken)).ShouldBe(1);

        (await CountersAsync()).ShouldBe(0, "registers are empty again");
        town.Municipality("cesa").State.ShouldBe(MunicipalityState.Live);
        // And the invented people are there: Maria asks again, and the paper is number one.
        (await CertificateSample.IssueAsync(town)).Length.ShouldBeGreaterThan(1000);
        (await nights.RoundAsync(TestContext.Current.CancellationToken)).ShouldBe(0, "once a night");
        (await CountersAsync()).ShouldBeGreaterThan(0);
        town.Clock.Move(TimeSpan.FromDays(1));
        (await nights.RoundAsync(TestContext.Current.CancellationToken)).ShouldBe(1);
        (await Liburia.Platform.Audit.Verdict.OfAsync(town.Services, town.Municipality("cesa"))).Faults.ShouldBeEmpty();
    }

    private Task<int> CountersAsync() => town.ReadAsync("cesa", db => db.Set<Platform.Database.Counter>().SumAsync(counter => counter.Last));
}

public sealed class PracticeOnSqlite(SqliteTown town) : PracticeTests(town), IClassFixture<SqliteTown>;

public sealed class PracticeOnPostgres(PostgresTown town) : PracticeTests(town), IClassFixture<PostgresTown>;
