using Microsoft.Extensions.DependencyInjection;

namespace Liburia.Platform.Events;

/// <summary>
/// Something happened, told inside the transaction: a handler may write with it or veto it by throwing. The events of a module are part of its contracts: they are
/// there for modules that come, and no module of this version needs one. The tests listen, so that whoever does finds them told.
/// </summary>
public interface IHandle<in TEvent>
{
    Task HandleAsync(TEvent happened, CancellationToken cancel);
}

/// <summary>Tells events to whoever listens, in the caller's transaction. What leaves the process is a job, never an event.</summary>
public sealed class EventTeller(IServiceProvider services)
{
    public async Task TellAsync<TEvent>(TEvent happened, CancellationToken cancel = default)
    {
        foreach (var handler in services.GetServices<IHandle<TEvent>>()) await handler.HandleAsync(happened, cancel);
    }
}
