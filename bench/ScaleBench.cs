using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Liburia.Demonstration;
using Liburia.Platform;
using Liburia.Platform.Commands;
using Liburia.Platform.Tenancy;
using Liburia.Web;

namespace Liburia.Bench;

/// <summary>(f) 8, 45 and 450 Comuni in one process: start, memory for each Comune, time of a page, connections to the server.</summary>
internal static class ScaleBench
{
    private const int Port = 5094, Inhabitants = 100, Meetings = 30;

    public static async Task RunAsync()
    {
        await OnAsync("SQLite", null);
        if (Environment.GetEnvironmentVariable("LIBURIA_TEST_POSTGRES") is { Length: > 0 } login) await OnAsync("PostgreSQL", login);
        else Console.WriteLine("(f) many Comuni on PostgreSQL: skipped, LIBURIA_TEST_POSTGRES names no server");
    }

    private static async Task OnAsync(string name, string? login)
    {
        (int Comuni, double Memory, double P95)? least = null;
        foreach (var count in (int[])[8, 45, 450])
        {
            var folder = Directory.CreateTempSubdirectory("liburia-bench-scale-").FullName;
            await using var database = login is null ? null : await ScratchDatabase.CreateAsync(login);
            var comuni = Gazetteer.All().Where(listed => listed.Population > 0).DistinctBy(listed => listed.Slug).Take(count).Select(listed => NewComune.From(listed, Options.None) with { State = MunicipalityState.Live, Population = 1000 }).ToList();
            await DemonstrationSetup.PrepareAsync(Modules.All, new Installation { DataFolder = folder, Postgres = database?.Login }, comuni,
                count * Inhabitants, TimeProvider.System, TextWriter.Null);
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            var watch = Stopwatch.StartNew();
            using var process = await Measure.ServeAsync(Port, folder, database?.Login);
            var ready = watch.Elapsed.TotalSeconds;
            try
            {
                var slugs = comuni.Select(m => m.Slug).ToList();
                var first = await VisitAsync(slugs, slugs.Count * 4);
                // Until every process of the database server has met every Comune: it learns a Comune's tables the first time, and keeps them.
                await VisitAsync(slugs, slugs.Count * Meetings);
                var rounds = new List<double>();
                for (var round = 0; round < 5; round++) rounds.Add(await VisitAsync(slugs, 2000));
                var p95 = rounds.Order().ElementAt(rounds.Count / 2);
                await Task.Delay(2000);
                process.Refresh();
                var memory = process.WorkingSet64 / 1024.0 / 1024;
                var connections = database is null ? "" : $", {await database.ConnectionsAsync()} server connections";
                least ??= (count, memory, p95);
                var each = count == least.Value.Comuni ? "" : $" ({(memory - least.Value.Memory) * 1024 / (count - least.Value.Comuni):0} kB for each more)";
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"(f) {name}, {count} Comuni: ready in {ready:0.0} s, {memory:0} MB{each}, page p95 {p95:0.0} ms ({p95 / least.Value.P95:0.00} of that with 8; of the first visits {first:0.0} ms){connections}"));
            }
            finally
            {
                process.Kill();
                await process.WaitForExitAsync();
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    /// <summary>95th percentile of a page that asks the database, of Comuni taken in turn, four clients; milliseconds.</summary>
    private static async Task<double> VisitAsync(List<string> slugs, int requests)
    {
        using var client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            ConnectCallback = async (_, cancel) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await socket.ConnectAsync(IPAddress.Loopback, Port, cancel);
                return new NetworkStream(socket, ownsSocket: true);
            },
        });
        var taken = new ConcurrentBag<double>();
        await Parallel.ForEachAsync(Enumerable.Range(0, requests), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (i, cancel) =>
        {
            var watch = Stopwatch.StartNew();
            using var response = await client.GetAsync($"http://127.0.0.1:{Port}/accedi".Replace("127.0.0.1", $"{slugs[i * 7 % slugs.Count]}.localhost", StringComparison.Ordinal), cancel);
            response.EnsureSuccessStatusCode();
            taken.Add(watch.Elapsed.TotalMilliseconds);
        });
        var sorted = taken.Order().ToList();
        return sorted[sorted.Count * 95 / 100];
    }
}
