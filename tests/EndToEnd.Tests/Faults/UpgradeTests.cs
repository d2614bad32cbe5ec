using System.Data.Common;
using System.Net;
using Microsoft.Data.Sqlite;
using Npgsql;
using Liburia.TestKit;
using Shouldly;
using Xunit;

namespace Liburia.EndToEnd.Tests.Faults;

/// <summary>From the schema of the version before to this one: killed at its writes, and while people work.</summary>
[Slow("Kills a migration at one write after another, and starts the program each time.")]
public sealed class UpgradeTests(ITestOutputHelper output) : FaultTests(output)
{
    private const string Step = "20261124090000_Platform_Trust";
    private static readonly string[] Tables = ["platform_daily_digests", "platform_fixity_checks"];
    private readonly ITestOutputHelper output = output;

    [Theory]
    [InlineData(Sqlite, "pwrite64")]
    [InlineData(Sqlite, "fsync")]
    [InlineData(Postgres, "sendto")]
    public Task Migration_KilledAtItsWrites_IsNotThereOrWhole_AndRollsForward(string engine, string call) => OnAsync(engine, async server =>
    {
        if (!File.Exists("/usr/bin/strace")) Assert.Skip("strace is not installed");
        var kills = 0;
        for (var at = 1; at <= Ledger.Rounds(40, 400); at += Ledger.Rounds(9, 1))
        {
            await BackAsync(server);
            var (code, words) = await server.CommandUnderAsync(["strace", "-f", "-qq", "-o", "/dev/null", "-e", $"trace={call}", "-e", $"inject={call}:signal=KILL:when={at}"], "migrate");
            foreach (var (slug, steps, tables) in await SchemasAsync(server)) tables.ShouldBe(steps * Tables.Length, $"{slug}, killed at {call} {at}: half a migration");
            if (code == 0) break;
            kills++;
            (code, words) = await server.CommandAsync("migrate");
            code.ShouldBe(0, words);
            (await SchemasAsync(server)).ShouldAllBe(schema => schema.Steps == 1 && schema.Tables == Tables.Length);
        }
        output.WriteLine($"{engine}, {call}: killed {kills} times");
        kills.ShouldBeGreaterThan(0);
        (await server.CommandAsync("verify")).Code.ShouldBe(0);
        await server.StartAsync();
    }, starts: false);

    [Theory]
    [InlineData(Sqlite)]
    [InlineData(Postgres)]
    public Task Upgrade_WhilePeopleWork_FailsNobody(string engine) => OnAsync(engine, async server =>
    {
        var ledger = new Ledger(server);
        await ledger.PrepareAsync(60);
        await BackAsync(server);
        var upgrade = server.CommandAsync("upgrade", "--to", Path.Combine(server.DataFolder, "copie"));
        for (var i = 0; i < 50 && !upgrade.IsCompleted; i++)
        {
            await ledger.SubmitAsync(ledger.Drafts.Skip(i).Take(1));
            await Task.Delay(100);
        }
        var (code, words) = await upgrade;
        code.ShouldBe(0, words);
        words.ShouldContain("Aggiornati 8 Comuni su 8, 8 passi di schema");
        await ledger.SubmitAsync(ledger.Pending, clients: 4);
        ledger.Answers.Keys.ShouldBe([HttpStatusCode.Redirect]);
        (await SchemasAsync(server)).ShouldAllBe(schema => schema.Steps == 1 && schema.Tables == Tables.Length);
        Pass(await ledger.JudgeAsync());
    });

    /// <summary>Every Comune as the version before left it.</summary>
    private static async Task BackAsync(ServerProcess server)
    {
        foreach (var (slug, open) in Databases(server))
        {
            await using var connection = await open();
            foreach (var table in Tables) await RunAsync(connection, $"DROP TABLE IF EXISTS {table}" + (connection is NpgsqlConnection ? $"; DROP FUNCTION IF EXISTS {table}_refuse" : ""));
            await RunAsync(connection, $"DELETE FROM \"__EFMigrationsHistory\" WHERE \"MigrationId\" = '{Step}'");
        }
    }

    private static async Task<List<(string Slug, long Steps, long Tables)>> SchemasAsync(ServerProcess server)
    {
        var found = new List<(string, long, long)>();
        foreach (var (slug, open) in Databases(server))
        {
            await using var connection = await open();
            var list = connection is SqliteConnection ? "sqlite_master WHERE type = 'table' AND name" : "pg_tables WHERE schemaname = current_schema() AND tablename";
            found.Add((slug, await RunAsync(connection, $"SELECT COUNT(*) FROM \"__EFMigrationsHistory\" WHERE \"MigrationId\" = '{Step}'"), await RunAsync(connection, $"SELECT COUNT(*) FROM {list} IN ('{string.Join("', '", Tables)}')")));
        }
        return found;
    }

    private static IEnumerable<(string Slug, Func<Task<DbConnection>> Open)> Databases(ServerProcess server)
    {
        foreach (var slug in (string[])["cesa", "succivo", "santantimo", "casandrino", "teverola", "santarpino", "orta-di-atella", "gricignano-di-aversa"])
            yield return (slug, async () =>
            {
                DbConnection connection = server.Said("--postgres") is { } login
                    ? new NpgsqlConnection(new NpgsqlConnectionStringBuilder(login) { Pooling = false, SearchPath = slug.Replace('-', '_') }.ToString())
                    : new SqliteConnection($"Data Source={Path.Combine(server.DataFolder, slug, "comune.db")};Pooling=False;Default Timeout=20");
                await connection.OpenAsync();
                return connection;
            }
            );
    }

    private static async Task<long> RunAsync(DbConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // words of the tests
        command.CommandText = sql;
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync() as long? ?? 0;
    }
}
