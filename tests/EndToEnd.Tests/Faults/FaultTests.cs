using System.Diagnostics;
using System.Net;
using Liburia.TestKit;
using Npgsql;
using Shouldly;
using Xunit;

namespace Liburia.EndToEnd.Tests.Faults;

/// <summary>
/// The program is killed, starved, and moved over New Year's Eve while clients submit. Afterwards every acknowledged act is there, whole and once.
/// Seed: LIBURIA_FAULT_SEED; at length: tests/faults.
/// </summary>
public abstract class FaultTests(ITestOutputHelper output)
{
    protected const string Sqlite = "SQLite", Postgres = "PostgreSQL";

    /// <summary>Of those whom the test asks for: WeasyPrint's own, one for all with another title, or none.</summary>
    protected enum Papers { Real, Quick, None }

    private protected void Say(Report report) => output.WriteLine($"seed {Ledger.Seed}: {report}");

    private protected void Pass(Report report)
    {
        Say(report);
        report.NothingLost.ShouldBeTrue(report.ToString());
        report.Verify.ShouldBe("verify: all holds");
    }

    /// <param name="starts">Else the data are there, and the test starts the program itself.</param>
    /// <param name="papers">Who makes the papers.</param>
    protected static async Task OnAsync(string engine, Func<ServerProcess, Task> work, string[]? said = null, Func<ServerProcess, Task>? prepare = null, Func<ServerProcess, Task>? finish = null, bool starts = true, Papers papers = Papers.Quick)
    {
        var database = $"fault_{Guid.NewGuid():n}";
        if (engine == Postgres && Templates.Login is null) Assert.Skip("PostgreSQL is not configured (LIBURIA_TEST_POSTGRES)");
        List<string> options = [.. said ?? []];
        if (engine == Postgres) options.AddRange(["--postgres", Templates.LoginTo(database), "--role-prefix", Templates.RolePrefix]);
        var server = ServerProcess.With([.. options]);
        server.Printer = papers switch { Papers.Quick => await Printers.QuickAsync(), Papers.None => await Printers.IdleAsync(), _ => null };
        try
        {
            if (prepare is not null) await prepare(server);
            if (engine == Postgres) await Templates.CopyPostgresAsync(server.DataFolder, database);
            if (starts) await server.StartAsync();
            else await server.TakeTemplateAsync();
            await work(server);
        }
        finally
        {
            await server.StopAsync();
            if (finish is not null) await finish(server);
            await server.DisposeAsync();
            if (engine == Postgres) await Templates.RunAsync($"DROP DATABASE IF EXISTS {database} WITH (FORCE)");
        }
    }

    /// <summary>A program that prepares its own few people in a database of the test's own.</summary>
    protected static async Task<ServerProcess> OfAsync(string login)
    {
        var server = ServerProcess.With("--postgres", login);
        (server.Inhabitants, server.Printer) = (400, await Printers.QuickAsync());
        return server;
    }

    /// <summary>SIGKILL while clients work: after some more answers have been heard, and a moment later; then the next start.</summary>
    private protected static async Task KillAmidAsync(ServerProcess server, Task work, Func<int> heard, int answers, TimeSpan later)
    {
        for (var before = heard(); heard() < before + answers && !work.IsCompleted;) await Task.Delay(1);
        await Task.Delay(later);
        await server.KillAsync();
        await work;
        await server.StartAsync();
    }

    /// <summary>From now on the program's synchronisations fail, or only those of one file.</summary>
    protected static Task<Process> BreakSyncAsync(ServerProcess server, string onlyOf) => BreakAsync(server, onlyOf, "fsync,fdatasync", "EIO");

    /// <summary>From now on these calls of the program fail, or only those on one file.</summary>
    protected static async Task<Process> BreakAsync(ServerProcess server, string onlyOf, string calls, string error)
    {
        if (Environment.UserName != "root" || !File.Exists("/usr/bin/strace")) Assert.Skip("only root may make another program's calls fail, with strace");
        var only = onlyOf.Length == 0 ? Array.Empty<string>() : ["-P", Path.Combine(server.DataFolder, onlyOf)];
        var start = new ProcessStartInfo("/usr/bin/strace") { RedirectStandardError = true };
        foreach (var word in (string[])["-f", "-p", $"{server.ProcessId}", "-o", "/dev/null", "-e", $"trace={calls}", "-e", $"inject={calls}:error={error}", .. only]) start.ArgumentList.Add(word);
        var breaking = Process.Start(start)!;
        while (await breaking.StandardError.ReadLineAsync() is { } line && !line.Contains("attached", StringComparison.Ordinal)) { }
        return breaking;
    }

    /// <summary>The data folder on a disk of 120 MB of its own.</summary>
    protected static Task OnASmallDiskAsync(ServerProcess server)
    {
        if (Environment.UserName != "root") Assert.Skip("only root may mount a small disk");
        Directory.CreateDirectory(server.DataFolder);
        return ServerProcess.ProgramAsync("mount", ["-t", "tmpfs", "-o", "size=120m", "tmpfs", server.DataFolder]);
    }

    protected static Task OffTheSmallDiskAsync(ServerProcess server) => ServerProcess.ProgramAsync("umount", ["-l", server.DataFolder]);

    protected static void Fill(string folder)
    {
        using var ballast = new FileStream(Path.Combine(folder, "ballast"), FileMode.Create);
        var block = new byte[64 * 1024];
        try
        {
            while (true)
            {
                ballast.Write(block);
                ballast.Flush(flushToDisk: true);
            }
        }
        catch (IOException)
        {
            // Full to the last block.
        }
    }
}
