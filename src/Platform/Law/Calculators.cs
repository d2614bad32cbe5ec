using System.Text.Encodings.Web;
using System.Text.Json;
using Liburia.Platform.Language;

namespace Liburia.Platform.Law;

/// <summary>A rule of law as a public service: inputs as JSON, a result and how it came about. Stateless, about no one.</summary>
public interface ICalculator
{
    /// <summary>Name in addresses and on the command line.</summary>
    string Family { get; }

    Texts Title { get; }

    /// <summary>The articles the calculation rests on.</summary>
    string Norm { get; }

    IReadOnlyList<CalculatorInput> Inputs { get; }

    /// <param name="inputs">An object with the members that <see cref="Inputs"/> names and no others.</param>
    /// <exception cref="CalculatorRefused">An input is unknown, missing, of another type or out of range.</exception>
    Calculation Calculate(JsonElement inputs);
}

/// <summary>One input of a calculation.</summary>
/// <param name="Type">One of <see cref="InputType"/>.</param>
/// <param name="Required">The others may be left out or null.</param>
public sealed record CalculatorInput(string Name, string Type, bool Required, Texts Description)
{
    /// <summary>Least and most of an integer.</summary>
    public int Minimum { get; init; }

    public int Maximum { get; init; } = 3650;

    /// <summary>Most characters of a text.</summary>
    public int MaxLength { get; init; } = 200;

    /// <summary>The texts admitted; none where any is.</summary>
    public IReadOnlyList<string>? OneOf { get; init; }

    /// <summary>The members of an object.</summary>
    public IReadOnlyList<CalculatorInput> Fields { get; init; } = [];
}

/// <summary>How inputs are written: dates <c>yyyy-MM-dd</c>, money as text in euro (<c>"16.00"</c>).</summary>
public static class InputType
{
    public const string Date = "date", Dates = "date[]", Integer = "integer", Money = "money", Text = "string", Flag = "boolean", Object = "object";
}

/// <param name="Result">What is serialised: a text, or an object; dates <c>yyyy-MM-dd</c>, money as text in euro.</param>
/// <param name="Explanation">How it came about, a sentence a line.</param>
public sealed record Calculation(object? Result, IReadOnlyList<Texts> Explanation);

/// <summary>The inputs do not allow a calculation.</summary>
/// <param name="input">The input's name, with a point before a member of it; null when it is about all of them.</param>
public sealed class CalculatorRefused(string? input, Texts message) : Exception(message.It)
{
    public string? Input { get; } = input;
    public Texts Text { get; } = message;
}

/// <summary>JSON as calculations read and write it.</summary>
public static class CalculatorJson
{
    /// <summary>Most bytes, or characters, of the inputs.</summary>
    public const int MaxLength = 64 * 1024;

    /// <summary>Accented letters and apostrophes as they are: the answers are no part of a page.</summary>
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    /// <summary>An escaped half of a character, or bytes that are no UTF-8: the reader finds them late.</summary>
    internal static readonly Texts InvalidCharacters = new("I dati contengono caratteri non validi: serve UTF-8.", "The data holds invalid characters: UTF-8 is needed.");

    /// <exception cref="CalculatorRefused">It is no JSON.</exception>
    public static JsonElement Parse(ReadOnlyMemory<byte> json) => Guarded(() => JsonDocument.Parse(json, Strict));

    /// <inheritdoc cref="Parse(ReadOnlyMemory{byte})"/>
    public static JsonElement Parse(string json) => Guarded(() => JsonDocument.Parse(json, Strict));

    /// <summary>The answer to who asked, in one language.</summary>
    public static object Answer(Calculation calculation, bool english) => new { result = calculation.Result, explanation = calculation.Explanation.Select(line => english ? line.En : line.It) };

    private static JsonElement Guarded(Func<JsonDocument> read)
    {
        try
        {
            using var document = read();
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            throw new CalculatorRefused(null, new("I dati non sono JSON valido: serve un solo oggetto, {\"nome\": valore}, senza nomi ripetuti.", "The data is not valid JSON: one object is needed, {\"name\": value}, without repeated names."));
        }
        catch (Exception fault) when (fault is InvalidOperationException or ArgumentException)
        {
            throw new CalculatorRefused(null, InvalidCharacters);
        }
    }
}
