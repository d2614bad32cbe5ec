using System.Diagnostics;
using System.Security.Cryptography;
using Liburia.Archive.Contracts;
using Liburia.Demonstration;
using Liburia.Platform;
using Liburia.Platform.Database;
using Liburia.Platform.Files;
using Liburia.Platform.Portability;
using Liburia.Platform.Tenancy;
using Liburia.Platform.Web;
using Liburia.Web;

namespace Liburia.Bench;

/// <summary>(e) Backup and restore of a Comune of 132,000 inhabitants with 50,000 documents of 20 kB, beside a plain copy of the same folder with <c>cp -a</c> and <c>sync</c>.</summary>
internal static class RestoreBench
{
    private const int Inhabitants = 132_000, Documents = 50_000, Bytes = 20_000;

    public static async Task RunAsync()
    {
        await OnAsync("SQLite", null);
        if (Environment.GetEnvironmentVariable("LIBURIA_TEST_POSTGRES") is { Length: > 0 } login) await OnAsync("PostgreSQL", login);
        else Console.WriteLine("(e) restore on PostgreSQL: skipped, LIBURIA_TEST_POSTGRES names no server");
    }

    private static async Task OnAsync(string name, string? login)
    {
        var root = Directory.CreateTempSubdirectory("liburia-bench-restore-").FullName;
        await using var database = login is null ? null : await ScratchDatabase.CreateAsync(login);
        var installation = new Installation { DataFolder = Path.Combine(root, "data"), Postgres = database?.Login };
        try
        {
            await DemonstrationSetup.PrepareAsync(Modules.All, installation, [DemonstrationSetup.Municipalities().First(m => m.Slug == "santantimo")],
                Inhabitants, TimeProvider.System, TextWriter.Null);
            await using var services = CoreServices.Of(Modules.All, installation, TimeProvider.System);
            var municipality = services.GetRequiredService<MunicipalityDirectory>().Find("santantimo")!;
            await FillAsync(services, installation, municipality);
            using var store = BackupStores.Open(Path.Combine(root, "backup"));
            var backups = services.GetRequiredService<Backups>();
            var first = await TimeAsync(() => backups.BackUpAsync(municipality, store));
            var second = await TimeAsync(() => backups.BackUpAsync(municipality, store));
            var restore = await TimeAsync(() => backups.RestoreAsync("santantimo", store));
            var copy = await TimeAsync(async () =>
            {
                using var plain = Process.Start("/bin/sh", ["-c", $"cp -a {installation.DataFolder}/santantimo {root}/plain && sync -f {root}/plain"]);
                await plain.WaitForExitAsync();
            });
            Console.WriteLine($"(e) {name}, {Inhabitants} inhabitants, {Documents} documents: first backup {first:0} s, next one {second:0} s, restore {restore:0} s (aim ≤ 300 s), cp -a of the folder {copy:0} s");
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            Directory.Delete(root, recursive: true);
        }
    }

    private static async Task FillAsync(IServiceProvider services, Installation installation, Municipality municipality)
    {
        var folder = Path.Combine(installation.FolderOf(municipality.Slug), "files");
        var content = RandomNumberGenerator.GetBytes(Bytes);
        for (var done = 0; done < Documents; done += 5000)
        {
            await using var scope = services.GetRequiredService<Portable>().In(municipality);
            var archive = scope.ServiceProvider.GetRequiredService<IArchive>();
            await scope.ServiceProvider.GetRequiredService<Writing>().RunAsync(() =>
            {
                for (var i = 0; i < 5000; i++)
                {
                    BitConverter.TryWriteBytes(content, done + i);
                    var sha = Convert.ToHexStringLower(SHA256.HashData(content));
                    Directory.CreateDirectory(Path.Combine(folder, sha[..2], sha[2..4]));
                    File.WriteAllBytes(Path.Combine(folder, sha[..2], sha[2..4], sha), content);
                    archive.Add(new NewDocument($"Documento di prova {done + i}", $"documento-{done + i}.bin", "application/octet-stream", new StoredFile(sha, Bytes), "I/6", "sportello"));
                }
                return Task.FromResult(true);
            });
        }
    }

    private static async Task<double> TimeAsync(Func<Task> work)
    {
        var watch = Stopwatch.StartNew();
        await work();
        return watch.Elapsed.TotalSeconds;
    }
}
