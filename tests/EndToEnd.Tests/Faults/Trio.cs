using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;
using Xunit;

namespace Liburia.EndToEnd.Tests.Faults;

/// <summary>Three nodes of PostgreSQL under Patroni and etcd, by deploy/patroni.yml, each in a network namespace of its own.</summary>
internal sealed class Trio : IAsyncDisposable
{
    private readonly string id = Guid.NewGuid().ToString("n")[..6];
    private readonly string folder = Directory.CreateTempSubdirectory("liburia-trio-").FullName;
    // Addresses set apart for tests of networks (RFC 2544).
    private readonly string net = string.Create(CultureInfo.InvariantCulture, $"198.18.{Random.Shared.Next(250)}");
    private readonly List<Process> processes = [];
    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(2) };

    public string Login => $"Host={Address(1)},{Address(2)},{Address(3)};Target Session Attributes=primary;Port=5432;Database=liburia;Username=liburia;Password=prova;Timeout=3;Command Timeout=10";

    private string Bridge => "lb" + id;
    private string Space(int node) => $"ln{id}{node}";
    private string Address(int node) => $"{net}.{node}";

    public static async Task<Trio> StartNewAsync()
    {
        if (!File.Exists("/usr/bin/patroni") || !File.Exists("/usr/bin/etcd")) Assert.Skip("Patroni and etcd are not installed");
        if (Environment.UserName != "root") Assert.Skip("network namespaces need the system's administrator");
        var trio = new Trio();
        await trio.WireAsync();
        for (var node = 1; node <= 3; node++) trio.StartEtcd(node);
        for (var node = 1; node <= 3; node++) trio.StartPatroni(node);
        await trio.WholeAsync();
        await using var connection = new NpgsqlConnection(trio.Login.Replace("Database=liburia", "Database=postgres;Pooling=false", StringComparison.Ordinal));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("CREATE DATABASE liburia", connection);
        await command.ExecuteNonQueryAsync();
        return trio;
    }

    private async Task WireAsync()
    {
        await RunAsync("ip", "link", "add", Bridge, "type", "bridge");
        await RunAsync("ip", "addr", "add", $"{net}.254/24", "dev", Bridge);
        await RunAsync("ip", "link", "set", Bridge, "up");
        for (var node = 1; node <= 3; node++)
        {
            await RunAsync("ip", "netns", "add", Space(node));
            await RunAsync("ip", "link", "add", $"v{id}{node}", "type", "veth", "peer", "name", "eth0", "netns", Space(node));
            await RunAsync("ip", "link", "set", $"v{id}{node}", "master", Bridge, "up");
            await RunAsync("ip", "-n", Space(node), "addr", "add", $"{Address(node)}/24", "dev", "eth0");
            await RunAsync("ip", "-n", Space(node), "link", "set", "eth0", "up");
            await RunAsync("ip", "-n", Space(node), "link", "set", "lo", "up");
        }
    }

    /// <summary>The cable of a node is pulled out, or put back.</summary>
    public Task CableAsync(int node, bool plugged) => RunAsync("ip", "link", "set", $"v{id}{node}", plugged ? "up" : "down");

    private void StartEtcd(int node) => Start(node, "etcd", "--name", $"n{node}", "--data-dir", Path.Combine(folder, $"etcd{node}"), "--listen-peer-urls", $"http://{Address(node)}:2380", "--initial-advertise-peer-urls", $"http://{Address(node)}:2380",
        "--listen-client-urls", $"http://{Address(node)}:2379", "--advertise-client-urls", $"http://{Address(node)}:2379", "--initial-cluster", string.Join(',', Enumerable.Range(1, 3).Select(n => $"n{n}=http://{Address(n)}:2380")), "--log-level", "error", "--enable-v2");

    private void StartPatroni(int node)
    {
        var file = Path.Combine(folder, $"patroni{node}.yml");
        var (data, sockets) = (Path.Combine(folder, $"data{node}"), Path.Combine(folder, $"sockets{node}"));
        var text = File.ReadAllText(Path.Combine(ServerProcess.Root, "deploy", "patroni.yml"));
        foreach (var (word, value) in new[] { ("PEER1", Address(1)), ("PEER2", Address(2)), ("PEER3", Address(3)), ("NODE", $"n{node}"), ("ADDRESS", Address(node)), ("DATA", data), ("BIN", Cluster.Programs!),
            ("NETWORK", $"{net}.0/24"), ("LIBURIA_PASSWORD", "prova"), ("SUPERUSER_PASSWORD", "prova"), ("REPLICA_PASSWORD", "prova"), ("REWIND_PASSWORD", "prova") })
            text = System.Text.RegularExpressions.Regex.Replace(text, $@"\b{word}\b", value);
        File.WriteAllText(file, text + $"  pgpass: {sockets}/pgpass\n  parameters:\n    unix_socket_directories: {sockets}\n");
        Directory.CreateDirectory(data);
        Directory.CreateDirectory(sockets);
        Process.Start("chown", ["postgres", folder, data, sockets, file])!.WaitForExit();
        Process.Start("chmod", ["700", data])!.WaitForExit();
        Start(node, "setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "env", "HOME=/tmp", "LANG=C.UTF-8", "patroni", file);
    }

    private void Start(int node, string program, params string[] words)
    {
        var log = Path.Combine(folder, $"{(program == "etcd" ? "etcd" : "patroni")}{node}.log");
        processes.Add(Process.Start(new ProcessStartInfo("/bin/sh", ["-c", $"exec \"$@\" >>{log} 2>&1 </dev/null", "sh", "ip", "netns", "exec", Space(node), program, .. words]))!);
    }

    /// <summary>Waits until one leads and a second one follows it at every step.</summary>
    public async Task WholeAsync(int nodes = 3)
    {
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < TimeSpan.FromMinutes(2); await Task.Delay(500))
        {
            if (await MembersAsync() is { } members && members.Count == nodes && members.Count(m => m.Role == "leader") == 1 && members.Any(m => m.Role == "sync_standby") && members.All(m => m.State is "running" or "streaming")) return;
        }
        throw new TimeoutException("The three nodes did not come together: " + string.Join(", ", await MembersAsync() ?? []) + "\n" + string.Join('\n', Directory.GetFiles(folder, "*.log").Select(file => $"{file}: {string.Join('\n', File.ReadLines(file).TakeLast(8))}")));
    }

    /// <summary>The node that leads now, as those who can be reached say.</summary>
    public async Task<int> LeaderAsync() => (await MembersAsync() ?? []).Where(m => m.Role == "leader").Select(m => m.Node).FirstOrDefault();

    private async Task<List<Member>?> MembersAsync()
    {
        for (var node = 1; node <= 3; node++)
        {
            try
            {
                var answer = await http.GetFromJsonAsync<JsonElement>($"http://{Address(node)}:8008/cluster");
                return [.. answer.GetProperty("members").EnumerateArray().Select(m => new Member(m.GetProperty("name").GetString()![1] - '0', m.GetProperty("role").GetString()!, m.GetProperty("state").GetString()!))];
            }
            catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException or JsonException)
            {
                // Another one may answer.
            }
        }
        return null;
    }

    /// <summary>The followers go on saying that they are there, and take nothing in; or take in again.</summary>
    public async Task FreezeFollowersAsync(bool frozen)
    {
        var leader = await LeaderAsync();
        foreach (var node in Enumerable.Range(1, 3).Where(node => node != leader))
            await RunAsync("/bin/sh", "-c", $"for p in $(ip netns pids {Space(node)}); do if tr '\\0' ' ' </proc/$p/cmdline | grep -q walreceiver; then kill -{(frozen ? "STOP" : "CONT")} $p; fi; done");
    }

    private static async Task RunAsync(string program, params string[] words)
    {
        using var process = Process.Start(program, words);
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} {string.Join(' ', words)}: {process.ExitCode}");
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        for (var node = 1; node <= 3; node++)
        {
            using var kill = Process.Start("/bin/sh", ["-c", $"ip netns pids {Space(node)} 2>/dev/null | xargs -r kill -9 2>/dev/null; ip netns del {Space(node)} 2>/dev/null"]);
            await kill.WaitForExitAsync();
        }
        using var bridge = Process.Start("/bin/sh", ["-c", $"ip link del {Bridge} 2>/dev/null"]);
        await bridge.WaitForExitAsync();
        foreach (var process in processes)
        {
            await process.WaitForExitAsync();
            process.Dispose();
        }
        Directory.Delete(folder, recursive: true);
    }

    private sealed record Member(int Node, string Role, string State);
}
