using System.Net;
using Liburia.Platform.Database;
using Liburia.Protocol.Contracts;
using Liburia.Protocol.Entries;
using Liburia.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Liburia.Protocol.Tests;

/// <summary>The protocol register: numbers without gaps, immutable rows, annulment that stays visible.</summary>
public abstract class ProtocolTests(Town town)
{
    [Fact]
    public async Task CV11_Letter_WithItsScan_IsRegisteredNumberedAndReadable()
    {
        town.Require();
        using var bruno = await town.AsStaffAsync("bruno");

        var page = await ProtocolSample.RegisterAsync(bruno, "Richiesta di accesso agli atti");

        page.ShouldBe(HttpStatusCode.OK).Heading.ShouldMatch(@"^Protocollo \d{7}/\d{4}$");
        page.Main.ShouldContain("c_c561");
        page.Main.ShouldContain(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(ProtocolSample.Scan)));
        var link = page.Page.QuerySelectorAll("main a").First(a => a.TextContent.Contains("lettera.pdf", StringComparison.Ordinal)).GetAttribute("href")!;
        var file = await bruno.GetAsync(bruno.Current + link);
        (await file.Raw.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).ShouldBe(ProtocolSample.Scan);
    }

    [Fact]
    public async Task Scan_ThatNoAntivirusHasSeen_SaysSo()
    {
        town.Require();
        using var bruno = await town.AsStaffAsync("bruno");
        (await ProtocolSample.RegisterAsync(bruno, "Lettera che nessuno ha guardato")).Main.ShouldContain("lettera.pdf Non controllato dall'antivirus", Case.Sensitive);
    }

    [Fact]
    public async Task Annul_WithReason_StaysVisibleAndCannotBeDoneTwice()
    {
        town.Require();
        using var bruno = await town.AsStaffAsync("bruno");
        await ProtocolSample.RegisterAsync(bruno, "Documento registrato per errore");
        (await bruno.SubmitAsync(new() { ["Reason"] = "no" })).ShouldBe(HttpStatusCode.BadRequest).ErrorOf("Reason").ShouldContain("motivo");

        var annulled = await bruno.SubmitAsync(new() { ["Reason"] = "Registrato due volte" });

        annulled.Main.ShouldContain("Registrazione annullata");
        annulled.Main.ShouldContain("Registrato due volte");
        annulled.Page.QuerySelector("main form[method=post]").ShouldBeNull();
        (await bruno.GetAsync("/desk/protocollo?q=errore")).Main.ShouldContain("Annullata");
    }

    [Theory]
    [InlineData("Subject", "", "oggetto")]
    [InlineData("Subject", "abc", "oggetto")]
    [InlineData("Counterpart", "", "mittente")]
    [InlineData("Classification", "XX/9", "classe")]
    [InlineData("Direction", "Sideways", "entra, esce")]
    public async Task New_BadInput_Returns400KeepsValuesAndTakesNoNumber(string field, string value, string message)
    {
        town.Require();
        using var bruno = await town.AsStaffAsync("bruno");
        var before = await LastAsync();

        var page = await ProtocolSample.RegisterAsync(bruno, "Lettera valida", change: new() { [field] = value });

        page.ShouldBe(HttpStatusCode.BadRequest);
        page.ErrorOf(field).ShouldContain(message);
        if (field != "Subject") page.Page.QuerySelector("input[name=Subject]")!.GetAttribute("value").ShouldBe("Lettera valida");
        (await LastAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task New_TooLongSubject_Returns400()
    {
        town.Require();
        using var bruno = await town.AsStaffAsync("bruno");
        (await ProtocolSample.RegisterAsync(bruno, new string('x', 501))).ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task New_FileThatIsNoScan_Returns400()
    {
        town.Require();
        using var bruno = await town.AsStaffAsync("bruno");
        (await ProtocolSample.RegisterAsync(bruno, "Lettera con programma", scan: [.. "MZ\0\0 not a scan"u8])).ShouldBe(HttpStatusCode.BadRequest).ErrorOf("Scan").ShouldContain("PDF");
    }

    [Fact]
    public async Task New_SameFormTwice_RegistersOnce()
    {
        town.Require();
        using var bruno = await town.AsStaffAsync("bruno");
        var page = await bruno.GetAsync("/desk/protocollo/nuovo");
        var fields = Browser.FieldsOf((AngleSharp.Html.Dom.IHtmlFormElement)page.Page.QuerySelector("main form[method=post]")!);
        foreach (var (name, value) in new Dictionary<string, string> { ["Direction"] = "Incoming", ["Subject"] = "Inviata due volte", ["Counterpart"] = "Bianchi", ["Classification"] = "I/6 Archivio generale" }) fields[name] = value;

        var first = await bruno.PostFileAsync("/desk/protocollo/nuovo", fields, "Scan", "a.pdf", ProtocolSample.Scan, follow: false);
        var second = await bruno.PostFileAsync("/desk/protocollo/nuovo", fields, "Scan", "a.pdf", ProtocolSample.Scan, follow: false);

        second.Location.ShouldBe(first.Location);
    }

    [Fact]
    public async Task S82_ManyAtOnce_SomeRolledBack_LeaveNoGapAndNoDouble()
    {
        town.Require();
        await Parallel.ForEachAsync(Enumerable.Range(0, 120), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, _) => await town.InAsync("casandrino", async services =>
        {
            await services.GetRequiredService<Writing>().RunAsync(async () =>
            {
                await services.GetRequiredService<IProtocolRegister>().RegisterAsync(new Registration(ProtocolDirection.Incoming, $"Concorrente {i}", "Prova", "I/6", []));
                return i % 10 != 0;
            });
            return 0;
        }));

        var numbers = await town.ReadAsync("casandrino", db => db.Set<ProtocolEntry>().OrderBy(e => e.Number).Select(e => e.Number).ToListAsync());
        numbers.ShouldBe(Enumerable.Range(1, 108));
        var verdict = await Liburia.Platform.Audit.Verdict.OfAsync(town.Services, town.Municipality("casandrino"));
        verdict.Faults.ShouldBeEmpty();
        verdict.Proofs.First(proof => proof.Name == "protocol").Checked.ShouldBe(108);
    }

    [Fact]
    public async Task Export_HoldsTheRowsAndNeutralizesFormulas()
    {
        town.Require();
        using var bruno = await town.AsStaffAsync("bruno");
        await ProtocolSample.RegisterAsync(bruno, "=CMD() pericolosa");

        var csv = await bruno.GetAsync("/desk/protocollo?handler=Export");

        csv.Raw.Content.Headers.ContentType!.MediaType.ShouldBe("text/csv");
        csv.Text.ShouldContain("\"'=CMD() pericolosa\"");
    }

    [Fact]
    public async Task S74_WordThatHundredsHave_HidesNone_AndTheExportHoldsThemAll()
    {
        town.Require();
        const int incoming = 520;
        await town.InAsync("cesa", async services =>
        {
            await services.GetRequiredService<Writing>().RunAsync(async () =>
            {
                var register = services.GetRequiredService<IProtocolRegister>();
                await register.RegisterAsync(new Registration(ProtocolDirection.Outgoing, "Risposta ricorrente", "Comune di Succivo", "I/6", []));
                for (var i = 0; i < incoming; i++) await register.RegisterAsync(new Registration(ProtocolDirection.Incoming, $"Domanda ricorrente {i}", "Prova", "I/6", []));
                return true;
            });
            return 0;
        });
        using var bruno = await town.AsStaffAsync("bruno");

        (await bruno.GetAsync("/desk/protocollo?q=ricorrente&verso=Outgoing")).Main.ShouldContain("Risposta ricorrente", customMessage: "the oldest of many, alone in its direction");
        (await bruno.GetAsync("/desk/protocollo?q=ricorrente&pagina=11")).Page.QuerySelectorAll("tbody tr").Length.ShouldBe(incoming + 1 - 500);
        var csv = await bruno.GetAsync("/desk/protocollo?q=ricorrente&handler=Export");
        csv.Raw.Content.Headers.ContentType!.MediaType.ShouldBe("text/csv");
        csv.Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(1 + incoming + 1);
    }

    [Theory]
    [InlineData("dal=ieri")]
    [InlineData("al=2026-13-45")]
    public async Task Filter_BadDate_Returns400InWords(string query)
    {
        town.Require();
        using var bruno = await town.AsStaffAsync("bruno");
        (await bruno.GetAsync($"/desk/protocollo?{query}")).ShouldBe(HttpStatusCode.BadRequest).Main.ShouldContain("Scrivi la data");
    }

    [Fact]
    public async Task Register_RoleWithoutThePermission_Returns403_AnonymousIsSentToTheDoor()
    {
        town.Require();
        using var dario = await town.AsStaffAsync("dario");
        (await dario.GetAsync("/desk/protocollo")).Status.ShouldBe(HttpStatusCode.OK);
        (await dario.GetAsync("/desk/protocollo/nuovo")).Status.ShouldBe(HttpStatusCode.Forbidden);
        using var stranger = town.Browser();
        (await stranger.GetAsync("/desk/protocollo", follow: false)).Location.ShouldNotBeNull().ShouldStartWith("/desk/accedi");
        using var maria = await town.AsCitizenAsync();
        (await maria.GetAsync("/desk/protocollo")).Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    private Task<int> LastAsync() => town.ReadAsync("cesa", async db => await db.Set<Counter>().Where(c => c.Register == "protocol").Select(c => c.Last).FirstOrDefaultAsync());
}

public sealed class ProtocolOnSqlite(SqliteTown town) : ProtocolTests(town), IClassFixture<SqliteTown>;

public sealed class ProtocolOnPostgres(PostgresTown town) : ProtocolTests(town), IClassFixture<PostgresTown>;
