using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Liburia.Platform;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Platform.Web;
using Liburia.TestKit;
using Liburia.Web;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Liburia.Architecture.Tests;

/// <summary>The rules as a service: the worked examples, then everything a stranger might send instead.</summary>
public sealed class CalculatorTests
{
    internal static readonly string[] Families = ["building_terms", "due_date_shift", "residence_terms", "codice_fiscale", "codice_fiscale_omocodia", "codice_fiscale_validation", "numeric_tax_code", "certificates"];

    private static readonly string[] Hostile =
    [
        "[]", "[1,2]", "{}", """{"a":{"a":{"a":{}}}}""", "1.5", "-5", "99999999999999999999999", "1e400", "true", "\"2026-02-31\"", "\"31/02/2026\"", "\"\\ud800\"", $"\"{new string('x', 10_000)}\"", "[[\"2026-01-01\"]]", "[\"2026-02-31\"]",
    ];

    private static readonly Lazy<IReadOnlyDictionary<string, ICalculator>> All = new(() =>
        CoreServices.Of(Modules.All, new Installation { DataFolder = Path.Combine(Path.GetTempPath(), "liburia-none") }, TimeProvider.System)
            .GetServices<ICalculator>().ToDictionary(calculator => calculator.Family));

    public static TheoryData<string> Examples => [.. Vectors.Ids(Families)];

    public static TheoryData<string> EachFamily => [.. Families];

    [Theory, MemberData(nameof(Examples))]
    public void Calculate_Vector_GivesTheExpectedResult_AndExplainsIt(string id)
    {
        var (family, inputs, expected) = Vectors.Find(id);
        var calculation = All.Value[family].Calculate(inputs);
        var result = JsonSerializer.SerializeToElement(calculation.Result, CalculatorJson.Options);
        Vectors.Fits(expected, result).ShouldBeTrue($"{id}: {result}, expected {expected}");
        calculation.Explanation.ShouldNotBeEmpty();
        calculation.Explanation.ShouldAllBe(line => line.It.Length > 5 && line.En.Length > 5);
    }

    [Fact]
    public void Families_AreAllThere_AndSayWhatTheyAre()
    {
        All.Value.Keys.ShouldBe(Families, ignoreOrder: true);
        foreach (var calculator in All.Value.Values)
        {
            calculator.Norm.ShouldNotBeEmpty();
            calculator.Inputs.SelectMany(input => input.Fields.Append(input)).ShouldAllBe(input => input.Description.It.Length > 3 && input.Description.En.Length > 3);
        }
    }

    [Theory, MemberData(nameof(EachFamily))]
    public void Calculate_EachInputSpoiled_IsRefusedByName(string family)
    {
        var calculator = All.Value[family];
        var sound = Vectors.Find(Vectors.Ids(family).First()).Inputs;
        foreach (var input in calculator.Inputs)
        {
            foreach (var value in Hostile)
            {
                // An empty object is a good «fees», where nothing is required.
                if (input.Type == InputType.Object && value == "{}") continue;
                if (input.Type == InputType.Dates && value == "[]") continue;
                if (input is { Type: InputType.Text, OneOf: null } && value is "\"2026-02-31\"" or "\"31/02/2026\"" && input.MaxLength >= 10) continue;
                var spoiled = Spoil(sound, input.Name, value);
                var refused = Should.Throw<CalculatorRefused>(() => calculator.Calculate(CalculatorJson.Parse(spoiled)), $"{family}.{input.Name} = {value[..Math.Min(30, value.Length)]}");
                if (!value.Contains("ud800", StringComparison.Ordinal)) refused.Input.ShouldNotBeNull().ShouldStartWith(input.Name);
                refused.Text.It.Length.ShouldBeInRange(10, 1000);
                refused.Text.En.Length.ShouldBeInRange(10, 1000);
            }
            if (input.Required) Should.Throw<CalculatorRefused>(() => calculator.Calculate(CalculatorJson.Parse(Spoil(sound, input.Name, "null")))).Input.ShouldBe(input.Name);
        }
        Should.Throw<CalculatorRefused>(() => calculator.Calculate(CalculatorJson.Parse(Spoil(sound, "pippo", "1")))).Input.ShouldBe("pippo");
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("3")]
    [InlineData("\"pdc\"")]
    [InlineData("{")]
    [InlineData("{\"kind\":\"pdc\",}")]
    [InlineData("{\"kind\":\"scia\",\"kind\":\"pdc\",\"filed\":\"2026-09-01\"}")]
    [InlineData("{\"kind\":NaN}")]
    [InlineData("// niente\n{}")]
    public void Calculate_WhatIsNoSingleObject_IsRefused(string text) =>
        Should.Throw<CalculatorRefused>(() => All.Value["building_terms"].Calculate(CalculatorJson.Parse(text))).Input.ShouldBeNull();

    [Theory]
    [InlineData("building_terms", """{"kind":"pdc","filed":"2026-09-01","integrationAsked":"2026-08-31"}""", "integrationAsked")]
    [InlineData("building_terms", """{"kind":"pdc","filed":"2026-09-01","integrationReceived":"2026-09-30"}""", "integrationAsked")]
    [InlineData("building_terms", """{"kind":"pdc","filed":"2026-09-01","integrationAsked":"2026-09-20","integrationReceived":"2026-09-19"}""", "integrationReceived")]
    [InlineData("building_terms", """{"kind":"pdcSecondIntegrationRequest","filed":"2026-09-01","requests":["2026-09-20"]}""", "requests")]
    [InlineData("building_terms", """{"kind":"pdcSecondIntegrationRequest","filed":"2026-09-01","requests":["2026-09-20","2026-09-19"]}""", "requests")]
    [InlineData("building_terms", """{"kind":"sanatoria36bisScia","filed":"2024-05-29"}""", "filed")]
    [InlineData("residence_terms", """{"received":"2026-09-01","patronDay":"13-01"}""", "patronDay")]
    [InlineData("residence_terms", """{"received":"2200-01-01"}""", "received")]
    [InlineData("codice_fiscale", """{"surname":"1","givenName":"","birthDate":"1980-01-01","sex":"M","placeCode":"H501"}""", "surname")]
    [InlineData("codice_fiscale", """{"surname":"Rossi","givenName":"Mario","birthDate":"1980-01-01","sex":"X","placeCode":"H501"}""", "sex")]
    [InlineData("codice_fiscale", """{"surname":"Rossi","givenName":"Mario","birthDate":"1980-01-01","sex":"M","placeCode":"H5O1"}""", "placeCode")]
    [InlineData("codice_fiscale_omocodia", """{"base":"RSSMRA80A01H501X","level":1}""", "base")]
    [InlineData("codice_fiscale_omocodia", """{"base":"RSSMRA80A01H501U","level":8}""", "level")]
    [InlineData("numeric_tax_code", """{"first10":"012345678"}""", "first10")]
    [InlineData("certificates", """{"type":"residence","fees":{"stampPerSheet":16}}""", "fees.stampPerSheet")]
    [InlineData("certificates", """{"type":"residence","fees":{"stampPerSheet":"16.005"}}""", "fees.stampPerSheet")]
    [InlineData("certificates", """{"type":"residence","fees":{"mancia":"1.00"}}""", "fees.mancia")]
    public void Calculate_WhatCannotBe_NamesTheInput(string family, string text, string input) =>
        Should.Throw<CalculatorRefused>(() => All.Value[family].Calculate(CalculatorJson.Parse(text))).Input.ShouldBe(input);

    [Theory]
    [InlineData("building_terms", """{"kind":"pdc","filed":"2026-09-01"}""", """{"proposalBy":"2026-10-31","actBy":"2026-11-30"}""")]
    [InlineData("building_terms", """{"kind":"pdc","filed":"2026-09-01","integrationAsked":"2026-10-02","integrationReceived":"2026-10-10"}""", """{"actBy":"2026-11-30"}""")]
    [InlineData("building_terms", """{"kind":"pdc","filed":"2026-09-01","integrationAsked":"2026-10-01"}""", """{"proposalBy":null,"actBy":null}""")]
    [InlineData("building_terms", """{"kind":"sanatoria36","filed":"2026-11-02"}""", """{"silenceBy":"2027-01-01","silence":"refusal"}""")]
    [InlineData("building_terms", """{"kind":"sanatoria36bisPdc","filed":"2026-11-02"}""", """{"silenceBy":"2026-12-17","silence":"assent"}""")]
    [InlineData("residence_terms", """{"received":"2026-08-26","patronDay":"08-27"}""", """{"registerBy":"2026-08-31","checkBy":"2026-10-10"}""")]
    [InlineData("due_date_shift", """{"due":"2026-10-04"}""", """{"shifted":"2026-10-05"}""")]
    [InlineData("due_date_shift", """{"due":"2027-10-04"}""", """{"shifted":"2027-10-05"}""")]
    [InlineData("due_date_shift", """{"due":"2027-10-04","holidays":[]}""", """{"shifted":"2027-10-04"}""")]
    [InlineData("numeric_tax_code", """{"first10":"0000000000"}""", "\"00000000000\"")]
    [InlineData("certificates", """{"type":"residence","channel":"online"}""", """{"issued":true,"stamp":"16.00","segreteria":"0.00","total":"16.00"}""")]
    [InlineData("certificates", """{"type":"residence","certifiabilityLevel":4,"channel":"online"}""", """{"issued":false,"reason":"guardian needed"}""")]
    public void Calculate_BeyondTheVectors(string family, string text, string expected)
    {
        var result = JsonSerializer.SerializeToElement(All.Value[family].Calculate(CalculatorJson.Parse(text)).Result, CalculatorJson.Options);
        Vectors.Fits(JsonElement.Parse(expected), result).ShouldBeTrue($"{result}");
    }

    [Fact]
    public void Explanation_OfADueDate_IsASentence() =>
        All.Value["due_date_shift"].Calculate(CalculatorJson.Parse("""{"due":"2026-12-08"}""")).Explanation.Single().ShouldBe(new Texts(
            "il termine cade di martedì (Immacolata): passa al mercoledì 09/12/2026 (art. 155 c. 4 e 5 c.p.c.; art. 2963 c. 3 c.c.)", "the term ends on a Tuesday (Immacolata): it moves to Wednesday 09/12/2026 (art. 155 c. 4 e 5 c.p.c.; art. 2963 c. 3 c.c.)"));

    private static string Spoil(JsonElement sound, string name, string value)
    {
        var members = sound.EnumerateObject().Where(member => member.Name != name).Select(member => $"{JsonSerializer.Serialize(member.Name)}:{member.Value.GetRawText()}");
        return "{" + string.Join(',', members.Append($"{JsonSerializer.Serialize(name)}:{value}")) + "}";
    }
}

/// <summary>The same through the running program.</summary>
public sealed class CalculatorHttpTests(SqliteTown town) : IClassFixture<SqliteTown>
{
    public static TheoryData<string> Examples => CalculatorTests.Examples;

    [Theory, MemberData(nameof(Examples))]
    public async Task Post_Vector_AnswersResultAndExplanation(string id)
    {
        var (family, inputs, expected) = Vectors.Find(id);
        var (status, answer, headers) = await PostAsync("cesa.localhost", $"/api/v1/calcolo/{family}", inputs.GetRawText());
        status.ShouldBe(HttpStatusCode.OK);
        Vectors.Fits(expected, answer.GetProperty("result")).ShouldBeTrue($"{answer}");
        answer.GetProperty("explanation").GetArrayLength().ShouldBePositive();
        headers.GetValues("Access-Control-Allow-Origin").Single().ShouldBe("*");
        headers.Contains("Set-Cookie").ShouldBeFalse();
    }

    [Theory]
    [InlineData("localhost", "/api/v1/calcolo/due_date_shift", null, "il termine cade di domenica: passa al lunedì 17/06/2024")]
    [InlineData("succivo.localhost", "/en/api/v1/calcolo/due_date_shift", null, "the term ends on a Sunday: it moves to Monday 17/06/2024")]
    [InlineData("cesa.localhost", "/api/v1/calcolo/due_date_shift", "en-GB,en;q=0.9", "the term ends on a Sunday: it moves to Monday 17/06/2024")]
    public async Task Post_OnAnyHost_InTheLanguageAsked(string host, string path, string? language, string line)
    {
        var (status, answer, _) = await PostAsync(host, path, """{"due":"2024-06-16"}""", language: language);
        status.ShouldBe(HttpStatusCode.OK);
        answer.GetProperty("explanation")[0].GetString().ShouldNotBeNull().ShouldStartWith(line);
    }

    public static TheoryData<string> HostileBodies =>
    [
        "", "non è JSON", "[1]", "null", "{", """{"due":1e400}""", """{"due":99999999999999999999}""", """{"due":"2026-02-31"}""", """{"due":{"due":{}}}""", """{"due":["2026-01-01"]}""", $$"""{"due":"{{new string('9', 10_000)}}"}""",
        new string('[', 5000), string.Concat(Enumerable.Repeat("{\"due\":", 100)) + "1" + new string('}', 100), """{"due":"2026-01-01","due":"2026-01-02"}""", """{"due":"\ud800"}""", """{"\udc00":1}""", """{"__proto__":{}}""",
    ];

    [Theory, MemberData(nameof(HostileBodies))]
    public async Task Post_HostileBody_Is400InWords(string body)
    {
        var (status, answer, headers) = await PostAsync("cesa.localhost", "/api/v1/calcolo/due_date_shift", body);
        status.ShouldBe(HttpStatusCode.BadRequest);
        answer.GetProperty("error").GetString()!.Length.ShouldBeInRange(10, 1000);
        headers.GetValues("Access-Control-Allow-Origin").Single().ShouldBe("*");
    }

    [Fact]
    public async Task Post_BytesThatAreNoText_Is400()
    {
        byte[][] bodies = [[0xFF, 0xFE, 0x00], [.. "{\"due\":\""u8, 0xC3, 0x28, .. "\"}"u8], [.. "{\""u8, 0xFF, .. "\":1}"u8]];
        foreach (var body in bodies) (await PostAsync("cesa.localhost", "/api/v1/calcolo/due_date_shift", body)).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Post_BadInput_NamesIt_InBothLanguages()
    {
        var (_, italian, _) = await PostAsync("cesa.localhost", "/api/v1/calcolo/due_date_shift", """{"due":"2026-02-31"}""");
        italian.GetProperty("input").GetString().ShouldBe("due");
        italian.GetProperty("error").GetString().ShouldBe("«due»: serve una data che esiste, AAAA-MM-GG, dal 1850 al 2199.");
        var (_, english, _) = await PostAsync("cesa.localhost", "/en/api/v1/calcolo/due_date_shift", """{"due":"2026-02-31"}""");
        english.GetProperty("error").GetString().ShouldBe("“due”: a date that exists is needed, YYYY-MM-DD, from 1850 to 2199.");
    }

    [Fact]
    public async Task Post_UnknownFamily_TooMuch_OrAnotherType_SaysSoInJson()
    {
        (await PostAsync("cesa.localhost", "/api/v1/calcolo/balla", "{}")).ShouldSatisfyAllConditions(a => a.Status.ShouldBe(HttpStatusCode.NotFound), a => a.Answer.GetProperty("error").GetString()!.ShouldContain("residence_terms"));
        (await PostAsync("cesa.localhost", "/api/v1/calcolo/due_date_shift", new string(' ', 64 * 1024) + "{}")).Status.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await PostAsync("cesa.localhost", "/api/v1/calcolo/due_date_shift", """{"due":"2024-06-16"}""", contentType: "text/plain")).Status.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        (await PostAsync("cesa.localhost", "/api/v1/balla", "{}")).ShouldSatisfyAllConditions(a => a.Status.ShouldBe(HttpStatusCode.NotFound), a => a.Answer.GetProperty("error").GetString()!.ShouldContain("openapi.json"));
        using var client = Client("cesa.localhost");
        using var put = await client.PutAsync("/api/v1/calcolo/due_date_shift", null);
        put.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
        put.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
    }

    [Fact]
    public async Task Post_TooMany_FromOneAddress_Answer429InJson_OnEveryHost_AndLeaveOthersAlone()
    {
        for (var i = 0; i < 120; i++) (await PostAsync(i % 2 == 0 ? "cesa.localhost" : "localhost", "/api/v1/calcolo/due_date_shift", """{"due":"2024-06-16"}""", address: "192.0.2.9")).Status.ShouldBe(HttpStatusCode.OK);
        var refused = await PostAsync("succivo.localhost", "/api/v1/calcolo/due_date_shift", """{"due":"2024-06-16"}""", address: "192.0.2.9");
        refused.Status.ShouldBe(HttpStatusCode.TooManyRequests);
        refused.Answer.GetProperty("error").GetString()!.ShouldContain("120");
        refused.Headers.RetryAfter.ShouldNotBeNull();
        (await PostAsync("cesa.localhost", "/api/v1/calcolo/due_date_shift", """{"due":"2024-06-16"}""")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Get_ListsTheFamilies_AndDescribesOne()
    {
        var list = await GetAsync("localhost", "/api/v1/calcolo");
        list.GetProperty("families").EnumerateArray().Select(family => family.GetProperty("family").GetString()).ShouldBe(CalculatorTests.Families, ignoreOrder: true);
        var one = await GetAsync("cesa.localhost", "/en/api/v1/calcolo/certificates");
        one.GetProperty("title").GetString()!.ShouldContain("stamp duty");
        one.GetProperty("inputs").EnumerateArray().Single(input => input.GetProperty("name").GetString() == "fees").GetProperty("fields").GetArrayLength().ShouldBe(5);
    }

    [Fact]
    public async Task OpenApi_DescribesEveryCalculation_WithItsInputs()
    {
        var document = await GetAsync("cesa.localhost", "/api/v1/openapi.json");
        document.GetProperty("openapi").GetString().ShouldBe("3.1.0");
        foreach (var family in CalculatorTests.Families)
        {
            var post = document.GetProperty("paths").GetProperty($"/api/v1/calcolo/{family}").GetProperty("post");
            var schema = post.GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("schema");
            // Every worked example sends what the schema names, and all it requires.
            foreach (var inputs in Vectors.Ids(family).Select(id => Vectors.Find(id).Inputs))
            {
                var names = inputs.EnumerateObject().Select(member => member.Name).ToList();
                names.Except(schema.GetProperty("properties").EnumerateObject().Select(p => p.Name)).ShouldBeEmpty(family);
                schema.GetProperty("required").EnumerateArray().Select(r => r.GetString()!).Except(names).ShouldBeEmpty(family);
            }
            post.GetProperty("responses").GetProperty("429").GetProperty("content").GetProperty("application/json").GetProperty("schema").GetProperty("$ref").GetString().ShouldBe("#/components/schemas/Error");
        }
    }

    [Fact]
    public void OpenApi_TakesWhatModulesRegister()
    {
        var own = new Liburia.Platform.Web.ApiOperation("GET", "/api/v1/prova/{slug}", new("Prova", "Trial"), "prova", new JsonObject { ["type"] = "object" })
        {
            Parameters = [new("slug", "path", true, new("Nome", "Name"), new JsonObject { ["type"] = "string" })],
        };
        foreach (var _ in (int[])[1, 2])
        {
            var get = Liburia.Platform.Web.OpenApi.Document([own], [])["paths"]!["/api/v1/prova/{slug}"]!["get"]!;
            get["parameters"]![0]!["name"]!.GetValue<string>().ShouldBe("slug");
        }
    }

    [Fact]
    public async Task Preflight_OfAnotherSitesPage_IsAllowed_OnTheInterfaceOnly()
    {
        using var client = Client("cesa.localhost");
        using var asked = new HttpRequestMessage(HttpMethod.Options, "/api/v1/calcolo/due_date_shift");
        using var answer = await client.SendAsync(asked);
        answer.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        answer.Headers.GetValues("Access-Control-Allow-Headers").Single().ShouldContain("Content-Type");
        answer.Headers.Contains("Access-Control-Allow-Credentials").ShouldBeFalse();
        using var page = await client.GetAsync("/");
        page.Headers.Contains("Access-Control-Allow-Origin").ShouldBeFalse();
    }

    [Fact]
    public async Task Post_WithASession_IsAnsweredWithoutLookingAtIt()
    {
        using var maria = await town.AsCitizenAsync();
        using var client = Client("cesa.localhost");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/calcolo/due_date_shift") { Content = new StringContent("""{"due":"2024-06-16"}""", Encoding.UTF8, "application/json") };
        request.Headers.Add("Cookie", string.Join("; ", maria.Cookies.Select(c => $"{c.Key}={c.Value}")));
        using var answer = await client.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Headers.CacheControl.ShouldBeNull();
    }

    private HttpClient Client(string host) => new(town.Handler, disposeHandler: false) { BaseAddress = new Uri($"http://{host}/") };

    private async Task<JsonElement> GetAsync(string host, string path)
    {
        using var client = Client(host);
        using var answer = await client.GetAsync(path);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return JsonElement.Parse(await answer.Content.ReadAsStringAsync());
    }

    private Task<(HttpStatusCode Status, JsonElement Answer, HttpResponseHeaders Headers)> PostAsync(string host, string path, string body, string contentType = "application/json", string? language = null, string? address = null) =>
        PostAsync(host, path, Encoding.UTF8.GetBytes(body), contentType, language, address);

    private async Task<(HttpStatusCode Status, JsonElement Answer, HttpResponseHeaders Headers)> PostAsync(string host, string path, byte[] body, string contentType = "application/json", string? language = null, string? address = null)
    {
        using var client = Client(host);
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        if (language is not null) request.Headers.AcceptLanguage.ParseAdd(language);
        if (address is not null) request.Headers.Add("X-Test-Address", address);
        using var answer = await client.SendAsync(request);
        return (answer.StatusCode, JsonElement.Parse(await answer.Content.ReadAsStringAsync()), answer.Headers);
    }
}
