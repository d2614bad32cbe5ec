using System.Text.Json;
using Shouldly;
using Xunit;

namespace Liburia.EndToEnd.Tests;

/// <summary>The rules on the command line, without an installation: a JSON object in, a JSON object out.</summary>
public sealed class CalcTests
{
    private static readonly string Nowhere = Path.Combine(Path.GetTempPath(), $"liburia-calc-{Guid.NewGuid():n}");

    [Fact]
    public async Task Calc_ReadsAnObject_AndAnswersResultAndExplanation()
    {
        var (code, words) = await ServerProcess.LiburiaAsync(["calc", "codice_fiscale", "--data", Nowhere], """{"surname":"D'Amico","givenName":"Nicolò","birthDate":"2005-02-28","sex":"M","placeCode":"A509"}""");
        code.ShouldBe(0, words);
        using var json = JsonDocument.Parse(words);
        json.RootElement.GetProperty("result").GetString().ShouldBe("DMCNCL05B28A509K");
        json.RootElement.GetProperty("explanation")[0].GetString().ShouldBe("DMC dal cognome, NCL dal nome");
        Directory.Exists(Nowhere).ShouldBeFalse();
    }

    [Fact]
    public async Task Calc_WithoutAName_ListsTheRules()
    {
        var (code, words) = await ServerProcess.LiburiaAsync(["calc", "--data", Nowhere], "");
        code.ShouldBe(0, words);
        foreach (var family in new[] { "building_terms", "certificates", "codice_fiscale ", "residence_terms" }) words.ShouldContain(family);
    }

    [Theory]
    [InlineData("residence_terms", "{\"received\":\"2026-02-31\"}", "«received»")]
    [InlineData("residence_terms", "", "JSON")]
    [InlineData("balla", "{}", "residence_terms")]
    public async Task Calc_OfBadInput_EndsWithTwo_AndSaysWhy(string family, string input, string why)
    {
        var (code, words) = await ServerProcess.LiburiaAsync(["calc", family, "--data", Nowhere], input);
        code.ShouldBe(2);
        words.ShouldContain(why);
    }
}
