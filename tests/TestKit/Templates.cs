using System.Diagnostics;
using System.Security.Cryptography;
using Liburia.Platform;
using Npgsql;

namespace Liburia.TestKit;

/// <summary>The project's own folder, above that of the tests that run.</summary>
public static class Repository
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Liburia.slnx"))) folder = folder.Parent ?? throw new InvalidOperationException("The tests stand outside of the project.");
        return folder.FullName;
    }
}

/// <summary>
/// Installations made once by the built program and copied by every test that wants one: eight Comuni with a couple of thousand invented people.
/// A template is known by the program's bytes and the day, so that every project of a run, and the next run of the same program, finds it made.
/// </summary>
public static class Templates
{
    private const string Inhabitants = "2000";

    /// <summary>The program that the tests are of.</summary>
    public static string Program { get; } = Path.Combine(Repository.Root, "src", "Web", "bin", "Debug", "net10.0", "liburia.dll");

    private static readonly Lazy<string> Key = new(() =>
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(Program)!, "*iburia*.dll").Order(StringComparer.Ordinal)) hash.AppendData(File.ReadAllBytes(file));
        return $"{DateTime.UtcNow:yyyyMMdd}_{Convert.ToHexStringLower(hash.GetHashAndReset())[..12]}";
    });

    private static readonly Lazy<Task<string>> Sqlite = new(() => MadeAsync("sqlite", folder => ["--data", folder]));

    private static readonly Lazy<Task<string>> Postgres = new(() => MadeAsync("postgres", async folder =>
    {
        // Those of other days are nobody's.
        foreach (var old in await NamesAsync($"SELECT datname FROM pg_database WHERE datname LIKE 'liburia\\_template\\_%' AND datname NOT LIKE 'liburia\\_template\\_{Key.Value[..8]}\\_%'")) await RunAsync($"DROP DATABASE IF EXISTS {old} WITH (FORCE)");
        await RunAsync($"DROP DATABASE IF EXISTS {Database} WITH (FORCE)");
        await RunAsync($"CREATE DATABASE {Database}");
        return ["--data", folder, "--postgres", LoginTo(Database), "--role-prefix", RolePrefix];
    }, async () => (await NamesAsync($"SELECT datname FROM pg_database WHERE datname = '{Database}'")).Count == 1));

    private static string Database => $"liburia_template_{Key.Value}";

    /// <summary>Roles belong to the whole server, and all copies of one template share them.</summary>
    public static string RolePrefix => $"liburia_t{Key.Value}";

    public static string? Login => Environment.GetEnvironmentVariable("LIBURIA_TEST_POSTGRES") is { Length: > 0 } login ? login : null;

    public static string LoginTo(string database) => new NpgsqlConnectionStringBuilder(Login) { Database = database }.ToString();

    /// <summary>A folder of this process, gone with it.</summary>
    public static string Folder(string name)
    {
        var folder = Path.Combine(Path.GetTempPath(), $"liburia-{name}-{Guid.NewGuid():n}");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => { if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true); };
        return folder;
    }

    /// <summary>Fills a folder with an installation on SQLite files.</summary>
    public static async Task CopySqliteAsync(string to) => Copy(await Sqlite.Value, to);

    /// <summary>Fills a folder and makes a database of this name.</summary>
    public static async Task CopyPostgresAsync(string to, string database)
    {
        Copy(await Postgres.Value, to);
        // A database that somebody copies is closed to others for a moment.
        for (var again = 0; ; again++)
        {
            try
            {
                await RunAsync($"CREATE DATABASE {database} TEMPLATE {Database}");
                return;
            }
            catch (PostgresException busy) when (busy.SqlState == PostgresErrorCodes.ObjectInUse && again < 600)
            {
                await Task.Delay(100);
            }
        }
    }

    private static readonly SemaphoreSlim OnePaper = new(1, 1);
    private static byte[]? paper;

    /// <summary>One real paper, made once a run.</summary>
    public static async Task<byte[]> PaperAsync(Func<Task<byte[]>> make)
    {
        if (paper is not null) return paper;
        await OnePaper.WaitAsync();
        try
        {
            var file = Path.Combine(Path.GetTempPath(), $"liburia-template-{Key.Value}-paper.pdf");
            if (File.Exists(file)) return paper = await File.ReadAllBytesAsync(file);
            var made = await make();
            var aside = $"{file}.{Environment.ProcessId}";
            await File.WriteAllBytesAsync(aside, made);
            File.Move(aside, file, overwrite: true);
            return paper = made;
        }
        finally
        {
            OnePaper.Release();
        }
    }

    /// <summary>The folder of a template, made now unless another process has: one makes it, the others wait.</summary>
    private static async Task<string> MadeAsync(string engine, Func<string, Task<string[]>> words, Func<Task<bool>>? stillThere = null)
    {
        var folder = Path.Combine(Path.GetTempPath(), $"liburia-template-{Key.Value}-{engine}{(Login is { } login && engine == "postgres" ? $"-{new NpgsqlConnectionStringBuilder(login).Port}" : "")}");
        Directory.CreateDirectory(Path.GetDirectoryName(folder)!);
        FileStream? making = null;
        for (var waited = Stopwatch.StartNew(); making is null;)
        {
            try
            {
                making = new FileStream(folder + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (waited.Elapsed < TimeSpan.FromMinutes(10))
            {
                await Task.Delay(200);
            }
        }
        await using (making)
        {
            if (Directory.Exists(folder) && (stillThere is null || await stillThere())) return folder;
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
            var aside = folder + ".new";
            if (Directory.Exists(aside)) Directory.Delete(aside, recursive: true);
            var start = new ProcessStartInfo("dotnet", [Program, "demo", "--inhabitants", Inhabitants, .. await words(aside)]) { RedirectStandardOutput = true, RedirectStandardError = true };
            using var program = Process.Start(start)!;
            var errors = program.StandardError.ReadToEndAsync();
            var said = await program.StandardOutput.ReadToEndAsync();
            await program.WaitForExitAsync();
            if (program.ExitCode != 0) throw new InvalidOperationException($"The template was not made: {said}{await errors}");
            Directory.Move(aside, folder);
            return folder;
        }
    }

    private static Task<string> MadeAsync(string engine, Func<string, string[]> words) => MadeAsync(engine, folder => Task.FromResult(words(folder)));

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var directory in Directory.EnumerateDirectories(from, "*", SearchOption.AllDirectories)) Directory.CreateDirectory(directory.Replace(from, to, StringComparison.Ordinal));
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
            if (Path.GetFileName(file) != ".schema.lock") File.Copy(file, file.Replace(from, to, StringComparison.Ordinal));
    }

    private static async Task<List<string>> NamesAsync(string sql)
    {
        await using var connection = await OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // names made here
        command.CommandText = sql;
#pragma warning restore CA2100
        await using var reader = await command.ExecuteReaderAsync();
        List<string> names = [];
        while (await reader.ReadAsync()) names.Add(reader.GetString(0));
        return names;
    }

    /// <summary>Runs a statement as the owner of the server.</summary>
    public static async Task RunAsync(string sql)
    {
        await using var connection = await OpenAsync();
#pragma warning disable CA2100 // names made here
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 120 };
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<NpgsqlConnection> OpenAsync()
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Login) { Pooling = false }.ToString());
        await connection.OpenAsync();
        return connection;
    }
}
