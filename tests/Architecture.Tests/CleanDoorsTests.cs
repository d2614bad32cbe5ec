using System.Net;
using System.Text;
using System.Text.Json;
using AngleSharp.Html.Dom;
using Liburia.Platform.Access;
using Liburia.TestKit;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace Liburia.Architecture.Tests;

/// <summary>By each way a text comes in by it is made clean before its length is counted: form, form with files, address, name of a file, JSON.</summary>
public abstract class CleanDoorsTests(Town town)
{
    /// <summary>As a keyboard of another system, or somebody who means harm, may write it.</summary>
    private const string Sent = "La via Perche\u0301 e\u0300\u202E chiusa\u200B:\r\nnon si passa\rda ieri";

    private const string Clean = "La via Perché è chiusa:\nnon si passa\nda ieri";

    /// <summary>Two thousand letters, the most that may be written, in twice as many units.</summary>
    private static readonly string Longest = string.Concat(Enumerable.Repeat("e\u0301", 2000));

    private static Dictionary<string, string> FieldsOf(Answer page) => Browser.FieldsOf((IHtmlFormElement)page.Page.QuerySelector("main form[method=post]")!);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Form_IsMadeClean_BeforeItsLengthIsCounted(bool isMultipart)
    {
        town.Require();
        using var stranger = town.Browser();
        foreach (var (sent, kept) in ((string, string)[])[(Sent, Clean), (Longest, new string('é', 2000))])
        {
            var fields = FieldsOf(await stranger.GetAsync("/problema"));
            fields["Text"] = sent;
            var answer = isMultipart ? await stranger.PostFileAsync("/problema", fields, "nessuno", "a.png", ApplicationSample.Png)
                : await stranger.PostAsync("/problema", fields);
            answer.ShouldBe(HttpStatusCode.OK).Heading.ShouldBe("Grazie, lo guardiamo");
            using var elsa = await town.AsStaffAsync("elsa");
            (await elsa.GetAsync("/desk/problemi")).Page.QuerySelectorAll(".lb-lines").Select(line => line.TextContent).ShouldContain(kept);
        }
        // One letter more is one too many.
        var over = FieldsOf(await stranger.GetAsync("/problema"));
        over["Text"] = Longest + "e\u0301";
        (await stranger.PostAsync("/problema", over)).ShouldBe(HttpStatusCode.BadRequest).ErrorOf("Text").ShouldContain("da 10 a 2.000");
    }

    [Fact]
    public async Task Address_IsMadeClean()
    {
        town.Require();
        using var bruno = await town.AsStaffAsync("bruno");
        var page = await bruno.GetAsync($"/desk/protocollo?q={Uri.EscapeDataString("perche\u0301\u202E\u200B")}");
        page.ShouldBe(HttpStatusCode.OK).Page.QuerySelector("input[name=q]")!.GetAttribute("value").ShouldBe("perché");
        (await town.ReadAsync("cesa", db => db.Set<SearchRecord>().Where(r => r.Place == "Protocollo").Select(r => r.Words).ToListAsync()))
            .ShouldContain("perché");
    }

    [Fact]
    public async Task NameOfAFile_IsMadeClean()
    {
        town.Require();
        using var bruno = await town.AsStaffAsync("bruno");
        var fields = FieldsOf(await bruno.GetAsync("/desk/protocollo/nuovo"));
        foreach (var (name, value) in ((string, string)[])[("Direction", "Incoming"), ("Subject", "Lettera con un nome strano"), ("Counterpart", "Rossi Mario"),
            ("Classification", "I/6 Archivio generale")]) fields[name] = value;
        var entry = await bruno.PostFileAsync("/desk/protocollo/nuovo", fields, "Scan", "perche\u0301\u202Efdp\u200B.pdf", ProtocolSample.Scan);
        entry.ShouldBe(HttpStatusCode.OK).Page.QuerySelectorAll("main a").Select(link => link.TextContent.Trim()).ShouldContain("perchéfdp.pdf");
    }

    [Fact]
    public async Task Json_IsMadeClean_BeforeItsLengthIsCounted()
    {
        town.Require();
        using var client = new HttpClient(town.Handler, disposeHandler: false) { BaseAddress = new("http://cesa.localhost/") };
        async Task<(HttpStatusCode Status, JsonElement Said)> AskAsync(string code)
        {
            using var content = new StringContent(JsonSerializer.Serialize(new { first10 = code }), Encoding.UTF8, "application/json");
            var address = new Uri("api/v1/calcolo/numeric_tax_code", UriKind.Relative);
            using var answer = await client.PostAsync(address, content, TestContext.Current.CancellationToken);
            return (answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement);
        }
        var (status, said) = await AskAsync("8001234567");
        status.ShouldBe(HttpStatusCode.OK);
        // Ten digits, and as many signs that nobody sees.
        var (unseen, same) = await AskAsync(string.Concat("8001234567".Select(digit => $"{digit}\u200B")));
        unseen.ShouldBe(HttpStatusCode.OK, $"{same}");
        same.GetProperty("result").ToString().ShouldBe(said.GetProperty("result").ToString());
    }
}

public sealed class CleanDoorsOnSqlite(SqliteTown town) : CleanDoorsTests(town), IClassFixture<SqliteTown>;

public sealed class CleanDoorsOnPostgres(PostgresTown town) : CleanDoorsTests(town), IClassFixture<PostgresTown>;
