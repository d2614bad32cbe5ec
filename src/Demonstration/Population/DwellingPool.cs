using System.Globalization;

namespace Liburia.Demonstration.Population;

/// <summary>A civic number with its inner number, if the building has more than one dwelling.</summary>
internal readonly record struct Dwelling(int CivicIndex, string? Internal);

/// <summary>Hands out the dwellings of a Comune, each to one family.</summary>
internal sealed class DwellingPool
{
    private static readonly WeightedTable<int> _sizes = new([(1, 74), (2, 12), (4, 8), (6, 3), (8, 3)]);

    private readonly SeededRandom _random;
    private readonly Dwelling[] _dwellings;
    private readonly HashSet<Dwelling> _taken = [];
    private int _next;

    internal DwellingPool(IReadOnlyList<GeneratedCivic> civics, SeededRandom random)
    {
        _random = random;
        var dwellings = new List<Dwelling>(civics.Count * 2);
        foreach (var civic in civics)
        {
            var size = _sizes.Draw(random);
            for (var i = 1; i <= size; i++)
            {
                dwellings.Add(new Dwelling(civic.Index, size == 1 ? null : i.ToString(CultureInfo.InvariantCulture)));
            }
        }

        _dwellings = [.. dwellings];
        random.Shuffle<Dwelling>(_dwellings);
    }

    /// <summary>Keeps a dwelling out of the draw, whether or not the plan of the building knew it.</summary>
    internal void Reserve(Dwelling dwelling) => _taken.Add(dwelling);

    /// <summary>A free dwelling; once all are given out, some are shared.</summary>
    internal Dwelling Take()
    {
        while (_next < _dwellings.Length)
        {
            var dwelling = _dwellings[_next++];
            if (_taken.Add(dwelling))
            {
                return dwelling;
            }
        }

        return _random.Pick(_dwellings);
    }

    /// <summary>A dwelling of the past, at another civic number than the one moved to.</summary>
    internal Dwelling Former(int nextCivicIndex)
    {
        while (true)
        {
            var dwelling = _random.Pick(_dwellings);
            if (dwelling.CivicIndex != nextCivicIndex)
            {
                return dwelling;
            }
        }
    }
}
