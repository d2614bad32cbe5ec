using Liburia.Platform.Language;

namespace Liburia.Design.Charts;

/// <summary>How figures are drawn. Several series on bars or columns are stacked.</summary>
public enum ChartKind
{
    /// <summary>Lying bars: for labels that are words.</summary>
    Bars,
    /// <summary>Standing bars: for labels that follow one another, as days.</summary>
    Columns,
    Lines,
}

/// <summary>A row of figures, one for each label.</summary>
public sealed record ChartSeries(Texts Name, IReadOnlyList<long> Values);

/// <summary>Figures, to be drawn by <c>it-chart</c> beside their own table.</summary>
/// <param name="Heading">What the labels are: the head of the table's first column.</param>
public sealed record Chart(ChartKind Kind, Texts Title, Texts Heading, IReadOnlyList<string> Labels, IReadOnlyList<ChartSeries> Series)
{
    internal long Total(int label) => Series.Sum(one => one.Values[label]);

    /// <summary>The end of the scale: a round figure at or above the largest.</summary>
    internal long Scale
    {
        get
        {
            var largest = Labels.Count == 0 ? 0 : Kind == ChartKind.Lines ? Series.Max(one => one.Values.Max()) : Enumerable.Range(0, Labels.Count).Max(Total);
            long step = 1;
            while (true)
            {
                foreach (var factor in (long[])[1, 2, 4, 5])
                    if (step * factor >= largest) return Math.Max(step * factor, 1);
                step *= 10;
            }
        }
    }
}
