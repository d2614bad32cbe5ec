using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using AngleSharp.Html.Dom;
using Liburia.Procedures.Uploads;
using Liburia.TestKit;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace Liburia.Procedures.Tests;

/// <summary>Files that come in pieces: known by their bytes, never by their names, and no more of them than was announced.</summary>
public abstract class PieceTests(Town town)
{
    private const string Slug = "segnalazione-disservizio", Name = "image.jpg";
    private static readonly byte[] Jpeg = [0xFF, 0xD8, 0xFF, 0xE0];

    internal static string Sha(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static byte[] Photo(int length = 9000)
    {
        byte[] photo = [.. Jpeg, .. new byte[length - Jpeg.Length]];
        Random.Shared.NextBytes(photo.AsSpan(Jpeg.Length));
        photo.AsSpan(Jpeg.Length).Replace((byte)'E', (byte)'e');
        return photo;
    }

    /// <summary>The page of the photographs of a draft without any.</summary>
    private sealed class Page(Town town, Browser browser, string path) : IDisposable
    {
        public static async Task<Page> OpenAsync(Town town, string name = "Maria De Luca")
        {
            town.Require();
            var browser = await town.AsCitizenAsync(name);
            await ApplicationSample.ToCheckAsync(town, browser, Slug);
            var path = browser.Last!.Page.QuerySelectorAll("main a")
                .First(a => a.GetAttribute("href")!.EndsWith("/foto", StringComparison.Ordinal)).GetAttribute("href")!;
            var page = new Page(town, browser, path);
            await town.ReadAsync("cesa", db => db.Set<Upload>().Where(u => u.DraftId == page.Draft).ExecuteDeleteAsync());
            await browser.GetAsync(path);
            return page;
        }

        public Guid Draft => Guid.Parse(path.Split('/')[^2]);

        public Task<Answer> ShownAsync() => browser.GetAsync(path);

        public Task<List<Upload>> RowsAsync() =>
            town.ReadAsync("cesa", db => db.Set<Upload>().AsNoTracking().Where(u => u.DraftId == Draft).OrderBy(u => u.Id).ToListAsync());

        public IReadOnlyList<string> Parts => Directory.Exists(Folder) ? [.. Directory.EnumerateFiles(Folder)] : [];

        private string Folder => Path.Combine(town.Installation.DataFolder, "cesa", "uploads");

        /// <summary>Asks where to go on, or sends a piece, as the page's script does.</summary>
        public async Task<(HttpStatusCode Status, JsonElement Said)> PieceAsync(byte[] whole, int? offset = null, byte[]? piece = null, long? announced = null,
            string? sha256 = "", string name = Name)
        {
            var token = (await ShownAsync()).Page.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
            var fields = new Dictionary<string, string>
            {
                ["__RequestVerificationToken"] = token,
                ["question"] = "foto",
                ["name"] = name,
                ["length"] = $"{announced ?? whole.Length}"
            };
            if (sha256 is not null) fields["sha256"] = sha256.Length == 0 ? Sha(whole) : sha256;
            if (offset is { } at) fields["offset"] = $"{at}";
            var answer = piece is null ? await browser.PostAsync(path + "/pezzi", fields)
                : await browser.PostFileAsync(path + "/pezzi", fields, "piece", "piece", piece);
            return (answer.Status, JsonDocument.Parse(answer.Text).RootElement);
        }

        /// <summary>Sends the form with the whole file, as without JavaScript.</summary>
        public async Task<Answer> WholeAsync(byte[] bytes, string name = Name)
        {
            var form = Browser.FieldsOf((IHtmlFormElement)(await ShownAsync()).Page.QuerySelector("main form[method=post]:not([action])")!);
            return await browser.PostFileAsync(path + "?handler=Upload", form, "foto", name, bytes);
        }

        public void Dispose() => browser.Dispose();
    }

    [Fact]
    public async Task Photograph_WithTheNameAndTheLengthOfOneThatStopped_DoesNotGoOnWithItsBytes()
    {
        using var page = await Page.OpenAsync(town);
        var (one, other) = (Photo(), Photo());
        await page.PieceAsync(one);
        (await page.PieceAsync(one, 0, one[..4000])).Said.GetProperty("received").GetInt64().ShouldBe(4000);
        (await page.PieceAsync(other)).Said.GetProperty("received").GetInt64().ShouldBe(0, "another photograph begins at its own beginning");
        (await page.PieceAsync(other, 0, other)).Said.GetProperty("whole").GetBoolean().ShouldBeTrue();
        (await page.PieceAsync(one)).Said.GetProperty("received").GetInt64().ShouldBe(4000, "the one that stopped goes on where it stopped");
        (await page.PieceAsync(one, 4000, one[4000..])).Said.GetProperty("whole").GetBoolean().ShouldBeTrue();
        (await page.RowsAsync()).Select(u => u.Sha256).ShouldBe([Sha(one), Sha(other)], ignoreOrder: true);
        var shown = (await page.ShownAsync()).Main;
        shown.ShouldContain(Sha(one));
        shown.ShouldContain(Sha(other));
        // Chosen once more it is known; the last piece sent again, its answer having been lost, changes nothing.
        (await page.PieceAsync(one)).Said.GetProperty("whole").GetBoolean().ShouldBeTrue();
        (await page.PieceAsync(one, 4000, one[4000..])).Said.GetProperty("whole").GetBoolean().ShouldBeTrue();
        (await page.RowsAsync()).Count.ShouldBe(2);
        page.Parts.ShouldBeEmpty();
    }

    [Fact]
    public async Task Photographs_WithTheSameNameAndLength_AreTwo_AlsoWithoutJavaScript_AndTheSameOneTwiceIsOne()
    {
        using var page = await Page.OpenAsync(town, "Luca Ferrara");
        var (one, other) = (Photo(), Photo());
        (await page.WholeAsync(one)).ShouldBe(HttpStatusCode.OK);
        (await page.WholeAsync(other)).ShouldBe(HttpStatusCode.OK);
        (await page.WholeAsync(one)).ShouldBe(HttpStatusCode.OK);
        (await page.RowsAsync()).Select(u => u.Sha256).ShouldBe([Sha(one), Sha(other)], ignoreOrder: true);
    }

    [Fact]
    public async Task StoppedPhotograph_IsFinishedByTheWholeForm_OnlyWhenItIsTheSame()
    {
        using var page = await Page.OpenAsync(town, "Amina Haddad");
        var (one, other) = (Photo(), Photo());
        await page.PieceAsync(one);
        await page.PieceAsync(one, 0, one[..4000]);
        (await page.WholeAsync(other)).ShouldBe(HttpStatusCode.OK).Main.ShouldContain("Caricamento interrotto al 44 %");
        (await page.WholeAsync(one)).ShouldBe(HttpStatusCode.OK).Main.ShouldNotContain("Caricamento interrotto");
        (await page.RowsAsync()).Select(u => u.Sha256).ShouldBe([Sha(one), Sha(other)], ignoreOrder: true);
        page.Parts.ShouldBeEmpty();
    }

    [Fact]
    public async Task Bytes_ThatAreNotThoseOfTheFingerprint_AreRefusedInWords_AndNothingIsKept()
    {
        using var page = await Page.OpenAsync(town);
        var (one, other) = (Photo(), Photo());
        await page.PieceAsync(one);
        await page.PieceAsync(one, 0, one[..4000]);
        var (status, said) = await page.PieceAsync(one, 4000, other[4000..]);
        status.ShouldBe(HttpStatusCode.BadRequest);
        said.GetProperty("error").GetString()!.ShouldContain("non è il file scelto");
        (await page.RowsAsync()).ShouldBeEmpty();
        page.Parts.ShouldBeEmpty();
        foreach (var wrong in (string?[])[null, "abc", new string('z', 64), "z" + new string('a', 63)])
        {
            (status, said) = await page.PieceAsync(one, sha256: wrong);
            status.ShouldBe(HttpStatusCode.BadRequest, wrong);
            said.GetProperty("error").GetString()!.ShouldContain("impronta", Shouldly.Case.Sensitive, wrong);
        }
        (await page.RowsAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(10, 0)]
    [InlineData(3_000_069, 0)]
    [InlineData(2_000_000, 1_000_000)]
    public async Task Piece_BeyondWhatWasAnnounced_IsRefusedInWords_AndNothingIsKept(long announced, int before)
    {
        using var page = await Page.OpenAsync(town, "Luca Ferrara");
        var photo = Photo(3_000_070);
        if (before > 0) (await page.PieceAsync(photo, 0, photo[..before], announced)).Status.ShouldBe(HttpStatusCode.OK);
        var (status, said) = await page.PieceAsync(photo, before, photo[before..], announced);
        status.ShouldBe(HttpStatusCode.BadRequest);
        said.GetProperty("error").GetString()!.ShouldContain("più byte di quanti ne erano annunciati");
        (await page.RowsAsync()).ShouldBeEmpty();
        page.Parts.ShouldBeEmpty();
        (await page.ShownAsync()).Main.ShouldNotContain(Name);
    }

    [Fact]
    public async Task File_IsCountedAsItIsStored_ForTheReceipt_TheLimit_AndTheQuota()
    {
        using var page = await Page.OpenAsync(town, "Amina Haddad");
        var photo = Photo(3_000_070);
        (await page.PieceAsync(photo, 0, photo)).Said.GetProperty("whole").GetBoolean().ShouldBeTrue();
        var row = (await page.RowsAsync()).ShouldHaveSingleItem();
        (row.Length, row.Received).ShouldBe((3_000_070, 3_000_070));
        (await page.ShownAsync()).Main.ShouldContain("3.000.070 byte");
        var (status, said) = await page.PieceAsync(photo, announced: 300L * 1024 * 1024, name: "enorme.jpg");
        status.ShouldBe(HttpStatusCode.BadRequest);
        said.GetProperty("error").GetString()!.ShouldContain("MB");
        (await page.PieceAsync(photo, announced: 0, name: "niente.jpg")).Said.GetProperty("error").GetString()!.ShouldContain("vuoto");
        (await page.RowsAsync()).Count.ShouldBe(1);
    }
}

public sealed class PiecesOnSqlite(SqliteTown town) : PieceTests(town), IClassFixture<SqliteTown>;

public sealed class PiecesOnPostgres(PostgresTown town) : PieceTests(town), IClassFixture<PostgresTown>;
