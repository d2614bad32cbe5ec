using Liburia.Platform.Access;
using Liburia.Platform.Language;

namespace Liburia.Platform.Panels;

/// <summary>What an office knows of a person, as rows of a table.</summary>
/// <param name="Columns">Their headings, in Italian on the desk.</param>
/// <param name="IsCut">There are more than are shown.</param>
public sealed record PanelTable(IReadOnlyList<Texts> Columns, IReadOnlyList<PanelRow> Rows, bool IsCut = false);

/// <param name="Cells">As many as there are columns.</param>
/// <param name="Href">Where the row opens; none where there is no such page for the visitor.</param>
public sealed record PanelRow(IReadOnlyList<string> Cells, string? Href = null);

/// <summary>
/// A part of a person's sheet on the desk that its owner fills: a port of Platform. It is asked after the sheet has opened, by who has said why they look
/// and holds the panel's right; the look is written before it shows.
/// </summary>
public interface IPersonPanel
{
    /// <summary>Last word of its address.</summary>
    string Name { get; }

    Texts Title { get; }

    /// <summary>The right without which it is neither named nor shown.</summary>
    string Permission { get; }

    /// <summary>The lowest comes first.</summary>
    int Order => 100;

    Task<PanelTable> ReadAsync(PersonKeys person, CancellationToken cancel = default);
}
