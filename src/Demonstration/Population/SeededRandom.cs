using System.Numerics;

namespace Liburia.Demonstration.Population;

/// <summary>xoshiro256** seeded through SplitMix64: the same numbers on every platform and runtime version.</summary>
internal sealed class SeededRandom
{
    private ulong _a;
    private ulong _b;
    private ulong _c;
    private ulong _d;

    internal SeededRandom(int seed, string salt)
    {
        var state = 0xCBF29CE484222325UL ^ (uint)seed;
        foreach (var c in salt)
        {
            state = (state ^ c) * 0x100000001B3UL;
        }

        _a = SplitMix(ref state);
        _b = SplitMix(ref state);
        _c = SplitMix(ref state);
        _d = SplitMix(ref state);
    }

    /// <summary>A number from 0 to <paramref name="limit"/> - 1.</summary>
    internal int Next(int limit) => (int)(((NextBits() >> 32) * (uint)limit) >> 32);

    /// <summary>A number from <paramref name="low"/> to <paramref name="high"/>, both included.</summary>
    internal int Between(int low, int high) => low + Next(high - low + 1);

    internal bool Chance(int permille) => Next(1000) < permille;

    internal T Pick<T>(IReadOnlyList<T> values) => values[Next(values.Count)];

    /// <summary>A day between two days, both included; the last one when they are in the wrong order.</summary>
    internal DateOnly Date(DateOnly from, DateOnly to) => from >= to ? to : from.AddDays(Next(to.DayNumber - from.DayNumber + 1));

    internal void Shuffle<T>(Span<T> values)
    {
        for (var i = values.Length - 1; i > 0; i--)
        {
            var j = Next(i + 1);
            (values[i], values[j]) = (values[j], values[i]);
        }
    }

    private static ulong SplitMix(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15UL;
        var z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }

    private ulong NextBits()
    {
        var result = BitOperations.RotateLeft(_b * 5, 7) * 9;
        var shifted = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= shifted;
        _d = BitOperations.RotateLeft(_d, 45);
        return result;
    }
}
