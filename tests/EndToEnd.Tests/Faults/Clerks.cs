using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Liburia.TestKit;
using Shouldly;

namespace Liburia.EndToEnd.Tests.Faults;

/// <summary>Gino and his colleagues, who decide cases, with a log of what they were told.</summary>
internal sealed partial class Clerks(ServerProcess server, string register)
{
    private Dictionary<string, string> cookies = [];
    private string token = "";
    private int sent, refused, ambiguous;
    private readonly ConcurrentDictionary<Guid, bool> decided = new();

    public int Acked => decided.Count;
    public ConcurrentDictionary<HttpStatusCode, int> Answers { get; } = new();
    public ConcurrentQueue<double> Milliseconds { get; } = [];
    public int Heard => Answers.Values.Sum();
    /// <summary>How often nobody answered.</summary>
    public int Ambiguous => ambiguous;

    public bool Has(Application application) => decided.ContainsKey(application.CaseId);

    private Browser Enter()
    {
        var browser = new Browser(server.Handler(), $"cesa.localhost:{server.Port}");
        foreach (var (name, value) in cookies) browser.Cookies[name] = value;
        return browser;
    }

    public async Task LoginAsync(Application any)
    {
        if (token.Length > 0) return;
        using var gino = Enter();
        await gino.GetAsync("/desk/accedi");
        (await gino.SubmitAsync(new() { ["UserName"] = "gino" }, follow: false)).Status.ShouldBe(HttpStatusCode.Redirect);
        token = (await gino.GetAsync(DecisionOf(any))).Page.QuerySelector("form[action='?handler=Decide'] input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        cookies = new(gino.Cookies);
    }

    private static string DeskOf(Application application) => $"/desk/pratiche/{application.CaseId:n}";

    private static string DecisionOf(Application application) => $"{DeskOf(application)}/decidi";

    /// <summary>Grants cases at once; what is not acknowledged stays to be decided again.</summary>
    public Task DecideAsync(IEnumerable<Application> applications, int clients = 6) => Parallel.ForEachAsync(applications, new ParallelOptions { MaxDegreeOfParallelism = clients }, async (application, _) =>
    {
        Interlocked.Increment(ref sent);
        using var gino = Enter();
        var watch = System.Diagnostics.Stopwatch.StartNew();
        try
        {
            // A decision rests on the page that was read.
            var seen = (await gino.GetAsync(DecisionOf(application))).Page.QuerySelector("input[name=Seen]")?.GetAttribute("value") ?? "";
            watch.Restart();
            var answer = await gino.PostFileAsync($"{DecisionOf(application)}?handler=Decide", new() { ["__RequestVerificationToken"] = token, ["Seen"] = seen, ["State"] = "Completed", ["Confirmed"] = "true", ["Reasons"] = "Il sopralluogo ha confermato la segnalazione.", ["public.luogo"] = "Il luogo della segnalazione" },
                "Evidence", "lavoro-fatto.png", ApplicationSample.Png, follow: false);
            Milliseconds.Enqueue(watch.Elapsed.TotalMilliseconds);
            Answers.AddOrUpdate(answer.Status, 1, static (_, n) => n + 1);
            // A decision that was stored although its answer was lost says so when it is taken again.
            if (answer.Status == HttpStatusCode.Redirect || answer.Main.Contains("La pratica è già conclusa", StringComparison.Ordinal)) decided[application.CaseId] = true;
            else Interlocked.Increment(ref refused);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or TaskCanceledException)
        {
            Interlocked.Increment(ref ambiguous);
        }
    });

    /// <summary>Waits for the papers, then reads every decision back: closed, one number, one entry of the register, the evidence, one paper and its outgoing registration.</summary>
    public async Task<Report> JudgeAsync(IReadOnlyList<Application> applications)
    {
        var broken = Answers.Where(answer => (int)answer.Key >= 500).Sum(answer => answer.Value) + applications.Count(application => !Has(application));
        using var gino = Enter();
        var lost = await WithoutPaperAsync(gino, applications);
        var (missing, different, twice, withoutFile) = (0, 0, 0, 0);
        var numbers = new HashSet<string>();
        foreach (var application in applications.Where(Has))
        {
            var page = await gino.GetAsync(DeskOf(application));
            if (Number().Match(page.Main) is not { Success: true } number)
            {
                missing++;
                continue;
            }
            if (!numbers.Add(number.Groups[1].Value)) twice++;
            foreach (var paper in page.Page.QuerySelectorAll("main li").Where(item => item.TextContent.Contains("provvedimento-", StringComparison.Ordinal)))
            {
                var file = await gino.GetAsync(paper.QuerySelector("a")!.GetAttribute("href")!);
                if (file.Status != HttpStatusCode.OK) withoutFile++;
                else if (Convert.ToHexStringLower(SHA256.HashData(await file.Raw.Content.ReadAsByteArrayAsync())) != paper.QuerySelector("code")!.TextContent) different++;
            }
        }
        var (gaps, over, owed) = await server.BooksAsync(books =>
        {
            var ids = applications.Where(Has).Select(application => application.CaseId).ToList();
            ILookup<Guid, IReadOnlyDictionary<string, string?>> Of(string table, string column, string value) => books[table].Where(row => row["case_id"] is not null && row[column] == value).ToLookup(row => Guid.Parse(row["case_id"]!));
            var each = new[] { Of("procedures_case_events", "kind", "Decided"), Of("procedures_register_entries", "register", register), Of("protocol_entries", "direction", "Outgoing"), Of("procedures_case_documents", "role", "outcome"), Of("procedures_case_documents", "role", "evidence") };
            var papers = books["platform_jobs"].Count(row => row["kind"] == "procedures.render-decision" && row["state"] == "Done");
            return (Gaps(numbers.Select(number => int.Parse(number.Split('/')[0])), books, "decisions") + Gaps(books["procedures_register_entries"].Where(row => row["register"] == register).Select(row => int.Parse(row["number"]!)), books, $"register:{register}"),
                each.Sum(rows => ids.Count(id => rows[id].Count() > 1)) + each.Sum(rows => rows.Count(group => !ids.Contains(group.Key))) + Math.Max(0, papers - ids.Count),
                each.Sum(rows => ids.Count(id => !rows[id].Any())) + Math.Max(0, ids.Count - papers));
        });
        using var anyone = new Browser(server.Handler(), $"cesa.localhost:{server.Port}");
        missing += Math.Abs(applications.Count(Has) - await PublicAsync(anyone, register));
        var (holes, files, words) = await Ledger.VerifyAsync(server);
        return new Report(sent, Acked, refused, ambiguous, missing, different, twice, gaps + holes, withoutFile + files, lost + owed, broken, words, over);
    }

    /// <summary>Numbers that are not 1, 2, 3 … up to the counter.</summary>
    internal static int Gaps(IEnumerable<int> numbers, Books books, string counter)
    {
        var taken = numbers.Order().ToList();
        var last = books["platform_counters"].Where(row => row["register"] == counter).Sum(row => int.Parse(row["last"]!));
        return Enumerable.Range(1, Math.Max(last, taken.Count)).Except(taken).Count() + taken.Count(number => number > last);
    }

    /// <summary>Entries of the register as anybody reads it.</summary>
    internal static async Task<int> PublicAsync(Browser anyone, string register)
    {
        for (var (entries, number) = (0, 1); ; number++)
        {
            var page = (await anyone.GetAsync($"/registri/{register}?pagina={number}")).ShouldBe(HttpStatusCode.OK);
            entries += page.Page.QuerySelectorAll("main tbody tr").Length;
            if (!page.Text.Contains("Voci precedenti", StringComparison.Ordinal)) return entries;
        }
    }

    /// <summary>Every decision has its paper, once. Lost is what does not come although nothing has come for a minute.</summary>
    public async Task<int> WithoutPaperAsync(Browser gino, IReadOnlyList<Application> applications)
    {
        var left = applications.Where(Has).ToList();
        for (var waited = System.Diagnostics.Stopwatch.StartNew(); left.Count > 0 && waited.Elapsed < TimeSpan.FromMinutes(5);)
        {
            while (left.Count > 0 && Papers(await gino.GetAsync(DeskOf(left[^1]))) > 0)
            {
                left.RemoveAt(left.Count - 1);
                waited.Restart();
            }
            if (left.Count > 0) await Task.Delay(250);
        }
        return left.Count;
    }

    public async Task<int> WithoutPaperAsync(IReadOnlyList<Application> applications)
    {
        using var gino = Enter();
        return await WithoutPaperAsync(gino, applications);
    }

    private static int Papers(Answer page) => page.Page.QuerySelectorAll("main li").Count(item => item.TextContent.Contains("provvedimento-", StringComparison.Ordinal));

    [GeneratedRegex(@"provvedimento n\. (\d+/\d{4})")]
    private static partial Regex Number();
}
