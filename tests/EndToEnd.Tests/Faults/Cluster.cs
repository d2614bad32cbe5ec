using System.Net;
using System.Net.Sockets;
using Liburia.TestKit;
using Npgsql;
using Shouldly;
using Xunit;

namespace Liburia.EndToEnd.Tests.Faults;

/// <summary>A PostgreSQL server of one test's own, that can be stopped, started, copied and brought back to a moment.</summary>
internal sealed class Cluster : IAsyncDisposable
{
    internal static readonly string? Programs = Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql").Order(StringComparer.Ordinal).Select(version => Path.Combine(version, "bin")).LastOrDefault() : null;
    private readonly string folder = Directory.CreateTempSubdirectory("liburia-pg-").FullName;
    private readonly int port = Ports.Free();
    private string data;

    private Cluster() => data = Path.Combine(folder, "data");

    public int Port => port;
    private string Log => Path.Combine(folder, "server.log");
    public string Archive => Path.Combine(folder, "archive");
    public string Login(int? at = null) => $"Host=127.0.0.1;Port={at ?? port};Username=liburia;Password=prova;Database=liburia";

    public static async Task<Cluster> StartNewAsync(bool archiving = false)
    {
        if (Programs is null) Assert.Skip("PostgreSQL is not installed");
        var cluster = new Cluster();
        await File.WriteAllTextAsync(Path.Combine(cluster.folder, "password"), "prova");
        Directory.CreateDirectory(cluster.Archive);
        if (Environment.UserName == "root") await RunAsync("chown", ["-R", "postgres", cluster.folder], asOwner: false);
        await RunAsync(Program("initdb"), ["-D", cluster.data, "-U", "liburia", "-A", "scram-sha-256", "--data-checksums", $"--pwfile={Path.Combine(cluster.folder, "password")}", "-E", "UTF8", "--locale=C.UTF-8"]);
        if (archiving) await cluster.ConfigureAsync($"archive_mode = on\narchive_command = 'cp %p {cluster.Archive}/%f.part && mv {cluster.Archive}/%f.part {cluster.Archive}/%f'\n");
        await cluster.StartAsync();
        await cluster.SqlAsync("CREATE DATABASE liburia", "postgres");
        return cluster;
    }

    public async Task StartAsync()
    {
        try
        {
            await RunAsync(Program("pg_ctl"), ["-D", data, "-s", "-w", "-t", "180", "-l", Log, "-o", $"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c max_connections=100", "start"]);
        }
        catch (InvalidOperationException fault)
        {
            throw new InvalidOperationException($"{string.Join(" | ", (await File.ReadAllLinesAsync(Log)).TakeLast(8))}", fault);
        }
    }

    /// <summary>As a power cut would: nothing is written any more.</summary>
    public Task StopAtOnceAsync() => RunAsync(Program("pg_ctl"), ["-D", data, "-s", "-m", "immediate", "stop"]);

    /// <summary>A copy of the whole server, while it works.</summary>
    public async Task CopyAsync() => await RunAsync(Program("pg_basebackup"), ["-h", "127.0.0.1", "-p", $"{port}", "-U", "liburia", "-D", Path.Combine(folder, "copy"), "-c", "fast", "-X", "none"], password: true);

    /// <summary>The server is lost; the copy takes its place and plays the archive up to a moment.</summary>
    public async Task RecoverAsync(DateTime until)
    {
        // Everything written so far is in the archive before the server goes: without what follows the moment, it could not be reached.
        var last = (string)(await SqlAsync("SELECT pg_walfile_name(pg_switch_wal())"))!;
        for (var i = 0; !File.Exists(Path.Combine(Archive, last)); i++)
        {
            i.ShouldBeLessThan(600, $"{last} is not in the archive after a minute");
            await Task.Delay(100);
        }
        await StopAtOnceAsync();
        data = Path.Combine(folder, "copy");
        await ConfigureAsync($"restore_command = 'cp {Archive}/%f %p'\nrecovery_target_time = '{until:yyyy-MM-dd HH:mm:ss.ffffff}+00'\nrecovery_target_action = 'promote'\n");
        await RunAsync("touch", [Path.Combine(data, "recovery.signal")]);
        await StartAsync();
        for (var i = 0; i < 100 && (bool)(await SqlAsync("SELECT pg_is_in_recovery()"))!; i++) await Task.Delay(100);
    }

    public async Task<object?> SqlAsync(string sql, string database = "liburia")
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Login()) { Database = database, Pooling = false }.ToString());
        await connection.OpenAsync();
#pragma warning disable CA2100 // words of the tests
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync();
    }

    private Task ConfigureAsync(string lines) => File.AppendAllTextAsync(Path.Combine(data, "postgresql.conf"), "\n" + lines);

    private static string Program(string name) => Path.Combine(Programs!, name);

    private static async Task RunAsync(string program, IEnumerable<string> words, bool asOwner = true, bool password = false)
    {
        if (password) (program, words) = ("/usr/bin/env", ["PGPASSWORD=prova", program, .. words]);
        if (asOwner && Environment.UserName == "root") (program, words) = ("setpriv", ["--reuid=postgres", "--regid=postgres", "--clear-groups", "env", "HOME=/tmp", program, .. words]);
        // A server that stays would hold our pipes open: its words go to its log.
        using var process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("/bin/sh", ["-c", "exec \"$@\" >/dev/null 2>&1 </dev/null", "sh", program, .. words]))!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} {string.Join(' ', words)}: {process.ExitCode}");
    }

    public async ValueTask DisposeAsync()
    {
        if (File.Exists(Path.Combine(data, "postmaster.pid"))) await StopAtOnceAsync();
        Directory.Delete(folder, recursive: true);
    }
}

/// <summary>A wire between the program and its database, that can be cut just after a COMMIT has gone through and before its answer has come back.</summary>
internal sealed class Wire : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly int to;
    private int left;

    public Wire(int to)
    {
        this.to = to;
        listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;
    public int Cuts { get; private set; }

    /// <summary>The next so many commits are cut off.</summary>
    public void CutCommits(int count) => Interlocked.Exchange(ref left, count);

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = CarryAsync(await listener.AcceptTcpClientAsync(stop.Token));
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task CarryAsync(TcpClient client)
    {
        using (client)
        using (var server = new TcpClient())
        {
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, to);
                (client.NoDelay, server.NoDelay) = (true, true);
                var back = PassAsync(server.GetStream(), client.GetStream(), _ => false);
                var forth = PassAsync(client.GetStream(), server.GetStream(), IsCut);
                await Task.WhenAny(back, forth);
            }
            catch (Exception fault) when (fault is IOException or SocketException or ObjectDisposedException)
            {
                // One end is gone, and so is the wire.
            }
        }
    }

    private bool IsCut(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Span.IndexOf("COMMIT"u8) < 0 || Volatile.Read(ref left) <= 0 || Interlocked.Decrement(ref left) < 0) return false;
        Cuts++;
        return true;
    }

    private static async Task PassAsync(NetworkStream from, NetworkStream to, Func<ReadOnlyMemory<byte>, bool> cut)
    {
        var buffer = new byte[65536];
        int read;
        while ((read = await from.ReadAsync(buffer)) > 0)
        {
            await to.WriteAsync(buffer.AsMemory(0, read));
            if (!cut(buffer.AsMemory(0, read))) continue;
            // It has gone through; the answer never comes back.
            return;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        stop.Dispose();
    }
}
