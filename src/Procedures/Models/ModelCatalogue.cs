using Liburia.Platform;

namespace Liburia.Procedures.Models;

/// <summary>
/// Every model there is: those shipped with the modules, and those the consortium puts into <c>models/</c> of the data folder. Read once, at start; a file
/// with a fault is left out and told by <c>liburia doctor</c>, the others are offered.
/// </summary>
internal sealed class ModelCatalogue
{
    private readonly Dictionary<string, ProcedureModel[]> models;

    public ModelCatalogue(IReadOnlyList<IModule> modules, PortBook ports, Installation installation)
    {
        var reader = new ModelFile(ports);
        var read = Shipped(modules).Concat(OfConsortium(Path.Combine(installation.DataFolder, "models")))
            .Select(file => reader.Read(file.Text, file.Name)).ToList();
        Faults = [.. read.SelectMany(file => file.Faults)];
        // The same name and version twice: the consortium's own stands in place of the one shipped.
        models = read.Select(file => file.Model).OfType<ProcedureModel>().GroupBy(model => model.Slug).ToDictionary(group => group.Key, group => group.GroupBy(model => model.Version).Select(same => same.Last()).OrderBy(model => model.Version).ToArray());
    }

    public IReadOnlyList<ModelFault> Faults { get; }

    /// <summary>The newest version of each.</summary>
    public IEnumerable<ProcedureModel> Newest => models.Values.Select(versions => versions[^1]);

    /// <summary>Name of the service that serves this; none where there is none.</summary>
    public string? SlugFor(ServicePurpose purpose) => Newest.FirstOrDefault(model => model.Serves == purpose)?.Slug;

    public IReadOnlyList<ProcedureModel> VersionsOf(string slug) => models.GetValueOrDefault(slug) ?? [];

    public ProcedureModel? Find(string slug, int version) => VersionsOf(slug).FirstOrDefault(model => model.Version == version);

    private static IEnumerable<(string Name, string Text)> Shipped(IReadOnlyList<IModule> modules) =>
        ModuleFiles.Of(modules, "yaml").Select(file => (file.Name[(file.Name.LastIndexOf(".Catalogue.", StringComparison.Ordinal) + ".Catalogue.".Length)..],
            file.ReadText()));

    private static IEnumerable<(string Name, string Text)> OfConsortium(string folder) =>
        Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.yaml").Order(StringComparer.Ordinal)
            .Select(file => (Path.GetFileName(file), File.ReadAllText(file))) : [];
}
