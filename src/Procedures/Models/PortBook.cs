using Liburia.Platform;
using Liburia.Platform.Organization;
using Liburia.Platform.Search;
using Liburia.Procedures.Contracts;

namespace Liburia.Procedures.Models;

/// <summary>All that procedures' files may name, each once: kinds of question, outcomes, sources of answers, computed fees, acts beside the decision,
/// functions of offices.</summary>
/// <exception cref="InvalidOperationException">Two modules registered the same name.</exception>
internal sealed class PortBook(
    IEnumerable<IQuestionKind> kinds, IEnumerable<OutcomeDescriptor> outcomes, IEnumerable<SourceDescriptor> sources, IEnumerable<FeeDescriptor> fees,
        IEnumerable<ActDescriptor> acts,
    IReadOnlyList<IModule> modules)
{
    public IReadOnlyDictionary<string, IQuestionKind> Kinds { get; } = Once(kinds, kind => kind.Name, "kind of question");

    public IReadOnlyDictionary<string, OutcomeDescriptor> Outcomes { get; } = Once(outcomes, outcome => outcome.Name, "outcome");

    public IReadOnlyDictionary<string, SourceDescriptor> Sources { get; } = Once(sources, source => source.Name, "source of answers");

    public IReadOnlyDictionary<string, FeeDescriptor> Fees { get; } = Once(fees, fee => fee.Name, "fee");

    public IReadOnlyDictionary<string, ActDescriptor> Acts { get; } = Once(acts, act => act.Name, "act");

    public IReadOnlyCollection<string> Functions { get; } = [.. OfficeBook.Declared(modules).Select(function => function.Key)];

    /// <summary>«forse …», or all that is known: the end of a sentence about a name that is not.</summary>
    public static string Meant(string word, IEnumerable<string> known) =>
        NearWords.Nearest(word, known) is { } near ? $"forse «{near}»" : $"si conoscono {string.Join(", ", known.Order(StringComparer.Ordinal))}";

    private static IReadOnlyDictionary<string, T> Once<T>(IEnumerable<T> all, Func<T, string> name, string what)
    {
        var once = new Dictionary<string, T>(StringComparer.Ordinal);
        foreach (var one in all)
            if (!once.TryAdd(name(one), one)) throw new InvalidOperationException($"The {what} {name(one)} is registered twice.");
        return once;
    }
}
