using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using AngleSharp.Html.Dom;
using Liburia.TestKit;
using Shouldly;

namespace Liburia.EndToEnd.Tests.Faults;

/// <summary>A file a citizen sends, and what she was told of it.</summary>
internal sealed class Attachment(string name, byte[] bytes, bool inPieces)
{
    public string Name => name;
    public byte[] Bytes => bytes;
    public bool InPieces => inPieces;
    public string Sha256 { get; } = Convert.ToHexStringLower(SHA256.HashData(bytes));
    /// <summary>Bytes the program said that it has.</summary>
    public long Acked { get; set; }
    /// <summary>Bytes that ever left.</summary>
    public long Sent { get; set; }
    public bool IsWhole { get; set; }
}

/// <summary>Somebody who applies, logged in: the cookies, and the token of their forms.</summary>
internal sealed record Person(string Name, Dictionary<string, string> Cookies, string Token);

/// <summary>An application: who writes it and where, its files, the receipt when there is one.</summary>
internal sealed record Application(Person Person, Browser Browser, string Path, IReadOnlyList<Attachment> Files)
{
    public string? Receipt { get; set; }
    public string Room => Receipt![..^"/ricevuta".Length];
    public Guid CaseId => Guid.Parse(Room.Split('/')[^1]);
}

/// <summary>
/// Maria and her many applications to one service, with a log of what she was told. She fills the form once as a person does; the others are sent as
/// she sent that one. Nobody may have two hundred files in drafts: where there are more applications, neighbours write some of them.
/// </summary>
internal sealed class Citizens(ServerProcess server, string slug)
{
    /// <summary>Small, so that a kill finds many of them on the way.</summary>
    public const int PieceSize = 48 * 1024;

    /// <summary>Applications of one person: each has two files at most.</summary>
    private const int Each = 90;

    private static readonly string[] Names = [Ledger.Maria, "Luca Ferrara", "Amina Haddad", "Giuseppe Esposito", "Rosa Marino"];

    private const string TokenField = "__RequestVerificationToken";
    private static readonly Dictionary<string, string> Point = new() { ["luogo.street"] = "", ["luogo.number"] = "", ["luogo.lat"] = "40.9612", ["luogo.lon"] = "14.2331" };
    private readonly List<ApplicationSample.Sent> steps = [];
    private readonly Random random = new(Ledger.Seed);
    private readonly List<Person> people = [];
    private SocketsHttpHandler handler = server.Handler();
    private int sent, refused, ambiguous, forgotten, invented, resumed;

    public List<Application> All { get; } = [];
    public IReadOnlyList<Application> Pending => [.. All.Where(application => application.Receipt is null)];
    public IReadOnlyList<Application> Filed => [.. All.Where(application => application.Receipt is not null)];
    public ConcurrentDictionary<HttpStatusCode, int> Answers { get; } = new();
    public ConcurrentQueue<double> Milliseconds { get; } = [];
    public int Heard => Answers.Values.Sum();
    /// <summary>How often nobody answered.</summary>
    public int Ambiguous => ambiguous;
    /// <summary>Files that were found half-way after a cut and went on from there.</summary>
    public int Resumed => resumed;

    private Browser Enter(Person? person = null)
    {
        var browser = new Browser(handler, $"cesa.localhost:{server.Port}");
        foreach (var (name, value) in person?.Cookies ?? []) browser.Cookies[name] = value;
        return browser;
    }

    public async Task LearnAsync()
    {
        using var maria = Enter();
        await Ledger.LoginAsync(maria);
        var check = await ApplicationSample.ToCheckAsync(maria, slug, "", "", DateOnly.FromDateTime(DateTime.UtcNow), Point, tell: steps.Add);
        check.Heading.ShouldBe("Controlla e invia");
        people.Add(new(Ledger.Maria, new(maria.Cookies), steps[0].Fields[TokenField]));
    }

    /// <summary>Those who are needed for so many applications, each with a session of their own.</summary>
    private async Task GatherAsync(int applications)
    {
        while (people.Count * Each < applications)
        {
            using var browser = Enter();
            await Ledger.LoginAsync(browser, Names[people.Count]);
            var form = await browser.GetAsync($"/servizi/{slug}/domanda");
            var token = form.Page.QuerySelector($"main form[method=post]:not([action]) input[name={TokenField}]")!.GetAttribute("value")!;
            people.Add(new(Names[people.Count], new(browser.Cookies), token));
        }
    }

    /// <summary>Applications with every question answered and, where the form wants one, a small file.</summary>
    public async Task BeginAsync(int count, Func<int, IReadOnlyList<Attachment>> files)
    {
        await GatherAsync(All.Count + count);
        var begun = new ConcurrentBag<Application>();
        await Parallel.ForEachAsync(Enumerable.Range(All.Count, count), new ParallelOptions { MaxDegreeOfParallelism = 6 }, async (i, _) =>
        {
            var person = people[i / Each];
            var browser = Enter(person);
            var start = await browser.PostAsync($"/servizi/{slug}/domanda", Fields(person), follow: false);
            start.Status.ShouldBe(HttpStatusCode.Redirect, start.Main);
            var application = new Application(person, browser, start.Location![..start.Location!.LastIndexOf('/')], files(i));
            foreach (var step in steps)
            {
                var (path, optional) = ($"{application.Path}/{step.Step}", step.FileField == "foto");
                var fields = new Dictionary<string, string>(step.Fields) { [TokenField] = person.Token };
                var answer = step.FileField is { } field && !optional
                    ? await browser.PostFileAsync(path, fields, field, "allegato.pdf", ApplicationSample.Pdf, follow: false)
                    : await browser.PostAsync(path, fields, follow: false);
                answer.Status.ShouldBe(HttpStatusCode.Redirect, $"{step.Step}: {answer.Main}");
            }
            begun.Add(application);
        });
        All.AddRange(begun.OrderBy(application => application.Path, StringComparer.Ordinal));
    }

    /// <summary>A photograph of so many bytes, unlike any other.</summary>
    public Attachment Photo(string name, int length, bool inPieces)
    {
        var bytes = new byte[length];
        lock (random) random.NextBytes(bytes);
        ApplicationSample.Png.CopyTo(bytes, 0);
        return new Attachment(name, bytes, inPieces);
    }

    /// <summary>Sends what is not there yet of the files of all these applications, until it is there or the line breaks.</summary>
    /// <param name="most">The line breaks when so many bytes of a file are there.</param>
    public Task UploadAsync(IEnumerable<Application> applications, int clients = 8, int most = int.MaxValue) => Parallel.ForEachAsync(applications.SelectMany(application => application.Files.Where(file => !file.IsWhole).Select(file => (application, file))), new ParallelOptions { MaxDegreeOfParallelism = clients }, async (one, _) =>
    {
        // A browser of its own: a citizen may send two files at once.
        using var browser = Enter(one.application.Person);
        try
        {
            if (one.file.InPieces) await InPiecesAsync(browser, one.application, one.file, most);
            else if (most == int.MaxValue) await WholeAsync(browser, one.application, one.file);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or TaskCanceledException)
        {
            Interlocked.Increment(ref ambiguous);
        }
    });

    private async Task WholeAsync(Browser browser, Application application, Attachment file)
    {
        if (file.Sent > 0 && await ListedAsync(browser, application, file)) return;
        Interlocked.Increment(ref sent);
        file.Sent = file.Bytes.Length;
        var answer = await SendWholeAsync(browser, application, file);
        if (answer.Status == HttpStatusCode.Redirect) (file.Acked, file.IsWhole) = (file.Bytes.Length, true);
        else Interlocked.Increment(ref refused);
    }

    public async Task<Answer> SendWholeAsync(Browser browser, Application application, Attachment file) => Count(await browser.PostFileAsync($"{application.Path}/foto?handler=Upload", Fields(application.Person), "foto", file.Name, file.Bytes, follow: false));

    private async Task InPiecesAsync(Browser browser, Application application, Attachment file, int most)
    {
        // The page says which files are there; only an interrupted one is chosen again.
        if (file.Sent > 0 && await ListedAsync(browser, application, file)) return;
        if (await PieceAsync(browser, application, file, null) is not { } known) return;
        if (known < file.Acked) Interlocked.Increment(ref forgotten);
        if (known > file.Sent) Interlocked.Increment(ref invented);
        if (known > 0) Interlocked.Increment(ref resumed);
        while (!file.IsWhole && known < most)
        {
            if (await PieceAsync(browser, application, file, known) is not { } next) return;
            known = next;
        }
    }

    /// <summary>Sends a piece, or asks where to go on; answers how many bytes are there, nothing when it was refused.</summary>
    private async Task<long?> PieceAsync(Browser browser, Application application, Attachment file, long? offset)
    {
        var fields = Fields(application.Person);
        (fields["question"], fields["name"], fields["length"], fields["sha256"]) = ("foto", file.Name, $"{file.Bytes.Length}", file.Sha256);
        if (offset is { } at) fields["offset"] = $"{at}";
        var piece = offset is { } from ? file.Bytes[(int)from..(int)Math.Min(from + PieceSize, file.Bytes.Length)] : [];
        file.Sent = Math.Max(file.Sent, (offset ?? 0) + piece.Length);
        Interlocked.Increment(ref sent);
        var answer = Count(offset is null ? await browser.PostAsync($"{application.Path}/foto/pezzi", fields) : await browser.PostFileAsync($"{application.Path}/foto/pezzi", fields, "piece", "piece", piece));
        if (answer.Status == HttpStatusCode.OK)
        {
            var said = JsonDocument.Parse(answer.Text).RootElement;
            if (said.TryGetProperty("received", out var received))
            {
                (file.Acked, file.IsWhole) = (offset is null ? Math.Max(file.Acked, received.GetInt64()) : received.GetInt64(), said.GetProperty("whole").GetBoolean());
                return received.GetInt64();
            }
        }
        Interlocked.Increment(ref refused);
        return null;
    }

    /// <summary>The page of the photographs lists the file as received, with its hash.</summary>
    private async Task<bool> ListedAsync(Browser browser, Application application, Attachment file)
    {
        var page = Count(await browser.GetAsync($"{application.Path}/foto"));
        if (!page.Page.QuerySelectorAll("main li").Any(item => item.TextContent.Contains(file.Name, StringComparison.Ordinal) && item.TextContent.Contains(file.Sha256, StringComparison.Ordinal))) return false;
        (file.Acked, file.IsWhole) = (file.Bytes.Length, true);
        return true;
    }

    private static Dictionary<string, string> Fields(Person person) => new() { [TokenField] = person.Token };

    private Answer Count(Answer answer)
    {
        Answers.AddOrUpdate(answer.Status, 1, static (_, n) => n + 1);
        return answer;
    }

    /// <summary>Submits applications at once; what has no receipt stays to be sent again.</summary>
    public Task SubmitAsync(IEnumerable<Application> applications, int clients = 16) => Parallel.ForEachAsync(applications, new ParallelOptions { MaxDegreeOfParallelism = clients }, async (application, _) =>
    {
        Interlocked.Increment(ref sent);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        try
        {
            var answer = Count(await application.Browser.PostAsync($"{application.Path}/riepilogo", Fields(application.Person), follow: false));
            Milliseconds.Enqueue(watch.Elapsed.TotalMilliseconds);
            if (answer.Status == HttpStatusCode.Redirect && answer.Location!.EndsWith("/ricevuta", StringComparison.Ordinal)) application.Receipt = answer.Location;
            else Interlocked.Increment(ref refused);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or TaskCanceledException)
        {
            Interlocked.Increment(ref ambiguous);
        }
    });

    /// <summary>Maria, logged in anew: after the clock has moved, nobody is in any more.</summary>
    /// <param name="known">Takes up the session of before instead: where nothing can be written, nobody can log in.</param>
    public async Task<Browser> LoginAsync(bool known = false, string name = Ledger.Maria)
    {
        if (known) return Enter(people[0]);
        handler = server.Handler();
        var somebody = new Browser(handler, $"cesa.localhost:{server.Port}");
        await Ledger.LoginAsync(somebody, name);
        return somebody;
    }

    /// <summary>Reads every receipt and every file back as whoever sent it, and the rows of a copy: each application one case, one number, all its files.</summary>
    public async Task<Report> JudgeAsync()
    {
        var broken = Answers.Where(answer => (int)answer.Key >= 500).Sum(answer => answer.Value) + Pending.Count;
        var readers = new Dictionary<Person, Browser>();
        foreach (var person in people) readers[person] = await LoginAsync(name: person.Name);
        var numbers = new HashSet<string>();
        var (missing, different, twice, withoutFile) = (forgotten + All.Sum(application => application.Files.Count(file => !file.IsWhole)), invented, 0, 0);
        foreach (var application in Filed)
        {
            var reader = readers[application.Person];
            var page = await reader.GetAsync(application.Receipt!);
            if (page.Status != HttpStatusCode.OK)
            {
                missing++;
                continue;
            }
            if (!numbers.Add(page.Page.QuerySelector("[data-protocol]")!.TextContent)) twice++;
            var links = page.Page.QuerySelectorAll("main li").Where(item => item.QuerySelector("[data-sha256]") is not null).ToLookup(item => item.QuerySelector("[data-sha256]")!.TextContent, item => ((IHtmlAnchorElement)item.QuerySelector("a")!).GetAttribute("href")!);
            foreach (var file in application.Files)
            {
                if (links[file.Sha256].Count() != 1) withoutFile++;
                foreach (var link in links[file.Sha256])
                {
                    var stored = await reader.GetAsync(link);
                    if (stored.Status != HttpStatusCode.OK) withoutFile++;
                    else if (!(await stored.Raw.Content.ReadAsByteArrayAsync()).AsSpan().SequenceEqual(file.Bytes)) different++;
                }
            }
        }
        foreach (var reader in readers.Values) reader.Dispose();
        var (more, unregistered) = await server.BooksAsync(books =>
        {
            var cases = books["procedures_cases"].Where(row => row["service_slug"] == slug).Select(row => Guid.Parse(row["id"]!)).ToList();
            var incoming = books["protocol_entries"].Where(row => row["direction"] == "Incoming" && row["case_id"] is not null).ToLookup(row => Guid.Parse(row["case_id"]!));
            return (cases.Count(id => Filed.All(application => application.CaseId != id)) + cases.Count(id => incoming[id].Count() > 1), cases.Count(id => !incoming[id].Any()));
        });
        var (gaps, files, words) = await Ledger.VerifyAsync(server);
        return new Report(sent, Filed.Count, refused, ambiguous, missing, different, twice, gaps, withoutFile + files, unregistered, broken, words, more);
    }
}
