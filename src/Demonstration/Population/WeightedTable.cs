namespace Liburia.Demonstration.Population;

/// <summary>Values drawn in proportion to whole weights; values of weight zero are never drawn.</summary>
internal sealed class WeightedTable<T>
{
    private readonly T[] _values;
    private readonly int[] _bounds;

    internal WeightedTable(IEnumerable<(T Value, int Weight)> entries)
    {
        var kept = entries.Where(e => e.Weight > 0).ToArray();
        _values = [.. kept.Select(e => e.Value)];
        _bounds = new int[kept.Length];
        var total = 0;
        for (var i = 0; i < kept.Length; i++)
        {
            _bounds[i] = total += kept[i].Weight;
        }
    }

    internal T Draw(SeededRandom random)
    {
        var at = Array.BinarySearch(_bounds, random.Next(_bounds[^1]) + 1);
        return _values[at < 0 ? ~at : at];
    }
}
