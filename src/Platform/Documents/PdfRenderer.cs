using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Liburia.Platform.Documents;

/// <summary>Turns HTML into PDF. Behind this name stands WeasyPrint today; another program could.</summary>
public interface IPdfRenderer
{
    /// <summary>Whether documents can be made now, and if not why, for the console and the doctor.</summary>
    Task<RendererState> StateAsync(CancellationToken cancel = default);

    /// <summary>Renders a self-contained page (no reference is followed, to files or to the network) as PDF/A-3b.</summary>
    /// <exception cref="RendererUnavailable">The program is missing, died or refused; the caller tries again later.</exception>
    Task<byte[]> RenderAsync(string html, CancellationToken cancel = default);
}

public sealed record RendererState(bool Ready, string InWords);

/// <summary>No PDF could be made now. The message says why, in Italian: the console shows it.</summary>
public sealed class RendererUnavailable(string why, Exception? inner = null) : Exception(why, inner);

/// <summary>
/// Warm WeasyPrint workers: a small Python program kept alive that reads a page and writes a PDF over pipes, without network
/// or files. A worker that dies is replaced at the next document.
/// </summary>
public sealed partial class WeasyPrintRenderer(ILogger<WeasyPrintRenderer> logger, string python, int workers = 2) : IPdfRenderer, IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private readonly SemaphoreSlim free = new(workers, workers);
    private readonly System.Collections.Concurrent.ConcurrentBag<Worker> idle = [];

    public async Task<RendererState> StateAsync(CancellationToken cancel = default)
    {
        try
        {
            await RenderAsync("<p>Liburia</p>", cancel);
            return new RendererState(true, "WeasyPrint risponde.");
        }
        catch (RendererUnavailable fault)
        {
            return new RendererState(false, fault.Message);
        }
    }

    public async Task<byte[]> RenderAsync(string html, CancellationToken cancel = default)
    {
        await free.WaitAsync(cancel);
        try
        {
            var worker = await TakeAsync();
            try
            {
                var pdf = await worker.RenderAsync(html, Limit, cancel);
                idle.Add(worker);
                return pdf;
            }
            catch (Exception fault)
            {
                await worker.DisposeAsync();
                if (fault is RendererUnavailable or OperationCanceledException && cancel.IsCancellationRequested) throw;
                LogDied(logger, fault.Message);
                throw fault as RendererUnavailable ?? new RendererUnavailable("Il compositore dei PDF (WeasyPrint) si è fermato durante il lavoro.", fault);
            }
        }
        finally
        {
            free.Release();
        }
    }

    private async Task<Worker> TakeAsync()
    {
        while (idle.TryTake(out var worker))
        {
            if (worker.IsAlive) return worker;
            await worker.DisposeAsync();
        }
        return Worker.Start(python);
    }

    public async ValueTask DisposeAsync()
    {
        while (idle.TryTake(out var worker)) await worker.DisposeAsync();
        free.Dispose();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A PDF worker died: {Fault}")]
    private static partial void LogDied(ILogger logger, string fault);

    private sealed class Worker(Process process) : IAsyncDisposable
    {
        private static readonly Lazy<string> Program = new(() =>
        {
            using var stream = typeof(WeasyPrintRenderer).Assembly.GetManifestResourceStream("Liburia.Platform.Documents.render_worker.py")!;
            return new StreamReader(stream).ReadToEnd();
        });

        public bool IsAlive => !process.HasExited;

        public static Worker Start(string python)
        {
            if (!File.Exists(python)) throw new RendererUnavailable($"Manca {python}: installare WeasyPrint (pacchetto weasyprint).");
            var start = new ProcessStartInfo(python) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
            // -I: isolated from the environment and from the user's own packages.
            foreach (var argument in new[] { "-I", "-c", Program.Value }) start.ArgumentList.Add(argument);
            start.Environment.Clear();
            start.Environment["LANG"] = "C.UTF-8";
            start.Environment["HOME"] = Path.GetTempPath();
            try
            {
                var process = Process.Start(start)!;
                process.ErrorDataReceived += static (_, _) => { };
                process.BeginErrorReadLine();
                return new Worker(process);
            }
            catch (Exception fault) when (fault is System.ComponentModel.Win32Exception or InvalidOperationException)
            {
                throw new RendererUnavailable("Non si riesce ad avviare Python per WeasyPrint.", fault);
            }
        }

        public async Task<byte[]> RenderAsync(string html, TimeSpan limit, CancellationToken cancel)
        {
            using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            timer.CancelAfter(limit);
            await process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(html).AsMemory(), timer.Token);
            await process.StandardInput.FlushAsync(timer.Token);
            var output = process.StandardOutput.BaseStream;
            var header = await ReadLineAsync(output, timer.Token);
            var words = header.Split(' ', 2);
            if (words[0] == "missing") throw new RendererUnavailable("WeasyPrint non è installato: apt-get install weasyprint, oppure ./run --install.");
            if (words[0] != "pdf" || words.Length < 2 || !int.TryParse(words[1], out var length)) throw new RendererUnavailable($"WeasyPrint ha rifiutato il documento: {header}");
            var pdf = new byte[length];
            await output.ReadExactlyAsync(pdf, timer.Token);
            return pdf;
        }

        private static async Task<string> ReadLineAsync(Stream stream, CancellationToken cancel)
        {
            var line = new List<byte>(32);
            var one = new byte[1];
            while (await stream.ReadAsync(one, cancel) == 1)
            {
                if (one[0] == '\n') return System.Text.Encoding.UTF8.GetString([.. line]);
                line.Add(one[0]);
            }
            throw new EndOfStreamException("The worker closed its output.");
        }

        public async ValueTask DisposeAsync()
        {
            try
            {
                if (!process.HasExited) process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync();
            }
            catch (InvalidOperationException)
            {
                // Already gone.
            }
            process.Dispose();
        }
    }
}
