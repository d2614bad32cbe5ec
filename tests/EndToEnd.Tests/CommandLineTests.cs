using System.Text.Json;
using Liburia.TestKit;
using Shouldly;
using Xunit;

namespace Liburia.EndToEnd.Tests;

/// <summary>The command line as a script meets it: words, exit codes (0 well, 1 something is wrong, 2 the words are off), JSON.</summary>
[Slow("Two dozen commands, each a program of its own.")]
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

    /// <summary>A refusal is told in a line; so is what the machine denies.</summary>
    [Fact]
    public async Task Refusal_EndsWithOne_AndItsWords_Alone()
    {
        foreach (var fault in (Exception[])[new Platform.Language.Refused("il Comune non è sospeso."), new Platform.Portability.ArchiveRefused("il Comune non è sospeso."),
            new IOException("il Comune non è sospeso."), new InvalidOperationException("out", new Npgsql.NpgsqlException("il Comune non è sospeso."))])
        {
            using var errors = new StringWriter();
            (await Web.CommandLine.TellAsync("comune", () => throw fault, errors)).ShouldBe(1, fault.GetType().Name);
            errors.ToString().Trim().ShouldBe($"liburia comune: {fault.Message}");
        }
        var (code, words) = await server.CommandAsync("backup", "nessuno", "--to", Path.Combine(Path.GetTempPath(), "liburia-nowhere"));
        code.ShouldBe(1);
        words.ShouldContain("nessun Comune «nessuno»");
        words.ShouldNotContain("   at ", customMessage: "a refusal has no trace");
    }

    /// <summary>A fault of the program is never told as a refusal: it shows with where it happened.</summary>
    [Fact]
    public async Task FaultOfTheProgram_EndsWithThree_AndItsTrace()
    {
        foreach (var fault in (Exception[])[new InvalidOperationException("Sequence contains no elements"), new KeyNotFoundException("x"), new FormatException("x"), new ArgumentException("x")])
        {
            using var errors = new StringWriter();
            (await Web.CommandLine.TellAsync("verify", () => throw fault, errors)).ShouldBe(3, fault.GetType().Name);
            errors.ToString().ShouldContain("errore del programma");
            errors.ToString().ShouldContain(fault.GetType().Name);
            errors.ToString().ShouldContain("   at ");
        }
    }

    /// <summary>Behind a proxy that nobody named every visitor has one address, and one who insists stops all.</summary>
    [Theory]
    [InlineData("https://{comune}.example.it", null, true)]
    [InlineData("https://{comune}.example.it", "10.0.0.7", false)]
    [InlineData("http://{comune}.localhost:5080", null, false)]
    public async Task Doctor_OfHttpsWithoutAProxy_SaysSo(string address, string? proxies, bool warns)
    {
        List<string> words = ["doctor", "--public-url", address, "--data", server.DataFolder];
        if (proxies is not null) words.AddRange(["--proxies", proxies]);
        var (code, said) = await ServerProcess.LiburiaAsync([.. words]);
        code.ShouldBe(warns ? 1 : 0, said);
        if (warns) said.ShouldContain("MALE  proxy: ");
        else said.ShouldNotContain("MALE");
        if (warns) said.ShouldContain("LIBURIA_PROXIES");
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
