using System.Text.Json;
using CsvHelper;

namespace Liburia.Consortium;

/// <summary>A promise of the founding texts and the tests that prove it; none means it is not there yet.</summary>
internal sealed record Promise(string Id, string Phrase, string English, IReadOnlyList<string> Tests);

/// <summary>The 89 promises, with the proofs the test suite wrote into <c>proofs.json</c>. Nothing here is typed by hand.</summary>
internal static class Promises
{
    private static readonly Lazy<IReadOnlyList<Promise>> Loaded = new(Load);

    public static IReadOnlyList<Promise> All => Loaded.Value;

    private static IReadOnlyList<Promise> Load()
    {
        var assembly = typeof(Promises).Assembly;
        using var proofs = assembly.GetManifestResourceStream("Liburia.Consortium.Seed.proofs.json")!;
        var tests = JsonSerializer.Deserialize<Dictionary<string, List<string>>>(proofs)!;
        using var phrases = assembly.GetManifestResourceStream("Liburia.Consortium.Seed.capabilities.csv")!;
        using var csv = new CsvReader(new StreamReader(phrases), System.Globalization.CultureInfo.InvariantCulture);
        csv.Read();
        csv.ReadHeader();
        var promises = new List<Promise>();
        while (csv.Read())
        {
            var id = csv.GetField("id")!;
            promises.Add(new Promise(id, csv.GetField("phrase")!, csv.GetField("english")!, tests.GetValueOrDefault(id) ?? []));
        }
        return promises;
    }
}
