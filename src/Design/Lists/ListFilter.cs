using Liburia.Platform.Language;

namespace Liburia.Design.Lists;

/// <summary>A field of a list's filter; the page reads its value and narrows the rows.</summary>
/// <param name="Name">In the address.</param>
public sealed record ListFilter(string Name, Texts Title)
{
    /// <summary>What one may choose; none where one types.</summary>
    public IReadOnlyList<(string Value, string Label)>? Choices { get; init; }

    /// <summary>The choice that lets everything through.</summary>
    public Texts All { get; init; } = new("Tutti", "All");

    /// <summary>Of the field, where its errors are kept under another name than the address's.</summary>
    public string? Id { get; init; }

    public Texts? Placeholder { get; init; }

    public int Longest { get; init; } = 60;

    /// <summary>A day, typed.</summary>
    public static ListFilter Day(string name, Texts title, string? id = null) => new(name, title) { Id = id, Placeholder = new("gg/mm/aaaa", "dd/mm/yyyy"), Longest = 10 };
}

/// <summary>A view of a list, as a tab; a view is an address, so that it can be kept among the favourites.</summary>
public sealed record ListTab(string Label, string Href, bool IsCurrent);
