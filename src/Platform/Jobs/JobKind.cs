using Liburia.Platform.Language;
using Microsoft.Extensions.DependencyInjection;

namespace Liburia.Platform.Jobs;

/// <summary>A kind of job, said once where its handler is registered.</summary>
/// <param name="Label">What the console calls it.</param>
/// <param name="Destination">Name of the destination that does the work, <see cref="Here"/> where this program does.</param>
public sealed record JobKind(string Name, Texts Label, JobUrgency Urgency = JobUrgency.Waited, string Destination = JobKind.Here)
{
    public const string Here = "";
}

/// <summary>Something elsewhere that does work for this installation, and may be away: it has hands and a breaker of its own.</summary>
/// <param name="Name">Fixed; on the rows of its jobs.</param>
/// <param name="Label">With its address, as the console names it.</param>
public sealed record JobDestination(string Name, Texts Label);

/// <summary>The work of a kind of job.</summary>
public interface IJobHandler
{
    /// <summary>
    /// Does the work outside any transaction and returns what is to be stored; the worker runs that in one transaction with the
    /// job's completion. Throwing spends one attempt of the budget; <see cref="DestinationAway"/> tells the breaker.
    /// </summary>
    Task<Func<Task>> PerformAsync(Job job, CancellationToken cancel);
}

/// <summary>Nobody there, too slow, or not to be spoken with: it is the destination's fault and would be every job's. The words are shown in the console.</summary>
public sealed class DestinationAway(string why, Exception? inner = null) : Exception(why, inner);

/// <summary>The destination is there and would not have this one job.</summary>
public sealed class DestinationRefused(string why, Exception? inner = null) : Exception(why, inner);

public static class JobServices
{
    /// <exception cref="InvalidOperationException">Two handlers of one kind.</exception>
    public static IServiceCollection AddJob<THandler>(this IServiceCollection services, JobKind kind) where THandler : class, IJobHandler
    {
        if (services.Any(other => other.ServiceType == typeof(IJobHandler) && Equals(other.ServiceKey, kind.Name)))
            throw new InvalidOperationException($"Two handlers for jobs of kind {kind.Name}.");
        return services.AddSingleton(kind).AddKeyedScoped<IJobHandler, THandler>(kind.Name);
    }
}
