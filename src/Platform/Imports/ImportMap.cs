using System.Security.Cryptography;
using System.Text;
using Liburia.Platform.Language;
using Liburia.Platform.Search;

namespace Liburia.Platform.Imports;

/// <summary>Which column is which field: proposed from the headings, checked, and read by.</summary>
internal static class ImportMap
{
    private const int Longest = 200;

    /// <summary>What Excel writes in place of a value that could not be computed.</summary>
    private static readonly HashSet<string> CellErrors = ["#REF!", "#N/A", "#N/D", "#VALUE!", "#VALORE!", "#NAME?", "#NOME?", "#DIV/0!", "#NUM!", "#NULL!",
        "#RIF!", "#NULLO!"];

    public static string KeyOf(IEnumerable<string> headings) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', headings.Select(Plain)))));

    /// <summary>Columns whose heading is one of a field's; two columns for one field are nobody's guess.</summary>
    public static Dictionary<int, string> Propose(ImportKind kind, IReadOnlyList<string> headings)
    {
        var known = new Dictionary<string, string>();
        foreach (var field in kind.Fields)
            foreach (var heading in (string[])[field.Label.It, field.Label.En, field.Name, .. field.Headings]) known.TryAdd(Plain(heading), field.Name);
        return headings.Select((heading, column) => (column, field: known.GetValueOrDefault(Plain(heading)))).Where(one => one.field is not null)
            .GroupBy(one => one.field!).Where(same => same.Count() == 1).ToDictionary(same => same.First().column, same => same.Key);
    }

    /// <exception cref="RuleBroken">A field twice, one that is needed and not there, a column or a field that does not exist.</exception>
    public static void Check(ImportKind kind, Sheet sheet, IReadOnlyDictionary<int, string> map)
    {
        foreach (var (column, field) in map)
        {
            if (column < 0 || column >= sheet.Headings.Count || kind.Fields.All(one => one.Name != field))
                throw new RuleBroken("", new("Una colonna o un campo dell'abbinamento non esiste.", "A column or field of the mapping does not exist."));
            if (map.First(other => other.Value == field).Key != column)
                throw new RuleBroken($"c{column}", new Texts("«{0}» è già la colonna «{1}».", "«{0}» is column «{1}» already.")
                    .With(kind.Fields.First(one => one.Name == field).Label, sheet.NameOf(map.First(other => other.Value == field).Key)));
        }
        var missing = kind.Fields.Where(field => field.IsRequired && !map.Values.Contains(field.Name)).Select(field => field.Label).ToList();
        if (missing.Count > 0)
            throw new RuleBroken("",
                new($"Manca la colonna di: {string.Join(", ", missing.Select(label => label.It))}. Scegli quale colonna del file la contiene.",
                $"No column for: {string.Join(", ", missing.Select(label => label.En))}. Choose which column holds it."));
    }

    /// <summary>The lines by their fields, and what is wrong with them before anybody looks at what they mean.</summary>
    public static (IReadOnlyList<ImportRow> Rows, ILookup<int, ImportFault> Faults) Read(ImportKind kind, Sheet sheet, IReadOnlyDictionary<int, string> map)
    {
        var (rows, faults) = (new List<ImportRow>(), new List<(int Line, ImportFault Fault)>());
        var columns = kind.Fields.Select(field => (Field: field, Column: map.FirstOrDefault(one => one.Value == field.Name, new(-1, "")).Key))
            .Where(one => one.Column >= 0).ToList();
        foreach (var row in sheet.Rows)
        {
            var values = new Dictionary<string, string>();
            var filled = row.Cells.Count;
            while (filled > 0 && row.Cells[filled - 1].Length == 0) filled--;
            if (row.Cells.Count < sheet.Headings.Count || filled > sheet.Headings.Count)
                faults.Add((row.Line,
                    new("", $"La riga ha {row.Cells.Count} colonne, le intestazioni {sheet.Headings.Count}: un separatore manca o è di troppo, o il file è tronco")));
            foreach (var (field, column) in columns)
            {
                var value = column < row.Cells.Count ? row.Cells[column] : "";
                if (value.Length > 0) values[field.Name] = value;
                if (FaultOf(field, value) is { } fault) faults.Add((row.Line, new(field.Name, fault)));
                else if (value.Length > 0 && field.Value == ImportValue.Day) values[field.Name] = $"{Day(value):yyyy-MM-dd}";
                else if (value.Length > 0 && field.Value == ImportValue.Number) values[field.Name] = value.TrimStart('0').PadLeft(1, '0');
            }
            rows.Add(new(row.Line, values));
        }
        return (rows, faults.ToLookup(one => one.Line, one => one.Fault));
    }

    private static string? FaultOf(ImportField field, string value)
    {
        if (value.Length == 0) return field.IsRequired ? "Manca" : null;
        if (CellErrors.Contains(value)) return "La formula del foglio dà un errore";
        if (value.Length > Longest) return $"È più lungo di {Longest} caratteri";
        return field.Value switch
        {
            ImportValue.Day when !ItalianDay.TryRead(DayOf(value), out _) =>
                "Non è una data che esiste: serve giorno, mese e anno di quattro cifre, come 23/11/2026",
            ImportValue.Number when value.Length > 9 || !value.All(char.IsAsciiDigit) => "Non è un numero di sole cifre",
            _ => null,
        };
    }

    private static DateOnly Day(string value) => ItalianDay.TryRead(DayOf(value), out var day) ? day : default;

    /// <summary>Programs write midnight beside a day.</summary>
    private static string DayOf(string value) => value.EndsWith(" 00:00:00", StringComparison.Ordinal) ? value[..^9]
        : value.EndsWith(" 00:00", StringComparison.Ordinal) ? value[..^6] : value;

    private static string Plain(string heading) => string.Join(' ', SearchWords.Of(heading));
}
