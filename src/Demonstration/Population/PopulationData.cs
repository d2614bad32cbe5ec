using System.Globalization;

namespace Liburia.Demonstration.Population;

/// <summary>A place of birth in Italy.</summary>
internal sealed record BirthPlace(string Name, string Belfiore, string Province);

/// <summary>A foreign state with the names borne there; states known only as birthplaces of Italians have none.</summary>
internal sealed record Country(
    string Iso3, string PlaceCode, string Name, IReadOnlyList<string> Male, IReadOnlyList<string> Female, IReadOnlyList<string> Surnames);

/// <summary>The name lists, places and states the invented populations draw from, read once from the embedded tables.</summary>
internal sealed class PopulationData
{
    private const int LastOldYear = 1962;
    private const int FirstYoungYear = 1994;

    private static readonly Lazy<PopulationData> _current = new(() => new PopulationData());

    private readonly Dictionary<char, WeightedTable<string>> _old;
    private readonly Dictionary<char, WeightedTable<string>> _young;

    private PopulationData()
    {
        var names = Rows("given-names").ToList();
        _old = "MF".ToDictionary(s => s, s => Names(names, s, 2));
        _young = "MF".ToDictionary(s => s, s => Names(names, s, 3));
        Surnames = new(Rows("surnames").Select(r => (r[0], Number(r[1]))));

        var places = Rows("birthplaces").Select(r => (Place: new BirthPlace(r[0], r[1], r[2]), Kind: r[3], Weight: Number(r[4]))).ToList();
        NearPlaces = new(places.Where(p => p.Kind == "local").Select(p => (p.Place, p.Weight)));
        FarPlaces = new(places.Where(p => p.Kind == "wide").Select(p => (p.Place, p.Weight)));

        var foreign = Rows("foreign-names").ToLookup(r => (r[0], r[1]), r => r[2]);
        var countries = Rows("countries").Select(r => (
            Country: new Country(r[0], r[1], r[2], [.. foreign[(r[0], "M")]], [.. foreign[(r[0], "F")]], [.. foreign[(r[0], "S")]]),
            Families: Number(r[3]), Italians: Number(r[4]), Spouses: Number(r[5]))).ToList();
        Countries = countries.ToDictionary(c => c.Country.Iso3, c => c.Country);
        Immigrants = new(countries.Select(c => (c.Country, c.Families)));
        ItaliansAbroad = new(countries.Select(c => (c.Country, c.Italians)));
        ForeignSpouses = new(countries.Select(c => (c.Country, c.Spouses)));
        Streets = [.. Rows("streets").Select(r => (r[0], r[1]))];
    }

    internal static PopulationData Current => _current.Value;

    internal WeightedTable<string> Surnames { get; }

    /// <summary>Where the births of the area take place.</summary>
    internal WeightedTable<BirthPlace> NearPlaces { get; }

    /// <summary>The rest of Italy.</summary>
    internal WeightedTable<BirthPlace> FarPlaces { get; }

    internal IReadOnlyDictionary<string, Country> Countries { get; }

    internal WeightedTable<Country> Immigrants { get; }

    internal WeightedTable<Country> ItaliansAbroad { get; }

    internal WeightedTable<Country> ForeignSpouses { get; }

    /// <summary>Qualifier and name, the streets every Comune has first.</summary>
    internal IReadOnlyList<(string Qualifier, string Name)> Streets { get; }

    /// <summary>An Italian given name usual in the year of birth.</summary>
    internal string GivenName(char sex, int birthYear, SeededRandom random)
    {
        var isYoung = LastOldYear + random.Next(FirstYoungYear - LastOldYear) < birthYear;
        return (isYoung ? _young : _old)[sex].Draw(random);
    }

    private static WeightedTable<string> Names(List<string[]> rows, char sex, int column) =>
        new(rows.Where(r => r[1][0] == sex).Select(r => (r[0], Number(r[column]))));

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static IEnumerable<string[]> Rows(string table)
    {
        var name = $"{typeof(PopulationData).Namespace}.Data.{table}.csv";
        using var stream = typeof(PopulationData).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The embedded table {name} is missing.");
        using var reader = new StreamReader(stream);
        reader.ReadLine();
        while (reader.ReadLine() is { } line)
        {
            yield return line.Split(',');
        }
    }
}
