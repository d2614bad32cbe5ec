using Liburia.TestKit;
using Shouldly;
using Xunit;

namespace Liburia.Protocol.Tests;

/// <summary>Where there is an antivirus, what it has seen carries no warning; nor does what the Comune made itself.</summary>
public abstract class ScannedEntryTests(Town town)
{
    [Fact]
    public async Task Scan_ThatWasJudged_CarriesNoWarning()
    {
        town.Require();
        using var bruno = await town.AsStaffAsync("bruno");
        var page = await ProtocolSample.RegisterAsync(bruno, "Lettera che qualcuno ha guardato");
        page.Main.ShouldContain("lettera.pdf");
        page.Main.ShouldNotContain("antivirus");
    }
}

public sealed class ScannedEntryOnSqlite(ScannedTown town) : ScannedEntryTests(town), IClassFixture<ScannedTown>;

public sealed class ScannedEntryOnPostgres(ScannedPostgresTown town) : ScannedEntryTests(town), IClassFixture<ScannedPostgresTown>;
