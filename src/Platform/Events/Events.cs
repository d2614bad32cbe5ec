using Liburia.Platform.Access;
using Microsoft.Extensions.DependencyInjection;

namespace Liburia.Platform.Events;

/// <summary>
/// Something happened, told inside the transaction: a handler may write with it or veto it by throwing. The events of a module are part of its contracts.
/// </summary>
public interface IHandle<in TEvent>
{
    Task HandleAsync(TEvent happened, CancellationToken cancel);
}

/// <summary>
/// As <see cref="IHandle{TEvent}"/>, where an office learns something of people that it did not ask them for: each of them reads in their area who was told
/// what, and what for.
/// </summary>
public interface IRecipientOf<in TEvent>
{
    /// <summary>Takes the event.</summary>
    /// <returns>Of whom something was taken, and what of it: none where it concerned nobody.</returns>
    Task<IReadOnlyList<Disclosure>> HearAsync(TEvent happened, CancellationToken cancel);
}

/// <summary>Few data of a person, told to an office.</summary>
/// <param name="SubjectId">The person.</param>
/// <param name="Recipient">The office, as the Comune calls it.</param>
/// <param name="What">Which data, in Italian: as few as the purpose needs (art. 5 par. 1 lett. c GDPR).</param>
/// <param name="Purpose">What for, with its norm.</param>
/// <param name="CaseId">The case it was told for, where there is one.</param>
public sealed record Disclosure(Guid SubjectId, string Recipient, string What, string Purpose, Guid? CaseId = null);

/// <summary>Tells events to whoever listens, in the caller's transaction. What leaves the process is a job, never an event.</summary>
public sealed class EventTeller(IServiceProvider services, AccessLog accessLog)
{
    public async Task TellAsync<TEvent>(TEvent happened, CancellationToken cancel = default)
    {
        foreach (var handler in services.GetServices<IHandle<TEvent>>()) await handler.HandleAsync(happened, cancel);
        foreach (var recipient in services.GetServices<IRecipientOf<TEvent>>())
            foreach (var disclosure in await recipient.HearAsync(happened, cancel)) accessLog.Told(disclosure);
    }
}
