using Liburia.Platform.Database;
using Microsoft.Extensions.DependencyInjection;

namespace Liburia.TestKit;

/// <summary>All rows of a Comune as an export has them, to say whether something changed them.</summary>
public sealed class Rows
{
    private readonly Dictionary<string, HashSet<string>> tables = [];

    public static Task<Rows> OfAsync(Town town, string slug = "cesa") => town.InAsync(slug, async services =>
    {
        var (db, rows, written) = (services.GetRequiredService<AppDb>(), new Rows(), new List<(string Table, MemoryStream Text)>());
        await services.GetRequiredService<Platform.Portability.Tables>().WriteAsync(db, Platform.Portability.Tables.SchemaOf(db), table =>
        {
            written.Add((table, new MemoryStream()));
            return written[^1].Text;
        });
        foreach (var (table, text) in written) rows.tables[table] = [.. System.Text.Encoding.UTF8.GetString(text.ToArray()).Split('\n')];
        return rows;
    });

    /// <summary>Rows that came or went since <paramref name="before"/>, in tables other than these.</summary>
    public IReadOnlyList<string> ChangedSince(Rows before, params string[] besides) => [.. tables.Where(table => !besides.Contains(table.Key))
        .SelectMany(table => table.Value.Except(before.tables[table.Key]).Select(row => $"{table.Key} now has {row}").Concat(before.tables[table.Key].Except(table.Value).Select(row => $"{table.Key} had {row}")))];

    /// <summary>Rows with a word in them.</summary>
    public IReadOnlyList<string> With(string word, string besides = "") => [.. tables.Where(table => table.Key != besides).SelectMany(table => table.Value.Where(row => row.Contains(word, StringComparison.OrdinalIgnoreCase)).Select(row => $"{table.Key}: {row}"))];

    public int Count(string table, string word) => tables[table].Count(row => row.Contains(word, StringComparison.Ordinal));
}
