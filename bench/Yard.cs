using System.Diagnostics;
using Liburia.Demonstration;
using Liburia.Platform;
using Liburia.Platform.Access;
using Liburia.Platform.Commands;
using Liburia.Platform.Tenancy;
using Liburia.Platform.Web;
using Liburia.Web;
using Npgsql;

namespace Liburia.Bench;

/// <summary>A real installation for measuring: SQLite always, PostgreSQL when LIBURIA_TEST_POSTGRES names one.</summary>
internal sealed class Yard : IAsyncDisposable
{
    public required string Folder { get; init; }
    public required WebApplication App { get; init; }
    public required Installation Installation { get; init; }

    public static async Task<Yard> OpenAsync()
    {
        var folder = Path.Combine(Path.GetTempPath(), $"liburia-bench-{Guid.NewGuid():n}");
        return await OpenAsync(new Installation { DataFolder = folder, PublicUrl = "http://{comune}.localhost:5095" }, 2000, 5095);
    }

    public static async Task<Yard> OpenAsync(Installation installation, int inhabitants, int port)
    {
        await DemonstrationSetup.PrepareAsync(Modules.All, installation, inhabitants, TimeProvider.System, TextWriter.Null);
        var app = LiburiaHost.Build(installation, Modules.All, Liburia.Design.UnknownHostPage.Html, Liburia.Design.UnknownHostPage.Resting, TimeProvider.System, builder => builder.WebHost.UseUrls($"http://127.0.0.1:{port}"));
        await app.StartAsync();
        return new Yard { Folder = installation.DataFolder, App = app, Installation = installation };
    }

    /// <summary>Runs inside a Comune as the system.</summary>
    public async Task<T> InAsync<T>(string slug, Func<IServiceProvider, Task<T>> work)
    {
        await using var scope = App.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Tenant>().Enter(App.Services.GetRequiredService<MunicipalityDirectory>().Find(slug));
        scope.ServiceProvider.GetRequiredService<Visitor>().EnterSystem("bench");
        return await work(scope.ServiceProvider);
    }

    public async ValueTask DisposeAsync()
    {
        await App.StopAsync();
        await App.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        if (Directory.Exists(Folder)) Directory.Delete(Folder, recursive: true);
    }
}

/// <summary>A database of a measurement's own, gone at the end.</summary>
internal sealed class ScratchDatabase : IAsyncDisposable
{
    private readonly string server;
    private readonly string name = $"bench_{Guid.NewGuid():n}";

    private ScratchDatabase(string server) => this.server = server;

    public string Login => new NpgsqlConnectionStringBuilder(server) { Database = name }.ToString();

    public static async Task<ScratchDatabase> CreateAsync(string server)
    {
        var database = new ScratchDatabase(server);
        await database.SqlAsync($"CREATE DATABASE {database.name}");
        return database;
    }

    /// <summary>Server connections to this database now.</summary>
    public async Task<long> ConnectionsAsync() => (long)(await SqlAsync($"SELECT count(*) FROM pg_stat_activity WHERE datname = '{name}'"))!;

    private async Task<object?> SqlAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(server) { Pooling = false }.ToString());
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    public async ValueTask DisposeAsync() => await SqlAsync($"DROP DATABASE {name} WITH (FORCE)");
}

/// <summary>Small words of measuring.</summary>
internal static class Measure
{
    /// <summary>Little of everything, to see that it runs to its end: its figures say nothing.</summary>
    public static bool IsSmall { get; set; }

    /// <summary>How many times a second, with so many clients at once, for so long.</summary>
    public static async Task<double> PerSecondAsync(int clients, double seconds, Func<int, Task> once)
    {
        if (IsSmall) seconds = Math.Min(seconds, 0.5);
        var watch = Stopwatch.StartNew();
        long done = 0;
        await Task.WhenAll(Enumerable.Range(0, clients).Select(i => Task.Run(async () =>
        {
            while (watch.Elapsed.TotalSeconds < seconds)
            {
                await once(i);
                Interlocked.Increment(ref done);
            }
        })));
        return done / watch.Elapsed.TotalSeconds;
    }

    /// <summary>Ours and the anchor in turn, three rounds, medians and their ratio.</summary>
    public static async Task CompareAsync(string what, double aim, Func<Task<double>> ours, Func<Task<double>> anchor)
    {
        await ours();
        await anchor();
        var (mine, other) = (new List<double>(), new List<double>());
        for (var round = 0; round < (IsSmall ? 1 : 3); round++)
        {
            mine.Add(await ours());
            other.Add(await anchor());
        }
        mine.Sort();
        other.Sort();
        var (a, b) = (mine[mine.Count / 2], other[other.Count / 2]);
        Console.WriteLine($"{what}: ours {a:0.#}/s, anchor {b:0.#}/s, ratio {a / b:0.00} (aim ≥ {aim:0.0})");
    }

    /// <summary>Answers the 95th percentile, in milliseconds.</summary>
    public static async Task<double> PercentilesAsync(string what, int times, double aim, Func<int, Task> once, double? aimP99 = null)
    {
        if (IsSmall) times = Math.Min(times, 40);
        for (var i = 0; i < 20; i++) await once(i);
        var taken = new List<double>();
        for (var i = 0; i < times; i++)
        {
            var watch = Stopwatch.StartNew();
            await once(i);
            taken.Add(watch.Elapsed.TotalMilliseconds);
        }
        return Tell(what, taken, $"p95 ≤ {aim:0} ms{(aimP99 is { } last ? $", p99 ≤ {last:0} ms" : "")}");
    }

    /// <summary>Prints the percentiles of what was taken and answers the 95th.</summary>
    public static double Tell(string what, IEnumerable<double> milliseconds, string aim)
    {
        var taken = milliseconds.Order().ToList();
        Console.WriteLine(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{what}: p50 {taken[taken.Count / 2]:0.0} ms, p95 {taken[taken.Count * 95 / 100]:0.0} ms, p99 {taken[taken.Count * 99 / 100]:0.0} ms (aim {aim})"));
        return taken[taken.Count * 95 / 100];
    }

    /// <summary>The program in a process of its own, as the unit of <c>deploy/</c> runs it; answers when it is ready.</summary>
    public static async Task<System.Diagnostics.Process> ServeAsync(int port, string folder, string? postgres)
    {
        var start = new System.Diagnostics.ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        (start.Environment["DOTNET_gcServer"], start.Environment["DOTNET_GCgen0size"]) = ("0", "0x4000000");
        foreach (var word in (string[])[typeof(Options).Assembly.Location, "serve", "--port", $"{port}", "--data", folder, .. postgres is null ? [] : (string[])["--postgres", postgres]]) start.ArgumentList.Add(word);
        var process = System.Diagnostics.Process.Start(start)!;
        while (await process.StandardOutput.ReadLineAsync() is { } line && !line.StartsWith("Liburia è pronta", StringComparison.Ordinal)) { }
        _ = process.StandardOutput.ReadToEndAsync();
        return process;
    }

    /// <summary>A socket handler that reaches a program of this machine under any host name.</summary>
    public static SocketsHttpHandler Handler(int port) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        MaxConnectionsPerServer = 1000,
        ConnectCallback = async (_, cancel) =>
        {
            var socket = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(System.Net.IPAddress.Loopback, port, cancel);
            return new System.Net.Sockets.NetworkStream(socket, ownsSocket: true);
        },
    };
}
