using System.Text.RegularExpressions;
using Liburia.TestKit;
using Shouldly;
using Xunit;

namespace Liburia.EndToEnd.Tests.Faults;

/// <summary>What the program asks of the system while it registers an application, in the order in which the system did it: the file, its name, its folder, the commit, the answer.</summary>
[Slow("The program under strace, from its start.")]
public sealed partial class TraceTests(ITestOutputHelper output)
{
    private const string Program = "/usr/bin/strace";

    [Fact]
    public async Task Submission_FileFolderCommitAnswer_ComeInThatOrder()
    {
        var steps = await StepsOfAsync(async server =>
        {
            var ledger = new Ledger(server);
            await ledger.PrepareAsync(1);
            return async () =>
            {
                await ledger.SubmitAsync(ledger.Drafts);
                ledger.Acked.ShouldBe(1);
            };
        });

        FaultOf(steps).ShouldBeNull();
        // The judge itself can say no: of the same trace without a step, or with the answer before the commit.
        foreach (var needed in (string[])["sync file", "name", "sync folder", "commit"]) FaultOf([.. steps.Where(step => !step.StartsWith(needed, StringComparison.Ordinal))]).ShouldNotBeNull(needed);
        FaultOf([.. steps.Where(step => step == "answer"), .. steps.Where(step => step != "answer")]).ShouldNotBeNull();
    }

    /// <summary>A piece of a file: its bytes, the name of the part, the commit, the answer; and so for every piece.</summary>
    [Fact]
    public async Task Piece_PartFolderCommitAnswer_ComeInThatOrder()
    {
        var steps = await StepsOfAsync(async server =>
        {
            var citizens = new Citizens(server, "segnalazione-disservizio");
            await citizens.LearnAsync();
            await citizens.BeginAsync(1, _ => [citizens.Photo("grande.png", 3 * Citizens.PieceSize, inPieces: true)]);
            return async () =>
            {
                await citizens.UploadAsync(citizens.All, most: 2 * Citizens.PieceSize);
                citizens.All[0].Files[0].Acked.ShouldBe(2 * Citizens.PieceSize);
            };
        });

        // The first answer says that nothing is there yet.
        var pieces = steps.SkipWhile(step => step != "answer").Skip(1).ToList();
        PieceFaultOf(pieces).ShouldBeNull();
        foreach (var needed in (string[])["sync file", "sync folder", "commit"]) PieceFaultOf([.. pieces.Where(step => !step.StartsWith(needed, StringComparison.Ordinal))]).ShouldNotBeNull(needed);
        PieceFaultOf([.. pieces.Where(step => step == "answer"), .. pieces.Where(step => step != "answer")]).ShouldNotBeNull();
    }

    /// <summary>What the program asked of the system during an act, after what prepares it.</summary>
    private async Task<IReadOnlyList<string>> StepsOfAsync(Func<ServerProcess, Task<Func<Task>>> prepare)
    {
        if (!File.Exists(Program)) Assert.Skip("strace is not installed");
        var trace = Path.Combine(Path.GetTempPath(), $"liburia-trace-{Guid.NewGuid():n}");
        await using var server = new ServerProcess { Under = Watching(trace) };
        try
        {
            await server.TakeTemplateAsync();
            await server.StartAsync();
            var act = await prepare(server);
            var before = (await File.ReadAllLinesAsync(trace)).Length;
            await act();
            var steps = Steps((await File.ReadAllLinesAsync(trace)).Skip(before));
            foreach (var step in steps) output.WriteLine(step);
            return steps;
        }
        finally
        {
            await server.StopAsync();
            File.Delete(trace);
        }
    }

    private static string? PieceFaultOf(IReadOnlyList<string> steps)
    {
        var (synced, committed, answers, folder) = (false, false, 0, false);
        foreach (var step in steps)
        {
            if (step.StartsWith("sync file ", StringComparison.Ordinal) && step.Contains("/uploads/", StringComparison.Ordinal)) (synced, committed) = (true, false);
            else if (step.StartsWith("sync folder ", StringComparison.Ordinal) && step.EndsWith("/uploads", StringComparison.Ordinal)) folder = true;
            else if (step == "commit") committed = synced && folder;
            else if (step == "answer")
            {
                if (!committed) return $"answer {answers + 1} came before its piece was durable";
                (synced, committed, answers) = (false, false, answers + 1);
            }
        }
        return answers == 2 ? null : $"{answers} answers";
    }

    private static IReadOnlyList<string> Watching(string trace) => [Program, "-f", "--seccomp-bpf", "-qq", "-y", "-s", "64", "-e", "trace=fsync,fdatasync,rename,renameat,renameat2,sendto,sendmsg,write", "-e", "signal=none", "-o", trace];

    /// <summary>The first thing that is not as it should be up to the first answer; null when all is.</summary>
    private static string? FaultOf(IReadOnlyList<string> steps)
    {
        var answer = steps.ToList().IndexOf("answer");
        if (answer < 0) return "no answer";
        var until = steps.Take(answer).ToList();
        var commit = until.LastIndexOf("commit");
        var names = until.Take(Math.Max(0, commit)).Where(step => step.StartsWith("name ", StringComparison.Ordinal)).ToList();
        if (names.Count == 0) return "no file was named before the commit";
        foreach (var (name, part, place) in names.Select(step => (step, step.Split(' ')[1], step.Split(' ')[2])))
        {
            var at = until.IndexOf(name);
            if (until.IndexOf($"sync file {part}") is var synced && (synced < 0 || synced > at)) return $"{part} was named before it was durable";
            if (until.FindIndex(at, step => step == $"sync folder {Path.GetDirectoryName(place)}") is var folder && (folder < 0 || folder > commit)) return $"the folder of {place} was not durable before the commit";
        }
        return null;
    }

    /// <summary>The calls that matter, each when it ended.</summary>
    private static List<string> Steps(IEnumerable<string> lines)
    {
        var (steps, open) = (new List<string>(), new Dictionary<string, string>());
        foreach (var line in lines)
        {
            var thread = line.Split(' ')[0];
            if (line.EndsWith("<unfinished ...>", StringComparison.Ordinal))
            {
                // An answer is on its way from the moment it is handed over; anything else counts when it is done.
                if (Step(line) is "answer") steps.Add("answer");
                else open[thread] = line;
                continue;
            }
            var whole = line.Contains("resumed>", StringComparison.Ordinal) ? open.Remove(thread, out var begun) ? begun + line : "" : line;
            if (Step(whole) is { } step && Done().IsMatch(whole)) steps.Add(step);
        }
        return steps;
    }

    private static string? Step(string call)
    {
        if (Sync().Match(call) is { Success: true } sync)
        {
            var path = sync.Groups[1].Value;
            if (path.EndsWith(".db-wal", StringComparison.Ordinal)) return "commit";
            return path.EndsWith(".part", StringComparison.Ordinal) ? $"sync file {path}" : path.Contains("/files", StringComparison.Ordinal) || path.EndsWith("/uploads", StringComparison.Ordinal) ? $"sync folder {path}" : null;
        }
        if (Rename().Match(call) is { Success: true } rename) return $"name {rename.Groups[1].Value} {rename.Groups[2].Value}";
        return call.Contains("\"HTTP/1.1 302", StringComparison.Ordinal) || call.Contains("\"HTTP/1.1 200", StringComparison.Ordinal) ? "answer" : null;
    }

    [GeneratedRegex("""(?:fsync|fdatasync)\(\d+<([^>]+)>""")]
    private static partial Regex Sync();

    [GeneratedRegex("""rename\w*\(.*?"([^"]+\.part)".*?"([^"]+)"\)?""")]
    private static partial Regex Rename();

    [GeneratedRegex("""= \d+$""")]
    private static partial Regex Done();
}
