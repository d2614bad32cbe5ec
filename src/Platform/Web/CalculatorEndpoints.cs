using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Liburia.Platform.Web;

/// <summary>The rules of law for anyone: the list of calculations, each calculation, the description of the interface.</summary>
internal static class CalculatorEndpoints
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapApi("GET", "/api/v1/openapi.json", (IEnumerable<ApiOperation> operations, IEnumerable<ICalculator> calculators) => Api.Json(OpenApi.Document(operations, calculators)));
        app.MapApi("GET", "/api/v1/calcolo", (IEnumerable<ICalculator> calculators) => Api.Json(new { families = calculators.OrderBy(c => c.Family, StringComparer.Ordinal).Select(Described) }));
        app.MapApi("GET", "/api/v1/calcolo/{family}", (string family, IEnumerable<ICalculator> calculators) => Find(calculators, family) is { } calculator ? Api.Json(Described(calculator)) : Unknown(calculators));
        app.MapApi("POST", "/api/v1/calcolo/{family}", CalculateAsync);
    }

    private static async Task<IResult> CalculateAsync(string family, HttpRequest request, IEnumerable<ICalculator> calculators, CancellationToken cancel)
    {
        if (Find(calculators, family) is not { } calculator) return Unknown(calculators);
        if (!request.HasJsonContentType()) return Api.Error(StatusCodes.Status415UnsupportedMediaType, new("I dati si mandano come application/json.", "The data is sent as application/json."));
        if (await BodyAsync(request, cancel) is not { } body) return Api.Error(StatusCodes.Status413PayloadTooLarge, new("I dati sono troppi: al più 64 kB.", "There is too much data: 64 kB at most."));
        try
        {
            return Api.Json(CalculatorJson.Answer(calculator.Calculate(CalculatorJson.Parse(body)), Texts.IsEnglish));
        }
        catch (CalculatorRefused refused)
        {
            return Api.Error(StatusCodes.Status400BadRequest, refused.Text, refused.Input);
        }
    }

    private static async Task<ReadOnlyMemory<byte>?> BodyAsync(HttpRequest request, CancellationToken cancel)
    {
        if (request.ContentLength > CalculatorJson.MaxLength) return null;
        var (buffer, length) = (new byte[CalculatorJson.MaxLength + 1], 0);
        while (length < buffer.Length && await request.Body.ReadAsync(buffer.AsMemory(length), cancel) is var read and > 0) length += read;
        return length > CalculatorJson.MaxLength ? null : buffer.AsMemory(0, length);
    }

    private static ICalculator? Find(IEnumerable<ICalculator> calculators, string family) => calculators.FirstOrDefault(calculator => calculator.Family == family);

    private static IResult Unknown(IEnumerable<ICalculator> calculators)
    {
        var families = string.Join(", ", calculators.Select(c => c.Family).Order(StringComparer.Ordinal));
        return Api.Error(StatusCodes.Status404NotFound, new($"Questo calcolo non c'è. Ci sono: {families}.", $"There is no such calculation. There are: {families}."));
    }

    private static object Described(ICalculator calculator) => new { family = calculator.Family, title = calculator.Title.ToString(), norm = calculator.Norm, inputs = calculator.Inputs.Select(Described) };

    private static object Described(CalculatorInput input) => new { name = input.Name, type = input.Type, required = input.Required, description = input.Description.ToString(), oneOf = input.OneOf, fields = input.Fields.Count == 0 ? null : input.Fields.Select(Described) };
}
