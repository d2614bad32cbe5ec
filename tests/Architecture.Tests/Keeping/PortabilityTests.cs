using System.Text;
using Liburia.Platform.Database;
using Liburia.Platform.Files;
using Liburia.Platform.Portability;
using Liburia.Platform.Tenancy;
using Liburia.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Liburia.Architecture.Tests;

/// <summary>A Comune leaves and comes back, by backup and by export, equal by hash; what is damaged or not ours is refused whole.</summary>
[Slow("Whole Comuni are taken out, put back, moved and compared.")]
public abstract class PortabilityTests(Town town)
{
    private readonly string folder = Directory.CreateTempSubdirectory("liburia-port-").FullName;

    private T Service<T>() where T : notnull => town.Services.GetRequiredService<T>();

    private async Task<string> FingerprintAsync(string slug = "cesa") => (await Service<Portable>().DescribeAsync(town.Municipality(slug), _ => Stream.Null)).Fingerprint;

    [Fact]
    public async Task CV43_Backup_ThenMoreWork_ThenRestore_IsTheComuneOfThatMoment()
    {
        town.Require();
        await CertificateSample.IssueAsync(town);
        using var store = BackupStores.Open(Path.Combine(folder, "a"));
        var before = await FingerprintAsync();
        var state = await Service<Backups>().BackUpAsync(town.Municipality("cesa"), store);
        state.Fingerprint.ShouldBe(before);
        await CertificateSample.IssueAsync(town);
        (await FingerprintAsync()).ShouldNotBe(before);

        var restored = await Service<Backups>().RestoreAsync("cesa", store);

        (await FingerprintAsync()).ShouldBe(before);
        restored.Former.ShouldNotBeNull();
        (await Liburia.Platform.Audit.Verdict.OfAsync(town.Services, town.Municipality("cesa"))).Faults.ShouldBeEmpty();
        // And it works: the next number follows the restored one, Maria's login and the search answer.
        var pdf = await CertificateSample.IssueAsync(town);
        pdf.Length.ShouldBeGreaterThan(1000);
        using var anna = await town.AsStaffAsync();
        (await anna.GetAsync("/desk/residenti?q=de+luca+maria")).Main.ShouldContain("De Luca", Case.Insensitive);
    }

    [Fact]
    public async Task Backup_Again_CopiesOnlyNewFiles_AndAnOlderCopyIsStillThere()
    {
        town.Require();
        using var store = BackupStores.Open(Path.Combine(folder, "b"));
        await RegisterAsync("succivo");
        (await Service<Backups>().BackUpAsync(town.Municipality("succivo"), store)).NewFiles.ShouldBeGreaterThan(0);
        (await Service<Backups>().BackUpAsync(town.Municipality("succivo"), store)).NewFiles.ShouldBe(0);
        var first = await FingerprintAsync("succivo");
        var moment = Platform.Law.LegalTime.UtcNow(town.Clock);
        town.Clock.Move(TimeSpan.FromMinutes(2));
        await RegisterAsync("succivo");
        (await Service<Backups>().BackUpAsync(town.Municipality("succivo"), store)).NewFiles.ShouldBe(0, "the same scan is stored once");

        await Service<Backups>().RestoreAsync("succivo", store, at: moment.AddMinutes(1));

        (await FingerprintAsync("succivo")).ShouldBe(first);
        await Should.ThrowAsync<ArchiveRefused>(() => Service<Backups>().RestoreAsync("succivo", store, at: moment.AddDays(-1)));
        await Should.ThrowAsync<ArchiveRefused>(() => Service<Backups>().RestoreAsync("teverola", store));
    }

    /// <summary>In thirty nights each file of the copy is read again once; what is whole is not copied anew.</summary>
    [Fact]
    public async Task Backup_NightAfterNight_CopiesNothingThatIsWholeAlready()
    {
        town.Require();
        const string slug = "santantimo";
        using var store = BackupStores.Open(Path.Combine(folder, "n"));
        await RegisterAsync(slug);
        (await Service<Backups>().BackUpAsync(town.Municipality(slug), store)).NewFiles.ShouldBeGreaterThan(0);
        // A round of those nights may write a file of its own: that one is new in the copy too.
        int Kept() => Directory.GetFiles(Path.Combine(folder, "n", slug, "pool"), "*", SearchOption.AllDirectories).Length;
        Kept().ShouldBeGreaterThan(0);
        for (var night = 0; night < 30; night++)
        {
            town.Clock.Move(TimeSpan.FromDays(1));
            var before = Kept();
            (await Service<Backups>().BackUpAsync(town.Municipality(slug), store)).NewFiles.ShouldBe(Kept() - before, $"night {night}");
        }
    }

    [Fact]
    public async Task Backup_Retention_RemovesOldCopies_AndOnlyFilesNobodyNames()
    {
        town.Require();
        using var store = BackupStores.Open(Path.Combine(folder, "c"));
        for (var i = 0; i < 4; i++)
        {
            town.Clock.Move(TimeSpan.FromMinutes(1));
            await Service<Backups>().BackUpAsync(town.Municipality("teverola"), store, new Retention(2, 0));
        }
        (await Backups.CopiesAsync("teverola", store)).Count.ShouldBe(2);
        await Service<Backups>().RestoreAsync("teverola", store);
    }

    [Theory]
    [InlineData("table")]
    [InlineData("file")]
    [InlineData("manifest")]
    [InlineData("gone")]
    public async Task Backup_Damaged_IsRefusedWhole_AndNothingChanges(string what)
    {
        town.Require();
        const string slug = "casandrino";
        await RegisterAsync(slug);
        // The day's round is over: it writes nothing more in between.
        await Service<Platform.Maintenance>().RoundAsync(TestContext.Current.CancellationToken);
        var place = Path.Combine(folder, "d");
        using var store = BackupStores.Open(place);
        await Service<Backups>().BackUpAsync(town.Municipality(slug), store);
        var before = await FingerprintAsync(slug);
        var victim = what switch
        {
            "table" => Directory.EnumerateFiles(place, "protocol_entries.csv.gz", SearchOption.AllDirectories).First(),
            "manifest" => Directory.EnumerateFiles(place, "manifest.json", SearchOption.AllDirectories).First(),
            _ => Directory.EnumerateFiles(Path.Combine(place, slug, "pool"), "*", SearchOption.AllDirectories).First(),
        };
        if (what == "gone") File.Delete(victim);
        else
        {
            var bytes = await File.ReadAllBytesAsync(victim, TestContext.Current.CancellationToken);
            bytes[bytes.Length / 2] ^= 0x04;
            await File.WriteAllBytesAsync(victim, bytes, TestContext.Current.CancellationToken);
        }

        var refused = await Should.ThrowAsync<ArchiveRefused>(() => Service<Backups>().RestoreAsync(slug, store));

        refused.Message.ShouldNotBeNullOrWhiteSpace();
        (await FingerprintAsync(slug)).ShouldBe(before);
        Directory.Exists(town.Installation.FolderOf(slug + Cells.Aside)).ShouldBeFalse("nothing half-made may stay");
    }

    /// <summary>A Comune without its seal gets it back with the copy; the seal that it has, newer than the copy, stays.</summary>
    [Fact]
    public async Task Restore_BringsBackTheKeyOfTheSeal_WhereThereIsNone_AndLeavesTheOneThatIsThere()
    {
        town.Require();
        const string slug = "orta-di-atella";
        var (seals, file) = (Service<Platform.Seals.SealKeys>(), Path.Combine(town.Installation.DataFolder, "keys", "seals", slug + ".p12"));
        using var store = BackupStores.Open(Path.Combine(folder, "s"));
        await Service<Backups>().BackUpAsync(town.Municipality(slug), store);
        var former = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        File.Delete(file);
        (await Service<Backups>().RestoreAsync(slug, store)).SealKeyReturned.ShouldBeTrue();
        (await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken)).ShouldBe(former);
        seals.CertificateOf(slug).ShouldNotBeNull();

        File.Delete(file);
        seals.Create(town.Municipality(slug));
        var later = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        later.ShouldNotBe(former);
        await Service<Backups>().RestoreAsync(slug, store);
        (await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken)).ShouldBe(later);
    }

    [Fact]
    public async Task CV43_Export_OpensWithoutLiburia_AndComesBackEqualByHash()
    {
        town.Require();
        const string slug = "santarpino";
        await RegisterAsync(slug);
        var place = Path.Combine(folder, "export");
        var manifest = await Service<Exports>().ExportAsync(town.Municipality(slug), place);
        File.ReadAllText(Path.Combine(place, "index.html")).ShouldContain("Comune di Sant&#39;Arpino");
        File.ReadAllText(Path.Combine(place, "documenti-1.html")).ShouldContain("lettera.pdf");
        var lines = await File.ReadAllLinesAsync(Path.Combine(place, "tables", "protocol_entries.csv"), TestContext.Current.CancellationToken);
        lines.Length.ShouldBe(2);
        lines[1].ShouldContain("\"Richiesta, \"\"urgente\"\" è così\"");
        var sums = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("sha256sum", ["-c", "--quiet", "SHA256SUMS"]) { WorkingDirectory = place })!;
        await sums.WaitForExitAsync(TestContext.Current.CancellationToken);
        sums.ExitCode.ShouldBe(0);
        await Should.ThrowAsync<ArchiveRefused>(() => Service<Exports>().ExportAsync(town.Municipality(slug), place), "a folder that holds something is never written over");

        await Service<Exports>().ImportAsync(slug, place);

        (await FingerprintAsync(slug)).ShouldBe(manifest.Fingerprint);
    }

    [Theory]
    [InlineData("changed", "è cambiato o rovinato")]
    [InlineData("added", "non fa parte")]
    [InlineData("missing", "manca")]
    [InlineData("foreign", "non è un archivio")]
    [InlineData("newer", "versione più nuova")]
    [InlineData("row", "riga 2")]
    [InlineData("name", "non è ammesso")]
    public async Task Export_DamagedOrForeign_IsRefusedWithTheReason(string how, string reason)
    {
        town.Require();
        const string slug = "orta-di-atella";
        await RegisterAsync(slug);
        var before = await FingerprintAsync(slug);
        var place = Path.Combine(folder, "e");
        await Service<Exports>().ExportAsync(town.Municipality(slug), place);
        string At(params string[] parts) => Path.Combine([place, .. parts]);
        var manifest = At("manifest.json");
        switch (how)
        {
            case "changed": await File.AppendAllTextAsync(At("tables", "registry_residents.csv"), "x"); break;
            case "added": await File.WriteAllTextAsync(At("tables", "extra.csv"), "a\n"); break;
            case "missing": File.Delete(Directory.EnumerateFiles(At("files"), "*", SearchOption.AllDirectories).First()); break;
            case "foreign": await File.WriteAllTextAsync(manifest, (await File.ReadAllTextAsync(manifest)).Replace("liburia-comune", "altro", StringComparison.Ordinal)); break;
            case "newer": await File.WriteAllTextAsync(manifest, System.Text.RegularExpressions.Regex.Replace(await File.ReadAllTextAsync(manifest), "\"migration\": \"[^\"]+\"", "\"migration\": \"20991231000000_Domani\"")); break;
            case "name": await File.WriteAllTextAsync(manifest, (await File.ReadAllTextAsync(manifest)).Replace("\"platform_jobs\"", "\"x; DROP TABLE y\"", StringComparison.Ordinal)); break;
            default: await File.WriteAllTextAsync(At("tables", "platform_counters.csv"), "register,year,last\n\"protocol\",duemila,1\n"); break;
        }
        if (how is "foreign" or "newer" or "row" or "name") await SumAgainAsync(place);

        (await Should.ThrowAsync<ArchiveRefused>(() => Service<Exports>().ImportAsync(slug, place))).Message.ShouldContain(reason);
        (await FingerprintAsync(slug)).ShouldBe(before);
    }

    [Fact]
    public async Task Backup_UnderLoad_IsOfOneInstant()
    {
        town.Require();
        using var store = BackupStores.Open(Path.Combine(folder, "load"));
        using var stop = new CancellationTokenSource();
        var work = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested) await RegisterAsync("gricignano-di-aversa");
        }, TestContext.Current.CancellationToken);
        while (await town.ReadAsync("gricignano-di-aversa", db => db.Set<Counter>().CountAsync()) == 0) await Task.Delay(20, TestContext.Current.CancellationToken);
        await Service<Backups>().BackUpAsync(town.Municipality("gricignano-di-aversa"), store);
        await stop.CancelAsync();
        await work;
        await Service<Backups>().RestoreAsync("gricignano-di-aversa", store);
        // No entry without its audit link, its document or its number: verify says so for all of them.
        var verdict = await Liburia.Platform.Audit.Verdict.OfAsync(town.Services, town.Municipality("gricignano-di-aversa"));
        verdict.Faults.ShouldBeEmpty();
        verdict.Proofs.First(proof => proof.Name == "protocol").Checked.ShouldBeGreaterThan(0);
    }

    private static async Task SumAgainAsync(string place)
    {
        var sums = new StringBuilder();
        foreach (var file in Directory.EnumerateFiles(place, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != "SHA256SUMS"))
            sums.Append(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(await File.ReadAllBytesAsync(file)))).Append("  ").Append(Path.GetRelativePath(place, file)).Append('\n');
        await File.WriteAllTextAsync(Path.Combine(place, "SHA256SUMS"), sums.ToString());
    }

    private async Task RegisterAsync(string slug)
    {
        using var bruno = await town.AsStaffAsync("bruno", slug);
        await ProtocolSample.RegisterAsync(bruno, "Richiesta, \"urgente\" è così");
    }
}

public sealed class PortabilityOnSqlite(SqliteTown town) : PortabilityTests(town), IClassFixture<SqliteTown>;

public sealed class PortabilityOnPostgres(PostgresTown town) : PortabilityTests(town), IClassFixture<PostgresTown>
{
    [Fact]
    public async Task CV01_Move_FromPostgresToSqliteAndBack_IsEqualByHash_AndWorksInBetween()
    {
        TownHere.Require();
        var portable = TownHere.Services.GetRequiredService<Portable>();
        var cesa = TownHere.Municipality("cesa");
        await CertificateSample.IssueAsync(TownHere);
        var (before, there) = await portable.MoveAsync(cesa, "SQLite", TestContext.Current.CancellationToken);
        there.Fingerprint.ShouldBe(before.Fingerprint);
        TownHere.Services.GetRequiredService<Cells>().NameOf("cesa").ShouldBe("SQLite");
        await CertificateSample.IssueAsync(TownHere);
        (await Liburia.Platform.Audit.Verdict.OfAsync(TownHere.Services, TownHere.Municipality("cesa"))).Faults.ShouldBeEmpty();
        var (more, back) = await portable.MoveAsync(TownHere.Municipality("cesa"), "PostgreSQL", TestContext.Current.CancellationToken);
        back.Fingerprint.ShouldBe(more.Fingerprint);
        more.Fingerprint.ShouldNotBe(before.Fingerprint);
        await CertificateSample.IssueAsync(TownHere);
        (await Liburia.Platform.Audit.Verdict.OfAsync(TownHere.Services, TownHere.Municipality("cesa"))).Faults.ShouldBeEmpty();
    }

    private Town TownHere { get; } = town;
}
