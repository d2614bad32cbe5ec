using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Liburia.Demonstration;
using Liburia.Platform;
using Liburia.Web;

namespace Liburia.Bench;

/// <summary>
/// (i) Five hundred citizens at once on one Comune: each logs in, opens the catalogue and a sheet, begins an application, answers its pages and submits it, over HTTP
/// to the program in a process of its own, and reads each page for one to five seconds before the next.
/// </summary>
internal static partial class CrowdBench
{
    private const int Port = 5091;
    private const string Slug = "segnalazione-disservizio";

    public static async Task RunAsync()
    {
        await OnAsync("SQLite", null);
        if (Environment.GetEnvironmentVariable("LIBURIA_TEST_POSTGRES") is { Length: > 0 } login) await OnAsync("PostgreSQL", login);
        else Console.WriteLine("(i) the crowd on PostgreSQL: skipped, LIBURIA_TEST_POSTGRES names no server");
    }

    private static async Task OnAsync(string name, string? login)
    {
        var (citizens, longest) = Measure.IsSmall ? (25, 0.2) : (500, 5.0);
        var folder = Directory.CreateTempSubdirectory("liburia-bench-crowd-").FullName;
        await using var database = login is null ? null : await ScratchDatabase.CreateAsync(login);
        await DemonstrationSetup.PrepareAsync(Modules.All, new Installation { DataFolder = folder, Postgres = database?.Login }, 20_000, TimeProvider.System,
            TextWriter.Null);
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        using var process = await Measure.ServeAsync(Port, folder, database?.Login);
        try
        {
            using var client = new HttpMessageInvoker(Measure.Handler(Port));
            var people = await PeopleAsync(client);
            for (var i = 0; i < 20; i++) await ApplyAsync(client, people, i, 0, null);
            var (taken, faults) = (new ConcurrentBag<(string What, double Milliseconds)>(), new ConcurrentBag<string>());
            var watch = Stopwatch.StartNew();
            // They come over the time in which one reads two pages.
            await Task.WhenAll(Enumerable.Range(0, citizens).Select(async i =>
            {
                await Task.Delay(TimeSpan.FromSeconds(2 * longest * i / citizens));
                try
                {
                    await ApplyAsync(client, people, 1000 + i, longest, (what, milliseconds) => taken.Add((what, milliseconds)));
                }
                catch (Exception fault) when (fault is HttpRequestException or InvalidOperationException or IOException or TaskCanceledException)
                {
                    faults.Add(fault.Message);
                }
            }));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"(i) {name}, {citizens} citizens at once: {citizens - faults.Count} applications, {faults.Count} errors (aim 0), {taken.Count / watch.Elapsed.TotalSeconds:0} requests/s{(faults.IsEmpty ? "" : $"; the first: {faults.First()}")}"));
            Measure.Tell("    each request", taken.Select(one => one.Milliseconds), "p95 ≤ 300 ms");
            Measure.Tell("    the submission", taken.Where(one => one.What.StartsWith("POST", StringComparison.Ordinal) && one.What.EndsWith("/riepilogo", StringComparison.Ordinal)).Select(one => one.Milliseconds), "p95 ≤ 300 ms");
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Tax codes of the people one may be.</summary>
    private static async Task<IReadOnlyList<string>> PeopleAsync(HttpMessageInvoker client)
    {
        var visit = new Visit(client, "cesa.localhost", "10.9.9.9");
        await visit.GetAsync("/accedi");
        return [.. Person().Matches(visit.Page).Select(match => match.Groups[1].Value)];
    }

    private static async Task ApplyAsync(HttpMessageInvoker client, IReadOnlyList<string> people, int who, double longest, Action<string, double>? taken)
    {
        var visit = new Visit(client, "cesa.localhost", $"10.{who / 65536}.{who / 256 % 256}.{who % 256}", taken);
        var random = new Random(who);
        Task ReadAsync() => Task.Delay(TimeSpan.FromSeconds(longest * (0.2 + (0.8 * random.NextDouble()))));
        await visit.GetAsync("/accedi");
        await visit.PostAsync("/accedi", new() { ["TaxCode"] = people[who % people.Count] });
        await ReadAsync();
        await visit.GetAsync("/servizi");
        await ReadAsync();
        await visit.GetAsync($"/servizi/{Slug}");
        await ReadAsync();
        await visit.GetAsync($"/servizi/{Slug}/domanda");
        await ReadAsync();
        await visit.PostAsync($"/servizi/{Slug}/domanda", []);
        for (var page = 0; page < 10 && !visit.Path.EndsWith("/riepilogo", StringComparison.Ordinal); page++)
        {
            await ReadAsync();
            await visit.PostAsync(visit.Path, visit.Path.Split('/')[^1] switch
            {
                "problema" => new() { ["categoria"] = "strade" },
                "luogo" => new() { ["luogo.lat"] = "40.9612", ["luogo.lon"] = "14.2331" },
                "descrizione" => new() { ["descrizione"] = "Una buca larga mezzo metro davanti alla scuola" },
                "contatti" => new() { ["email"] = $"persona-{who}@posta.example" },
                _ => [],
            });
        }
        await ReadAsync();
        await visit.PostAsync(visit.Path, []);
        if (!visit.Path.EndsWith("/ricevuta", StringComparison.Ordinal)) throw new InvalidOperationException($"No receipt but {visit.Path}.");
    }

    [GeneratedRegex("name=\"TaxCode\"[^>]*value=\"([A-Z0-9]{16})\"")]
    private static partial Regex Person();
}
