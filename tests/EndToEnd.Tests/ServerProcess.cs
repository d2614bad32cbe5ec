using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Liburia.TestKit;
using Xunit;

namespace Liburia.EndToEnd.Tests;

/// <summary>The real program in a process of its own, on a free port, with a data folder of its own.</summary>
public sealed class ServerProcess : IAsyncLifetime
{
    private readonly List<string> extra = [];
    private Process? process;
    private long launched;

    public string DataFolder { get; } = Path.Combine(Path.GetTempPath(), $"liburia-e2e-{Guid.NewGuid():n}");
    public int Port { get; } = Ports.Free();
    public string Cesa => $"http://cesa.localhost:{Port}";

    /// <summary>A program with more options than a test class's own has.</summary>
    public static ServerProcess With(params string[] options)
    {
        var server = new ServerProcess();
        server.extra.AddRange(options);
        return server;
    }

    public static string Root => Repository.Root;

    /// <summary>Invented people, where the program prepares its own data.</summary>
    public int Inhabitants { get; set; } = 2000;

    /// <summary>What makes its papers, in place of WeasyPrint (<see cref="Printers"/>); null for WeasyPrint itself.</summary>
    public string? Printer { get; set; }

    /// <summary>Begins with nothing and prepares its own data; the others begin with a copy of the template's.</summary>
    public bool IsFresh { get; set; }

    public ValueTask InitializeAsync() => new(StartAsync());

    public async Task StartAsync()
    {
        await TakeTemplateAsync();
        process = Launch();
        var said = new System.Collections.Concurrent.ConcurrentQueue<string>();
        process.ErrorDataReceived += (_, line) => said.Enqueue(line.Data ?? "");
        process.BeginErrorReadLine();
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        try
        {
            while (await process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
            {
                said.Enqueue(line);
                if (!line.StartsWith("Liburia è pronta", StringComparison.Ordinal)) continue;
                _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
                return;
            }
        }
        catch (OperationCanceledException)
        {
            said.Enqueue("three minutes, and not ready");
        }
        throw new InvalidOperationException("The program stopped: " + string.Join('\n', said));
    }

    /// <summary>The data that a demonstration begins with, where there are none yet. Who has a database of their own has put its data there.</summary>
    public async Task TakeTemplateAsync()
    {
        if (IsFresh || Said("--postgres") is not null || (Directory.Exists(DataFolder) && Directory.EnumerateFileSystemEntries(DataFolder).Any())) return;
        await Templates.CopySqliteAsync(DataFolder);
    }

    /// <summary>What was said of an option; null when nothing.</summary>
    public string? Said(string option) => extra.IndexOf(option) is var at and >= 0 ? extra[at + 1] : null;

    /// <summary>Says an option, or says it anew, from the next start on.</summary>
    public void Say(string option, string value)
    {
        if (extra.IndexOf(option) is var at and >= 0) extra[at + 1] = value;
        else extra.AddRange([option, value]);
    }

    /// <summary>The rows of Cesa, of a copy taken now.</summary>
    public async Task<T> BooksAsync<T>(Func<TestKit.Books, T> read)
    {
        var folder = Path.Combine(Path.GetTempPath(), $"liburia-books-{Guid.NewGuid():n}");
        try
        {
            var (code, words) = await CommandAsync("export", "cesa", "--to", folder);
            if (code != 0) throw new InvalidOperationException(words);
            return read(new TestKit.Books(folder));
        }
        finally
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Since the process was launched.</summary>
    public TimeSpan Age => Stopwatch.GetElapsedTime(launched);

    /// <summary>A program that watches ours, with its words.</summary>
    public IReadOnlyList<string> Under { get; init; } = [];

    public int ProcessId => process!.Id;

    /// <summary>Starts the program and does not wait for it.</summary>
    public Process Launch()
    {
        var start = new ProcessStartInfo(Under.FirstOrDefault() ?? "dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])[.. Under.Skip(1), .. Under.Take(1).Select(_ => "dotnet"), Templates.Program, "serve", "--port", $"{Port}", "--data", DataFolder, "--inhabitants", $"{Inhabitants}", .. extra]) start.ArgumentList.Add(argument);
        if (Printer is not null) start.Environment["LIBURIA_PYTHON"] = Printer;
        launched = Stopwatch.GetTimestamp();
        return Process.Start(start)!;
    }

    /// <summary>Waits until the program has ended by itself.</summary>
    public async Task EndedAsync()
    {
        await process!.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token);
        process.Dispose();
        process = null;
    }

    public async Task StopAsync()
    {
        if (process is { HasExited: false }) await KillAsync();
    }

    /// <summary>SIGKILL: no handler runs, nothing is flushed by the program.</summary>
    public async Task KillAsync()
    {
        process!.Kill(entireProcessTree: Under.Count > 0);
        await process.WaitForExitAsync();
        process.Dispose();
        process = null;
    }

    /// <summary>Runs a command of the program on the same data and answers its exit code and words.</summary>
    public Task<(int Code, string Words)> CommandAsync(params string[] words) => LiburiaAsync([.. words, "--data", DataFolder, .. extra]);

    /// <summary>The same under a program that watches it.</summary>
    public Task<(int Code, string Words)> CommandUnderAsync(IReadOnlyList<string> watcher, params string[] words) =>
        ProgramAsync(watcher[0], [.. watcher.Skip(1), "dotnet", Templates.Program, .. words, "--data", DataFolder, .. extra]);

    /// <summary>Runs the program with these words and nothing else.</summary>
    public static Task<(int Code, string Words)> LiburiaAsync(IEnumerable<string> words) =>
        ProgramAsync("dotnet", [Templates.Program, .. words]);

    /// <summary>The same with a text on its standard input.</summary>
    public static Task<(int Code, string Words)> LiburiaAsync(IEnumerable<string> words, string input) =>
        ProgramAsync("dotnet", [Templates.Program, .. words], input);

    /// <summary>Runs another program and answers its exit code and what it printed.</summary>
    public static async Task<(int Code, string Words)> ProgramAsync(string program, IEnumerable<string> words, string? input = null)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = input is not null };
        foreach (var argument in words) start.ArgumentList.Add(argument);
        using var command = Process.Start(start)!;
        if (input is not null)
        {
            await command.StandardInput.WriteAsync(input);
            command.StandardInput.Close();
        }
        var errors = command.StandardError.ReadToEndAsync();
        var text = await command.StandardOutput.ReadToEndAsync();
        await command.WaitForExitAsync();
        return (command.ExitCode, command.ExitCode == 0 ? text : text + await errors);
    }

    /// <summary>A handler that reaches the program under any host name.</summary>
    public SocketsHttpHandler Handler() => new()
    {
        UseCookies = false,
        AllowAutoRedirect = false,
        MaxConnectionsPerServer = 64,
        ConnectCallback = async (_, cancel) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(IPAddress.Loopback, Port, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        },
    };

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        for (var i = 0; i < 5 && Directory.Exists(DataFolder); i++)
        {
            try
            {
                Directory.Delete(DataFolder, recursive: true);
            }
            catch (IOException)
            {
                await Task.Delay(200);
            }
        }
    }
}
