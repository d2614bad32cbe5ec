using Liburia.Platform.Portability;

namespace Liburia.TestKit;

/// <summary>The rows of a Comune as an export of it has them: the same words on every engine.</summary>
public sealed class Books(string export)
{
    private readonly Dictionary<string, IReadOnlyList<IReadOnlyDictionary<string, string?>>> read = [];

    /// <summary>Rows of a table, each value by its column; null where there is none.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, string?>> this[string table] => read.TryGetValue(table, out var rows) ? rows : read[table] = Read(table);

    private List<IReadOnlyDictionary<string, string?>> Read(string table)
    {
        using var text = new StreamReader(Path.Combine(export, "tables", table + ".csv"));
        var (csv, rows) = (new PortableCsv(text), new List<IReadOnlyDictionary<string, string?>>());
        var head = csv.Next()!;
        while (csv.Next() is { } row) rows.Add(head.Zip(row).ToDictionary(cell => cell.First!, cell => cell.Second));
        return rows;
    }
}
