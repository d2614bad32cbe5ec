using System.Net;
using System.Text.Json;
using Liburia.TestKit;
using Shouldly;
using Xunit;

namespace Liburia.EndToEnd.Tests;

/// <summary>Silvia installs, adds a ninth Comune beside a running server, backs up, restores on a clean machine, and lets one leave: by the commands of the runbook.</summary>
[Slow("Installations are made, copied, restored and left with the program itself.")]
public sealed class ProductionTests : IAsyncLifetime
{
    private readonly ServerProcess server = new();
    private readonly string place = Directory.CreateTempSubdirectory("liburia-prod-").FullName;

    public async ValueTask InitializeAsync()
    {
        (await RunAsync("init", "--public-url", $"http://{{comune}}.localhost:{server.Port}", "--consortium", "Consorzio di prova")).ShouldContain("produzione");
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        Directory.Delete(place, recursive: true);
    }

    private async Task<string> RunAsync(params string[] words)
    {
        var (code, said) = await server.CommandAsync(words);
        code.ShouldBe(0, said);
        return said;
    }

    private async Task<JsonElement> JsonAsync(params string[] words) => JsonDocument.Parse(await RunAsync([.. words, "--json"])).RootElement;

    private Browser At(string host) => new(server.Handler(), $"{host}:{server.Port}");

    [Fact]
    public async Task CO43_CV06_NinthComune_GoesOnlineBesideARunningServer_OnlyWhenNothingBlocks()
    {
        await server.StartAsync();
        var added = await JsonAsync("comune", "add", "061047", "--name", "Silvia Conti");
        var slug = added.GetProperty("slug").GetString()!;
        slug.ShouldBe("macerata-campania");

        // Not online yet: its own page says so, its desk lets the administrator in, once.
        using var anyone = At($"{slug}.localhost");
        await UntilAsync(async () => (await anyone.GetAsync("/servizi")).Status == HttpStatusCode.ServiceUnavailable);
        anyone.Last!.Main.ShouldContain("in preparazione");
        var path = new Uri(added.GetProperty("link").GetString()!).AbsolutePath;
        using var silvia = At($"{slug}.localhost");
        (await silvia.GetAsync(path)).Main.ShouldContain("Silvia Conti");
        (await silvia.GetAsync(path)).Status.ShouldBe(HttpStatusCode.OK, "looking does not use it up");
        (await silvia.SubmitAsync()).Text.ShouldContain("Silvia Conti");
        using var late = At($"{slug}.localhost");
        (await late.GetAsync(path)).Status.ShouldBe(HttpStatusCode.NotFound);

        var refused = await server.CommandAsync("comune", "go-live", slug);
        refused.Code.ShouldBe(1);
        using var access = At("localhost");
        (await access.GetAsync("/")).Main.ShouldNotContain("Macerata Campania");
        var list = await server.CommandAsync("comune", "check", slug);
        list.Code.ShouldBe(1);
        list.Words.ShouldContain("BLOCCA  identità");
        list.Words.ShouldContain("BLOCCA  copia di sicurezza");
        await RunAsync("comune", "set", slug, "sede=Piazza De Gasperi 1, 81047 Macerata Campania (CE)");
        await RunAsync("backup", slug, "--to", Path.Combine(place, "backup"));
        await RunAsync("comune", "check", slug);
        await RunAsync("comune", "go-live", slug);

        await UntilAsync(async () => (await anyone.GetAsync("/servizi")).Status == HttpStatusCode.OK);
        (await access.GetAsync("/")).Main.ShouldContain("Macerata Campania");
        anyone.Last!.Text.ShouldNotContain("Dati dimostrativi", Case.Insensitive);
        // In production nobody enters by choosing a name.
        (await anyone.GetAsync("/desk/accedi")).Main.ShouldNotContain("Silvia");
        (await anyone.GetAsync("/accedi")).Page.QuerySelector("input[name=TaxCode]").ShouldBeNull();

        await RunAsync("comune", "suspend", slug);
        await UntilAsync(async () => (await anyone.GetAsync("/")).Status == HttpStatusCode.ServiceUnavailable);
        anyone.Last!.Main.ShouldContain("sospeso");
        await RunAsync("comune", "resume", slug);
        await UntilAsync(async () => (await anyone.GetAsync("/")).Status == HttpStatusCode.OK);

        using var metrics = At("localhost");
        var text = (await metrics.GetAsync("/metrics")).Text;
        text.ShouldContain($"liburia_backup_age_seconds{{comune=\"{slug}\"}}");
        text.ShouldContain("liburia_request_seconds_count{page=\"/servizi\",status=\"2xx\"}");
        (await anyone.GetAsync("/metrics")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task CV36_Restore_OnACleanMachine_BringsTheComuneBack_WithItsSealWhenItsWordCameToo()
    {
        await RunAsync("comune", "add", "C561", "--name", "Anna Prova");
        await RunAsync("comune", "set", "cesa", "sede=Piazza De Michele 1, 81030 Cesa (CE)", "patrono=San Cesario", "giorno=11-01");
        await RunAsync("backup", "cesa", "--to", Path.Combine(place, "b"));
        await using var other = new ServerProcess();
        (await other.CommandAsync("init", "--public-url", "https://{comune}.altrove.example", "--consortium", "Altro")).Code.ShouldBe(0);
        (await other.CommandAsync("restore", "cesa", "--from", Path.Combine(place, "vuota"))).Code.ShouldBe(1);
        Directory.CreateDirectory(Path.Combine(other.DataFolder, "keys", "seals"));
        File.Copy(Path.Combine(server.DataFolder, "keys", "seals", "password"), Path.Combine(other.DataFolder, "keys", "seals", "password"));

        var (code, words) = await other.CommandAsync("restore", "cesa", "--from", Path.Combine(place, "b"), "--json");

        code.ShouldBe(0, words);
        JsonDocument.Parse(words).RootElement.GetProperty("sealKeyReturned").GetBoolean().ShouldBeTrue();
        (await other.CommandAsync("verify", "cesa")).Words.ShouldContain("tutto torna");
        File.ReadAllBytes(Path.Combine(other.DataFolder, "keys", "seals", "cesa.p12")).ShouldBe(File.ReadAllBytes(Path.Combine(server.DataFolder, "keys", "seals", "cesa.p12")));
        Directory.EnumerateFiles(Path.Combine(place, "b"), "password", SearchOption.AllDirectories).ShouldBeEmpty("no secret leaves with a backup");
    }

    [Fact]
    public async Task Comune_ThatLeaves_TakesEverything_LeavesNothing_AndHasTheProof()
    {
        await RunAsync("comune", "add", "061090", "--name", "Anna Prova");
        await RunAsync("backup", "succivo", "--to", Path.Combine(place, "b"));
        var refused = await server.CommandAsync("comune", "erase", "succivo", "--to", Path.Combine(place, "succivo"));
        refused.Code.ShouldBe(1);
        await RunAsync("comune", "erase", "succivo", "--to", Path.Combine(place, "succivo"), "--confirm", "Succivo");

        Directory.Exists(Path.Combine(server.DataFolder, "succivo")).ShouldBeFalse();
        Directory.EnumerateFiles(server.DataFolder, "succivo*", SearchOption.AllDirectories).ShouldAllBe(file => file.Contains("erased", StringComparison.Ordinal) || file.Contains("backups", StringComparison.Ordinal));
        var proof = Path.Combine(place, "succivo.cancellazione.json");
        (await ServerProcess.ProgramAsync("openssl", ["cms", "-verify", "-inform", "DER", "-in", proof + ".p7s", "-content", proof, "-binary", "-noverify", "-out", "/dev/null"])).Code.ShouldBe(0);
        (await server.CommandAsync("restore", "succivo", "--from", Path.Combine(place, "b"))).Code.ShouldBe(1, "erased means erased");
        (await server.CommandAsync("comune", "add", "061090", "--name", "Anna Prova")).Code.ShouldBe(1);
        File.Delete(Path.Combine(server.DataFolder, "state", "erased", "succivo.json"));
        await RunAsync("import", "succivo", "--from", Path.Combine(place, "succivo"));
        (await RunAsync("verify", "succivo")).ShouldContain("tutto torna");
    }

    [Fact]
    public async Task Practice_Comune_IsMarkedOnEveryPage_AndIsNotInTheList()
    {
        await RunAsync("comune", "add", "061019", "--practice");
        await server.StartAsync();
        var list = (await RunAsync("comune", "list"));
        list.ShouldContain("palestra");
        var slug = list.Split(' ')[0];
        using var page = At($"{slug}.localhost");
        foreach (var path in (string[])["/", "/servizi", "/contatti", "/desk/accedi"]) (await page.GetAsync(path)).Text.ShouldContain("Palestra");
        using var access = At("localhost");
        (await access.GetAsync("/")).Main.ShouldNotContain($"//{slug}.");
    }

    [Fact]
    public async Task Kind_OfAnInstallation_NeverChanges()
    {
        (await server.CommandAsync("init", "--public-url", "https://{comune}.x.example", "--consortium", "X")).Code.ShouldBe(1);
        (await server.CommandAsync("demo")).Words.ShouldContain("di produzione");
        (await server.CommandAsync("serve", "--now", "2026-01-01")).Code.ShouldBe(1);
        await using var demo = new ServerProcess();
        (await demo.CommandAsync("demo", "--inhabitants", "800")).Code.ShouldBe(0);
        (await demo.CommandAsync("init", "--public-url", "https://{comune}.x.example", "--consortium", "X")).Code.ShouldBe(1);
        (await demo.CommandAsync("backup", "cesa", "--to", Path.Combine(place, "demo"))).Code.ShouldBe(0);
        var (code, _) = await server.CommandAsync("restore", "cesa", "--from", Path.Combine(place, "demo"));
        code.ShouldBe(1, "invented people do not enter production");
    }

    [Fact]
    public async Task Configuration_Wrong_IsRefusedAtOnceWithEveryFault()
    {
        var file = Path.Combine(place, "liburia.json");
        await File.WriteAllTextAsync(file, """{ "port": "molti", "public-url": "https://senza.example", "colore": "verde" }""", TestContext.Current.CancellationToken);
        var start = new System.Diagnostics.ProcessStartInfo("dotnet", [TestKit.Templates.Program, "doctor", "--data", place, "--config", file])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            Environment = { ["LIBURIA_BACKUP_AT"] = "alle due", ["LIBURIA_POSTGRES_FILE"] = "/non/c/e" },
        };
        using var process = System.Diagnostics.Process.Start(start)!;
        var errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        process.ExitCode.ShouldBe(2);
        foreach (var fault in (string[])["«molti»", "«https://senza.example»", "«colore»", "«alle due»", "/non/c/e"]) errors.ShouldContain(fault);
    }

    /// <summary>A running server sees what a command changed within seconds.</summary>
    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        for (var i = 0; i < 600; i++)
        {
            if (await holds()) return;
            await Task.Delay(100);
        }
        throw new TimeoutException("The server did not see the change within a minute.");
    }
}
