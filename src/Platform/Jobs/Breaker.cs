using Liburia.Platform.Law;

namespace Liburia.Platform.Jobs;

/// <summary>
/// Whether a destination is spoken to. After some failures in a row that are its own fault it is left alone; then one job at a time, after pauses
/// that grow, tells whether it is back. Each node has its own.
/// </summary>
public sealed class Breaker(TimeProvider clock)
{
    /// <summary>So many in a row open it.</summary>
    public const int Patience = 3;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5), LongestPause = TimeSpan.FromMinutes(1);
    private readonly Lock gate = new();
    private TimeSpan pause;
    private DateTime nextTry, firstFailure;
    private int failures;
    private bool isOpen, isTrying;
    private string why = "";

    /// <summary>Since when the destination is away, why, and when it is asked again; null while it is spoken to.</summary>
    public (DateTime Since, string Why, DateTime NextTry)? Away
    {
        get
        {
            lock (gate) return isOpen ? (firstFailure, why, nextTry) : null;
        }
    }

    /// <summary>Whether a job may go now; while the destination is away only one may, when its time has come.</summary>
    /// <param name="isTry">It is that one: <see cref="Answered"/>, <see cref="Failed"/> or <see cref="Forgo"/> must follow.</param>
    internal bool TryEnter(out bool isTry)
    {
        lock (gate)
        {
            isTry = isOpen && !isTrying && clock.UtcNow() >= nextTry;
            if (isTry) isTrying = true;
            return isTry || !isOpen;
        }
    }

    /// <summary>The destination answered, be it to refuse.</summary>
    internal void Answered()
    {
        lock (gate) (isOpen, isTrying, failures, pause) = (false, false, 0, TimeSpan.Zero);
    }

    /// <summary>The destination was at fault. Answers whether it is left alone from now on: then the attempt does not count.</summary>
    internal bool Failed(string cause, bool isTry)
    {
        lock (gate)
        {
            var now = clock.UtcNow();
            if (failures++ == 0) firstFailure = now;
            why = cause;
            if (isTry) isTrying = false;
            // What was on its way when it opened changes nothing; a try that failed makes the pause longer.
            if (isTry || (!isOpen && failures >= Patience))
            {
                pause = pause == TimeSpan.Zero ? FirstPause : pause * 2 < LongestPause ? pause * 2 : LongestPause;
                (isOpen, nextTry) = (true, now + pause);
            }
            return isOpen;
        }
    }

    /// <summary>The try found nothing to do, or nothing that says how the destination is.</summary>
    internal void Forgo()
    {
        lock (gate) isTrying = false;
    }

    /// <summary>Somebody says that it is back: the next job may try at once.</summary>
    public void TryNow()
    {
        lock (gate) nextTry = clock.UtcNow();
    }
}
