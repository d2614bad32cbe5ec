using System.Globalization;
using System.Reflection;
using CsvHelper;
using CsvHelper.Configuration;

namespace Liburia.Platform.Law;

/// <summary>A row of a rule table: it holds between two days, both included, and names its source.</summary>
public interface IDated
{
    DateOnly? ValidFrom { get; }
    DateOnly? ValidTo { get; }
}

/// <summary>Rules of law as dated data: a CSV shipped with the module, asked for a day.</summary>
public sealed class DatedTable<T>(IReadOnlyList<T> rows) where T : IDated
{
    /// <summary>Every row, those no longer in force included.</summary>
    public IReadOnlyList<T> All => rows;

    public IEnumerable<T> On(DateOnly day) => rows.Where(row => (row.ValidFrom ?? DateOnly.MinValue) <= day && day <= (row.ValidTo ?? DateOnly.MaxValue));

    /// <summary>Reads the embedded file <paramref name="name"/> of an assembly.</summary>
    /// <exception cref="InvalidOperationException">The file is not there.</exception>
    public static DatedTable<T> Embedded(Assembly assembly, string name, Func<IReaderRow, T> read)
    {
        using var stream = assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"No table {name}.");
        using var csv = new CsvReader(new StreamReader(stream), new CsvConfiguration(CultureInfo.InvariantCulture));
        csv.Read();
        csv.ReadHeader();
        var rows = new List<T>();
        while (csv.Read()) rows.Add(read(csv));
        return new DatedTable<T>(rows);
    }
}

/// <summary>Reading of the columns every rule table has.</summary>
public static class DatedColumns
{
    public static DateOnly? Day(this IReaderRow row, string column) =>
        row.GetField(column) is { Length: > 0 } text ? DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture) : null;
}
