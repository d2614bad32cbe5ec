using Liburia.Platform.Audit;
using Liburia.Platform.Database;
using Liburia.Platform.Files;
using Liburia.Platform.Jobs;
using Liburia.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Liburia.Architecture.Tests;

/// <summary>One commit or nothing: counters, jobs, audit, files.</summary>
public abstract class WritingTests(Town town)
{
    [Fact]
    public async Task Run_Throws_LeavesNothing()
    {
        town.Require();
        var before = await TotalsAsync();
        await Should.ThrowAsync<InvalidOperationException>(() => town.InAsync<int>("teverola", async services =>
        {
            await services.GetRequiredService<Writing>().RunAsync(async () =>
            {
                await services.GetRequiredService<Counters>().NextAsync("x", 2026);
                services.GetRequiredService<JobQueue>().Add("none", Guid.NewGuid().ToString(), new { });
                services.GetRequiredService<AuditTrail>().Note("x", "y", new { });
                await services.GetRequiredService<AppDb>().SaveChangesAsync();
                throw new InvalidOperationException("in the middle");
            });
            return 0;
        }));
        (await TotalsAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task Row_ThatIsThereAlready_StaysOrChanges_InTheColumnsThatWereSaid()
    {
        town.Require();
        var (key, at) = (Guid.NewGuid().ToString("n"), new DateTime(2026, 11, 29, 8, 0, 0, DateTimeKind.Utc));
        Task<(int Rows, IdempotencyKey Read)> RunAsync(string hash, string? answer, Func<Statement, Statement> there) => town.ReadAsync("teverola", async db =>
        {
            var row = new IdempotencyKey { Key = key, RequestHash = hash, Answer = answer, CreatedAt = at };
            var rows = await there(new Statement(db).Add(row)).RunAsync(TestContext.Current.CancellationToken);
            return (rows, await db.Set<IdempotencyKey>().AsNoTracking().FirstAsync(k => k.Key == key));
        });
        var (rows, read) = await RunAsync("a", "prima", statement => statement.OrKeep());
        (rows, read.RequestHash, read.Answer, read.CreatedAt).ShouldBe((1, "a", "prima", at));
        (rows, read) = await RunAsync("b", "seconda", statement => statement.OrKeep());
        (rows, read.RequestHash, read.Answer).ShouldBe((0, "a", "prima"), "it stays as it was");
        (_, read) = await RunAsync("c", null, statement => statement.OrChange<IdempotencyKey>((k => k.Answer, There.GivenOrKept), (k => k.RequestHash, There.Given)));
        (read.RequestHash, read.Answer).ShouldBe(("c", "prima"), "nothing given takes nothing away");
        (_, read) = await RunAsync("d", "terza", statement => statement.OrChange<IdempotencyKey>((k => k.Answer, There.GivenOrKept)));
        (read.RequestHash, read.Answer).ShouldBe(("c", "terza"), "what was not said stays");
        (_, read) = await RunAsync("e", null, statement => statement.OrChange<IdempotencyKey>((k => k.Answer, There.Given)));
        read.Answer.ShouldBeNull();
    }

    /// <summary>Every kind of column as EF itself stores it: enumerations, truth, moments, what is not there.</summary>
    [Fact]
    public async Task Row_WrittenFromTheModel_IsReadByEfAsItWas()
    {
        town.Require();
        var at = new DateTime(2026, 11, 29, 8, 0, 0, DateTimeKind.Utc);
        var job = new Job { Id = Guid.CreateVersion7(), Kind = "prova", Key = Guid.NewGuid().ToString("n"), Payload = "{ \"a\": \"{0}\" }", Budget = 3, State = JobState.Dead, RunAfter = at, CreatedAt = at };
        var person = new Platform.Organization.StaffMember { Id = Guid.CreateVersion7(), UserName = job.Key, FullName = "Chi è", IsConsortium = true };
        await town.ReadAsync("teverola", async db =>
        {
            await new Statement(db).Add(job).Add(person).RunAsync(TestContext.Current.CancellationToken);
            var read = await db.Set<Job>().AsNoTracking().FirstAsync(j => j.Id == job.Id && j.State == JobState.Dead);
            (read.Kind, read.Payload, read.Budget, read.RunAfter, read.LastError).ShouldBe((job.Kind, job.Payload, 3, at, null));
            (await db.Set<Platform.Organization.StaffMember>().CountAsync(s => s.IsConsortium && s.Id == person.Id && s.TaxCode == null)).ShouldBe(1);
            await db.Set<Platform.Organization.StaffMember>().Where(s => s.Id == person.Id).ExecuteDeleteAsync();
            return await db.Set<Job>().Where(j => j.Id == job.Id).ExecuteDeleteAsync();
        });
    }

    [Fact]
    public async Task S81_Key_FiftyAtOnce_OneDoesTheWork_TheOthersGetItsAnswer()
    {
        town.Require();
        var key = Guid.NewGuid().ToString("n");
        var done = 0;
        Task<string> TakeAsync(string contents) => town.InAsync("teverola", async services =>
        {
            var answer = "";
            await services.GetRequiredService<Writing>().RunAsync(async () =>
            {
                var keys = services.GetRequiredService<Idempotency>();
                if (await keys.TakeAsync(key, contents) is { } before)
                {
                    answer = before;
                    return true;
                }
                answer = $"n. {Interlocked.Increment(ref done)}";
                await keys.AnswerAsync(key, answer);
                return true;
            });
            return answer;
        });
        (await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => TakeAsync("x")))).Distinct().ShouldBe(["n. 1"]);
        await Should.ThrowAsync<IdempotencyConflict>(() => TakeAsync("other contents"));
    }

    [Fact]
    public async Task S93_Verify_NamesTheFirstLinkThatWasChanged()
    {
        town.Require();
        for (var i = 0; i < 5; i++) await NoteAsync($"act-{i}");
        (await Verdict.OfAsync(town.Services, town.Municipality("succivo"))).Faults.ShouldBeEmpty();
        await town.ReadAsync("succivo", db => db.Database.ExecuteSqlAsync($"UPDATE platform_audit_details SET json = '{{}}' WHERE sequence = 3"));
        (await Verdict.OfAsync(town.Services, town.Municipality("succivo"))).Faults.ShouldContain(fault => fault.Contains("anello 3", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Job_AlwaysFailing_SpendsItsBudgetAndStops()
    {
        town.Require();
        var id = await town.InAsync("teverola", async services =>
        {
            Job job = null!;
            await services.GetRequiredService<Writing>().RunAsync(() =>
            {
                job = services.GetRequiredService<JobQueue>().Add("no-such-kind", Guid.NewGuid().ToString(), new { }, budget: 2);
                return Task.FromResult(true);
            });
            return job.Id;
        });
        Job after = null!;
        for (var i = 0; i < 1200; i++)
        {
            after = await town.ReadAsync("teverola", db => db.Set<Job>().AsNoTracking().FirstAsync(j => j.Id == id));
            if (after.State == JobState.Dead) break;
            if (after.State == JobState.Waiting && after.Attempts > 0) await town.ReadAsync("teverola", db => db.Set<Job>().Where(j => j.Id == id && j.State == JobState.Waiting).ExecuteUpdateAsync(s => s.SetProperty(j => j.RunAfter, DateTime.UtcNow)));
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
        after.State.ShouldBe(JobState.Dead);
        after.Attempts.ShouldBe(2);
        after.LastError.ShouldNotBeNull().ShouldContain("no-such-kind");
    }

    [Fact]
    public async Task File_OneByteChangedOnDisk_IsRefused()
    {
        town.Require();
        byte[] content = [.. "contenuto"u8];
        var file = await town.InAsync("cesa", services => services.GetRequiredService<FileStore>().StoreAsync(content));
        await ShouldBeReadAsync();
        var place = Directory.EnumerateFiles(town.Installation.FolderOf("cesa"), file.Sha256, SearchOption.AllDirectories).Single();
        var bytes = await File.ReadAllBytesAsync(place, TestContext.Current.CancellationToken);
        bytes[0] ^= 1;
        await File.WriteAllBytesAsync(place, bytes, TestContext.Current.CancellationToken);
        await ShouldBeRefusedAsync("other bytes");
        // The same bytes stored once more mend it.
        await town.InAsync("cesa", services => services.GetRequiredService<FileStore>().StoreAsync(content));
        await ShouldBeReadAsync();
        File.Delete(place);
        await ShouldBeRefusedAsync("missing");

        async Task ShouldBeReadAsync()
        {
            (await town.InAsync("cesa", services => services.GetRequiredService<FileStore>().ReadAsync(file.Sha256))).ShouldBe(content);
            await using var stream = await town.InAsync("cesa", services => services.GetRequiredService<FileStore>().OpenComparedAsync(file.Sha256));
            using var read = new MemoryStream();
            await stream.CopyToAsync(read, TestContext.Current.CancellationToken);
            read.ToArray().ShouldBe(content);
        }

        async Task ShouldBeRefusedAsync(string why)
        {
            foreach (var read in (Func<FileStore, Task>[])[store => store.ReadAsync(file.Sha256), store => store.OpenComparedAsync(file.Sha256)])
                (await Should.ThrowAsync<FileDamaged>(() => town.InAsync("cesa", async services =>
                {
                    await read(services.GetRequiredService<FileStore>());
                    return true;
                }))).Message.ShouldContain(why);
        }
    }

    [Fact]
    public async Task File_TooLarge_LeavesNothingBehind()
    {
        town.Require();
        var before = Files();
        await Should.ThrowAsync<FileTooLarge>(() => town.InAsync("cesa", services => services.GetRequiredService<FileStore>().StoreAsync(new MemoryStream(new byte[2048]), 1024)));
        Files().ShouldBe(before);
        int Files() => Directory.EnumerateFiles(Path.GetDirectoryName(town.Installation.FolderOf("cesa"))!, "*.part", SearchOption.AllDirectories).Count();
    }

    private Task<int> NoteAsync(string action) => town.InAsync("succivo", async services =>
    {
        await services.GetRequiredService<Writing>().RunAsync(() =>
        {
            services.GetRequiredService<AuditTrail>().Note(action, "test", new { action });
            return Task.FromResult(true);
        });
        return 0;
    });

    private Task<(int, int, long)> TotalsAsync() => town.ReadAsync("teverola", async db => (
        await db.Set<Counter>().Where(c => c.Register == "x").SumAsync(c => c.Last), await db.Set<Job>().CountAsync(), (await db.Set<AuditHead>().AsNoTracking().FirstAsync()).Sequence));
}

public sealed class WritingOnSqlite(SqliteTown town) : WritingTests(town), IClassFixture<SqliteTown>;

public sealed class WritingOnPostgres(PostgresTown town) : WritingTests(town), IClassFixture<PostgresTown>;
