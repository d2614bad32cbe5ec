using System.Net;
using System.Text.Json;
using Liburia.Platform;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Procedures.Drafts;
using Liburia.Procedures.Uploads;
using Liburia.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Liburia.Procedures.Tests;

/// <summary>Files of an application: by content, one result each, resumed after a cut, looked at by an antivirus where there is one.</summary>
public sealed class UploadTests(ScannedTown town) : IClassFixture<ScannedTown>
{
    private const string Slug = "segnalazione-disservizio";

    /// <summary>A browser at the page of the photographs.</summary>
    private async Task<(Browser Browser, string Path)> AtPhotosAsync(string name = "Maria De Luca")
    {
        town.Require();
        var browser = await town.AsCitizenAsync(name);
        await ApplicationSample.ToCheckAsync(town, browser, Slug);
        var path = browser.Last!.Page.QuerySelectorAll("main a").First(a => a.GetAttribute("href")!.EndsWith("/foto", StringComparison.Ordinal)).GetAttribute("href")!;
        await browser.GetAsync(path);
        return (browser, path);
    }

    private static async Task<Answer> SendAsync(Browser browser, string path, string name, byte[] bytes)
    {
        var page = await browser.GetAsync(path);
        var form = Browser.FieldsOf((AngleSharp.Html.Dom.IHtmlFormElement)page.Page.QuerySelector("main form[method=post]:not([action])")!);
        return await browser.PostFileAsync(path + "?handler=Upload", form, "foto", name, bytes);
    }

    [Theory]
    [InlineData("foto.jpg", "%PDF-1.4", "è PDF")]
    [InlineData("foto.png", "<script>alert(1)</script>", "di nessun formato")]
    [InlineData("foto.png", "", "vuoto")]
    public async Task File_IsJudgedByItsContent_NeverByItsName(string name, string content, string reason)
    {
        var (browser, path) = await AtPhotosAsync();
        using (browser)
        {
            var answer = await SendAsync(browser, path, name, System.Text.Encoding.ASCII.GetBytes(content));
            answer.Status.ShouldBe(HttpStatusCode.BadRequest);
            answer.Main.ShouldContain(name);
            answer.Main.ShouldContain(reason == "di nessun formato" ? "non è di un formato conosciuto" : reason);
        }
    }

    [Fact]
    public async Task File_WithAVirus_IsNotKept_AndWithoutAnAnswerOfTheScannerNothingPasses()
    {
        var (browser, path) = await AtPhotosAsync("Luca Ferrara");
        using (browser)
        {
            (await SendAsync(browser, path, "virus.png", [.. ApplicationSample.Png, .. "EICAR"u8])).ShouldBe(HttpStatusCode.BadRequest).Main.ShouldContain("contiene un virus");
            town.Antivirus.Silent = true;
            try
            {
                (await SendAsync(browser, path, "buona.png", ApplicationSample.Png)).ShouldBe(HttpStatusCode.BadRequest).Main.ShouldContain("antivirus non risponde");
            }
            finally
            {
                town.Antivirus.Silent = false;
            }
            (await SendAsync(browser, path, "buona.png", ApplicationSample.Png)).Main.ShouldContain("Ricevuto e controllato");
        }
    }

    [Fact]
    public async Task File_InPieces_ResumesAfterACut_AndIsTheSameToTheByte()
    {
        var (browser, path) = await AtPhotosAsync("Amina Haddad");
        using (browser)
        {
            byte[] whole = [.. ApplicationSample.Png, .. new byte[9_000_000]];
            Random.Shared.NextBytes(whole.AsSpan(ApplicationSample.Png.Length));
            whole.AsSpan().Replace((byte)'E', (byte)'e');
            var token = browser.Last!.Page.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
            async Task<JsonElement> PieceAsync(long? offset, byte[]? piece)
            {
                var fields = new Dictionary<string, string> { ["__RequestVerificationToken"] = token, ["question"] = "foto", ["name"] = "grande.png", ["length"] = $"{whole.Length}" };
                fields["sha256"] = PieceTests.Sha(whole);
                if (offset is { } at) fields["offset"] = $"{at}";
                var answer = piece is null ? await browser.PostAsync(path + "/pezzi", fields) : await browser.PostFileAsync(path + "/pezzi", fields, "piece", "piece", piece);
                return JsonDocument.Parse(answer.Text).RootElement;
            }
            const int size = 4 * 1024 * 1024;
            (await PieceAsync(null, null)).GetProperty("received").GetInt64().ShouldBe(0);
            (await PieceAsync(0, whole[..size])).GetProperty("received").GetInt64().ShouldBe(size);
            // The line breaks. Another device asks where to go on; a piece that does not follow is refused.
            (await browser.GetAsync(path)).Main.ShouldContain("Caricamento interrotto al 46 %");
            (await PieceAsync(0, whole[..size])).GetProperty("error").GetString()!.ShouldContain("non segue");
            (await PieceAsync(null, null)).GetProperty("received").GetInt64().ShouldBe(size);
            (await PieceAsync(size, whole[size..(2 * size)])).GetProperty("whole").GetBoolean().ShouldBeFalse();
            (await PieceAsync(2 * size, whole[(2 * size)..])).GetProperty("whole").GetBoolean().ShouldBeTrue();
            var stored = await town.ReadAsync("cesa", db => db.Set<Upload>().AsNoTracking().FirstAsync(u => u.FileName == "grande.png"));
            stored.Sha256.ShouldBe(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(whole)));
            Directory.EnumerateFiles(Path.Combine(town.Installation.DataFolder, "cesa", "uploads")).ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task Part_OfADiscardedApplication_IsTakenAway_AndThatOfOneStillBeingWrittenStays()
    {
        var (browser, path) = await AtPhotosAsync("Amina Haddad");
        using (browser)
        {
            byte[] whole = [.. ApplicationSample.Png, .. new byte[5000]];
            var fields = new Dictionary<string, string> { ["__RequestVerificationToken"] = browser.Last!.Page.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!, ["question"] = "foto", ["name"] = "a-metà.png", ["length"] = $"{whole.Length}" };
            fields["sha256"] = PieceTests.Sha(whole);
            await browser.PostAsync(path + "/pezzi", fields);
            fields["offset"] = "0";
            (await browser.PostFileAsync(path + "/pezzi", fields, "piece", "piece", whole[..4000])).Text.ShouldContain("4000");
            var part = Directory.EnumerateFiles(Path.Combine(town.Installation.DataFolder, "cesa", "uploads")).Single();
            async Task RoundAsync()
            {
                File.SetLastWriteTimeUtc(part, DateTime.UtcNow.AddHours(-23));
                await town.Services.GetRequiredService<Maintenance>().RoundAsync(TestContext.Current.CancellationToken);
            }
            await RoundAsync();
            File.Exists(part).ShouldBeTrue("its owner may still go on");
            (await browser.GetAsync(path)).Main.ShouldContain("Caricamento interrotto al");
            await browser.GetAsync($"/servizi/{Slug}/domanda");
            var draft = Guid.Parse(path.Split('/')[^2]);
            await browser.PostAsync($"/servizi/{Slug}/domanda?handler=Discard", new() { ["__RequestVerificationToken"] = fields["__RequestVerificationToken"], ["draft"] = $"{draft}" });
            await RoundAsync();
            File.Exists(part).ShouldBeFalse("nobody owns it any more");
        }
    }

    [Fact]
    public async Task S63_Part_NobodyWentOnFromForADay_IsTakenAway_AndTheFileBeginsAgain()
    {
        var (browser, path) = await AtPhotosAsync("Luca Ferrara");
        using (browser)
        {
            byte[] whole = [.. ApplicationSample.Png, .. new byte[5000]];
            var fields = new Dictionary<string, string> { ["__RequestVerificationToken"] = browser.Last!.Page.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!, ["question"] = "foto", ["name"] = "lasciata.png", ["length"] = $"{whole.Length}" };
            fields["sha256"] = PieceTests.Sha(whole);
            await browser.PostAsync(path + "/pezzi", fields);
            fields["offset"] = "0";
            (await browser.PostFileAsync(path + "/pezzi", fields, "piece", "piece", whole[..4000])).Text.ShouldContain("4000");
            var part = Directory.EnumerateFiles(Path.Combine(town.Installation.DataFolder, "cesa", "uploads")).Single(file => new FileInfo(file).Length == 4000);
            File.SetLastWriteTimeUtc(part, DateTime.UtcNow.AddHours(-25));
            await town.Services.GetRequiredService<Maintenance>().RoundAsync(TestContext.Current.CancellationToken);
            File.Exists(part).ShouldBeFalse();
            (await browser.GetAsync(path)).Main.ShouldNotContain("lasciata.png");
            fields.Remove("offset");
            (await browser.PostAsync(path + "/pezzi", fields)).Text.ShouldContain("\"received\":0");
        }
    }

    [Fact]
    public async Task S64_FilesOfOnePersonsApplications_BeyondTheQuota_AreRefusedInWords_AndLeaveOthersAlone()
    {
        var (browser, path) = await AtPhotosAsync("Luca Ferrara");
        using (browser)
        {
            var draft = Guid.Parse(path.Split('/')[^2]);
            await FillAsync(UploadDesk.MostFiles, 1);
            (await SendAsync(browser, path, "una-di-troppo.png", ApplicationSample.Png)).ShouldBe(HttpStatusCode.BadRequest).Main.ShouldContain("non possono superare 200 file");
            await FillAsync(2, UploadDesk.MostBytes / 2 - 10);
            (await SendAsync(browser, path, "una-di-troppo.png", ApplicationSample.Png)).ShouldBe(HttpStatusCode.BadRequest).Main.ShouldContain("1024 MB");
            var (other, place) = await AtPhotosAsync("Amina Haddad");
            using (other) (await SendAsync(other, place, "mia.png", ApplicationSample.Png)).ShouldBe(HttpStatusCode.OK).Main.ShouldContain("mia.png");
            await FillAsync(1, 100);
            (await SendAsync(browser, path, "ora-sì.png", ApplicationSample.Png)).ShouldBe(HttpStatusCode.OK).Main.ShouldContain("ora-sì.png");

            Task FillAsync(int files, long bytes) => town.ReadAsync("cesa", async db =>
            {
                await db.Set<Upload>().Where(u => u.DraftId == draft).ExecuteDeleteAsync();
                for (var i = 0; i < files; i++) db.Add(new Upload { Id = Guid.NewGuid(), DraftId = draft, QuestionId = "altro", FileName = $"{i}", Length = bytes, CreatedAt = DateTime.UtcNow });
                return await db.SaveChangesAsync();
            });
        }
    }

    [Fact]
    public async Task Draft_NobodyWroteInForAYear_IsForgottenWithItsFiles_OnTheDayAfterTheOneItSaid()
    {
        var (browser, path) = await AtPhotosAsync("Maria De Luca");
        using (browser)
        {
            var (draft, today) = (Guid.Parse(path.Split('/')[^2]), LegalTime.Today(TimeProvider.System));
            var said = DraftSweep.KeptUntil(LegalTime.StartOf(today)).ToString("d MMMM yyyy", ItalianCulture.Instance);
            (await browser.GetAsync("/area-personale")).Main.ShouldContain($"si conserva fino al {said}");
            var last = LegalTime.StartOf(today.AddMonths(-12));
            DraftSweep.KeptUntil(last).ShouldBe(today);
            await town.ReadAsync("cesa", db => db.Set<Upload>().Where(u => u.DraftId == draft).ExecuteDeleteAsync());
            (await SendAsync(browser, path, "vecchia.png", ApplicationSample.Png)).ShouldBe(HttpStatusCode.OK);
            await AgeAsync(last);
            (await ThereAsync()).ShouldBe((1, 1), "its last day is not over");
            await AgeAsync(last.AddTicks(-10));
            (await ThereAsync()).ShouldBe((0, 0));

            async Task AgeAsync(DateTime moment)
            {
                await town.ReadAsync("cesa", db => db.Set<ApplicationDraft>().Where(d => d.Id == draft).ExecuteUpdateAsync(set => set.SetProperty(d => d.UpdatedAt, moment)));
                await town.Services.GetRequiredService<Maintenance>().RoundAsync(TestContext.Current.CancellationToken);
            }

            Task<(int, int)> ThereAsync() => town.ReadAsync("cesa", async db => (await db.Set<ApplicationDraft>().CountAsync(d => d.Id == draft), await db.Set<Upload>().CountAsync(u => u.DraftId == draft)));
        }
    }

    [Fact]
    public async Task File_ArrivedInPart_StopsTheSubmission_UntilItIsWholeOrRemoved()
    {
        var (browser, path) = await AtPhotosAsync("Luca Ferrara");
        using (browser)
        {
            var check = path[..^"foto".Length] + "riepilogo";
            var token = browser.Last!.Page.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
            var fields = new Dictionary<string, string> { ["__RequestVerificationToken"] = token, ["question"] = "foto", ["name"] = "interrotta.png", ["length"] = "9000" };
            fields["sha256"] = new string('a', 64);
            await browser.PostAsync(path + "/pezzi", fields);
            fields["offset"] = "0";
            await browser.PostFileAsync(path + "/pezzi", fields, "piece", "piece", [.. ApplicationSample.Png, .. new byte[4500 - ApplicationSample.Png.Length]]);
            (await browser.GetAsync(check)).Main.ShouldContain("interrotta.png: è qui il 50 %");
            (await browser.SubmitAsync()).ShouldBe(HttpStatusCode.BadRequest).Main.ShouldContain("«interrotta.png» è arrivato solo in parte");
            var upload = await town.ReadAsync("cesa", db => db.Set<Upload>().AsNoTracking().FirstAsync(u => u.FileName == "interrotta.png"));
            await browser.PostAsync(path + "?handler=Remove", new() { ["__RequestVerificationToken"] = token, ["upload"] = $"{upload.Id}" });
            await browser.GetAsync(check);
            (await browser.SubmitAsync()).Status.ShouldBe(HttpStatusCode.OK);
            browser.Current.ShouldEndWith("/ricevuta");
        }
    }

    /// <summary>After a restore there are rows of interrupted files and no parts: nobody is told to go on from bytes that are not there.</summary>
    [Fact]
    public async Task Part_ThatIsNotThereAnyMore_IsAskedAgainFromTheBeginning()
    {
        var (browser, path) = await AtPhotosAsync("Luca Ferrara");
        using (browser)
        {
            byte[] whole = [.. ApplicationSample.Png, .. new byte[5000]];
            Random.Shared.NextBytes(whole.AsSpan(ApplicationSample.Png.Length));
            var fields = new Dictionary<string, string> { ["__RequestVerificationToken"] = browser.Last!.Page.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!, ["question"] = "foto", ["name"] = "tornata.png", ["length"] = $"{whole.Length}" };
            fields["sha256"] = PieceTests.Sha(whole);
            async Task<string> SendAsync(int? offset, byte[]? piece)
            {
                fields.Remove("offset");
                if (offset is { } at) fields["offset"] = $"{at}";
                return (piece is null ? await browser.PostAsync(path + "/pezzi", fields) : await browser.PostFileAsync(path + "/pezzi", fields, "piece", "piece", piece)).Text;
            }
            await SendAsync(null, null);
            (await SendAsync(0, whole[..4000])).ShouldContain("\"received\":4000");
            Directory.Delete(Path.Combine(town.Installation.DataFolder, "cesa", "uploads"), recursive: true);
            (await SendAsync(4000, whole[4000..])).ShouldContain("non segue");
            (await SendAsync(null, null)).ShouldContain("\"received\":0");
            (await SendAsync(0, whole)).ShouldContain("\"whole\":true");
            (await browser.GetAsync(path)).Main.ShouldContain(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(whole)));
        }
    }

    [Fact]
    public async Task Piece_OfAnothersDraft_IsUnknown()
    {
        var (browser, path) = await AtPhotosAsync();
        using var luca = await town.AsCitizenAsync("Luca Ferrara");
        await luca.GetAsync("/servizi/" + Slug + "/domanda");
        var token = luca.Last!.Page.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        (await luca.PostAsync(path + "/pezzi", new() { ["__RequestVerificationToken"] = token, ["question"] = "foto", ["name"] = "x.png", ["length"] = "10" })).Status.ShouldBe(HttpStatusCode.NotFound);
        browser.Dispose();
    }
}
