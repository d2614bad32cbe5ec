using System.Collections.Concurrent;
using Liburia.Platform;
using Liburia.Platform.Database;
using Liburia.Platform.Jobs;
using Liburia.Platform.Runs;
using Liburia.Platform.Tenancy;
using Liburia.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Liburia.Architecture.Tests.Jobs;

/// <summary>What the jobs of a test do: tell that they were performed, and wait where they are told to.</summary>
internal sealed class Workshop
{
    public const string Here = "test.here", Elsewhere = "test.elsewhere", Destination = "test";

    private int inFlight;

    /// <summary>In the order in which hands took them.</summary>
    public ConcurrentQueue<(string Comune, string Name)> Taken { get; } = [];
    /// <summary>A job of this name does not end before it may.</summary>
    public ConcurrentDictionary<string, TaskCompletionSource> Held { get; } = new();
    public Func<Exception?> Answer { get; set; } = () => null;
    public TimeSpan Slowness { get; set; }
    public int MostInFlight { get; private set; }
    private Lock Gate { get; } = new();

    public TaskCompletionSource Hold(string name) => Held[name] = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async Task WorkAsync(string comune, string name, CancellationToken cancel)
    {
        Taken.Enqueue((comune, name));
        lock (Gate) MostInFlight = Math.Max(MostInFlight, ++inFlight);
        try
        {
            if (Held.TryGetValue(name, out var held)) await held.Task.WaitAsync(cancel);
            await Task.Delay(Slowness, cancel);
        }
        finally
        {
            lock (Gate) inFlight--;
        }
    }

    public int TimesOf(string name) => Taken.Count(one => one.Name == name);

    /// <summary>The number it counts up when its work is stored: twice would be two.</summary>
    public static string CounterOf(string name) => $"test:{name}";

    public void Clear()
    {
        Taken.Clear();
        Held.Clear();
        (Answer, Slowness, MostInFlight) = (() => null, TimeSpan.Zero, 0);
    }
}

internal sealed class HereJob(Workshop workshop, Tenant tenant, Counters counters) : IJobHandler
{
    public async Task<Func<Task>> PerformAsync(Job job, CancellationToken cancel)
    {
        var name = job.Read<string>();
        await workshop.WorkAsync(tenant.Municipality.Slug, name, cancel);
        return () => counters.NextAsync(Workshop.CounterOf(name), 2026, CancellationToken.None);
    }
}

internal sealed class ElsewhereJob(Workshop workshop, Tenant tenant, Counters counters) : IJobHandler
{
    public async Task<Func<Task>> PerformAsync(Job job, CancellationToken cancel)
    {
        var name = job.Read<string>();
        await workshop.WorkAsync(tenant.Municipality.Slug, name, cancel);
        if (workshop.Answer() is { } fault) throw fault;
        return () => counters.NextAsync(Workshop.CounterOf(name), 2026, CancellationToken.None);
    }
}

internal static class JobsTown
{
    public const string Token = "una-parola-lunga-per-chi-misura";

    /// <summary>Two hands here, so that batches have one; three for what is elsewhere.</summary>
    public static Installation With(Installation copy) => copy with { JobHands = 2, DestinationHands = 3, MetricsToken = Token };

    public static void Add(IServiceCollection services) => services.AddSingleton<Workshop>()
        .AddSingleton(new JobDestination(Workshop.Destination, new("Altrove", "Elsewhere")))
        .AddSingleton<CountingRun.Troubles>().AddRun<CountingRun>(new RunKind(CountingRun.Name, new("Prova", "Test"), "registry.search"))
        .AddRun<CountingRun>(new RunKind(CountingRun.Together, new("Prova insieme", "Test together"), "registry.search") { Together = 7 })
        .AddJob<HereJob>(new JobKind(Workshop.Here, new("Prova", "Test")))
        .AddJob<ElsewhereJob>(new JobKind(Workshop.Elsewhere, new("Prova altrove", "Test elsewhere"), Destination: Workshop.Destination));
}

public sealed class SqliteJobsTown : SqliteTown
{
    protected override async Task<Installation> CopyTemplateAsync() => JobsTown.With(await base.CopyTemplateAsync());

    protected override void AddServices(IServiceCollection services) => JobsTown.Add(services);
}

public sealed class PostgresJobsTown : PostgresTown
{
    protected override async Task<Installation> CopyTemplateAsync() => JobsTown.With(await base.CopyTemplateAsync());

    protected override void AddServices(IServiceCollection services) => JobsTown.Add(services);
}
