using System.Globalization;
using Liburia.Platform.Language;

namespace Liburia.Design.Lists;

/// <summary>A page of a list, ready to be drawn by <c>it-list</c>.</summary>
public sealed class ListView
{
    public required Texts Caption { get; init; }
    public required ListAddress Address { get; init; }
    public required IReadOnlyList<ListHead> Heads { get; init; }
    public required IReadOnlyList<ListRow> Rows { get; init; }

    /// <summary>How many rows there are in all pages, or the most that is counted.</summary>
    public required int Count { get; init; }

    /// <summary>There are more than were counted.</summary>
    public required bool IsMore { get; init; }

    public Texts? Search { get; init; }
    public required IReadOnlyList<ListFilter> Filters { get; init; }
    public required IReadOnlyList<string> Keeps { get; init; }
    public required IReadOnlyList<ListTab> Tabs { get; init; }
    public required Texts EmptyTitle { get; init; }
    public required Texts EmptyText { get; init; }

    /// <summary>The whole of what is found can be taken away as a file.</summary>
    public required bool IsExported { get; init; }

    /// <summary>Something the count does not say: that words were too common to look through all.</summary>
    public string? Note { get; set; }

    public bool HasChoices => Rows.Any(row => row.Choice is not null);

    public bool IsFiltered => Address.HasAny([ListAddress.WordsName, .. Filters.Select(filter => filter.Name)]);

    public int Pages => Math.Max(1, (Count + Address.Size - 1) / Address.Size);

    /// <summary>«Righe 51–100 di 312».</summary>
    public string InWords
    {
        get
        {
            var first = (Address.Page - 1) * Address.Size + 1;
            var (from, to, all) = (Say.Number(first), Say.Number(first + Rows.Count - 1), Say.Number(Count));
            if (Rows.Count == Count && !IsMore) return Count == 1 ? Say.T("Una riga", "One row") : Say.T($"{all} righe", $"{all} rows");
            return IsMore ? Say.T($"Righe {from}–{to} di più di {all}", $"Rows {from}–{to} of more than {all}") : Say.T($"Righe {from}–{to} di {all}", $"Rows {from}–{to} of {all}");
        }
    }
}

/// <summary>The head of a column.</summary>
/// <param name="Href">Orders the rows by it; none where it orders nothing.</param>
/// <param name="Sorted">ascending or descending, where it is what orders them.</param>
public sealed record ListHead(string Name, Texts Title, ListKind Kind, string? Href, string? Sorted);

/// <summary>A row.</summary>
/// <param name="Href">The page of the thing.</param>
/// <param name="Choice">What its box sends; none where it cannot be chosen.</param>
public sealed record ListRow(string? Href, string? Choice, IReadOnlyList<ListCell> Cells);

/// <summary>A cell.</summary>
/// <param name="Drawn">What the partial draws.</param>
public sealed record ListCell(ListHead Head, object? Value, string? Href, string? Partial, object Drawn, bool IsItalian)
{
    public string Text => Written(Value, Head.Kind);

    /// <summary>As it stands on the page.</summary>
    internal static string Written(object? value, ListKind kind) => value switch
    {
        null => "",
        DateOnly day => Say.ShortDay(day),
        DateTime moment => kind == ListKind.Day ? Say.ShortDay(Platform.Law.LegalTime.DayOf(moment)) : Say.ShortMoment(moment),
        long or int => kind == ListKind.Money ? Say.Euro(Convert.ToInt64(value, CultureInfo.InvariantCulture)) : Say.Number(Convert.ToInt64(value, CultureInfo.InvariantCulture)),
        _ => value.ToString() ?? "",
    };

    /// <summary>As programs read it: days and money in Italian form, figures without signs between them.</summary>
    internal static string Exported(object? value, ListKind kind) => value switch
    {
        long or int => kind == ListKind.Money
            ? (Convert.ToInt64(value, CultureInfo.InvariantCulture) / 100m).ToString("0.00", ItalianCulture.Instance)
            : Convert.ToInt64(value, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture),
        _ => Written(value, kind),
    };
}
