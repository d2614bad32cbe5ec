namespace Liburia.Platform.Files;

/// <summary>Files only the program's own user may read.</summary>
public static class SecretFile
{
    /// <summary>Replaces the file in one step.</summary>
    public static void Write(string file, byte[] content)
    {
        var aside = $"{file}.{Guid.CreateVersion7():n}";
        using (var stream = new FileStream(aside, Options()))
        {
            stream.Write(content);
            stream.Flush(flushToDisk: true);
        }
        File.Move(aside, file, overwrite: true);
    }

    /// <summary>What the file says; made the first time, and of two that make it at once, in one process or in two, both read the same.</summary>
    public static string Once(string file, Func<string> make)
    {
        if (!File.Exists(file))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            // Neither looking first nor moving without overwriting is one step on every system: a lock is.
            using var alone = Hold(file + ".lock");
            if (!File.Exists(file)) Write(file, System.Text.Encoding.ASCII.GetBytes(make()));
        }
        return File.ReadAllText(file).Trim();
    }

    private static FileStream Hold(string file)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
            }
            catch (IOException) when (attempt < 500)
            {
                // Whoever holds it may let go of it, and take it away, at any instant.
                Thread.Sleep(20);
            }
        }
    }

    private static FileStreamOptions Options()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }
}
