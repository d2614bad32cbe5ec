using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;
using Liburia.Platform.Search;

namespace Liburia.Subjects.Contracts;

/// <summary>The Comuni of Italy of all times and the foreign states, by the codes that a tax code holds (sources and licences in
/// src/Subjects/README.md).</summary>
public static class BirthPlaces
{
    private static readonly Lazy<Tables> Known = new(Tables.Load);

    /// <summary>By its code; null when no place has it.</summary>
    public static BirthPlace? Find(string code) => Known.Value.ByCode.GetValueOrDefault(code.Trim().ToUpperInvariant());

    /// <summary>By its name, case, accents and apostrophes aside: those that exist today first, as many as there are.</summary>
    public static IReadOnlyList<BirthPlace> Named(string name) => [.. Known.Value.ByName[Plain(name)]];

    /// <summary>A state by its Italian or English name, or by its two or three letters; also Italy, whose code is empty. Null when there is none.</summary>
    public static BirthPlace? State(string written) => Known.Value.States.GetValueOrDefault(Plain(written));

    private static string Plain(string name) => string.Join(' ', SearchWords.Of(name));

    private sealed record Tables(IReadOnlyDictionary<string, BirthPlace> ByCode, ILookup<string, BirthPlace> ByName, IReadOnlyDictionary<string,
        BirthPlace> States)
    {
        public static Tables Load()
        {
            var (italian, states) = (new List<(BirthPlace Place, bool IsActive)>(), new Dictionary<string, BirthPlace>());
            foreach (var row in Rows("birth-places.csv")) italian.Add((new(row["code"], row["name"], row["province"], null), row["active"] == "1"));
            var abroad = new List<BirthPlace>();
            // Those that ceased come last: their names are the older ones.
            foreach (var row in Rows("foreign-states.csv").OrderBy(row => row["ceased"]))
            {
                var state = new BirthPlace(row["code"], row["name"], null, row["iso3"].Length == 3 ? row["iso3"] : null);
                foreach (var name in (string[])[row["name"], row["name_en"], row["iso2"], row["iso3"]])
                    if (name.Length > 0) states.TryAdd(Plain(name), state);
                if (state.Code.Length > 0) abroad.Add(state);
            }
            var all = italian.OrderByDescending(one => one.IsActive).Select(one => one.Place).Concat(abroad).ToList();
            return new(all.DistinctBy(place => place.Code).ToDictionary(place => place.Code), all.ToLookup(place => Plain(place.Name)), states);
        }

        private static IEnumerable<Dictionary<string, string>> Rows(string file)
        {
            using var stream = typeof(BirthPlaces).Assembly.GetManifestResourceStream("Liburia.Subjects.Seed." + file)!;
            using var csv = new CsvReader(new StreamReader(stream), new CsvConfiguration(CultureInfo.InvariantCulture));
            csv.Read();
            csv.ReadHeader();
            while (csv.Read()) yield return csv.HeaderRecord!.ToDictionary(name => name, name => csv.GetField(name) ?? "");
        }
    }
}
