using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Liburia.TestKit;
using Shouldly;
using Xunit;

namespace Liburia.EndToEnd.Tests.Faults;

/// <summary>One application of Maria, a step from being submitted, with the key that makes a repeated submission the same one.</summary>
internal sealed record Draft(Browser Browser, string Path, Dictionary<string, string> Fields);

/// <summary>What the harness counted, judged from outside: what clients were told against what is there afterwards.</summary>
internal sealed record Report(int Sent, int Acked, int Refused, int Ambiguous, int AckedMissing, int ContentDiff, int DupNumber, int Gap, int MissingFile, int OutboxLost, int FiveHundredAfterRecovery, string Verify, int DoneTwice = 0)
{
    public bool NothingLost => AckedMissing + ContentDiff + DupNumber + Gap + MissingFile + OutboxLost + DoneTwice + FiveHundredAfterRecovery == 0;

    public override string ToString() => $"sent {Sent}, acked {Acked}, refused {Refused}, ambiguous {Ambiguous}, ACKED_MISSING {AckedMissing}, CONTENT_DIFF {ContentDiff}, DUP_NUMBER {DupNumber}, GAP {Gap}, MISSING_FILE {MissingFile}, OUTBOX_LOST {OutboxLost}, DONE_TWICE {DoneTwice}, 5xx_after_recovery {FiveHundredAfterRecovery}; {Verify}";
}

/// <summary>A client outside the process with its own log of acknowledged answers. The order of what it does follows from its seed.</summary>
internal sealed class Ledger(ServerProcess server)
{
    private readonly ConcurrentDictionary<Draft, string> receipts = new();
    private int sent, refused, ambiguous;

    public List<Draft> Drafts { get; } = [];
    public int Acked => receipts.Count;
    public ConcurrentDictionary<HttpStatusCode, int> Answers { get; } = new();

    public static int Seed { get; } = int.TryParse(Environment.GetEnvironmentVariable("LIBURIA_FAULT_SEED"), out var seed) ? seed : 5080;
    public static int Rounds(int brief, int full) => Environment.GetEnvironmentVariable("LIBURIA_FAULT_LONG") == "1" ? full : brief;

    public const string Maria = "Maria De Luca";

    /// <summary>Lets somebody in; while the data cannot be reached the program says so, and she tries again.</summary>
    public static async Task LoginAsync(Browser browser, string name = Maria)
    {
        var said = await TryLoginAsync(browser, name);
        for (var patience = System.Diagnostics.Stopwatch.StartNew(); said.StartsWith("ServiceUnavailable", StringComparison.Ordinal) && patience.Elapsed < TimeSpan.FromMinutes(2); said = await TryLoginAsync(browser, name)) await Task.Delay(500);
        said.ShouldBe("", $"{name} cannot log in");
    }

    /// <summary>Nothing when she is in, else what the program answered.</summary>
    private static async Task<string> TryLoginAsync(Browser browser, string name = Maria)
    {
        var page = await browser.GetAsync("/accedi");
        if (page.Page.QuerySelectorAll("label").FirstOrDefault(l => l.TextContent.Contains(name, StringComparison.Ordinal)) is not { } label) return $"{page.Status} {page.Main}";
        var entered = await browser.SubmitAsync(new() { ["TaxCode"] = page.Page.GetElementById(label.GetAttribute("for")!)!.GetAttribute("value")! });
        return entered.Status == HttpStatusCode.OK && entered.Page.QuerySelector("input[name=TaxCode]") is null ? "" : $"{entered.Status} {entered.Main}";
    }

    /// <summary>Waits until the program writes again: until Maria can log in.</summary>
    public async Task WritingAsync(TimeSpan atMost)
    {
        for (var patience = System.Diagnostics.Stopwatch.StartNew(); ; await Task.Delay(200))
        {
            using var browser = new Browser(server.Handler(), $"cesa.localhost:{server.Port}");
            var answer = await TryLoginAsync(browser);
            if (answer.Length == 0) return;
            patience.Elapsed.ShouldBeLessThan(atMost, answer);
        }
    }

    /// <summary>Drafts of Maria, each one step from being submitted: the first page by page, the others with the same answers.</summary>
    public async Task PrepareAsync(int count)
    {
        var handler = server.Handler();
        var first = new Browser(handler, $"cesa.localhost:{server.Port}");
        await LoginAsync(first);
        var posts = new List<(string Path, Dictionary<string, string> Fields)>();
        first.Posted = (path, fields) => posts.Add((path, fields));
        var check = await CertificateSample.ToCheckAsync(first, use: "7");
        first.Posted = null;
        var (own, submission) = (IdIn(first.Current), Browser.FieldsOf((AngleSharp.Html.Dom.IHtmlFormElement)check.Page.QuerySelector("main form[method=post]")!));
        submission.ShouldHaveSingleItem("nothing but its token, which holds for all drafts of a session");
        var ready = new ConcurrentBag<Draft> { new(first, first.Current, submission) };
        await Parallel.ForEachAsync(Enumerable.Range(1, count - 1), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (_, _) =>
        {
            var browser = new Browser(handler, $"cesa.localhost:{server.Port}");
            foreach (var (name, value) in first.Cookies) browser.Cookies[name] = value;
            var at = "";
            foreach (var (path, fields) in posts)
            {
                var answer = await browser.PostAsync(at.Length == 0 ? path : path.Replace(own, IdIn(at), StringComparison.Ordinal), fields, follow: false);
                answer.Status.ShouldBe(HttpStatusCode.Redirect, answer.Text);
                at = answer.Location!;
            }
            at.ShouldEndWith("/riepilogo");
            ready.Add(new Draft(browser, at, submission));
        });
        Drafts.AddRange(ready);
    }

    /// <summary>The draft that an address is of: <c>/servizi/…/domanda/{id}/…</c>.</summary>
    private static string IdIn(string path) => path[(path.IndexOf("/domanda/", StringComparison.Ordinal) + "/domanda/".Length)..][..32];

    /// <summary>Submits drafts at once; what is acknowledged is logged, what is refused or unknown stays to be sent again with the same key.</summary>
    public Task SubmitAsync(IEnumerable<Draft> drafts, int clients = 32) => Parallel.ForEachAsync(drafts, new ParallelOptions { MaxDegreeOfParallelism = clients }, async (draft, _) =>
    {
        Interlocked.Increment(ref sent);
        try
        {
            var answer = await draft.Browser.PostAsync(draft.Path, draft.Fields, follow: false);
            Answers.AddOrUpdate(answer.Status, 1, static (_, n) => n + 1);
            if (answer.Status == HttpStatusCode.Redirect && answer.Location!.EndsWith("/ricevuta", StringComparison.Ordinal)) receipts[draft] = answer.Location;
            else Interlocked.Increment(ref refused);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or TaskCanceledException)
        {
            // The client knows nothing: the act may be there or not, and the key decides.
            Interlocked.Increment(ref ambiguous);
        }
    });

    public IReadOnlyList<Draft> Pending => [.. Drafts.Where(draft => !receipts.ContainsKey(draft))];

    /// <summary>Sends again all that was never acknowledged, waits for the papers, then reads everything back as its owner.</summary>
    public async Task<Report> JudgeAsync(bool retry = true, bool papers = true)
    {
        var before = Acked;
        Answers.Clear();
        if (retry) await SubmitAsync(Pending, clients: 8);
        var broken = Answers.Where(answer => (int)answer.Key >= 500).Sum(answer => answer.Value) + (retry ? Drafts.Count - Acked : 0);
        using var maria = new Browser(server.Handler(), $"cesa.localhost:{server.Port}");
        await LoginAsync(maria);
        var numbers = new HashSet<string>();
        var (missing, different, twice, withoutFile) = (0, 0, 0, 0);
        foreach (var receipt in receipts.Values)
        {
            var page = await maria.GetAsync(receipt);
            if (page.Status != HttpStatusCode.OK)
            {
                missing++;
                continue;
            }
            if (!numbers.Add(page.Page.QuerySelector("[data-protocol]")!.TextContent)) twice++;
            var hashes = page.Page.QuerySelectorAll("[data-sha256]").Select(e => e.TextContent).ToList();
            foreach (var link in page.Page.QuerySelectorAll("main a[href*='/documenti/']").Select(a => a.GetAttribute("href")!).ToList())
            {
                var file = await maria.GetAsync(link);
                if (file.Status != HttpStatusCode.OK) withoutFile++;
                else if (!hashes.Contains(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(await file.Raw.Content.ReadAsByteArrayAsync())))) different++;
            }
        }
        var lost = papers ? await UndeliveredAsync(maria) : 0;
        var (gaps, files, words) = await VerifyAsync(server);
        return new Report(sent, before, refused, ambiguous, missing, different, twice, gaps, withoutFile + files, lost, broken, words);
    }

    /// <summary>What <c>liburia verify</c> says of Cesa: numbers that are missing, files that are not as they should be, and its words.</summary>
    public static async Task<(int Gaps, int Files, string Words)> VerifyAsync(ServerProcess server)
    {
        var (code, words) = await server.CommandAsync("verify", "cesa", "--json");
        var faults = JsonDocument.Parse(words[words.IndexOf('{')..]).RootElement.GetProperty("verdicts")[0].GetProperty("faults").EnumerateArray().Select(f => f.GetString()!).ToList();
        return (faults.Count(fault => fault.Contains("manca il numero", StringComparison.Ordinal)), faults.Count(fault => fault.StartsWith("file «", StringComparison.Ordinal)), code == 0 ? "verify: all holds" : "verify: " + string.Join(" ", faults));
    }

    /// <summary>Waits until every acknowledged application has its paper.</summary>
    public async Task DeliveredAsync()
    {
        using var maria = new Browser(server.Handler(), $"cesa.localhost:{server.Port}");
        await LoginAsync(maria);
        (await UndeliveredAsync(maria)).ShouldBe(0);
    }

    /// <summary>Every case ends with its certificate, once. Lost is what does not come although nothing has come for a minute.</summary>
    private async Task<int> UndeliveredAsync(Browser maria)
    {
        var left = receipts.Values.Select(receipt => receipt[..^"/ricevuta".Length]).ToHashSet();
        for (var waited = System.Diagnostics.Stopwatch.StartNew(); waited.Elapsed < TimeSpan.FromMinutes(5) && left.Count > 0;)
        {
            foreach (var item in left.ToList())
            {
                var page = await maria.GetAsync(item);
                if (page.Page.QuerySelectorAll("main a").Count(a => a.TextContent.Contains("Scarica il PDF", StringComparison.Ordinal)) != 1) break;
                left.Remove(item);
                waited.Restart();
            }
            if (left.Count > 0) await Task.Delay(250);
        }
        return left.Count;
    }
}
