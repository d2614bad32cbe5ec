using Liburia.Platform.Search;
using Liburia.Territory.Contracts;

namespace Liburia.Registry.Imports;

/// <summary>Finds the addresses of a file in the street register of the Comune; what is not there is told with what was probably meant.</summary>
internal sealed class StreetBook
{
    /// <summary>How kinds of streets are shortened.</summary>
    private static readonly Dictionary<string, string> Short = new()
    {
        ["v"] = "via",
        ["vle"] = "viale",
        ["v le"] = "viale",
        ["p zza"] = "piazza",
        ["pzza"] = "piazza",
        ["pza"] = "piazza",
        ["p za"] = "piazza",
        ["p le"] = "piazzale",
        ["ple"] = "piazzale",
        ["c so"] = "corso",
        ["cso"] = "corso",
        ["l go"] = "largo",
        ["lgo"] = "largo",
        ["vic"] = "vico",
        ["v co"] = "vico",
        ["vco"] = "vico",
        ["trav"] = "traversa",
        ["str"] = "strada",
        ["loc"] = "localita",
        ["c da"] = "contrada",
        ["cda"] = "contrada",
    };

    private readonly IStreetRegister register;
    private readonly Dictionary<string, Street> streets = [];
    private readonly Dictionary<Guid, IReadOnlyList<Address>> numbers = [];

    private StreetBook(IStreetRegister register) => this.register = register;

    public static async Task<StreetBook> OpenAsync(IStreetRegister register, CancellationToken cancel)
    {
        var book = new StreetBook(register);
        foreach (var street in await register.StreetsAsync(cancel)) book.streets.TryAdd(Plain(street.Name), street);
        return book;
    }

    /// <summary>Gives the line its address, or says why it has none.</summary>
    public async Task FindAsync(PersonLine line, CancellationToken cancel)
    {
        if (line.Street.Length == 0 || line.Number == 0) return;
        if (!streets.TryGetValue(Plain(line.Street), out var street))
        {
            line.Fault(PeopleFields.Street, streets.Count == 0 ? "Lo stradario del Comune è vuoto: prima delle persone si caricano le vie"
                : Meant(Plain(line.Street)) is { } meant ? $"La via non è nello stradario: forse «{meant}»" : "La via non è nello stradario");
            return;
        }
        if (!numbers.TryGetValue(street.Id, out var known)) numbers[street.Id] = known = await register.OnStreetAsync(street.Id, cancel);
        line.Address = known.FirstOrDefault(address => address.StreetNumber == line.Number
            && address.Exponent.Equals(line.Exponent, StringComparison.OrdinalIgnoreCase));
        if (line.Address is not null) return;
        var near = known.OrderBy(address => Math.Abs(address.StreetNumber - line.Number)).Take(4).OrderBy(address => address.StreetNumber)
            .ThenBy(address => address.Exponent)
            .Select(address => $"{address.StreetNumber}{(address.Exponent.Length > 0 ? "/" + address.Exponent : "")}").ToList();
        line.Fault(line.Row[PeopleFields.Number].Length > 0 ? PeopleFields.Number : PeopleFields.Street,
            $"Il civico {line.Number}{(line.Exponent.Length > 0 ? "/" + line.Exponent : "")} non è nello stradario: in {street.Name} "
            + (near.Count == 0 ? "non c'è nessun civico" : $"i più vicini sono {string.Join(", ", near)}"));
    }

    /// <summary>The one street that has all the words written, or all but the first name; else the one whose letters are nearest.</summary>
    private string? Meant(string written)
    {
        var words = written.Split(' ').Skip(1).ToHashSet();
        var same = streets.Where(street => words.Count > 0 && street.Key.Split(' ').Skip(1).ToHashSet() is var own
            && (words.IsSubsetOf(own) || own.IsSubsetOf(words))).ToList();
        return same.Count > 0 ? same[0].Value.Name : NearWords.Nearest(written, streets.Keys) is { } near ? streets[near].Name : null;
    }

    private static string Plain(string name)
    {
        var words = SearchWords.Of(name).ToList();
        foreach (var count in (int[])[2, 1])
            if (words.Count > count && Short.TryGetValue(string.Join(' ', words.Take(count)), out var whole)) return string.Join(' ',
                [whole, .. words.Skip(count)]);
        return string.Join(' ', words);
    }
}
