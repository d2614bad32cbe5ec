using Liburia.Platform.Language;
using Liburia.Platform.Web;

namespace Liburia.Platform.Jobs;

/// <summary>The destinations of this installation and how each is, as this node sees it.</summary>
public sealed class JobDestinations(IEnumerable<JobDestination> known, TimeProvider clock) : IHealthSource
{
    private readonly Dictionary<string, (JobDestination Destination, Breaker Breaker)> all =
        known.ToDictionary(one => one.Name, one => (one, new Breaker(clock)), StringComparer.Ordinal);

    public IEnumerable<(JobDestination Destination, Breaker Breaker)> All => all.Values;

    /// <summary>Null for what is done here.</summary>
    public Breaker? BreakerOf(string name) => all.TryGetValue(name, out var one) ? one.Breaker : null;

    public Texts LabelOf(string name) => all.TryGetValue(name, out var one) ? one.Destination.Label : new("Questo programma", "This program");

    /// <summary>Without an address: the status page is everybody's.</summary>
    public IEnumerable<HealthLine> Lines()
    {
        var away = all.Values.Count(one => one.Breaker.Away is not null);
        yield return new("destinations", away > 0 ? HealthLevel.Warning : HealthLevel.Well, away > 0
            ? new("Un servizio esterno non risponde: ciò che gli si manda aspetta, e parte quando torna", "An outside service does not answer: what is sent to it waits, and leaves when it is back")
            : new("I servizi esterni rispondono", "Outside services answer"), Value: away);
    }
}
