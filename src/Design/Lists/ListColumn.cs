using System.Linq.Expressions;
using Liburia.Platform.Language;

namespace Liburia.Design.Lists;

/// <summary>What a column holds: how it is written on the page and in the export follows from it.</summary>
public enum ListKind
{
    Text,
    Day,
    Moment,
    Number,
    /// <summary>In cents.</summary>
    Money,
    /// <summary>A <see cref="ListState"/>: icon and word.</summary>
    State,
}

/// <summary>A status in a list: icon and word, never colour alone.</summary>
/// <param name="Kind">info, success, warning, danger, neutral.</param>
public sealed record ListState(string Words, string Kind, string Icon)
{
    public override string ToString() => Words;
}

/// <summary>A column of a list.</summary>
/// <param name="Name">In the address.</param>
/// <param name="Value">A text, a day, a moment (UTC), a number or a <see cref="ListState"/>, as the kind says.</param>
public sealed record ListColumn<T>(string Name, Texts Title, ListKind Kind, Func<T, object?> Value)
{
    /// <summary>What the rows are ordered by, the first thing first; none where the column orders nothing: no index stands behind it.</summary>
    public IReadOnlyList<Expression<Func<T, object?>>> Order { get; init; } = [];

    /// <summary>Where the cell leads; of the first column it is the row's own page if the list says none.</summary>
    public Func<T, string?>? Href { get; init; }

    /// <summary>A partial that draws the cell, where it is more than a value; the export takes the value.</summary>
    public string? Partial { get; init; }

    /// <summary>What the partial draws; none for the row itself.</summary>
    public Func<T, object>? Drawn { get; init; }

    /// <summary>Words of the offices: Italian on English pages too.</summary>
    public bool IsItalian { get; init; }

    /// <summary>In the export alone.</summary>
    public bool IsExportedOnly { get; init; }

    /// <summary>On the page alone: a control, a link.</summary>
    public bool IsShownOnly { get; init; }
}
