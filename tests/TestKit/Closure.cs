using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Liburia.Platform;

namespace Liburia.TestKit;

/// <summary>The modules that the tests running here boot: the one they are of, those it references, and the door by which people enter; all of them where the program itself is referenced.</summary>
public static class Closure
{
    public static IReadOnlyList<IModule> Modules { get; } = Find();

    private static IReadOnlyList<IModule> Find()
    {
        // What the build of these tests refers to, not whatever lies in its folder.
        var files = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(file => Path.GetFileName(file).StartsWith("Liburia.", StringComparison.Ordinal) && !file.EndsWith("Tests.dll", StringComparison.Ordinal)).ToDictionary(file => Path.GetFileNameWithoutExtension(file)!);
        var ordered = new List<string>();
        foreach (var name in files.Keys.Order(StringComparer.Ordinal)) Add(name);
        return [.. ordered.Select(name => Assembly.LoadFrom(files[name]).GetExportedTypes().FirstOrDefault(type => type.IsClass && typeof(IModule).IsAssignableFrom(type))).OfType<Type>().Select(type => (IModule)Activator.CreateInstance(type)!)];

        // What a module references comes before it.
        void Add(string name)
        {
            if (ordered.Contains(name)) return;
            using var reader = new PEReader(File.OpenRead(files[name]));
            var metadata = reader.GetMetadataReader();
            foreach (var referenced in metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name)).Where(files.ContainsKey).Order(StringComparer.Ordinal)) Add(referenced);
            if (!ordered.Contains(name)) ordered.Add(name);
        }
    }
}
