using System.Diagnostics;

namespace Liburia.Procedures.Tests;

/// <summary>Counts the statements sent to databases on behalf of one trace.</summary>
internal sealed class StatementMeter : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    private const string Executing = "Microsoft.EntityFrameworkCore.Database.Command.CommandExecuting";
    private readonly ActivityTraceId trace;
    private readonly List<IDisposable> subscriptions = [];
    private int count;

    public StatementMeter(ActivityTraceId trace)
    {
        this.trace = trace;
        subscriptions.Add(DiagnosticListener.AllListeners.Subscribe(this));
    }

    public int Count => count;

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name != "Microsoft.EntityFrameworkCore") return;
        lock (subscriptions) subscriptions.Add(value.Subscribe(this, name => name == Executing));
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Key == Executing && Activity.Current?.TraceId == trace) Interlocked.Increment(ref count);
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    public void Dispose()
    {
        lock (subscriptions) foreach (var subscription in subscriptions) subscription.Dispose();
    }
}
