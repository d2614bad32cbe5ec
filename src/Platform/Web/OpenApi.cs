using System.Text.Json.Nodes;
using Liburia.Platform.Language;
using Liburia.Platform.Law;

namespace Liburia.Platform.Web;

/// <summary>Describes the open interface (OpenAPI 3.1) from what is registered, in the language of who asks.</summary>
internal static class OpenApi
{
    private const string Tag = "calcolo";

    public static JsonObject Document(IEnumerable<ApiOperation> operations, IEnumerable<ICalculator> calculators)
    {
        var paths = new JsonObject();
        foreach (var operation in Own.Concat(calculators.OrderBy(c => c.Family, StringComparer.Ordinal).Select(OfCalculator)).Concat(operations))
        {
            if (paths[operation.Path] is not JsonObject path) paths[operation.Path] = path = [];
            path[operation.Method.ToLowerInvariant()] = Described(operation);
        }
        return new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject
            {
                ["title"] = "Liburia",
                ["version"] = typeof(OpenApi).Assembly.GetName().Version!.ToString(3),
                ["description"] = Say.T("Regole e dati pubblici del Comune, senza registrazione. Le risposte sono in italiano, in inglese con Accept-Language: en.", "Rules and public data of the Comune, without registration. Answers are in Italian, in English with Accept-Language: en."),
            },
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["schemas"] = new JsonObject
                {
                    ["Error"] = Object(new JsonObject { ["error"] = Text(Say.T("Che cosa non va.", "What is wrong.")), ["input"] = Text(Say.T("L'ingresso di cui si parla.", "The input it is about.")) }, "error"),
                },
            },
        };
    }

    private static IEnumerable<ApiOperation> Own =>
    [
        new("GET", "/api/v1/calcolo", new("I calcoli e i loro ingressi", "The calculations and their inputs"), Tag, Object(new JsonObject { ["families"] = Array(new JsonObject { ["type"] = "object" }) }, "families")),
        new("GET", "/api/v1/openapi.json", new("Questa descrizione", "This description"), "api", new JsonObject { ["type"] = "object" }),
    ];

    private static ApiOperation OfCalculator(ICalculator calculator) => new(
        "POST", $"/api/v1/calcolo/{calculator.Family}", new($"{calculator.Title.It} ({calculator.Norm})", $"{calculator.Title.En} ({calculator.Norm})"), Tag,
        Object(new JsonObject { ["result"] = new JsonObject { ["description"] = Say.T("Il risultato.", "The result.") }, ["explanation"] = Array(Text(Say.T("Come ci si arriva, una frase per riga.", "How one gets there, a sentence a line."))) }, "result", "explanation"),
        Inputs(calculator.Inputs));

    private static JsonObject Described(ApiOperation operation)
    {
        var responses = new JsonObject { ["200"] = Content(Say.T("Va bene", "Well"), operation.Answer.DeepClone()) };
        var described = new JsonObject { ["summary"] = operation.Summary.ToString(), ["tags"] = new JsonArray(operation.Tag), ["responses"] = responses };
        if (operation.Parameters.Count > 0)
            described["parameters"] = new JsonArray([.. operation.Parameters.Select(p => new JsonObject { ["name"] = p.Name, ["in"] = p.In, ["required"] = p.Required, ["description"] = p.Description.ToString(), ["schema"] = p.Schema.DeepClone() })]);
        if (operation.Body is null) return described;
        described["requestBody"] = new JsonObject { ["required"] = true, ["content"] = new JsonObject { ["application/json"] = new JsonObject { ["schema"] = operation.Body.DeepClone() } } };
        foreach (var (status, words) in new[] { ("400", Say.T("I dati non vanno bene", "The data is not right")), ("413", Say.T("I dati sono troppi", "Too much data")), ("415", Say.T("I dati non sono JSON", "The data is not JSON")), ("429", Say.T("Troppe richieste", "Too many requests")) })
            responses[status] = Content(words, new JsonObject { ["$ref"] = "#/components/schemas/Error" });
        return described;
    }

    private static JsonObject Content(string words, JsonNode schema) => new() { ["description"] = words, ["content"] = new JsonObject { ["application/json"] = new JsonObject { ["schema"] = schema } } };

    private static JsonObject Inputs(IReadOnlyList<CalculatorInput> inputs)
    {
        var properties = new JsonObject();
        foreach (var input in inputs) properties[input.Name] = Schema(input);
        var schema = Object(properties, [.. inputs.Where(i => i.Required).Select(i => i.Name)]);
        schema["additionalProperties"] = false;
        return schema;
    }

    private static JsonObject Schema(CalculatorInput input)
    {
        var schema = input.Type switch
        {
            InputType.Date => new JsonObject { ["type"] = "string", ["format"] = "date" },
            InputType.Dates => Array(new JsonObject { ["type"] = "string", ["format"] = "date" }),
            InputType.Integer => new JsonObject { ["type"] = "integer", ["minimum"] = input.Minimum, ["maximum"] = input.Maximum },
            InputType.Money => new JsonObject { ["type"] = "string", ["pattern"] = @"^\d{1,10}(\.\d{1,2})?$", ["examples"] = new JsonArray("16.00") },
            InputType.Flag => new JsonObject { ["type"] = "boolean" },
            InputType.Object => Inputs(input.Fields),
            _ => new JsonObject { ["type"] = "string", ["maxLength"] = input.MaxLength },
        };
        if (input.OneOf is { } admitted) schema["enum"] = new JsonArray([.. admitted.Select(word => (JsonNode)word), .. input.Required ? [] : new JsonNode?[] { null }]);
        if (!input.Required) schema["type"] = new JsonArray(schema["type"]!.GetValue<string>(), "null");
        schema["description"] = input.Description.ToString();
        return schema;
    }

    private static JsonObject Object(JsonObject properties, params string[] required) => new() { ["type"] = "object", ["properties"] = properties, ["required"] = new JsonArray([.. required.Select(name => (JsonNode)name)]) };

    private static JsonObject Array(JsonObject items) => new() { ["type"] = "array", ["items"] = items };

    private static JsonObject Text(string description) => new() { ["type"] = "string", ["description"] = description };
}
