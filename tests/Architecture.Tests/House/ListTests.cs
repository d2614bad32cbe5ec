using Liburia.Design.Lists;
using Liburia.Platform.Access;
using Liburia.Platform.Language;
using Liburia.TestKit;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace Liburia.Architecture.Tests;

/// <summary>The one list, over rows of either engine: order, pages, counts, files.</summary>
public abstract class ListTests(Town town)
{
    private const int Rows = 130;
    private static readonly Guid Whose = new("00000000-0000-0000-0000-00000000c0de");

    private static ListOf<AccessRecord> List(int mostCounted = 10_000) => new()
    {
        Caption = new("Prova", "Trial"),
        EmptyTitle = new("Niente", "Nothing"),
        EmptyText = new("Niente ancora.", "Nothing yet."),
        Keeps = ["vista"],
        Filters = [new("servizio", new("Servizio", "Service"))],
        Columns =
        [
            new("when", new("Quando", "When"), ListKind.Moment, r => r.At) { Order = [r => r.At] },
            new("case", new("Pratica", "Case"), ListKind.Text, r => r.CaseId) { Order = [r => r.CaseId] },
            new("what", new("Che cosa", "What"), ListKind.Text, r => r.What),
        ],
        Unique = r => r.Id,
        Sort = "when",
        Choice = r => $"{r.Id:n}",
        MostCounted = mostCounted,
        File = "prova",
    };

    private static HttpRequest Asks(string query) => new DefaultHttpContext { Request = { QueryString = new QueryString(query) } }.Request;

    /// <summary>Many rows of one moment, half of them without a case; the words begin with the signs of formulas.</summary>
    private Task FillAsync() => town.ReadAsync("cesa", async db =>
    {
        if (await db.Set<AccessRecord>().AnyAsync(r => r.SubjectId == Whose)) return 0;
        for (var i = 0; i < Rows; i++)
            db.Add(new AccessRecord
            {
                Id = Guid.NewGuid(),
                SubjectId = Whose,
                At = new DateTime(2026, 11, 1 + (i % 3), 8, 0, 0, DateTimeKind.Utc),
                StaffName = "Prova",
                Office = "Prova",
                Purpose = "Prova",
                What = i == 0 ? "=1+1" : $"riga {i}",
                CaseId = i % 2 == 0 ? null : Guid.NewGuid(),
            });
        return await db.SaveChangesAsync();
    });

    private Task<T> WithAsync<T>(Func<IQueryable<AccessRecord>, Task<T>> read) => town.ReadAsync("cesa", db => read(db.Set<AccessRecord>().AsNoTracking().Where(r => r.SubjectId == Whose)));

    [Theory]
    [InlineData("sort=when")]
    [InlineData("sort=when&desc=1")]
    [InlineData("sort=case")]
    [InlineData("sort=-case")]
    [InlineData("")]
    public async Task Pages_OfEqualRows_HoldEachRowOnce_InEveryOrder(string order)
    {
        town.Require();
        await FillAsync();
        var (shown, moments, cases) = (new List<string>(), new List<string>(), new List<string>());
        for (var page = 1; page <= 6; page++)
        {
            var view = await WithAsync(rows => List().ShowAsync(Asks($"?{order}&righe=25&pagina={page}"), rows));
            view.Count.ShouldBe(Rows);
            view.InWords.ShouldBe(page < 6 ? $"Righe {25 * page - 24}–{25 * page} di 130" : "Righe 126–130 di 130");
            shown.AddRange(view.Rows.Select(row => row.Choice!));
            moments.AddRange(view.Rows.Select(row => row.Cells[0].Text));
            cases.AddRange(view.Rows.Select(row => row.Cells[1].Text));
        }
        shown.Distinct().Count().ShouldBe(Rows, "none twice, none left out");
        if (order is "sort=when" or "") moments.ShouldBe(moments.Order());
        if (order == "sort=when&desc=1") moments.ShouldBe(moments.OrderDescending());
        // Nothing is last, whichever way, on either engine.
        if (order.Contains("case", StringComparison.Ordinal)) cases.FindIndex(text => text.Length == 0).ShouldBe(Rows / 2);
    }

    [Fact]
    public async Task Count_StopsWhereTheListSays_AndPagesGoOn()
    {
        town.Require();
        await FillAsync();
        var first = await WithAsync(rows => List(mostCounted: 60).ShowAsync(Asks("?righe=25"), rows));
        (first.Count, first.IsMore).ShouldBe((60, true));
        first.InWords.ShouldBe("Righe 1–25 di più di 60");
        var beyond = await WithAsync(rows => List(mostCounted: 60).ShowAsync(Asks("?righe=25&pagina=5"), rows));
        (beyond.Rows.Count, beyond.IsMore).ShouldBe((25, true));
        var last = await WithAsync(rows => List(mostCounted: 60).ShowAsync(Asks("?righe=25&pagina=6"), rows));
        (last.Rows.Count, last.Count, last.IsMore).ShouldBe((5, Rows, false));
    }

    [Theory]
    [InlineData("pagina=77", 6)]
    [InlineData("pagina=0", 1)]
    [InlineData("pagina=-3", 1)]
    [InlineData("pagina=tre", 1)]
    [InlineData("pagina=99999999999999999999", 1)]
    [InlineData("righe=100000", 1)]
    [InlineData("sort=what", 1)]
    [InlineData("sort=Id%3Bdrop%20table&desc=1", 1)]
    public async Task Address_ThatAsksForWhatIsNot_ShowsAPageThatIs(string query, int page)
    {
        town.Require();
        await FillAsync();
        var view = await WithAsync(rows => List().ShowAsync(Asks(query.StartsWith("righe", StringComparison.Ordinal) ? $"?{query}" : $"?righe=25&{query}"), rows));
        view.Address.Page.ShouldBe(page);
        view.Rows.Count.ShouldBe(page == 6 ? 5 : query.StartsWith("righe", StringComparison.Ordinal) ? 50 : 25);
        view.Address.Sort.ShouldBeEmpty();
        view.Heads[0].Sorted.ShouldBe("ascending");
    }

    [Fact]
    public async Task Links_KeepWhatWasAsked_AndHostileWordsStayWords()
    {
        town.Require();
        await FillAsync();
        var view = await WithAsync(rows => List().ShowAsync(Asks("?vista=mie&q=%22%3E%3Cscript%3E&servizio=a%26b&sort=when&desc=1&altro=no&pagina=2"), rows));
        view.Address.With().ShouldBe("?vista=mie&q=%22%3E%3Cscript%3E&servizio=a%26b&sort=when&desc=1");
        view.Heads[0].Href.ShouldBe("?vista=mie&q=%22%3E%3Cscript%3E&servizio=a%26b&sort=when");
        view.Heads[1].Href.ShouldBe("?vista=mie&q=%22%3E%3Cscript%3E&servizio=a%26b&sort=case");
        view.Heads[2].Href.ShouldBeNull("no index stands behind it");
        view.IsFiltered.ShouldBeTrue();
    }

    [Fact]
    public async Task Export_HoldsEveryRow_InTheOrderAsked_AndAsksWhatColumnsNeedOnceAChunk()
    {
        town.Require();
        await FillAsync();
        var (file, count) = await WithAsync(rows => List().ExportAsync(Asks("?sort=when&desc=1&righe=25&pagina=3"), rows));
        count.ShouldBe(Rows);
        using var read = new StreamReader(file.FileStream);
        var lines = (await read.ReadToEndAsync(TestContext.Current.CancellationToken)).Split("\r\n");
        lines.Length.ShouldBe(1 + Rows + 1, "a line each, and each ended");
        lines[0].ShouldBe("\"Quando\";\"Pratica\";\"Che cosa\"");
        lines[1].ShouldStartWith("\"03/11/2026 09:00\";");
        lines.ShouldContain(line => line.EndsWith(";\"'=1+1\"", StringComparison.Ordinal));
        file.FileDownloadName.ShouldBe("prova.csv");
    }
}

public sealed class ListOnSqlite(SqliteTown town) : ListTests(town), IClassFixture<SqliteTown>;

public sealed class ListOnPostgres(PostgresTown town) : ListTests(town), IClassFixture<PostgresTown>;

/// <summary>What a table says to other programs (S47): what somebody typed is never a formula.</summary>
public sealed class CsvTests
{
    [Theory]
    [InlineData("=1+1")]
    [InlineData("+39 081")]
    [InlineData("-2")]
    [InlineData("@SUM(A1)")]
    [InlineData("\tcmd")]
    [InlineData("\rcmd")]
    [InlineData("\ncmd")]
    [InlineData("|cmd")]
    [InlineData("＝1+1")]
    [InlineData("＋1")]
    [InlineData("－1")]
    [InlineData("＠SUM(A1)")]
    public void S47_CellThatBeginsLikeAFormula_IsAText(string typed) => Csv.Cell(typed).ShouldBe($"\"'{typed}\"");

    [Theory]
    [InlineData("Via Roma 12", "\"Via Roma 12\"")]
    [InlineData("a=b", "\"a=b\"")]
    [InlineData("uno; due \"tre\"\nquattro", "\"uno; due \"\"tre\"\"\nquattro\"")]
    [InlineData("\"=1+1", "\"\"\"=1+1\"")]
    [InlineData("", "\"\"")]
    [InlineData(null, "\"\"")]
    public void Cell_OfOtherWords_IsAsItWasTyped(string? typed, string written) => Csv.Cell(typed).ShouldBe(written);

    [Fact]
    public async Task File_BeginsWithItsMark_AndEndsEveryLineAlike()
    {
        await using var file = await Csv.WriteAsync(["città", "via"], Lines());
        var bytes = new byte[file.Length];
        await file.ReadExactlyAsync(bytes, TestContext.Current.CancellationToken);
        bytes[..3].ShouldBe([0xEF, 0xBB, 0xBF]);
        System.Text.Encoding.UTF8.GetString(bytes[3..]).ShouldBe("\"città\";\"via\"\r\n\"Cesa\";\"Roma\"\r\n");

        static async IAsyncEnumerable<IEnumerable<string?>> Lines()
        {
            await Task.CompletedTask;
            yield return ["Cesa", "Roma"];
        }
    }
}
