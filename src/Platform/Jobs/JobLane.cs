namespace Liburia.Platform.Jobs;

/// <summary>One Comune's turn at a lane: a job of this urgency, if it still has one.</summary>
/// <param name="IsTry">The one that tells whether the destination is back.</param>
internal readonly record struct Turn(string Slug, JobUrgency Urgency, bool IsTry);

/// <summary>
/// The turns of one destination, or of this program's own work. Comuni with something due stand in a row, each once; who has had a turn goes to the end.
/// What is waited for goes before batches, and batches leave a hand free for it.
/// </summary>
internal sealed class JobLane(string destination, int hands, Breaker? breaker)
{
    private readonly Lock gate = new();
    private readonly Row waited = new(), batch = new();
    private TaskCompletionSource changed = New();
    private int busyWithBatches;

    public string Destination => destination;
    public int Hands => hands;
    public Breaker? Breaker => breaker;
    private int MostBatches => Math.Max(1, hands - 1);

    public void Enter(string slug, JobUrgency urgency)
    {
        lock (gate)
        {
            if (RowOf(urgency).Enter(slug)) Wake();
        }
    }

    /// <summary>Time has passed: a destination may be asked again.</summary>
    public void Look()
    {
        lock (gate) Wake();
    }

    public async Task<Turn> NextAsync(CancellationToken cancel)
    {
        while (true)
        {
            Task waiting;
            lock (gate)
            {
                if (TryTake() is { } turn) return turn;
                waiting = changed.Task;
            }
            await waiting.WaitAsync(cancel);
        }
    }

    /// <summary>The hand is free again.</summary>
    public void Leave(Turn turn)
    {
        lock (gate)
        {
            if (turn.Urgency == JobUrgency.Batch) busyWithBatches--;
            // Somebody may have been waiting for this hand, or for what the try has told.
            Wake();
        }
    }

    private Turn? TryTake()
    {
        var urgency = waited.IsEmpty ? JobUrgency.Batch : JobUrgency.Waited;
        if (urgency == JobUrgency.Batch && (batch.IsEmpty || busyWithBatches >= MostBatches)) return null;
        var isTry = false;
        if (breaker is not null && !breaker.TryEnter(out isTry)) return null;
        if (urgency == JobUrgency.Batch) busyWithBatches++;
        return new(RowOf(urgency).Take(), urgency, isTry);
    }

    private Row RowOf(JobUrgency urgency) => urgency == JobUrgency.Waited ? waited : batch;

    private void Wake()
    {
        var before = changed;
        changed = New();
        before.SetResult();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed class Row
    {
        private readonly Queue<string> order = [];
        private readonly HashSet<string> there = new(StringComparer.Ordinal);

        public bool IsEmpty => order.Count == 0;

        public bool Enter(string slug)
        {
            if (!there.Add(slug)) return false;
            order.Enqueue(slug);
            return true;
        }

        public string Take()
        {
            var slug = order.Dequeue();
            there.Remove(slug);
            return slug;
        }
    }
}
