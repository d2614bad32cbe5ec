using System.Diagnostics;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Liburia.Procedures.Tests;

/// <summary>The statements sent to databases on behalf of one trace.</summary>
internal sealed class StatementMeter : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    private const string Executing = "Microsoft.EntityFrameworkCore.Database.Command.CommandExecuting";
    private readonly ActivityTraceId trace;
    private readonly List<IDisposable> subscriptions = [];
    private readonly List<string> statements = [];

    public StatementMeter(ActivityTraceId trace)
    {
        this.trace = trace;
        subscriptions.Add(DiagnosticListener.AllListeners.Subscribe(this));
    }

    public int Count => Statements.Count;

    /// <summary>Word for word, in the order in which they were sent.</summary>
    public IReadOnlyList<string> Statements
    {
        get
        {
            lock (statements) return [.. statements];
        }
    }

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name != "Microsoft.EntityFrameworkCore") return;
        lock (subscriptions) subscriptions.Add(value.Subscribe(this, name => name == Executing));
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Key != Executing || Activity.Current?.TraceId != trace || value.Value is not CommandEventData sent) return;
        lock (statements) statements.Add(sent.Command.CommandText);
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
