using System.Diagnostics;
using System.Globalization;
using Liburia.Platform;
using Liburia.Platform.Database;
using Liburia.Platform.Jobs;
using Liburia.Platform.Language;
using Liburia.Procedures.Adoption;
using Liburia.Procedures.Cases;
using Liburia.Procedures.Contracts;
using Liburia.Procedures.Drafts;
using Liburia.Registry.Certificates;
using Liburia.Registry.Residents;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Bench;

/// <summary>
/// (m) A certificate from its request to its stored PDF, alone, then beside two runs of ten thousand papers in two other Comuni: whoever waits does not
/// wait for a batch of somebody else's.
/// </summary>
internal static class JobsBench
{
    private const string Citizen = "cesa";
    private static readonly string[] Runs = ["succivo", "teverola"];
    public static readonly AtCounter Clerk = new("", Identified.Known, null, "Anna", "Ufficio anagrafe");

    public static async Task RunAsync()
    {
        await OnAsync("SQLite", null);
        if (Environment.GetEnvironmentVariable("LIBURIA_TEST_POSTGRES") is { Length: > 0 } login) await OnAsync("PostgreSQL", login);
        else Console.WriteLine("(m) jobs on PostgreSQL: skipped, LIBURIA_TEST_POSTGRES names no server");
    }

    private static async Task OnAsync(string name, string? login)
    {
        var (times, papers) = Measure.IsSmall ? (5, 20) : (150, 10_000);
        await using var database = login is null ? null : await ScratchDatabase.CreateAsync(login);
        await using var yard = await Yard.OpenAsync(new Installation { DataFolder = Path.Combine(Path.GetTempPath(), $"liburia-bench-m-{Guid.NewGuid():n}"), Postgres = database?.Login }, 2000, 5094);
        var (maria, others) = (await SomebodyAsync(yard, Citizen), new List<(string Comune, Filing Filing)>());
        foreach (var comune in Runs) others.Add((comune, await SomebodyAsync(yard, comune)));

        await CertificatesAsync(yard, maria, 5);
        var alone = Measure.Tell($"(m) {name}, a certificate, alone", await CertificatesAsync(yard, maria, times), "the anchor");
        foreach (var (comune, filing) in others) await OweAsync(yard, comune, filing, papers);
        var (before, watch) = (await DoneAsync(yard), Stopwatch.StartNew());
        var beside = Measure.Tell($"(m) {name}, a certificate, beside two runs of {papers} papers", await CertificatesAsync(yard, maria, times), $"p95 ≤ {2 * alone:0} ms");
        var (after, seconds) = (await DoneAsync(yard), watch.Elapsed.TotalSeconds);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"    p95 {beside / alone:0.00} of that alone (aim ≤ 2.0); meanwhile papers of the runs: {string.Join(", ", Runs.Select((comune, i) => $"{(after[i] - before[i]) / seconds:0.0}/s in {comune}"))}"));
    }

    /// <summary>The request of the first resident who may have a certificate.</summary>
    private static Task<Filing> SomebodyAsync(Yard yard, string comune) => yard.InAsync(comune, async services =>
    {
        var (db, register) = (services.GetRequiredService<AppDb>(), services.GetRequiredService<ResidentRegister>());
        var offer = await services.GetRequiredService<Offers>().FindAsync(CertificateOutcome.ServiceSlug) ?? throw new InvalidOperationException($"{comune} offers no certificates.");
        foreach (var id in await db.Set<RegisteredResident>().OrderBy(r => r.Id).Select(r => r.Id).Take(50).ToListAsync())
        {
            if (await register.FindAsync(id) is not { } resident) continue;
            var filing = new Filing(Guid.Empty, offer, offer.Model, new Applicant(resident.Person.Id, resident.Person.TaxCode, resident.Person.RegisterName), new Dictionary<string, string>
            {
                [CertificateOutcome.Who] = id.ToString("n"),
                [CertificateOutcome.Kind] = nameof(CertificateKind.ResidenceAndHousehold),
                [CertificateOutcome.Use] = "7",
            }, [], Clerk);
            if (await TryAsync(yard, comune, filing)) return filing;
        }
        throw new InvalidOperationException($"Nobody in {comune} may have a certificate.");
    });

    private static async Task<bool> TryAsync(Yard yard, string comune, Filing filing)
    {
        try
        {
            await FileAsync(yard, comune, filing, isBatch: false);
            return true;
        }
        catch (RuleBroken)
        {
            return false;
        }
    }

    private static Task<Guid> FileAsync(Yard yard, string comune, Filing filing, bool isBatch) => yard.InAsync(comune, async services =>
    {
        if (isBatch) services.GetRequiredService<JobQueue>().AsBatch();
        CaseView? opened = null;
        await services.GetRequiredService<Writing>().RunAsync(async () =>
        {
            (opened, _) = await services.GetRequiredService<CaseDesk>().FileAsync(filing with { DraftId = Guid.CreateVersion7() });
            return true;
        });
        return opened!.Id;
    });

    /// <summary>One after the other, each until its PDF is there; how long each took.</summary>
    private static async Task<IReadOnlyList<double>> CertificatesAsync(Yard yard, Filing filing, int times)
    {
        var taken = new List<double>();
        for (var i = 0; i < times; i++)
        {
            var watch = Stopwatch.StartNew();
            var opened = await FileAsync(yard, Citizen, filing, isBatch: false);
            while (!await yard.InAsync(Citizen, services => services.GetRequiredService<AppDb>().Set<Certificate>().AnyAsync(c => c.CaseId == opened && c.ArchiveObjectId != null))) await Task.Delay(5);
            taken.Add(watch.Elapsed.TotalMilliseconds);
        }
        return taken;
    }

    /// <summary>The first thousand are certificates filed as any other; what waits behind them, and is not reached while it is measured, are the same orders again.</summary>
    private static async Task OweAsync(Yard yard, string comune, Filing filing, int papers)
    {
        var real = Math.Min(papers, 1000);
        await Parallel.ForEachAsync(Enumerable.Range(0, real), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (_, _) => await FileAsync(yard, comune, filing, isBatch: true));
        await yard.InAsync(comune, async services =>
        {
            var (db, queue) = (services.GetRequiredService<AppDb>(), services.GetRequiredService<JobQueue>());
            var ids = await db.Set<Certificate>().Select(c => c.Id).Take(real).ToListAsync();
            queue.AsBatch();
            await services.GetRequiredService<Writing>().RunAsync(() =>
            {
                for (var i = real; i < papers; i++) queue.Add(RenderCertificate.JobKind, $"bench:{i}", new RenderCertificate.Order(ids[i % ids.Count]));
                return Task.FromResult(true);
            });
            return 0;
        });
    }

    private static async Task<IReadOnlyList<int>> DoneAsync(Yard yard)
    {
        var done = new List<int>();
        foreach (var comune in Runs)
            done.Add(await yard.InAsync(comune, services => services.GetRequiredService<AppDb>().Set<Job>().CountAsync(j => j.State == JobState.Done && j.Urgency == JobUrgency.Batch)));
        return done;
    }
}
