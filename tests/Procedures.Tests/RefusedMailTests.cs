using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using Liburia.Platform;
using Liburia.Platform.Database;
using Liburia.Platform.Jobs;
using Liburia.Platform.Law;
using Liburia.Platform.Mail;
using Liburia.TestKit;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using SmtpServer;
using SmtpServer.Mail;
using SmtpServer.Protocol;
using SmtpServer.Storage;
using Xunit;

namespace Liburia.Procedures.Tests;

/// <summary>A letter that a server will not have is tried as often as its budget says and no more; then it rests, with its cause, where somebody sees it.</summary>
[Slow("Waits for a letter to be tried as often as it may.")]
public sealed class RefusedMailTests(RefusedMailTests.RefusingTown town) : IClassFixture<RefusedMailTests.RefusingTown>
{
    /// <summary>A mail server that says no at the step it is told to, for ever or for now.</summary>
    public sealed class Refusing : MessageStore, IMailboxFilter
    {
        public int Port { get; } = Ports.Free();
        public string Step { get; set; } = "";
        public bool ForEver { get; set; }
        public ConcurrentQueue<string> Asked { get; } = [];
        public int Taken { get; private set; }

        private bool Refuses(string step)
        {
            if (Step != step) return false;
            Asked.Enqueue(step);
            return true;
        }

        private SmtpResponse No => ForEver ? new SmtpResponse(SmtpReplyCode.MailboxUnavailable, "no such mailbox here") : new SmtpResponse((SmtpReplyCode)451, "come back later");

        public Task<bool> CanAcceptFromAsync(ISessionContext context, IMailbox from, int size, CancellationToken cancellationToken) => Refuses("sender") ? throw new SmtpResponseException(No) : Task.FromResult(true);

        public Task<bool> CanDeliverToAsync(ISessionContext context, IMailbox to, IMailbox from, CancellationToken cancellationToken) => Refuses("recipient") ? throw new SmtpResponseException(No) : Task.FromResult(true);

        public override Task<SmtpResponse> SaveAsync(ISessionContext context, IMessageTransaction transaction, ReadOnlySequence<byte> buffer, CancellationToken cancellationToken)
        {
            if (Refuses("message")) return Task.FromResult(No);
            Taken++;
            return Task.FromResult(SmtpResponse.Ok);
        }
    }

    public sealed class RefusingTown : SqliteTown
    {
        private readonly CancellationTokenSource stop = new();

        public Refusing Server { get; } = new();

        protected override async Task<Installation> CopyTemplateAsync()
        {
            var services = new SmtpServer.ComponentModel.ServiceProvider();
            services.Add((IMessageStore)Server);
            services.Add((IMailboxFilter)Server);
            _ = new SmtpServer.SmtpServer(new SmtpServerOptionsBuilder().ServerName("posta.example").Endpoint(e => e.Endpoint(new IPEndPoint(IPAddress.Loopback, Server.Port))).Build(), services).StartAsync(stop.Token);
            return await base.CopyTemplateAsync() with { Smtp = $"smtp://127.0.0.1:{Server.Port}", MailFrom = "servizi@consorzio.example" };
        }

        protected override async Task DropCopyAsync(Installation copy)
        {
            await stop.CancelAsync();
            stop.Dispose();
            await base.DropCopyAsync(copy);
        }
    }

    [Theory]
    [InlineData("sender", true)]
    [InlineData("recipient", true)]
    [InlineData("message", true)]
    [InlineData("sender", false)]
    [InlineData("recipient", false)]
    [InlineData("message", false)]
    public async Task Letter_Refused_IsNotTriedForEver_TheConsoleShowsItsCause_AndAResendDeliversOnce(string step, bool forEver)
    {
        town.Require();
        (town.Server.Step, town.Server.ForEver) = (step, forEver);
        town.Server.Asked.Clear();
        const int budget = 2;
        var id = await SendAsync(budget);

        var dead = await UntilAsync(id, job => job.State is JobState.Dead or JobState.Done);
        dead.State.ShouldBe(JobState.Dead);
        dead.Attempts.ShouldBeInRange(1, budget);
        dead.FinishedAt.ShouldNotBeNull();
        dead.LastError.ShouldNotBeNull().ShouldContain("posta");
        var asked = town.Server.Asked.Count;
        asked.ShouldBeInRange(1, dead.Attempts);
        // A day later nobody has asked again.
        town.Clock.Move(TimeSpan.FromDays(1));
        await Task.Delay(5000, TestContext.Current.CancellationToken);
        town.Server.Asked.Count.ShouldBe(asked);
        (await ReadAsync(id)).Attempts.ShouldBe(dead.Attempts);
        using var bruno = await town.AsStaffAsync("bruno");
        var console = await bruno.GetAsync("/desk/console");
        console.Main.ShouldContain("Messaggio di posta elettronica");
        console.Main.ShouldContain(System.Text.RegularExpressions.Regex.Replace(dead.LastError!, @"\s+", " "));
        var taken = town.Server.Taken;
        town.Server.Step = "";
        (await bruno.SubmitAsync(new() { ["Ids"] = $"{id}" })).Status.ShouldBe(HttpStatusCode.OK);
        (await UntilAsync(id, job => job.State is JobState.Done)).State.ShouldBe(JobState.Done);
        town.Server.Taken.ShouldBe(taken + 1);
    }

    /// <summary>A notice of the product, not of the test: at the end of its own budget it rests, and the case it is about is as it was.</summary>
    [Fact]
    public async Task Notice_ThatIsAlwaysRefused_RestsAtTheEndOfItsBudget_AndItsCaseIsAsItWas()
    {
        town.Require();
        (town.Server.Step, town.Server.ForEver) = ("recipient", true);
        using var maria = await town.AsCitizenAsync();
        var room = await ApplicationSample.SubmitAsync(town, maria, "accesso-civico-semplice");
        var job = await town.ReadAsync("cesa", db => db.Set<Job>().AsNoTracking().Where(j => j.Kind == SendMail.JobKind).OrderByDescending(j => j.CreatedAt).FirstAsync());
        job.Budget.ShouldBeInRange(1, JobQueue.DefaultBudget);
        await UntilAsync(job.Id, j => j.Attempts > 0 && j.State != JobState.Running);
        // Its last attempt but one is behind it.
        var now = LegalTime.UtcNow(town.Clock);
        await town.ReadAsync("cesa", db => db.Set<Job>().Where(j => j.Id == job.Id && j.State == JobState.Waiting).ExecuteUpdateAsync(set => set.SetProperty(j => j.Attempts, job.Budget - 1).SetProperty(j => j.RunAfter, now).SetProperty(j => j.Version, j => j.Version + 1)));
        (await UntilAsync(job.Id, j => j.State is JobState.Dead)).State.ShouldBe(JobState.Dead);
        town.Server.Step = "";
        (await maria.GetAsync(room)).Status.ShouldBe(HttpStatusCode.OK);
    }

    private Task<Guid> SendAsync(int budget) => town.InAsync("cesa", async services =>
    {
        Job job = null!;
        await services.GetRequiredService<Writing>().RunAsync(() =>
        {
            job = services.GetRequiredService<JobQueue>().Add(SendMail.JobKind, $"prova:{Guid.NewGuid():n}", new SendMail.Letter("maria@posta.example", "Prova", "Un testo di prova."), budget);
            return Task.FromResult(true);
        });
        return job.Id;
    });

    private Task<Job> ReadAsync(Guid id) => town.ReadAsync("cesa", db => db.Set<Job>().AsNoTracking().FirstAsync(j => j.Id == id));

    /// <summary>The clock goes on as the waits between attempts would have it.</summary>
    private async Task<Job> UntilAsync(Guid id, Func<Job, bool> right)
    {
        for (var i = 0; ; i++)
        {
            var job = await ReadAsync(id);
            if (right(job) || i > 100) return job;
            if (job.State == JobState.Waiting) town.Clock.Move(TimeSpan.FromSeconds(5));
            await Task.Delay(200, TestContext.Current.CancellationToken);
        }
    }
}
