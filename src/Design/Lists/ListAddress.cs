using System.Globalization;
using Liburia.Platform.Language;
using Microsoft.AspNetCore.Http;

namespace Liburia.Design.Lists;

/// <summary>What the address of a list asks: words, filters, order, page. The list is drawn anew from it, script or no script.</summary>
public sealed class ListAddress
{
    public const string WordsName = "q", SortName = "sort", DescendingName = "desc", PageName = "pagina", SizeName = "righe", ChosenName = "scelte";

    private const int MostPages = 4000, LongestValue = 200;
    private static readonly int[] Sizes = [25, 50, 100];
    private readonly Dictionary<string, string> kept = [];

    /// <param name="kept">The names that stay in every link of the list, in this order.</param>
    /// <param name="usual">Rows of a page, where nobody asked for more or fewer.</param>
    internal ListAddress(HttpRequest request, IEnumerable<string> kept, int usual)
    {
        foreach (var name in kept)
            if (request.Query[name].ToString() is { Length: > 0 } value) this.kept[name] = value.Cut(LongestValue);
        // A phone has one field for the order: «-due» is «due», the last first.
        var sort = request.Query[SortName].ToString();
        IsDescending = sort.StartsWith('-') || request.Query[DescendingName] == "1";
        Sort = sort.TrimStart('-').Cut(40);
        Page = int.TryParse(request.Query[PageName], NumberStyles.None, CultureInfo.InvariantCulture, out var page) ? Math.Clamp(page, 1, MostPages) : 1;
        Size = int.TryParse(request.Query[SizeName], NumberStyles.None, CultureInfo.InvariantCulture, out var size) && Sizes.Contains(size) ? size : usual;
        Usual = usual;
        IsWholePageChosen = request.Query[ChosenName] == PageName;
    }

    public string Words => this[WordsName];

    /// <summary>What the address holds under a name that stays.</summary>
    public string this[string name] => kept.GetValueOrDefault(name, "");

    /// <summary>The column the rows are ordered by; empty where the address asks for none.</summary>
    public string Sort { get; private set; }

    public bool IsDescending { get; private set; }

    public int Page { get; internal set; }

    /// <summary>Rows of a page.</summary>
    public int Size { get; }

    /// <summary>Every row of the page is chosen.</summary>
    public bool IsWholePageChosen { get; }

    private int Usual { get; }

    internal static IReadOnlyList<int> PageSizes => Sizes;

    internal void Forget() => (Sort, IsDescending) = ("", false);

    /// <summary>The same list with something changed; whoever changes filter or order begins at the first page.</summary>
    /// <param name="changes">Names and values; an empty value takes the name away.</param>
    public string With(params (string Name, string Value)[] changes)
    {
        var parts = new List<(string Name, string Value)>(kept.Select(one => (one.Key, one.Value)));
        if (Sort.Length > 0) parts.Add((SortName, Sort));
        if (IsDescending && Sort.Length > 0) parts.Add((DescendingName, "1"));
        if (Size != Usual) parts.Add((SizeName, Size.ToString(CultureInfo.InvariantCulture)));
        foreach (var change in changes)
        {
            parts.RemoveAll(part => part.Name == change.Name);
            if (change.Value.Length > 0) parts.Add(change);
        }
        return "?" + string.Join('&', parts.Select(part => $"{part.Name}={Uri.EscapeDataString(part.Value)}"));
    }

    /// <summary>Those of the names that hold something.</summary>
    internal bool HasAny(IEnumerable<string> names) => names.Any(kept.ContainsKey);
}
