using Liburia.Platform;
using Liburia.Procedures.Contracts;
using Liburia.Procedures.Models;
using Liburia.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Liburia.Procedures.Tests;

/// <summary>Files of models that tests write: the consortium's own, changed in a word or two.</summary>
internal static class ModelSample
{
    public const string File = "accesso-civico-generalizzato.v1.yaml";

    /// <summary>A model without a fault, as it is shipped.</summary>
    public static string Good { get; } = Shipped(File);

    /// <summary>Names of all the kinds of question there are.</summary>
    public static IReadOnlyList<string> Kinds => [.. Book().Kinds.Keys];

    /// <summary>Reads a file as the program does, with the ports of the modules that are here.</summary>
    public static (ProcedureModel? Model, IReadOnlyList<ModelFault> Faults) Read(string text, string file, params OutcomeDescriptor[] more) => new ModelFile(Book(more)).Read(text, file);

    private static PortBook Book(params OutcomeDescriptor[] more)
    {
        var services = new ServiceCollection();
        foreach (var module in Closure.Modules) module.AddServices(services);
        List<T> Of<T>() => [.. services.Where(one => one.ServiceType == typeof(T) && !one.IsKeyedService).Select(one => (T)(one.ImplementationInstance ?? Activator.CreateInstance(one.ImplementationType!)!))];
        return new PortBook(Of<IQuestionKind>(), [.. Of<OutcomeDescriptor>(), .. more], Of<SourceDescriptor>(), Of<FeeDescriptor>(), Of<ActDescriptor>(),
            Closure.Modules);
    }

    /// <summary>A model as it is shipped.</summary>
    public static string Shipped(string file)
    {
        var assembly = typeof(ProceduresModule).Assembly;
        using var reader = new StreamReader(assembly.GetManifestResourceStream(assembly.GetManifestResourceNames().First(name =>
            name.EndsWith("." + file, StringComparison.Ordinal)))!);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    /// <summary>The same procedure under another name, which may deviate in its fees too.</summary>
    public static string Named(string slug, string title) => Good
        .Replace("model: accesso-civico-generalizzato", $"model: {slug}", StringComparison.Ordinal)
        .Replace("title: { it: Accesso civico generalizzato, en: Freedom of information request }", $"title: {{ it: {title}, en: {title} }}", StringComparison.Ordinal)
        .Replace("deviations: [office, term]", "deviations: [office, term, fees]", StringComparison.Ordinal);

    /// <summary>A procedure that asks, on one page, a question of every kind.</summary>
    public static string OfEveryKind(string slug)
    {
        var text = Named(slug, "Una domanda di ogni tipo");
        var questions = string.Concat(Kinds.Select(word =>
        {
            var id = word == QuestionKinds.Text ? "oggetto" : word;
            var more = word switch
            {
                QuestionKinds.Choice or QuestionKinds.Choices => "\n        choices:\n          - { value: uno, label: { it: Uno, en: One } }\n          - { value: due, label: { it: Due, en: Two } }",
                QuestionKinds.File => "\n        formats: [pdf]",
                _ => "",
            };
            return $"      - id: {id}\n        type: {word}\n        label: {{ it: \"Etichetta di {word}\", en: \"Label of {word}\" }}\n        hint: {{ it: \"Aiuto per {word}\", en: \"Help for {word}\" }}{more}\n";
        }));
        return text[..text.IndexOf("\nform:", StringComparison.Ordinal)] + $"\nform:\n  - page: tutte\n    title: {{ it: Di ogni tipo, en: Of every kind }}\n    questions:\n{questions}" + text[text.IndexOf("\nsteps:", StringComparison.Ordinal)..];
    }
}

/// <summary>A town whose consortium put models of its own into the data folder.</summary>
public abstract class TownWithModels : SqliteTown
{
    protected abstract IEnumerable<(string Name, string Text)> Models { get; }

    protected override async Task<Installation> CopyTemplateAsync()
    {
        var installation = await base.CopyTemplateAsync();
        var folder = Directory.CreateDirectory(Path.Combine(installation.DataFolder, "models")).FullName;
        foreach (var (name, text) in Models) await System.IO.File.WriteAllTextAsync(Path.Combine(folder, name), text);
        return installation;
    }
}
