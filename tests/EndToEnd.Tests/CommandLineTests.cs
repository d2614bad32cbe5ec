using System.Text.Json;
using Shouldly;
using Xunit;

namespace Liburia.EndToEnd.Tests;

/// <summary>The command line as a script meets it: words, exit codes (0 well, 1 something is wrong, 2 the words are off), JSON.</summary>
public sealed class CommandLineTests(ServerProcess server) : IClassFixture<ServerProcess>
{
    [Theory]
    [InlineData("serve")]
    [InlineData("demo")]
    [InlineData("doctor")]
    [InlineData("migrate")]
    [InlineData("verify")]
    [InlineData("calc")]
    public async Task Help_OfEachCommand_NamesItAndEndsWell(string command)
    {
        var (code, words) = await server.CommandAsync(command, "--help");
        code.ShouldBe(0);
        words.ShouldContain($"  {command} ");
        words.ShouldContain("--data DIR");
    }

    [Theory]
    [InlineData("balla")]
    [InlineData("serve", "--porta", "80")]
    [InlineData("serve", "--port", "settanta")]
    [InlineData("serve", "--port", "70000")]
    [InlineData("serve", "--inhabitants", "-1")]
    [InlineData("serve", "--now", "31/02/2026")]
    [InlineData("serve", "--public-url", "https://senza-nome.example")]
    public async Task WordsThatAreOff_EndWithTwo_AndChangeNothing(params string[] words)
    {
        var folder = Path.Combine(Path.GetTempPath(), $"liburia-off-{Guid.NewGuid():n}");
        (await ServerProcess.LiburiaAsync([.. words, "--data", folder])).Code.ShouldBe(2);
        Directory.Exists(folder).ShouldBeFalse();
    }

    [Fact]
    public async Task Doctor_OfASoundInstallation_EndsWell_AndShowsTheHashOfTheDataSet()
    {
        var (code, words) = await server.CommandAsync("doctor");
        code.ShouldBe(0, words);
        words.ShouldContain("Tutto a posto");
        using var json = JsonDocument.Parse((await server.CommandAsync("doctor", "--json")).Words);
        json.RootElement.GetProperty("well").GetBoolean().ShouldBeTrue();
        var hash = json.RootElement.GetProperty("dataSet").GetString()!;
        hash.Length.ShouldBe(64);
        words.ShouldContain(hash);
    }

    [Fact]
    public async Task Doctor_NamesTheComuneWhoseDatabaseIsGone()
    {
        await using var other = new ServerProcess();
        (await other.CommandAsync("demo", "--inhabitants", "300")).Code.ShouldBe(0);
        File.Delete(Path.Combine(other.DataFolder, "succivo", "comune.db"));
        var (code, words) = await other.CommandAsync("doctor");
        code.ShouldBe(1);
        words.ShouldContain("MALE  Succivo");
        words.ShouldContain("bene  Cesa");
    }

    [Fact]
    public async Task Doctor_WithoutAnInstallation_SaysHowToBegin()
    {
        await using var nothing = new ServerProcess();
        var (code, words) = await nothing.CommandAsync("doctor");
        code.ShouldBe(1);
        words.ShouldContain("liburia demo");
    }

    [Fact]
    public async Task Demo_Migrate_Verify_OnAnInstallationThatIsThere_ChangeNothing()
    {
        (await server.CommandAsync("demo")).Words.ShouldContain("contiene già");
        var (code, words) = await server.CommandAsync("migrate", "--json");
        code.ShouldBe(0, words);
        using var done = JsonDocument.Parse(words);
        done.RootElement.EnumerateObject().Count().ShouldBe(8);
        done.RootElement.EnumerateObject().ShouldAllBe(comune => comune.Value.GetInt32() == 0);
        using var verdict = JsonDocument.Parse((await server.CommandAsync("verify", "--json")).Words);
        verdict.RootElement.GetProperty("well").GetBoolean().ShouldBeTrue();
    }
}
