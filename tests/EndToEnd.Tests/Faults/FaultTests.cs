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

    private protected void Say(Report report) => output.WriteLine($"seed {Ledger.Seed}: {report}");

    private protected void Pass(Report report)
    {
        Say(report);
        report.NothingLost.ShouldBeTrue(report.ToString());
        report.Verify.ShouldBe("verify: all holds");
    }

    protected static async Task OnAsync(string engine, Func<ServerProcess, Task> work, string? option = null, string? value = null, Func<ServerProcess, Task>? prepare = null, Func<ServerProcess, Task>? finish = null)
    {
        var (login, database) = (Environment.GetEnvironmentVariable("LIBURIA_TEST_POSTGRES"), $"fault_{Guid.NewGuid():n}");
        if (engine == Postgres && string.IsNullOrEmpty(login)) Assert.Skip("PostgreSQL is not configured (LIBURIA_TEST_POSTGRES)");
        if (engine == Postgres) await SqlAsync(login!, $"CREATE DATABASE {database}");
        List<string> options = option is null ? [] : [option, value!];
        if (engine == Postgres) options.AddRange(["--postgres", new NpgsqlConnectionStringBuilder(login) { Database = database }.ToString()]);
        var server = ServerProcess.With([.. options]);
        try
        {
            if (prepare is not null) await prepare(server);
            await server.StartAsync();
            await work(server);
        }
        finally
        {
            await server.StopAsync();
            if (finish is not null) await finish(server);
            await server.DisposeAsync();
            if (engine == Postgres) await SqlAsync(login!, $"DROP DATABASE {database} WITH (FORCE)");
        }
    }

    private static async Task SqlAsync(string login, string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(login) { Pooling = false }.ToString());
        await connection.OpenAsync();
#pragma warning disable CA2100 // a name made here
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }
}
