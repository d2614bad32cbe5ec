using Liburia.Platform.Language;

namespace Liburia.Platform.Training;

/// <summary>What somebody is asked to do in a practice Comune.</summary>
/// <param name="Words">The task: who, what, where, when.</param>
/// <param name="Facts">What the exercise must find in the register afterwards; its own text, kept with the record.</param>
public sealed record ExerciseTask(string Words, string Facts);

/// <param name="Missing">What the register does not say yet, a line each; none where the exercise is passed.</param>
public sealed record ExerciseVerdict(IReadOnlyList<string> Missing)
{
    public bool IsPassed => Missing.Count == 0;
}

/// <summary>
/// A guided exercise, done with the real pages in a practice Comune and judged by what the register says afterwards, never by the way there. Both methods run
/// inside the practice Comune.
/// </summary>
public interface IExercise
{
    /// <summary>Never changed: the records name it.</summary>
    string Key { get; }

    Texts Title { get; }

    /// <summary>The right that the work asks for: who does not hold it is not shown the exercise.</summary>
    string Permission { get; }

    /// <summary>Where the work begins.</summary>
    string Path { get; }

    /// <summary>How it is done, step by step.</summary>
    IReadOnlyList<string> Steps { get; }

    /// <param name="turn">A number of this attempt's own, not negative: two who practise together are asked different things.</param>
    /// <returns>None where the practice Comune has nothing to practise on.</returns>
    Task<ExerciseTask?> SetAsync(int turn, CancellationToken cancel);

    /// <param name="since">UTC: what was recorded before does not count.</param>
    Task<ExerciseVerdict> JudgeAsync(string facts, DateTime since, CancellationToken cancel);
}
