using System.Net;
using System.Text;
using Liburia.TestKit;
using Shouldly;
using Xunit;

namespace Liburia.Architecture.Tests;

/// <summary>
/// Every door of the running application, asked by whoever has business there with texts that nobody types: never a failure of ours, always words, and an
/// address in a header that a header takes.
/// </summary>
[Slow("Every door, with every hostile text.")]
public abstract class HostileTextTests(Town town)
{
    /// <summary>Cuts of any even or odd length fall inside a character of one of the first two.</summary>
    private static readonly string[] Texts =
    [
        string.Concat(Enumerable.Repeat("😀", 3000)),
        "a" + string.Concat(Enumerable.Repeat("😀", 3000)),
        string.Concat(Enumerable.Repeat("e\u0301", 400)),
        new string('l', 72) + string.Concat(Enumerable.Repeat("😀", 20)),
        "\u202Eanna\u200B\u0007\u001B[31m\uFEFF",
        "/à/«»?é=ù",
        "uno\r\ndue\rtre\u2028quattro",
        "a\uFFFEb\uFFFF\uFDD0",
        "' OR 1=1 --\" * NEAR( <script>{{7*7}}${7*7}%s%n",
    ];

    private static readonly string[] Days = ["31/12/9999", "01/01/0001", "30/02/2027", "9999-12-31", "31/12/9999😀"];
    private static readonly string[] Numbers = ["99999999999999999999", "-2147483648", "2147483647", "NaN", "1e308", "12\u00a0345", "-0"];

    /// <summary>What ends the visit of whoever asks is asked last.</summary>
    private static bool Ends(Door door) => door.Pattern.EndsWith("esci", StringComparison.Ordinal) || door.Handler is "Elsewhere" or "Close";

    private static Dictionary<string, string> With(Matrix matrix, Door door, int turn)
    {
        var fields = matrix.FieldsOf(door);
        foreach (var (name, type) in door.Inputs)
        {
            var inner = Nullable.GetUnderlyingType(type) ?? (type.IsGenericType ? type.GetGenericArguments()[0] : type);
            if (inner == typeof(string)) fields[name] = Texts[turn % Texts.Length];
            else if (inner == typeof(DateOnly)) fields[name] = Days[turn % Days.Length];
            else if (inner.IsPrimitive && inner != typeof(bool)) fields[name] = Numbers[turn % Numbers.Length];
        }
        // Days are also written in fields of text, which read them by themselves.
        if (turn >= Texts.Length) foreach (var name in (string[])["al", "dal", "noto", "LegalDate", "Day"]) if (fields.ContainsKey(name)) fields[name] = Days[turn % Days.Length];
        return fields;
    }

    [Fact]
    public async Task Doors_AskedWithTextsNobodyTypes_NeverFail_AndAnswerInWords()
    {
        using var matrix = await Matrix.OfAsync(town);
        var (broken, asked) = (new List<string>(), 0);
        foreach (var door in (await matrix.DoorsAsync()).OrderBy(Ends))
        {
            if (door.Inputs.Count == 0 && !door.IsPost) continue;
            var token = door.IsPost && door.IsPage ? await Matrix.TokenAsync(await matrix.OwnerOfAsync(door), door) : null;
            for (var turn = 0; turn < Texts.Length + Days.Length; turn++)
            {
                var owner = await matrix.OwnerOfAsync(door);
                var answer = await matrix.AskAsync(owner, door, token, With(matrix, door, turn));
                asked++;
                Judge(answer, $"{door}, turn {turn}", broken);
            }
        }
        broken.ShouldBeEmpty();
        asked.ShouldBeGreaterThan(1000);
    }

    /// <summary>A NUL is no text: 400 by every way in, before anything is done with it.</summary>
    [Fact]
    public async Task Doors_AskedWithANul_Refuse_ByQuery_Form_AndMultipart()
    {
        using var matrix = await Matrix.OfAsync(town);
        var broken = new List<string>();
        foreach (var door in (await matrix.DoorsAsync()).Where(door => door.IsPage && door.Inputs.Any(input => input.Type == typeof(string))).OrderBy(Ends))
        {
            var owner = await matrix.OwnerOfAsync(door);
            var name = door.Inputs.First(input => input.Type == typeof(string)).Name;
            var path = matrix.PathOf(door);
            if (!door.IsPost)
            {
                Refused(await owner.GetAsync($"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{name}=%00", follow: false), door.ToString(), broken);
                continue;
            }
            var fields = new Dictionary<string, string>(matrix.FieldsOf(door)) { [name] = "a\0b" };
            if (await Matrix.TokenAsync(owner, door) is { Length: > 0 } token) fields["__RequestVerificationToken"] = token;
            Refused(await owner.PostAsync(path, fields, follow: false), $"{door}, form", broken);
            Refused(await owner.PostFileAsync(path, fields, "nessuno", "a.png", ApplicationSample.Png, follow: false), $"{door}, multipart", broken);
        }
        broken.ShouldBeEmpty();
    }

    private static void Refused(Answer answer, string where, List<string> broken)
    {
        Judge(answer, where, broken);
        if ((int)answer.Status < 400) broken.Add($"{where}: {(int)answer.Status}");
    }

    private static void Judge(Answer answer, string where, List<string> broken)
    {
        if ((int)answer.Status >= 500) broken.Add($"{where}: {(int)answer.Status}");
        if (answer.Location is { } location && !Ascii.IsValid(location)) broken.Add($"{where}: leads to {location}");
        var isPage = answer.Raw.Content.Headers.ContentType?.MediaType == "text/html";
        if ((int)answer.Status is >= 400 and < 500 && isPage && answer.Heading.Length == 0) broken.Add($"{where}: {(int)answer.Status} without a word");
    }

    /// <summary>The calculations take JSON from anybody.</summary>
    [Theory]
    [InlineData("{\"family_name\":\"\\ud83d\",\"given_name\":\"a\"}")]
    [InlineData("{\"family_name\":\"a\\u0000b\"}")]
    [InlineData("\"\\ud83d\"")]
    [InlineData("{\"\\ud83d\":1}")]
    public async Task Calculations_AskedWithHalfACharacter_Refuse_InWords(string json)
    {
        town.Require();
        using var client = new HttpClient(town.Handler, disposeHandler: false) { BaseAddress = new("http://cesa.localhost/") };
        foreach (var family in (string[])["codice_fiscale", "due_date_shift", "termine_procedimento"])
        {
            var answer = await client.PostAsync($"api/v1/calcolo/{family}", new StringContent(json, Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);
            answer.StatusCode.ShouldBeOneOf(HttpStatusCode.BadRequest, HttpStatusCode.NotFound);
            (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Length.ShouldBeGreaterThan(20);
        }
        (await client.PostAsync("csp", new StringContent($"{{\"csp-report\":{json}}}", Encoding.UTF8, "application/csp-report"), TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }
}

public sealed class HostileTextOnSqlite(SqliteTown town) : HostileTextTests(town), IClassFixture<SqliteTown>;

public sealed class HostileTextOnPostgres(PostgresTown town) : HostileTextTests(town), IClassFixture<PostgresTown>;
