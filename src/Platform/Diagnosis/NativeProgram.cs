namespace Liburia.Platform.Diagnosis;

/// <summary>A program of the system that a module uses: a row of its <c>programs.csv</c>. <c>.ci/run</c> installs the packages of the same files.</summary>
/// <param name="Name">As it is called; empty where the package is no program.</param>
/// <param name="Package">Of Debian.</param>
/// <param name="Why">What does not work without it.</param>
public sealed record NativeProgram(string Name, string Package, string Why)
{
    public static IEnumerable<NativeProgram> Of(IReadOnlyList<IModule> modules) => ModuleFiles.Of(modules, "programs.csv")
        .SelectMany(file => file.ReadText().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Skip(1))
        .Select(line => line.Split(',', 3) is [var name, var package, var why] ? new NativeProgram(name, package, why)
            : throw new InvalidOperationException($"programs.csv: «{line}» non ha tre colonne."));

    public Finding Look() => new("programmi", IsThere, IsThere ? $"{Name} c'è ({Why})." : $"{Name} manca: {Why}. Per installarlo: apt-get install {Package}.");

    private bool IsThere => Name.Length == 0 || (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/bin")
        .Any(folder => File.Exists(Path.Combine(folder, Name)));
}
