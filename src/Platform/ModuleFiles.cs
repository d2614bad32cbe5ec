using System.Reflection;

namespace Liburia.Platform;

/// <summary>A file that travels in a module's assembly.</summary>
/// <param name="Name">Of the resource: the assembly, then the path with dots.</param>
public sealed record ModuleFile(Assembly Assembly, string Name)
{
    /// <exception cref="InvalidOperationException">It is not there.</exception>
    public string ReadText()
    {
        using var reader = new StreamReader(Assembly.GetManifestResourceStream(Name) ?? throw new InvalidOperationException($"No file {Name}."));
        return reader.ReadToEnd();
    }
}

/// <summary>
/// What a module brings as files, gathered from its assembly: <c>Law/terms.csv</c>, <c>Law/retention.csv</c>, <c>Models/Catalogue/*.yaml</c>,
/// <c>programs.csv</c>, <c>security.md</c>,
/// <c>Help/*.md</c>. The build embeds them wherever they are (Directory.Build.props): nothing else names them. Texts need no file: each stands in code in both
/// languages (ADR 1).
/// </summary>
public static class ModuleFiles
{
    /// <summary>The platform's own first, then the modules', in their order.</summary>
    public static IEnumerable<ModuleFile> Of(IReadOnlyList<IModule> modules, string ending) =>
        from assembly in modules.Select(module => module.Assembly).Prepend(typeof(ModuleFiles).Assembly).Distinct()
        from name in assembly.GetManifestResourceNames().Order(StringComparer.Ordinal)
        where name.EndsWith("." + ending.TrimStart('.'), StringComparison.Ordinal)
        select new ModuleFile(assembly, name);
}
