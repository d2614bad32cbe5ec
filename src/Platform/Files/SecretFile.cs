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

    /// <summary>What the file says; made the first time, and of two that make it at once both read the same.</summary>
    public static string Once(string file, Func<string> make)
    {
        if (!File.Exists(file))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            var aside = $"{file}.{Guid.CreateVersion7():n}";
            using (var stream = new FileStream(aside, Options())) stream.Write(System.Text.Encoding.ASCII.GetBytes(make()));
            try
            {
                File.Move(aside, file, overwrite: false);
            }
            catch (IOException) when (File.Exists(file))
            {
                File.Delete(aside);
            }
        }
        return File.ReadAllText(file).Trim();
    }

    private static FileStreamOptions Options()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }
}
