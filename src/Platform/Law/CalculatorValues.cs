using System.Globalization;
using System.Text.Json;
using Liburia.Platform.Language;

namespace Liburia.Platform.Law;

/// <summary>The inputs of a calculation, each of its declared type and within its range.</summary>
public sealed class CalculatorValues
{
    private static readonly DateOnly First = new(1850, 1, 1), Last = new(2199, 12, 31);
    private const int MostDates = 400, MostNameLength = 40;
    private readonly Dictionary<string, object> values = [];
    private readonly string path;

    private CalculatorValues(string path) => this.path = path;

    /// <exception cref="CalculatorRefused">An input is unknown, missing, of another type or out of range.</exception>
    public static CalculatorValues Read(JsonElement given, IReadOnlyList<CalculatorInput> inputs) => Read(given, inputs, "");

    public DateOnly? Day(string name) => values.TryGetValue(name, out var value) ? (DateOnly)value : null;

    public IReadOnlyList<DateOnly>? Days(string name) => values.TryGetValue(name, out var value) ? (IReadOnlyList<DateOnly>)value : null;

    public int? Number(string name) => values.TryGetValue(name, out var value) ? (int)value : null;

    /// <summary>An amount in cents of euro.</summary>
    public long? Cents(string name) => values.TryGetValue(name, out var value) ? (long)value : null;

    public string? Text(string name) => values.TryGetValue(name, out var value) ? (string)value : null;

    public bool? Flag(string name) => values.TryGetValue(name, out var value) ? (bool)value : null;

    public CalculatorValues? Object(string name) => values.TryGetValue(name, out var value) ? (CalculatorValues)value : null;

    /// <summary>A refusal about one input, for what its type does not say.</summary>
    public CalculatorRefused Refuse(string name, string it, string en) => new(path + name, new($"«{path + name}»: {it}", $"“{path + name}”: {en}"));

    /// <summary>An amount as answers write it: <c>16.00</c>.</summary>
    /// <param name="cents">Cents of euro.</param>
    public static string Euro(long cents) => (cents / 100m).ToString("0.00", CultureInfo.InvariantCulture);

    private static CalculatorValues Read(JsonElement given, IReadOnlyList<CalculatorInput> inputs, string path)
    {
        var read = new CalculatorValues(path);
        try
        {
            if (given.ValueKind != JsonValueKind.Object)
            {
                if (path.Length > 0) throw read.Refuse("", "serve un oggetto, {\"nome\": valore}.", "an object is needed, {\"name\": value}.");
                throw new CalculatorRefused(null, new("Serve un oggetto JSON, {\"nome\": valore}.", "A JSON object is needed, {\"name\": value}."));
            }
            foreach (var member in given.EnumerateObject())
            {
                if (inputs.FirstOrDefault(input => input.Name == member.Name) is not { } input) throw read.Refuse(Short(member.Name), $"nome sconosciuto. I nomi: {string.Join(", ", inputs.Select(i => i.Name))}.", $"unknown name. The names: {string.Join(", ", inputs.Select(i => i.Name))}.");
                if (member.Value.ValueKind != JsonValueKind.Null) read.values[input.Name] = read.Value(input, member.Value);
            }
        }
        catch (InvalidOperationException)
        {
            throw new CalculatorRefused(null, CalculatorJson.InvalidCharacters);
        }
        foreach (var input in inputs.Where(input => input.Required && !read.values.ContainsKey(input.Name))) throw read.Refuse(input.Name, $"manca. {input.Description.It}", $"missing. {input.Description.En}");
        return read;
    }

    private object Value(CalculatorInput input, JsonElement value)
    {
        switch (input.Type)
        {
            case InputType.Date:
                return AsDay(input.Name, value);
            case InputType.Dates:
                if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() > MostDates) throw Refuse(input.Name, $"serve un elenco di date, al più {MostDates}.", $"a list of dates is needed, {MostDates} at most.");
                return value.EnumerateArray().Select(item => AsDay(input.Name, item)).ToList();
            case InputType.Integer:
                if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt32(out var number) || number < input.Minimum || number > input.Maximum)
                    throw Refuse(input.Name, $"serve un numero intero da {input.Minimum} a {input.Maximum}.", $"a whole number from {input.Minimum} to {input.Maximum} is needed.");
                return number;
            case InputType.Money:
                if (value.ValueKind != JsonValueKind.String || value.GetString() is not { Length: <= 15 } amount || !decimal.TryParse(amount, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var euro) || euro > 1_000_000_000m || decimal.Round(euro, 2) != euro)
                    throw Refuse(input.Name, "serve un importo in euro scritto come testo, per esempio \"16.00\".", "an amount in euro written as text is needed, such as \"16.00\".");
                return (long)(euro * 100m);
            case InputType.Flag:
                return value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : throw Refuse(input.Name, "serve true o false.", "true or false is needed.");
            case InputType.Object:
                return Read(value, input.Fields, $"{path}{input.Name}.");
            default:
                if (value.ValueKind != JsonValueKind.String || Clean(value) is not { } text || text.Length > input.MaxLength) throw Refuse(input.Name, $"serve un testo di al più {input.MaxLength} caratteri.", $"a text of at most {input.MaxLength} characters is needed.");
                if (input.OneOf?.Contains(text) == false) throw Refuse(input.Name, $"uno fra: {string.Join(", ", input.OneOf)}.", $"one of: {string.Join(", ", input.OneOf)}.");
                return text;
        }
    }

    private DateOnly AsDay(string name, JsonElement value) =>
        value.ValueKind == JsonValueKind.String && DateOnly.TryParseExact(value.GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day >= First && day <= Last
            ? day
            : throw Refuse(name, $"serve una data che esiste, AAAA-MM-GG, dal {First.Year} al {Last.Year}.", $"a date that exists is needed, YYYY-MM-DD, from {First.Year} to {Last.Year}.");

    private static string? Clean(JsonElement value)
    {
        try
        {
            return CleanText.Of(value.GetString()!);
        }
        catch (UncleanText)
        {
            throw new CalculatorRefused(null, CalculatorJson.InvalidCharacters);
        }
    }

    private static string Short(string name) => name.Length > MostNameLength ? name.Cut(MostNameLength) + "…" : name;
}
