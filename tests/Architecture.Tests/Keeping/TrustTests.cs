using Liburia.Archive.Contracts;
using Liburia.Platform;
using Liburia.Platform.Audit;
using Liburia.Platform.Database;
using Liburia.Platform.Files;
using Liburia.Platform.Web;
using Liburia.Protocol.Entries;
using Liburia.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Liburia.Architecture.Tests;

/// <summary>What someone with every right on the database or the disk changes is found, and named.</summary>
public abstract class TrustTests(Town town)
{
    [Fact]
    public async Task CV36_Digest_OfADay_IsSealed_AndNamesTheRowThatWasRewrittenChainAndAll()
    {
        town.Require();
        await RegisterAsync("succivo", 4);
        town.Clock.Move(TimeSpan.FromDays(1));
        (await MakeAsync("succivo")).ShouldBe(1);
        (await MakeAsync("succivo")).ShouldBe(0);
        (await FaultsAsync("succivo")).ShouldBeEmpty();

        await AsMasterAsync("succivo", async db => await RewriteAsync(db, await db.Set<AuditEntry>().AsNoTracking().OrderBy(e => e.Sequence).ToListAsync(), "altri"));
        var faults = await FaultsAsync("succivo");
        faults.ShouldNotContain(fault => fault.StartsWith("catena", StringComparison.Ordinal), "the rewritten chain holds by itself");
        faults.ShouldContain(fault => fault.Contains("anello 2 è cambiato dopo il sigillo", StringComparison.Ordinal));
    }

    [Fact]
    public async Task CV36_ProtocolEntry_ChangedInTheDatabase_IsNamed()
    {
        town.Require();
        await RegisterAsync("teverola", 3);
        await AsMasterAsync("teverola", db => db.Database.ExecuteSqlAsync($"UPDATE protocol_entries SET subject = 'altro oggetto' WHERE number = 2"));
        (await FaultsAsync("teverola")).ShouldContain(fault => fault.Contains("0000002/", StringComparison.Ordinal) && fault.Contains("è cambiata", StringComparison.Ordinal));
    }

    [Fact]
    public async Task CV36_ProtocolEntry_Removed_IsNamed()
    {
        town.Require();
        await RegisterAsync("casandrino", 3);
        await AsMasterAsync("casandrino", async db =>
        {
            await db.Database.ExecuteSqlAsync($"DELETE FROM protocol_entry_documents WHERE entry_id IN (SELECT id FROM protocol_entries WHERE number = 3)");
            await db.Database.ExecuteSqlAsync($"DELETE FROM protocol_entries WHERE number = 3");
        });
        (await FaultsAsync("casandrino")).ShouldContain(fault => fault.Contains("manca il numero 0000003", StringComparison.Ordinal));
    }

    [Fact]
    public async Task CV36_ProtocolEntries_Exchanged_TheFirstIsNamed()
    {
        town.Require();
        await RegisterAsync("orta-di-atella", 3);
        await AsMasterAsync("orta-di-atella", async db =>
        {
            foreach (var (from, to) in ((int, int)[])[(1, 99), (2, 1), (99, 2)]) await db.Database.ExecuteSqlAsync($"UPDATE protocol_entries SET number = {to} WHERE number = {from}");
        });
        (await FaultsAsync("orta-di-atella")).ShouldContain(fault => fault.Contains("0000001/", StringComparison.Ordinal) && fault.Contains("è cambiata", StringComparison.Ordinal));
    }

    [Fact]
    public async Task CV36_AuditLink_Removed_IsNamed()
    {
        town.Require();
        await RegisterAsync("santarpino", 3);
        await AsMasterAsync("santarpino", async db =>
        {
            await db.Database.ExecuteSqlAsync($"DELETE FROM platform_audit_details WHERE sequence = 2");
            await db.Database.ExecuteSqlAsync($"DELETE FROM platform_audit_entries WHERE sequence = 2");
        });
        (await FaultsAsync("santarpino")).ShouldContain(fault => fault.Contains("manca l'anello 2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task S95_BrokenChain_RaisesTheAlarm_AtTheNextRound_UntilItIsWhole()
    {
        town.Require();
        const string slug = "santantimo";
        await RegisterAsync(slug, 3);
        await LookAsync(slug);
        await RegisterAsync(slug, 1);
        await LookAsync(slug);
        await AsMasterAsync(slug, async db =>
        {
            var links = await db.Set<AuditEntry>().AsNoTracking().OrderBy(e => e.Sequence).ToListAsync();
            var last = links[^1];
            await db.Database.ExecuteSqlAsync($"UPDATE platform_audit_entries SET actor = 'altri' WHERE sequence = 2");
            for (var i = 0; i < 2; i++) (await Should.ThrowAsync<IOException>(() => LookAsync(slug))).Message.ShouldContain("link 2;");
            await db.Database.ExecuteSqlAsync($"UPDATE platform_audit_entries SET actor = {links[1].Actor} WHERE sequence = 2");
            await LookAsync(slug);

            // Written again so that it holds by itself: what was seen before is remembered elsewhere.
            await RewriteAsync(db, links, "altri");
            (await Should.ThrowAsync<IOException>(() => LookAsync(slug))).Message.ShouldContain($"link {last.Sequence};");
            await RewriteAsync(db, links, links[1].Actor);
            await LookAsync(slug);

            // Shorter, and the head says so too.
            await db.Database.ExecuteSqlAsync($"DELETE FROM platform_audit_details WHERE sequence = {last.Sequence}");
            await db.Database.ExecuteSqlAsync($"DELETE FROM platform_audit_entries WHERE sequence = {last.Sequence}");
            await db.Database.ExecuteSqlAsync($"UPDATE platform_audit_heads SET sequence = {last.Sequence - 1}, hash = {last.PreviousHash}");
        });
        await town.Services.GetRequiredService<Maintenance>().RoundAsync(TestContext.Current.CancellationToken);
        var lines = await town.Services.GetRequiredService<HealthReport>().LinesAsync(TestContext.Current.CancellationToken);
        lines.Single(line => line is { Name: "chain", Comune: slug }).Level.ShouldBe(HealthLevel.Warning);
        lines.Single(line => line is { Name: "chain", Comune: "cesa" }).Level.ShouldBe(HealthLevel.Well);
        using var anyone = town.BrowserAt("localhost");
        var status = await anyone.GetAsync("/stato");
        foreach (var word in (string[])["sicurezza", "catena", "controlli"]) status.Main.ShouldNotContain(word, customMessage: "whoever broke it reads this page too");
        var ready = await anyone.GetAsync("/health/ready");
        foreach (var word in (string[])["security", "chain", "refusals", "upkeep"]) ready.Text.ShouldNotContain(word);
    }

    private Task<int> LookAsync(string slug) => town.InAsync(slug, async services =>
    {
        await town.Services.GetRequiredService<ChainWatch>().LookAsync(town.Municipality(slug), services.GetRequiredService<AppDb>(), TestContext.Current.CancellationToken);
        return 0;
    });

    /// <summary>The whole chain written again from the second link on, which somebody else did: by itself it holds.</summary>
    private static async Task RewriteAsync(AppDb db, IReadOnlyList<AuditEntry> links, string second)
    {
        var previous = links[0].Hash;
        foreach (var link in links.Skip(1))
        {
            var actor = link.Sequence == 2 ? second : link.Actor;
            var hash = AuditEntry.Link(link.Sequence, link.At, actor, link.Action, link.Subject, link.DetailHash, previous);
            await db.Database.ExecuteSqlAsync($"UPDATE platform_audit_entries SET actor = {actor}, previous_hash = {previous}, hash = {hash} WHERE sequence = {link.Sequence}");
            previous = hash;
        }
        await db.Database.ExecuteSqlAsync($"UPDATE platform_audit_heads SET hash = {previous}");
    }

    [Fact]
    public async Task CV18_Fixity_OneFlippedByteInAHundredFiles_IsFoundAHundredTimes_AndRepairedFromTheSecondCopy()
    {
        town.Require();
        const string slug = "gricignano-di-aversa";
        var random = new Random(5080);
        var originals = new Dictionary<string, byte[]>();
        await town.InAsync(slug, async services =>
        {
            var (files, archive) = (services.GetRequiredService<FileStore>(), services.GetRequiredService<IArchive>());
            await services.GetRequiredService<Writing>().RunAsync(async () =>
            {
                for (var i = 0; i < 100; i++)
                {
                    var bytes = new byte[random.Next(1, 50_000)];
                    random.NextBytes(bytes);
                    var file = await files.StoreAsync(bytes);
                    originals[file.Sha256] = bytes;
                    archive.Add(new NewDocument($"Prova {i}", $"prova-{i}.bin", "application/octet-stream", file, "I/6", "prova"));
                }
                return true;
            });
            return 0;
        });
        (await SweepAsync(slug)).Whole.ShouldBe(100);
        foreach (var (sha, bytes) in originals)
        {
            var changed = (byte[])bytes.Clone();
            changed[random.Next(changed.Length)] ^= (byte)(1 << random.Next(8));
            await File.WriteAllBytesAsync(Path.Combine(town.Installation.FolderOf(slug), "files", sha[..2], sha[2..4], sha), changed, TestContext.Current.CancellationToken);
        }
        var steps = new List<int>();
        var found = await SweepAsync(slug, progress: (done, _) => steps.Add(done));
        found.Lost.Count.ShouldBe(100);
        steps.ShouldBe(Enumerable.Range(1, 100));
        Directory.EnumerateFiles(Path.Combine(town.Installation.FolderOf(slug), "files", "quarantine")).Count().ShouldBe(100);
        (await FaultsAsync(slug)).Count(fault => fault.StartsWith("file «", StringComparison.Ordinal)).ShouldBe(100);

        var repaired = await SweepAsync(slug, new Pool(originals));
        repaired.Repaired.Count.ShouldBe(100);
        (await FaultsAsync(slug)).ShouldBeEmpty();
        (await town.ReadAsync(slug, db => db.Set<AuditEntry>().CountAsync(e => e.Action == "file.repaired"))).ShouldBe(100);
    }

    private sealed class Pool(Dictionary<string, byte[]> originals) : ISecondCopy
    {
        public Task<byte[]?> FindAsync(string slug, string sha256, CancellationToken cancel = default) => Task.FromResult(originals.GetValueOrDefault(sha256));
    }

    private Task<FixityReport> SweepAsync(string slug, ISecondCopy? copy = null, Action<int, int>? progress = null) =>
        town.InAsync(slug, services => services.GetRequiredService<FixitySweep>().RunAsync(repairFrom: copy, progress: progress));

    private Task<int> MakeAsync(string slug) => town.InAsync(slug, services => services.GetRequiredService<DigestDesk>().MakeAsync());

    private async Task<IReadOnlyList<string>> FaultsAsync(string slug) => (await Verdict.OfAsync(town.Services, town.Municipality(slug))).Faults;

    private async Task RegisterAsync(string slug, int count)
    {
        using var bruno = await town.AsStaffAsync("bruno", slug);
        for (var i = 0; i < count; i++) await ProtocolSample.RegisterAsync(bruno, $"Lettera {i}");
    }

    /// <summary>Someone who can do anything with the database: the triggers that forbid it are gone for a moment.</summary>
    protected abstract Task AsMasterAsync(string slug, Func<AppDb, Task> work);

    protected Task MasterAsync(string slug, string before, string after, Func<AppDb, Task> work) => town.InAsync(slug, async services =>
    {
        var db = services.GetRequiredService<AppDb>();
        await db.Database.ExecuteSqlRawAsync(before);
        await work(db);
        await db.Database.ExecuteSqlRawAsync(after);
        return 0;
    });
}

public sealed class TrustOnSqlite(SqliteTown town) : TrustTests(town), IClassFixture<SqliteTown>
{
    protected override Task AsMasterAsync(string slug, Func<AppDb, Task> work) => MasterAsync(slug,
        string.Concat(((string[])["protocol_entries", "protocol_entry_documents", "platform_audit_entries"]).Select(t => $"DROP TRIGGER {t}_immutable; DROP TRIGGER {t}_undeletable; ")), "SELECT 1", work);
}

public sealed class TrustOnPostgres(PostgresTown town) : TrustTests(town), IClassFixture<PostgresTown>
{
    protected override Task AsMasterAsync(string slug, Func<AppDb, Task> work) => MasterAsync(slug,
        string.Concat(((string[])["protocol_entries", "protocol_entry_documents", "platform_audit_entries"]).Select(t => $"ALTER TABLE {t} DISABLE TRIGGER USER; ")), "SELECT 1", work);
}
