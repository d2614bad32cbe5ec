using System.Security.Cryptography;
using System.Text;
using Liburia.Platform.Language;
using Microsoft.Extensions.DependencyInjection;

namespace Liburia.Platform.Runs;

/// <summary>A kind of long run, said once where its work is registered.</summary>
/// <param name="Permission">Of who may begin one and read how it goes; asked again at every slice.</param>
public sealed record RunKind(string Name, Texts Label, string Permission)
{
    /// <summary>Things of one run of this kind.</summary>
    public int Most { get; init; } = LongRuns.Most;

    /// <summary>So many things share a commit while nothing is the matter with any of them; else each has its own.</summary>
    public int Together { get; init; } = 1;
}

/// <summary>One thing that a run would do.</summary>
/// <param name="Refusal">Why it would be left out; null when it would be done.</param>
public sealed record RunCandidate(string Subject, string Label, string? Href = null, Texts? Refusal = null);

/// <summary>What a run would do, before anybody says yes.</summary>
public sealed record RunPreview(IReadOnlyList<RunCandidate> Candidates)
{
    public IReadOnlyList<RunCandidate> ToDo { get; } = [.. Candidates.Where(one => one.Refusal is null)];
    public IReadOnlyList<RunCandidate> LeftOut { get; } = [.. Candidates.Where(one => one.Refusal is not null)];

    /// <summary>The same for the same things: what is confirmed is what was shown.</summary>
    public string Mark { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', Candidates.Select(one => $"{one.Subject} {one.Refusal?.It}")))));
}

/// <summary>The work of a kind of run.</summary>
public interface ILongRun
{
    /// <summary>Everything it would do, in order, changing nothing.</summary>
    /// <exception cref="RuleBroken">The arguments are not right; beside its field.</exception>
    Task<RunPreview> PreviewAsync(string arguments, CancellationToken cancel = default);

    /// <summary>Does one thing, in a transaction that also marks it as done: twice is not possible, and needs no care here.</summary>
    /// <exception cref="RuleBroken">It is not to be done, now: an exception of the run, with this reason.</exception>
    Task DoAsync(string arguments, string subject, CancellationToken cancel = default);

    /// <summary>Does several in one transaction. Whatever it throws undoes all of them, and they are done one by one: it may ask once what each would ask by itself.</summary>
    async Task DoManyAsync(string arguments, IReadOnlyList<string> subjects, CancellationToken cancel = default)
    {
        foreach (var subject in subjects) await DoAsync(arguments, subject, cancel);
    }
}

public static class RunServices
{
    /// <exception cref="InvalidOperationException">Two kinds of one name.</exception>
    public static IServiceCollection AddRun<TRun>(this IServiceCollection services, RunKind kind) where TRun : class, ILongRun
    {
        if (services.Any(other => other.ServiceType == typeof(ILongRun) && Equals(other.ServiceKey, kind.Name)))
            throw new InvalidOperationException($"Two long runs of kind {kind.Name}.");
        return services.AddSingleton(kind).AddKeyedScoped<ILongRun, TRun>(kind.Name);
    }
}
