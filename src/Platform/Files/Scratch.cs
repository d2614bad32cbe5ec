namespace Liburia.Platform.Files;

/// <summary>Room on disk for what is made to be sent at once: however large, it takes no memory, and it is gone when it is closed or when the process dies.</summary>
public static class Scratch
{
    /// <summary>An empty file of the program's user alone, already without a name where the system allows it.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    public static FileStream Create()
    {
        var path = Path.Combine(Path.GetTempPath(), $"liburia-{Guid.NewGuid():n}");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.Delete, BufferSize = 81920, Options = OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var file = new FileStream(path, options);
        if (!OperatingSystem.IsWindows()) File.Delete(path);
        return file;
    }
}
