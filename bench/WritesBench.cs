using Liburia.Platform;
using Liburia.Platform.Database;
using Liburia.Protocol.Contracts;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Liburia.Bench;

/// <summary>(b) Registrations in the protocol against the bare database doing the same counter update and inserts, on both engines.</summary>
internal static class WritesBench
{
    public static async Task RunAsync(Yard yard)
    {
        var gate = new SemaphoreSlim(1, 1);
        var bareFile = Path.Combine(yard.Folder, "succivo", "comune.db");
        await Measure.CompareAsync("(b) registrations on SQLite, 8 clients", 0.5, () => Measure.PerSecondAsync(8, 4, _ => RegisterAsync(yard)), () => Measure.PerSecondAsync(8, 4, async _ =>
        {
            await gate.WaitAsync();
            try
            {
                await using var connection = new SqliteConnection($"Data Source={bareFile}");
                await connection.OpenAsync();
                await using var pragma = connection.CreateCommand();
                pragma.CommandText = "PRAGMA synchronous=FULL";
                await pragma.ExecuteNonQueryAsync();
                await using var transaction = connection.BeginTransaction();
                await BareAsync(connection, transaction, "X");
                await transaction.CommitAsync();
            }
            finally
            {
                gate.Release();
            }
        }));
        if (Environment.GetEnvironmentVariable("LIBURIA_TEST_POSTGRES") is not { Length: > 0 } login)
        {
            Console.WriteLine("(b) registrations on PostgreSQL: skipped, LIBURIA_TEST_POSTGRES names no server");
            return;
        }
        await using var database = await ScratchDatabase.CreateAsync(login);
        var own = database.Login;
        await using (var town = await Yard.OpenAsync(new Installation { DataFolder = Path.Combine(Path.GetTempPath(), $"liburia-bench-pg-{Guid.NewGuid():n}"), Postgres = own }, 2000, 5097))
        {
            await using var source = NpgsqlDataSource.Create(own);
            await Measure.CompareAsync("(b) registrations on PostgreSQL, 8 clients", 0.5, () => Measure.PerSecondAsync(8, 4, _ => RegisterAsync(town)), () => Measure.PerSecondAsync(8, 4, async _ =>
            {
                await using var connection = await source.OpenConnectionAsync();
                await using var transaction = await connection.BeginTransactionAsync();
                await BareAsync(connection, transaction, "succivo.X");
                await transaction.CommitAsync();
            }));
        }
    }

    private static Task<int> RegisterAsync(Yard yard) => yard.InAsync("cesa", async services =>
    {
        await services.GetRequiredService<Writing>().RunAsync(async () =>
        {
            await services.GetRequiredService<IProtocolRegister>().RegisterAsync(new Registration(ProtocolDirection.Incoming, "Lettera di prova", "Rossi Mario", "I/6", []));
            return true;
        });
        return 0;
    });

    /// <summary>The same statements by hand: counter, entry, search row, audit head, link and details.</summary>
    private static async Task BareAsync(System.Data.Common.DbConnection connection, System.Data.Common.DbTransaction transaction, string prefix)
    {
        var schema = prefix[..^1];
        var postgres = schema.Length > 0;
        async Task<object?> Sql(string sql)
        {
            await using var command = connection.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = sql;
            return await command.ExecuteScalarAsync();
        }
        var id = Guid.CreateVersion7().ToString();
        await Sql($"INSERT INTO {schema}platform_counters (register, year, last) VALUES ('protocol', 2026, 0) ON CONFLICT DO NOTHING");
        var number = Convert.ToInt32(await Sql($"UPDATE {schema}platform_counters SET last = last + 1 WHERE register = 'protocol' AND year = 2026 RETURNING last"));
        await Sql($"INSERT INTO {schema}protocol_entries (id, year, number, registered_on, registered_at, direction, subject, counterpart, classification, segnatura, registered_by, version) VALUES ('{id}', 2026, {number}, '2026-11-23', '2026-11-23 10:00:00', 'Incoming', 'Lettera di prova', 'Rossi Mario', 'I/6', 'Comune di Succivo - c_i993 - Prot. n. {number:D7}/2026', 'bench', 0)");
        if (postgres) await Sql($"INSERT INTO {schema}platform_search (kind, id, sort_key, words) VALUES ('protocol', '{id.Replace("-", "", StringComparison.Ordinal)}', '{number}', to_tsvector('simple', '{number} lettera di prova rossi mario'))");
        else
        {
            await Sql($"INSERT INTO platform_search (words, kind, id, sort_key) VALUES ('{number} lettera di prova rossi mario', 'protocol', '{id}', '{number}')");
            await Sql($"INSERT INTO platform_search_rows (kind, id, row) VALUES ('protocol', '{id}', last_insert_rowid())");
        }
        var sequence = Convert.ToInt64(await Sql($"UPDATE {schema}platform_audit_heads SET sequence = sequence + 1 WHERE id = 1 RETURNING sequence"));
        var hash = new string('0', 64);
        await Sql($"INSERT INTO {schema}platform_audit_entries (sequence, at, actor, action, subject, detail_hash, previous_hash, hash) VALUES ({sequence}, '2026-11-23 10:00:00', 'bench', 'protocol.register', 'protocol', '{hash}', '{hash}', '{hash}')");
        await Sql($"INSERT INTO {schema}platform_audit_details (sequence, json) VALUES ({sequence}, '{{}}')");
        await Sql($"UPDATE {schema}platform_audit_heads SET hash = '{hash}' WHERE id = 1");
    }
}
