using Liburia.Platform;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Microsoft.Extensions.Logging;

namespace Liburia.Identity.Spid;

/// <summary>What came of asking for one provider's metadata.</summary>
/// <param name="Rule">It broke; empty where the file is the new one, or the same.</param>
internal sealed record Refreshed(string File, string Rule);

/// <summary>
/// Asks again, once a day, for the metadata of the providers (statement 21): <c>spid/fonti.txt</c> of the data folder names a file and its address on each
/// line. What comes is taken only if it is signed by who is trusted, and still valid; else the file that is there stays, and health says so.
/// </summary>
internal sealed partial class SpidRegistry(Installation installation, TimeProvider clock, ILogger<SpidRegistry> log)
{
    public const string FileName = "fonti.txt";
    private const int Largest = 2 * 1024 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private DateOnly asked;

    private string Folder => Path.Combine(installation.DataFolder, "spid");

    /// <summary>The same at most once a day; nothing where no sources are named.</summary>
    public async Task RefreshDailyAsync(CancellationToken cancel)
    {
        if (LegalTime.Today(clock) is var today && today == asked) return;
        asked = today;
        await RefreshAsync(cancel);
    }

    /// <exception cref="Refused">A line of the list is not a name and an address.</exception>
    public async Task<IReadOnlyList<Refreshed>> RefreshAsync(CancellationToken cancel = default)
    {
        var sources = Sources();
        if (sources.Count == 0) return [];
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = Patience }) { Timeout = Patience, MaxResponseContentBufferSize = Largest };
        var outcomes = new List<Refreshed>();
        foreach (var (name, address) in sources)
        {
            var rule = await TakeAsync(client, name, address, cancel);
            if (rule.Length > 0) NotRefreshed(name, rule);
            outcomes.Add(new Refreshed(name, rule));
        }
        return outcomes;
    }

    private async Task<string> TakeAsync(HttpClient client, string name, Uri address, CancellationToken cancel)
    {
        byte[] bytes;
        try
        {
            using var answer = await client.GetAsync(address, cancel);
            if (!answer.IsSuccessStatusCode) return $"http.{(int)answer.StatusCode}";
            bytes = await answer.Content.ReadAsByteArrayAsync(cancel);
        }
        catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException && !cancel.IsCancellationRequested)
        {
            return "http.unreachable";
        }
        if (SpidProviders.RuleBrokenBy(installation, bytes, clock.UtcNow()) is { } rule) return rule;
        SpidProviders.Keep(Path.Combine(Folder, name), bytes);
        return "";
    }

    private List<(string Name, Uri Address)> Sources()
    {
        var (file, found) = (Path.Combine(Folder, FileName), new List<(string, Uri)>());
        if (!File.Exists(file)) return found;
        foreach (var (line, at) in File.ReadAllLines(file).Select((line, at) => (line.Trim(), at + 1)).Where(l => l.Item1.Length > 0 && !l.Item1.StartsWith('#')))
        {
            var words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            // In the clear only on this machine, where a test or a relay stands.
            if (words.Length != 2 || words[0] != Path.GetFileName(words[0]) || !words[0].EndsWith(".xml", StringComparison.Ordinal) || !Uri.TryCreate(words[1], UriKind.Absolute, out var address) || !(address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback)))
                throw new Refused($"spid/{FileName}, riga {at}: si scrive il nome di un file .xml e il suo indirizzo https.");
            found.Add((words[0], address));
        }
        return found;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The metadata in {File} could not be refreshed: {Rule}; the file that is there stays")]
    private partial void NotRefreshed(string file, string rule);
}

/// <summary>Refreshes the providers in whichever Comune's round the day begins.</summary>
internal sealed class SpidRegistryRound(SpidRegistry registry) : IRound
{
    public Task RunAsync(CancellationToken cancel) => registry.RefreshDailyAsync(cancel);
}
