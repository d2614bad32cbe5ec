using System.Data.Common;
using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Liburia.Platform.Files;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace Liburia.Platform.Database.Postgres;

/// <summary>
/// A schema per Comune, owned by a role of its own that has no right on any other; one data source for the whole cell.
/// The login shared by all has NOINHERIT and no rights: it can only become a Comune's role, which happens when a connection
/// opens and is asserted at once.
/// </summary>
internal sealed class PostgresEngine : IEngine
{
    private readonly NpgsqlDataSource owner;
    private readonly NpgsqlDataSource cell;
    private readonly string login;
    private readonly string prefix;
    private readonly string password;

    /// <param name="connection">Login that may create roles and schemas in its database.</param>
    /// <param name="secretFile">Where the password of the cell's own login is kept, readable by its owner only.</param>
    /// <param name="rolePrefix">Name of the cell's login and beginning of its roles; by default after the database.</param>
    public PostgresEngine(string connection, string secretFile, string? rolePrefix = null)
    {
        login = connection;
        var settings = new NpgsqlConnectionStringBuilder(connection) { Pooling = true };
        settings.MaxPoolSize = Math.Min(settings.MaxPoolSize, 4);
        settings.ApplicationName = "liburia-owner";
        owner = NpgsqlDataSource.Create(settings);
        prefix = Fit(rolePrefix ?? "liburia_" + Plain(settings.Database ?? "cell"), 40);
        password = SecretFile.Once(secretFile, () => Convert.ToHexString(RandomNumberGenerator.GetBytes(24)));
        var shared = new NpgsqlConnectionStringBuilder(connection)
        {
            Username = prefix,
            Password = password,
            MaxPoolSize = 40,
            ApplicationName = "liburia",
            Options = "-c synchronous_commit=on",
        };
        cell = NpgsqlDataSource.Create(shared);
    }

    public string Name => "PostgreSQL";

    private static string Plain(string text) => new([.. text.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_')]);

    /// <summary>Names longer than the engine keeps (63 characters) end in a hash: cut short, two of them would become one.</summary>
    private static string Fit(string name, int length) =>
        name.Length <= length ? name : $"{name[..(length - 9)]}_{Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(name)))[..8]}";

    public string SchemaOf(string slug) => Fit(Plain(slug), 63);
    public string RoleOf(string slug) => Fit($"{prefix}_{Plain(slug)}", 63);

    public void Configure(DbContextOptionsBuilder options, string slug) =>
        options.UseNpgsql(cell, npgsql => npgsql.MigrationsHistoryTable("__EFMigrationsHistory", SchemaOf(slug)))
            .AddInterceptors(new Becoming(cell, RoleOf(slug), SchemaOf(slug)), new Confirmed());

    public ValueTask<IDisposable> EnterWriterAsync(string slug, CancellationToken cancel) => ValueTask.FromResult<IDisposable>(NoGate.Instance);

    public async Task<bool> ExistsAsync(string slug, CancellationToken cancel)
    {
        await using var command = owner.CreateCommand("SELECT EXISTS (SELECT 1 FROM pg_namespace WHERE nspname = $1)");
        command.Parameters.AddWithValue(SchemaOf(slug));
        return (bool)(await command.ExecuteScalarAsync(cancel))!;
    }

    public async Task CreateAsync(string slug, CancellationToken cancel)
    {
        var role = RoleOf(slug);
        // One creation at a time in the cell: two would make the shared login twice.
        await RunAsync($"""
            SELECT pg_advisory_xact_lock(5081);
            DO $$ BEGIN
              IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '{prefix}') THEN CREATE ROLE {prefix} LOGIN NOINHERIT; END IF;
              IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '{role}') THEN CREATE ROLE {role} NOLOGIN; END IF;
            END $$;
            ALTER ROLE {prefix} LOGIN NOINHERIT PASSWORD '{password}';
            GRANT {role} TO {prefix}; GRANT {role} TO CURRENT_USER;
            CREATE SCHEMA {SchemaOf(slug)} AUTHORIZATION {role};
            """, cancel);
    }

    private async Task RunAsync(string sql, CancellationToken cancel)
    {
#pragma warning disable CA2100 // names of roles and schemas are plain letters made by Plain()
        await using var command = owner.CreateCommand(sql);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancel);
    }

    public Task DropAsync(string slug, CancellationToken cancel) => RunAsync($"DROP SCHEMA IF EXISTS {SchemaOf(slug)} CASCADE; {DropRole(RoleOf(slug))}", cancel);

    /// <summary>Roles belong to the whole server: one that still owns something in another of its databases stays.</summary>
    private static string DropRole(string role) => $"DO $$ BEGIN DROP ROLE IF EXISTS {role}; EXCEPTION WHEN dependent_objects_still_exist THEN NULL; END $$;";

    /// <summary>What is in the schema passes to the role of its new name, the schema first: a table is only given to who may create in its schema. Roles are not renamed: they belong to the server, where another cell may use the same name.</summary>
    public Task PutInPlaceAsync(string fromSlug, string toSlug, CancellationToken cancel)
    {
        var (from, to) = (RoleOf(fromSlug), RoleOf(toSlug));
        return RunAsync($"""
            DO $$ BEGIN
              IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '{to}') THEN CREATE ROLE {to} NOLOGIN; END IF;
            END $$;
            GRANT {to} TO {prefix}; GRANT {to} TO CURRENT_USER;
            ALTER SCHEMA {SchemaOf(fromSlug)} RENAME TO {SchemaOf(toSlug)};
            ALTER SCHEMA {SchemaOf(toSlug)} OWNER TO {to};
            REASSIGN OWNED BY {from} TO {to};
            {DropRole(from)}
            """, cancel);
    }

    public async Task<IAsyncDisposable> LockSchemaAsync(CancellationToken cancel)
    {
        // A connection of its own, truly closed in the end: one that went back to the pool would hold the lock until somebody used it again.
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(login) { Pooling = false }.ToString());
        await connection.OpenAsync(cancel);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT pg_advisory_lock(5080)";
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(cancel);
        return connection;
    }

    public async Task IndexAsync(AppDb db, string kind, string id, string sortKey, string words, bool isNew, CancellationToken cancel)
    {
        if (!isNew) await db.Database.ExecuteSqlAsync($"DELETE FROM platform_search WHERE kind = {kind} AND id = {id}", cancel);
        if (words.Length == 0) return;
        await db.Database.ExecuteSqlAsync($"INSERT INTO platform_search (kind, id, sort_key, words) VALUES ({kind}, {id}, {sortKey}, to_tsvector('simple', {words}))", cancel);
    }

    public async Task<IReadOnlyList<string>> FindAsync(AppDb db, string kind, IReadOnlyList<string> words, int limit, CancellationToken cancel)
    {
        var match = Match(words);
        return await db.Database.SqlQuery<string>(
            $"SELECT id AS \"Value\" FROM (SELECT id, sort_key FROM platform_search WHERE kind = {kind} AND words @@ to_tsquery('simple', {match}) LIMIT 1000) found ORDER BY sort_key LIMIT {limit}").ToListAsync(cancel);
    }

    public Expression<Func<Guid, bool>> Matching(AppDb db, string kind, IReadOnlyList<string> words)
    {
        var match = Match(words);
        var found = db.Database.SqlQuery<string>($"SELECT id AS \"Value\" FROM platform_search WHERE kind = {kind} AND words @@ to_tsquery('simple', {match})");
        return id => found.Any(one => one == id.ToString().Replace("-", ""));
    }

    private static string Match(IReadOnlyList<string> words) => string.Join(" & ", words.Select(word => word + ":*"));

    public async Task BulkAsync(DbConnection connection, DbTransaction transaction, string table, IReadOnlyList<string> columns, IEnumerable<object?[]> rows, CancellationToken cancel)
    {
        await using var writer = await ((NpgsqlConnection)connection).BeginBinaryImportAsync($"COPY {table} ({string.Join(", ", columns)}) FROM STDIN (FORMAT BINARY)", cancel);
        foreach (var row in rows)
        {
            await writer.StartRowAsync(cancel);
            foreach (var value in row)
            {
                if (value is null) await writer.WriteNullAsync(cancel);
                else if (value is Enum name) await writer.WriteAsync(name.ToString(), cancel);
                else await writer.WriteAsync(value, cancel);
            }
        }
        await writer.CompleteAsync(cancel);
    }

    public async Task BulkIndexAsync(DbConnection connection, DbTransaction transaction, IEnumerable<SearchRow> rows, CancellationToken cancel)
    {
        var npgsql = (NpgsqlConnection)connection;
        await using (var prepare = new NpgsqlCommand("CREATE TEMP TABLE search_load (words text, kind text, id text, sort_key text) ON COMMIT DROP", npgsql))
            await prepare.ExecuteNonQueryAsync(cancel);
        await using (var writer = await npgsql.BeginTextImportAsync("COPY search_load (words, kind, id, sort_key) FROM STDIN", cancel))
            foreach (var row in rows) await writer.WriteAsync($"{row.Words}\t{row.Kind}\t{row.Id}\t{row.SortKey}\n".AsMemory(), cancel);
        await using var fill = new NpgsqlCommand("INSERT INTO platform_search (kind, id, sort_key, words) SELECT kind, id, sort_key, to_tsvector('simple', words) FROM search_load", npgsql);
        await fill.ExecuteNonQueryAsync(cancel);
    }

    public async Task<DbTransaction> SnapshotAsync(DbConnection connection, CancellationToken cancel) => await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancel);

    public string BinaryOrder(DbConnection connection) => " COLLATE \"C\"";

    public string SearchRowsSql(DbConnection connection) => "SELECT kind, id, sort_key, array_to_string(tsvector_to_array(words), ' ') FROM platform_search";

    /// <summary>The Comune's own tables, by name: of the whole database it would also look at what another Comune is just dropping, and fail.</summary>
    public Task AnalyzeAsync(AppDb db, CancellationToken cancel) => db.Database.ExecuteSqlRawAsync("""
        DO $$ DECLARE name text; BEGIN
          FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = current_schema() LOOP EXECUTE format('ANALYZE %I', name); END LOOP;
        END $$
        """, cancel);

    public async Task<IReadOnlySet<string>> ColumnsAsync(AppDb db, CancellationToken cancel) =>
        (await db.Database.SqlQueryRaw<string>("SELECT table_name || '.' || column_name AS \"Value\" FROM information_schema.columns WHERE table_schema = current_schema()").ToListAsync(cancel)).ToHashSet();

    /// <summary>Pages carry checksums, compared at every reading.</summary>
    public Task<IReadOnlyList<string>> IntegrityAsync(AppDb db, CancellationToken cancel) => Task.FromResult<IReadOnlyList<string>>([]);

    public async Task<IReadOnlyList<string>> DiagnoseAsync(CancellationToken cancel)
    {
        var faults = new List<string>();
        await using var command = owner.CreateCommand("SELECT rolsuper, rolinherit FROM pg_roles WHERE rolname = $1");
        command.Parameters.AddWithValue(prefix);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        if (!await reader.ReadAsync(cancel)) faults.Add($"Manca il ruolo «{prefix}»: eseguire liburia migrate.");
        else
        {
            if (reader.GetBoolean(0)) faults.Add($"Il ruolo «{prefix}» è superutente: deve essere senza privilegi.");
            if (reader.GetBoolean(1)) faults.Add($"Il ruolo «{prefix}» eredita i diritti dei Comuni: deve essere NOINHERIT.");
        }
        return faults;
    }

    public async ValueTask DisposeAsync()
    {
        await cell.DisposeAsync();
        await owner.DisposeAsync();
    }

    private sealed class NoGate : IDisposable
    {
        public static readonly NoGate Instance = new();
        public void Dispose() { }
    }

    /// <summary>
    /// Becomes the Comune's role and asserts it; on mismatch the connection is closed. The pool's DISCARD ALL undoes both on return. A connection the pool
    /// kept from before a failure shows here that it is dead, before anything was asked of it: the pool is emptied and a new one is opened.
    /// </summary>
    private sealed class Becoming(NpgsqlDataSource cell, string role, string schema) : DbConnectionInterceptor
    {
        private string Sql => $"SET ROLE {role}; SET search_path TO {schema}; SELECT current_user || '/' || current_schema() || '/' || current_setting('synchronous_commit') || current_setting('fsync') || current_setting('full_page_writes')";

        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
        {
            try
            {
                Become(connection);
            }
            catch (NpgsqlException gone) when (IsDead(gone))
            {
                connection.Close();
                cell.Clear();
                connection.Open();
                Become(connection);
            }
        }

        public override async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            try
            {
                await BecomeAsync(connection, cancellationToken);
            }
            catch (NpgsqlException gone) when (IsDead(gone))
            {
                await connection.CloseAsync();
                cell.Clear();
                await connection.OpenAsync(cancellationToken);
                await BecomeAsync(connection, cancellationToken);
            }
        }

        private static bool IsDead(NpgsqlException fault) => fault is not PostgresException || fault is PostgresException { SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown };

        private void Become(DbConnection connection)
        {
            using var command = Command(connection);
            Assert(connection, command.ExecuteScalar() as string);
        }

        private async Task BecomeAsync(DbConnection connection, CancellationToken cancel)
        {
            await using var command = Command(connection);
            Assert(connection, await command.ExecuteScalarAsync(cancel) as string);
        }

        private DbCommand Command(DbConnection connection)
        {
            var command = connection.CreateCommand();
#pragma warning disable CA2100 // names of roles and schemas are plain letters made by Plain()
            command.CommandText = Sql;
#pragma warning restore CA2100
            return command;
        }

        private void Assert(DbConnection connection, string? found)
        {
            if (found != $"{role}/{schema}/ononon")
            {
                connection.Close();
                throw new Language.Refused($"The connection should be {role}/{schema}, with synchronous_commit, fsync and full_page_writes on, and is {found}.");
            }
            Confirmed.Watch((NpgsqlConnection)connection);
        }
    }

    /// <summary>
    /// With synchronous replicas a commit waits for another server. When that wait is broken off the server only warns, and the commit stands on one
    /// machine alone: it is not told done.
    /// </summary>
    private sealed class Confirmed : DbTransactionInterceptor
    {
        private static readonly ConditionalWeakTable<DbConnection, object> Warned = [];

        public static void Watch(NpgsqlConnection connection)
        {
            connection.Notice -= Note;
            connection.Notice += Note;
        }

        private static void Note(object sender, NpgsqlNoticeEventArgs notice)
        {
            if (notice.Notice.SqlState == "01000") Warned.AddOrUpdate((DbConnection)sender, sender);
        }

        public override ValueTask<InterceptionResult> TransactionCommittingAsync(DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
        {
            Warned.Remove(transaction.Connection!);
            return ValueTask.FromResult(result);
        }

        /// <exception cref="TimeoutException">No second server has confirmed.</exception>
        public override Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default) =>
            Warned.Remove(eventData.Context!.Database.GetDbConnection()) ? throw new TimeoutException("The commit was not confirmed by a second server.") : Task.CompletedTask;
    }
}
