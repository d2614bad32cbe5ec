using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Liburia.Platform.Database;
using Liburia.Platform.Files;
using Liburia.Platform.Portability;
using Liburia.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Liburia.Architecture.Tests;

/// <summary>A copy whose list of files has lost one reads like any other: it is refused all the same, by the name of what is missing, and nothing changes.</summary>
[Slow("A copy is made and refused for each file its list could lose.")]
public abstract class BackupListTests(Town town)
{
    private const string Slug = "cesa";
    private readonly string folder = Directory.CreateTempSubdirectory("liburia-list-").FullName;

    private T Service<T>() where T : notnull => town.Services.GetRequiredService<T>();

    private async Task<string> FingerprintAsync() => (await Service<Portable>().DescribeAsync(town.Municipality(Slug), _ => Stream.Null)).Fingerprint;

    /// <summary>One file of each module that keeps files.</summary>
    private static IReadOnlyList<OwnedFile> OneOfEach(Manifest manifest)
    {
        var alone = manifest.DistinctFiles.ToList();
        var upload = alone.First(file => file.Title == "Allegato di una domanda" && manifest.Files.Where(same => same.Sha256 == file.Sha256).All(same => same.Title == file.Title));
        var digest = alone.First(file => file.FileName.EndsWith(".txt", StringComparison.Ordinal) && file.FileName.StartsWith("registri-", StringComparison.Ordinal));
        var seal = alone.First(file => file.FileName.EndsWith(".p7s", StringComparison.Ordinal));
        var certificate = alone.First(file => file.FileName.StartsWith("certificato-", StringComparison.Ordinal));
        return [upload, digest, seal, certificate, alone.First(file => file.FileName == "domanda.html")];
    }

    /// <summary>The list without a file, as valid as before.</summary>
    private static byte[] Without(byte[] manifest, OwnedFile lost)
    {
        var json = JsonNode.Parse(manifest)!;
        var files = json["files"]!.AsArray();
        foreach (var entry in files.Where(file => (string?)file!["sha256"] == lost.Sha256).ToList()) files.Remove(entry);
        return Encoding.UTF8.GetBytes(json.ToJsonString());
    }

    private async Task PrepareAsync()
    {
        town.Require();
        await Planted.InAsync(town);
        using var maria = await town.AsCitizenAsync();
        // A file of an application that is still being written, and of nothing else.
        await ApplicationSample.ToCheckAsync(town, maria, ApplicationSample.Service, new() { ["file:foto"] = "altra.png" });
        var path = maria.Last!.Page.QuerySelectorAll("main a").First(a => a.GetAttribute("href")!.EndsWith("/foto", StringComparison.Ordinal)).GetAttribute("href")!;
        var form = Browser.FieldsOf((AngleSharp.Html.Dom.IHtmlFormElement)(await maria.GetAsync(path)).Page.QuerySelector("main form[method=post]:not([action])")!);
        await maria.PostFileAsync(path + "?handler=Upload", form, "foto", "sola.pdf", [.. ApplicationSample.Pdf, .. Guid.NewGuid().ToByteArray()]);
        town.Clock.Move(TimeSpan.FromDays(1));
        try
        {
            await Service<Platform.Maintenance>().RoundAsync(TestContext.Current.CancellationToken);
        }
        catch (Microsoft.EntityFrameworkCore.DbUpdateException)
        {
            // The house makes its own round half a minute after it began: of two at once one makes the digest, and either will do.
        }
        await town.JobsDoneAsync();
    }

    [Fact]
    public async Task CV43_Copy_WhoseListLostAFile_IsRefusedByItsName_AndSoIsAnExport()
    {
        await PrepareAsync();
        using var store = BackupStores.Open(Path.Combine(folder, "copies"));
        await Service<Backups>().BackUpAsync(town.Municipality(Slug), store, cancel: TestContext.Current.CancellationToken);
        var copy = Directory.EnumerateFiles(Path.Combine(folder, "copies"), "manifest.json", SearchOption.AllDirectories).Single();
        var (sum, whole) = (Path.ChangeExtension(copy, ".sha256"), await File.ReadAllBytesAsync(copy, TestContext.Current.CancellationToken));
        var export = Path.Combine(folder, "export");
        await Service<Exports>().ExportAsync(town.Municipality(Slug), export, cancel: TestContext.Current.CancellationToken);
        var before = await FingerprintAsync();
        foreach (var lost in OneOfEach(Manifest.FromJson(whole)))
        {
            var shorter = Without(whole, lost);
            Manifest.FromJson(shorter).Files.ShouldNotContain(file => file.Sha256 == lost.Sha256);
            await File.WriteAllBytesAsync(copy, shorter, TestContext.Current.CancellationToken);
            // Its own hash betrays it; where that was made again, or never was, the registers do.
            (await Should.ThrowAsync<ArchiveRefused>(() => Service<Backups>().RestoreAsync(Slug, store))).Message.ShouldContain("impronta");
            await File.WriteAllTextAsync(sum, Convert.ToHexStringLower(SHA256.HashData(shorter)), TestContext.Current.CancellationToken);
            await ShouldBeRefusedAsync(() => Service<Backups>().RestoreAsync(Slug, store), lost);
            File.Delete(sum);
            await ShouldBeRefusedAsync(() => Service<Backups>().RestoreAsync(Slug, store), lost);
            await File.WriteAllTextAsync(sum, Convert.ToHexStringLower(SHA256.HashData(whole)), TestContext.Current.CancellationToken);

            var manifest = Path.Combine(export, "manifest.json");
            var exported = await File.ReadAllBytesAsync(manifest, TestContext.Current.CancellationToken);
            var file = Directory.EnumerateFiles(Path.Combine(export, "files"), lost.Sha256 + "*", SearchOption.AllDirectories).Single();
            await File.WriteAllBytesAsync(manifest, Without(exported, lost), TestContext.Current.CancellationToken);
            File.Move(file, Path.Combine(folder, "aside"));
            await SumAgainAsync(export);
            await ShouldBeRefusedAsync(() => Service<Exports>().ImportAsync(Slug, export), lost);
            await File.WriteAllBytesAsync(manifest, exported, TestContext.Current.CancellationToken);
            File.Move(Path.Combine(folder, "aside"), file);
        }
        (await FingerprintAsync()).ShouldBe(before);
        await File.WriteAllBytesAsync(copy, whole, TestContext.Current.CancellationToken);
        await Service<Backups>().RestoreAsync(Slug, store, cancel: TestContext.Current.CancellationToken);
        (await FingerprintAsync()).ShouldBe(before);

        // What a restore of before this check may have left is told by verify, by name.
        var gone = OneOfEach(Manifest.FromJson(whole))[^1];
        var stored = Directory.EnumerateFiles(town.Installation.FolderOf(Slug), gone.Sha256, SearchOption.AllDirectories).Single();
        File.Move(stored, Path.Combine(folder, "stored"));
        (await Liburia.Platform.Audit.Verdict.OfAsync(town.Services, town.Municipality(Slug))).Faults.ShouldContain(fault => fault.Contains(gone.FileName, StringComparison.Ordinal));
        File.Move(Path.Combine(folder, "stored"), stored);
        (await Liburia.Platform.Audit.Verdict.OfAsync(town.Services, town.Municipality(Slug))).Faults.ShouldBeEmpty();
    }

    private async Task ShouldBeRefusedAsync(Func<Task> comesIn, OwnedFile lost)
    {
        var said = (await Should.ThrowAsync<ArchiveRefused>(comesIn)).Message;
        said.ShouldContain(lost.Sha256);
        Directory.Exists(town.Installation.FolderOf(Slug + Cells.Aside)).ShouldBeFalse("nothing half-made may stay");
    }

    private static async Task SumAgainAsync(string place)
    {
        var sums = new StringBuilder();
        foreach (var file in Directory.EnumerateFiles(place, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != "SHA256SUMS"))
            sums.Append(Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(file)))).Append("  ").Append(Path.GetRelativePath(place, file)).Append('\n');
        await File.WriteAllTextAsync(Path.Combine(place, "SHA256SUMS"), sums.ToString());
    }
}

public sealed class BackupListOnSqlite(SqliteTown town) : BackupListTests(town), IClassFixture<SqliteTown>;

public sealed class BackupListOnPostgres(PostgresTown town) : BackupListTests(town), IClassFixture<PostgresTown>;
