using System.Data.Common;
using System.Security.Cryptography;
using Liburia.Platform;
using Liburia.Platform.Database;
using Liburia.Platform.Files;
using Liburia.Procedures.Adoption;
using Liburia.Procedures.Cases;
using Liburia.Procedures.Contracts;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Liburia.Bench;

/// <summary>(h) Applications of a procedure, filed by the engine, against the bare database and disk storing the same rows and the same two files, on both engines.</summary>
internal static class FilingsBench
{
    private const string Slug = "segnalazione-disservizio";
    private static readonly Applicant Maria = new(Guid.Parse("01900000-0000-7000-8000-000000000001"), "DLCMRA85E52A512V", "DE LUCA MARIA");
    private static readonly Dictionary<string, string> Answers = new()
    {
        ["categoria"] = "strade",
        ["luogo"] = """{"words":"Punto sulla mappa","lat":"40.9612","lon":"14.2331"}""",
        ["descrizione"] = "Una buca larga mezzo metro davanti alla scuola, da lunedì.",
        ["email"] = "maria@posta.example",
    };

    public static async Task RunAsync()
    {
        await OnAsync("SQLite", null);
        if (Environment.GetEnvironmentVariable("LIBURIA_TEST_POSTGRES") is { Length: > 0 } login) await OnAsync("PostgreSQL", login);
        else Console.WriteLine("(h) applications on PostgreSQL: skipped, LIBURIA_TEST_POSTGRES names no server");
    }

    private static async Task OnAsync(string name, string? login)
    {
        await using var database = login is null ? null : await ScratchDatabase.CreateAsync(login);
        await using var yard = await Yard.OpenAsync(new Installation { DataFolder = Path.Combine(Path.GetTempPath(), $"liburia-bench-h-{Guid.NewGuid():n}"), Postgres = database?.Login }, 2000, 5093);
        var files = Path.Combine(yard.Folder, "succivo", "files");
        Directory.CreateDirectory(files);
        await FileAsync(yard);
        var (page, data) = await SizesAsync(yard);
        using var gate = new SemaphoreSlim(1, 1);
        await using var source = database is null ? null : NpgsqlDataSource.Create(database.Login);
        var bare = new Bare(files, page, data, source is null ? "" : "succivo.");
        Func<int, Task> anchor = source is not null ? async _ =>
        {
            await using var connection = await source.OpenConnectionAsync();
            await using var transaction = await connection.BeginTransactionAsync();
            await bare.StoreAsync(connection, transaction);
            await transaction.CommitAsync();
        }
        : async _ =>
        {
            await gate.WaitAsync();
            try
            {
                await using var connection = new SqliteConnection($"Data Source={Path.Combine(yard.Folder, "succivo", "comune.db")}");
                await connection.OpenAsync();
                await using var pragma = connection.CreateCommand();
                pragma.CommandText = "PRAGMA synchronous=FULL";
                await pragma.ExecuteNonQueryAsync();
                await using var transaction = connection.BeginTransaction();
                await bare.StoreAsync(connection, transaction);
                await transaction.CommitAsync();
            }
            finally
            {
                gate.Release();
            }
        };
        await Measure.CompareAsync($"(h) applications on {name}, 8 clients, two files of {page} and {data} bytes each", 0.5, () => Measure.PerSecondAsync(8, 4, _ => FileAsync(yard)), () => Measure.PerSecondAsync(8, 4, anchor));
    }

    private static Task<CaseView> FileAsync(Yard yard) => yard.InAsync("cesa", async services =>
    {
        CaseView? opened = null;
        await services.GetRequiredService<Writing>().RunAsync(async () =>
        {
            var offer = await services.GetRequiredService<Offers>().FindAsync(Slug) ?? throw new InvalidOperationException($"{Slug} is not offered.");
            (opened, _) = await services.GetRequiredService<CaseDesk>().FileAsync(new Filing(Guid.CreateVersion7(), offer, offer.Model, Maria, Answers, [], Counter: null));
            return true;
        });
        return opened!;
    });

    /// <summary>Lengths of the two files the engine keeps of an application.</summary>
    private static async Task<(int Page, int Data)> SizesAsync(Yard yard)
    {
        var stored = (await FileAsync(yard)).Files.Where(file => file.Role == "submitted").Select(file => (int)file.Length).ToList();
        return (stored[0], stored[1]);
    }

    /// <summary>The same by hand: two files written and synchronised with their folders, then number, rows, and the links of the audit.</summary>
    private sealed class Bare(string files, int pageBytes, int dataBytes, string schema)
    {
        private readonly byte[] page = RandomNumberGenerator.GetBytes(pageBytes), data = RandomNumberGenerator.GetBytes(dataBytes);

        public async Task StoreAsync(DbConnection connection, DbTransaction transaction)
        {
            async Task<object?> Sql(string sql)
            {
                await using var command = connection.CreateCommand();
                command.Transaction = transaction;
                command.CommandText = sql;
                return await command.ExecuteScalarAsync();
            }
            var (first, second, hash) = (Keep(page), Keep(data), new string('0', 64));
            string[] ids = [.. Enumerable.Range(0, 10).Select(_ => Guid.CreateVersion7().ToString())];
            var (key, entry, opened, now) = ($"bench:{ids[0]}", ids[1], ids[2], "2026-11-23 10:00:00");
            await Sql($"INSERT INTO {schema}platform_idempotency_keys (key, request_hash, created_at) VALUES ('{key}', '{hash}', '{now}') ON CONFLICT DO NOTHING");
            var number = Convert.ToInt32(await Sql($"INSERT INTO {schema}platform_counters AS c (register, year, last) VALUES ('protocol', 2026, 1) ON CONFLICT (register, year) DO UPDATE SET last = c.last + 1 RETURNING last"));
            var words = $"{number} {number:D7} 2026 segnalazione disservizio de luca maria";
            string Object(string id, string title, string name, string type, string sha, int length) => $"INSERT INTO {schema}archive_objects (id, title, file_name, media_type, sha256, length, classification, provenance, created_at) VALUES ('{id}', '{title}', '{name}', '{type}', '{sha}', {length}, 'I/8', 'domanda online', '{now}');";
            string EntryFile(string id, string document, string name, string sha, int at) => $"INSERT INTO {schema}protocol_entry_documents (id, entry_id, archive_object_id, file_name, sha256, position) VALUES ('{id}', '{entry}', '{document}', '{name}', '{sha}', {at});";
            string CaseFile(string id, string document, string title, string name, string sha, int length) => $"INSERT INTO {schema}procedures_case_documents (id, case_id, archive_object_id, role, title, file_name, sha256, length) VALUES ('{id}', '{opened}', '{document}', 'submitted', '{title}', '{name}', '{sha}', {length});";
            await Sql(
                Object(ids[3], "Segnalazione disservizio: domanda", "domanda.html", "text/html", first, page.Length) + Object(ids[4], "Segnalazione disservizio: dati della domanda", "domanda.json", "application/json", second, data.Length)
                + $"INSERT INTO {schema}protocol_entries (id, year, number, registered_on, registered_at, direction, subject, counterpart, classification, segnatura, registered_by, case_id, version) VALUES ('{entry}', 2026, {number}, '2026-11-23', '{now}', 'Incoming', 'Segnalazione disservizio', 'DE LUCA MARIA', 'I/8', 'Comune di Succivo - c_i993 - AOO c_i993_aoo - Prot. n. {number:D7}/2026 del 23/11/2026', 'Liburia', '{opened}', 0);"
                + EntryFile(ids[5], ids[3], "domanda.html", first, 0) + EntryFile(ids[6], ids[4], "domanda.json", second, 1)
                + $"INSERT INTO {schema}procedures_cases (id, service_slug, model_version, deviations, title_it, title_en, applicant_id, applicant_tax_code, applicant_name, channel, answers, state, is_open, protocol_entry_id, protocol_number, segnatura, opened_at, opened_on, office_name, step, term_name, due_on, sample, version) VALUES ('{opened}', '{Slug}', 1, '{{}}', 'Segnalazione disservizio', 'Report of a problem', '{Maria.PersonId}', '{Maria.TaxCode}', '{Maria.Name}', 'Online', '{System.Text.Json.JsonSerializer.Serialize(Answers)}', 'Submitted', TRUE, '{entry}', '{number:D7}/2026', 'Comune di Succivo - Prot. n. {number:D7}/2026', '{now}', '2026-11-23', 'Ufficio tecnico', 'verifica', 'segnalazione', '2026-12-23', 'None', 1);"
                + $"INSERT INTO {schema}procedures_case_events (id, case_id, at, counted_on, kind, actor, for_applicant, text_it, text_en, detail, clock_days) VALUES ('{ids[7]}', '{opened}', '{now}', '2026-11-23', 'Received', 'DE LUCA MARIA', TRUE, 'Domanda ricevuta e protocollata', 'Application received and registered', '{number:D7}/2026', 0);"
                + CaseFile(ids[8], ids[3], "Segnalazione disservizio: domanda", "domanda.html", first, page.Length) + CaseFile(ids[9], ids[4], "Segnalazione disservizio: dati della domanda", "domanda.json", second, data.Length)
                + $"INSERT INTO {schema}procedures_contacts (tax_code, mail, updated_at) VALUES ('{Maria.TaxCode}', 'maria@posta.example', '{now}') ON CONFLICT (tax_code) DO UPDATE SET updated_at = excluded.updated_at;"
                + (schema.Length > 0 ? $"INSERT INTO {schema}platform_search (kind, id, sort_key, words) VALUES ('protocol', '{entry.Replace("-", "", StringComparison.Ordinal)}', '{number}', to_tsvector('simple', '{words}'));"
                    : $"INSERT INTO platform_search (words, kind, id, sort_key) VALUES ('{words}', 'protocol', '{entry}', '{number}'); INSERT INTO platform_search_rows (kind, id, row) VALUES ('protocol', '{entry}', last_insert_rowid());")
                + $"UPDATE {schema}platform_idempotency_keys SET answer = '{opened}' WHERE key = '{key}'");
            var sequence = Convert.ToInt64(await Sql($"UPDATE {schema}platform_audit_heads SET sequence = sequence + 2 WHERE id = 1 RETURNING sequence"));
            await Sql(string.Concat(((string[])["protocol.register", "case.open"]).Select((action, i) =>
                $"INSERT INTO {schema}platform_audit_entries (sequence, at, actor, action, subject, detail_hash, previous_hash, hash) VALUES ({sequence - 1 + i}, '{now}', 'bench', '{action}', '{opened}', '{hash}', '{hash}', '{hash}');"
                + $"INSERT INTO {schema}platform_audit_details (sequence, json) VALUES ({sequence - 1 + i}, '{{}}');")) + $"UPDATE {schema}platform_audit_heads SET hash = '{hash}' WHERE id = 1");
        }

        /// <summary>Temporary name, bytes, synchronised, named by its hash, folder synchronised.</summary>
        private string Keep(byte[] content)
        {
            var bytes = content.ToArray();
            Guid.NewGuid().TryWriteBytes(bytes);
            var sha = Convert.ToHexStringLower(SHA256.HashData(bytes));
            var (temporary, folder) = (Path.Combine(files, $"{Guid.NewGuid():n}.part"), Path.Combine(files, sha[..2], sha[2..4]));
            using (var file = new FileStream(temporary, FileMode.CreateNew))
            {
                file.Write(bytes);
                file.Flush(flushToDisk: true);
            }
            if (!Directory.Exists(folder))
            {
                Directory.CreateDirectory(folder);
                FileStore.Synchronize(files);
                FileStore.Synchronize(Path.GetDirectoryName(folder)!);
            }
            File.Move(temporary, Path.Combine(folder, sha), overwrite: true);
            FileStore.Synchronize(folder);
            return sha;
        }
    }
}
