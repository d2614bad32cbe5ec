using System.Text.Json;

namespace Liburia.TestKit;

/// <summary>The worked examples of the domain, which stand in a shared folder beside the project.</summary>
public static class Vectors
{
    private static readonly Lazy<IReadOnlyList<JsonElement>> Rows = new(() =>
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "shared", "data", "domain-vectors.json"))) folder = folder.Parent ?? throw new InvalidOperationException("No shared folder beside the project.");
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder.FullName, "shared", "data", "domain-vectors.json")));
        return [.. document.RootElement.GetProperty("vectors").EnumerateArray().Select(row => row.Clone())];
    });

    /// <summary>The ids of these families, one for each case of a theory.</summary>
    public static IEnumerable<string> Ids(params string[] families) => Rows.Value.Where(row => families.Contains(row.GetProperty("family").GetString())).Select(row => row.GetProperty("id").GetString()!);

    public static (string Family, JsonElement Inputs, JsonElement Expected) Find(string id)
    {
        var row = Rows.Value.Single(row => row.GetProperty("id").GetString() == id);
        return (row.GetProperty("family").GetString()!, row.GetProperty("inputs"), row.GetProperty("expected"));
    }

    /// <summary>Whether a result is the expected one; where that is an object, the result may say more.</summary>
    public static bool Fits(JsonElement expected, JsonElement result) => expected.ValueKind != JsonValueKind.Object
        ? JsonElement.DeepEquals(expected, result)
        : result.ValueKind == JsonValueKind.Object && expected.EnumerateObject().All(member => result.TryGetProperty(member.Name, out var found) && Fits(member.Value, found));
}
