namespace Liburia.Platform.Commands;

/// <summary>One thing that can be set: on the command line, in the environment, in the configuration file; the first that speaks wins.</summary>
/// <param name="Flag">As written on the command line, without its dashes; the file's key is the same.</param>
/// <param name="IsSetting">Also read from LIBURIA_… and from the file; the others belong to one command.</param>
public sealed record Option(string Flag, string Value, string Help, Func<string, bool> Fits, bool IsSetting = false)
{
    public string Variable => "LIBURIA_" + Flag.Replace('-', '_').ToUpperInvariant();
}

/// <summary>A command of <c>liburia</c>: the host's own, or a module's.</summary>
public interface ICommand
{
    string Name { get; }

    /// <summary>What may follow the name, as its help says it; empty where nothing may.</summary>
    string Words => "";

    string Summary { get; }

    /// <summary>The common options it understands, by their flags.</summary>
    string Flags => "data postgres role-prefix json";

    /// <summary>Options that no other command has.</summary>
    IReadOnlyList<Option> Own => [];

    /// <returns>0 well, 1 something is wrong.</returns>
    /// <exception cref="InvalidOperationException">In words, for who gave the command.</exception>
    Task<int> RunAsync(Options options);
}
