using Microsoft.Data.Sqlite;

namespace Liburia.Platform.Database.Sqlite;

/// <summary>
/// Writes of one file of the access point, in turn: what comes while a commit is on its way shares the next one. At two hundred logins a second each would else wait for a
/// synchronisation of its own.
/// </summary>
/// <param name="open">A connection to the file with its tables.</param>
internal sealed class AccessPointWriter(Func<CancellationToken, Task<SqliteConnection>> open)
{
    private readonly Lock alone = new();
    private List<(Func<SqliteCommand, object?> Work, TaskCompletionSource<object?> Done)> waiting = [];
    private bool running;

    /// <summary>Runs <paramref name="work"/> in a transaction, with a command of its own; returns once it is durable. It must not fail half way: it shares its transaction.</summary>
    public async Task<T> RunAsync<T>(Func<SqliteCommand, T> work)
    {
        var done = new TaskCompletionSource<object?>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (alone)
        {
            waiting.Add((command => work(command), done));
            if (!running)
            {
                running = true;
                _ = Task.Run(DrainAsync);
            }
        }
        return (T)(await done.Task)!;
    }

    private async Task DrainAsync()
    {
        while (true)
        {
            List<(Func<SqliteCommand, object?> Work, TaskCompletionSource<object?> Done)> batch;
            lock (alone)
            {
                if (waiting.Count == 0)
                {
                    running = false;
                    return;
                }
                (batch, waiting) = (waiting, []);
            }
            try
            {
                var results = await CommitAsync(batch.ConvertAll(one => one.Work));
                for (var i = 0; i < batch.Count; i++) batch[i].Done.SetResult(results[i]);
            }
            catch (Exception fault) when (fault is not OutOfMemoryException)
            {
                // Whatever it was, it is of those who wait; nobody may wait for ever.
                foreach (var (_, done) in batch) done.SetException(fault);
            }
        }
    }

    private async Task<List<object?>> CommitAsync(List<Func<SqliteCommand, object?>> works)
    {
        await using var connection = await open(CancellationToken.None);
        await using var transaction = connection.BeginTransaction(deferred: false);
        var results = new List<object?>();
        foreach (var work in works)
        {
            await using var command = connection.CreateCommand();
            command.Transaction = transaction;
            results.Add(work(command));
        }
        await transaction.CommitAsync();
        return results;
    }
}
