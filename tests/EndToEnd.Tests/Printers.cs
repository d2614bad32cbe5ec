using Liburia.TestKit;

namespace Liburia.EndToEnd.Tests;

/// <summary>Stand where the Python with WeasyPrint stands, for whole programs whose papers nobody reads.</summary>
internal static class Printers
{
    private static readonly Lazy<Task<(string Quick, string Idle)>> Made = new(MakeAsync);

    /// <summary>Each paper is one real paper, with the hash of its own words for a title.</summary>
    public static async Task<string> QuickAsync() => (await Made.Value).Quick;

    /// <summary>No paper ever comes.</summary>
    public static async Task<string> IdleAsync() => (await Made.Value).Idle;

    private static async Task<(string Quick, string Idle)> MakeAsync()
    {
        var folder = Templates.Folder("printers");
        Directory.CreateDirectory(folder);
        var (paper, quick, idle) = (Path.Combine(folder, "paper.pdf"), Path.Combine(folder, "quick"), Path.Combine(folder, "idle"));
        await File.WriteAllBytesAsync(paper, await FragileRenderer.BlankAsync());
        await File.WriteAllTextAsync(quick, $"""
            #!/usr/bin/python3 -ES
            import hashlib, sys
            with open("{paper}", "rb") as file: paper = file.read()
            for line in sys.stdin.buffer:
                pdf = paper.replace(b"{FragileRenderer.Blank}", hashlib.sha256(line).hexdigest().encode())
                sys.stdout.buffer.write(b"pdf %d\n" % len(pdf) + pdf)
                sys.stdout.buffer.flush()

            """);
        await File.WriteAllTextAsync(idle, "#!/bin/sh\nexec cat >/dev/null\n");
        foreach (var program in (string[])[quick, idle])
            if (OperatingSystem.IsLinux()) File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return (quick, idle);
    }
}
