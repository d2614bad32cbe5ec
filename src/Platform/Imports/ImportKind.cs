using Liburia.Platform.Language;
using Liburia.Platform.Runs;
using Microsoft.Extensions.DependencyInjection;

namespace Liburia.Platform.Imports;

/// <summary>What a column holds. The engine reads it and says what is wrong; a day comes as yyyy-MM-dd, a number as its digits.</summary>
public enum ImportValue { Text, Day, Number }

/// <summary>One thing an import wants to know of a line.</summary>
/// <param name="Name">Of the field, in mapping files and decisions.</param>
/// <param name="IsRequired">A file without such a column is not read; a line without it is wrong.</param>
public sealed record ImportField(string Name, Texts Label, ImportValue Value = ImportValue.Text, bool IsRequired = false)
{
    /// <summary>Headings by which other programs call it: a mapping is proposed from them, case and accents aside.</summary>
    public IReadOnlyList<string> Headings { get; init; } = [];

    public Texts? Hint { get; init; }
}

/// <summary>A kind of import, said once where its work is registered.</summary>
/// <param name="Permission">Of who may bring such a file; asked again at everything that is carried out.</param>
public sealed record ImportKind(string Name, Texts Label, string Permission, IReadOnlyList<ImportField> Fields)
{
    /// <summary>What is carried out in one commit, as people call it: «famiglie».</summary>
    public Texts Units { get; init; } = new("righe", "lines");

    public string RunName => "import." + Name;
}

/// <summary>A line of the file: values by the name of their field, already read.</summary>
public sealed record ImportRow(int Line, IReadOnlyDictionary<string, string> Values)
{
    /// <summary>Empty where the file says nothing.</summary>
    public string this[string field] => Values.GetValueOrDefault(field, "");
}

/// <summary>Something about a line. A warning does not keep it out.</summary>
/// <param name="Field">Whose column; empty for the line as a whole.</param>
public sealed record ImportFault(string Field, string Reason, bool IsWarning = false);

/// <summary>What a person decides of a line that resembles somebody who is there.</summary>
public enum ImportChoice { Same, Another, LeaveOut }

/// <summary>Who already stands there and might be meant.</summary>
/// <param name="Candidate">What the decision is about, with the line's key.</param>
/// <param name="MayBeAnother">Whether «somebody else» is an answer: not where both have one key.</param>
public sealed record ImportQuestion(Guid Candidate, string Text, string? Href, bool MayBeAnother = true);

/// <summary>A value the line would change.</summary>
public sealed record ImportDifference(string What, string Before, string After);

/// <summary>How a line stands to what is there.</summary>
public enum LineVerdict
{
    New,
    Equal,
    Changed,
    /// <summary>A person has to say whom it is about.</summary>
    ToDecide,
    Wrong,
    /// <summary>Right by itself, and left out with others it belongs to.</summary>
    Held,
    /// <summary>A person decided to leave it out.</summary>
    LeftOut,
}

/// <summary>A line, judged.</summary>
/// <param name="Key">What identifies it, in this file and in the next one.</param>
/// <param name="Label">As people call it.</param>
/// <param name="Unit">What goes in together or not at all.</param>
public record JudgedLine(ImportRow Row, string Key, string Label, string Unit, LineVerdict Verdict)
{
    public IReadOnlyList<ImportFault> Faults { get; init; } = [];
    public IReadOnlyList<ImportDifference> Differences { get; init; } = [];
    public ImportQuestion? Question { get; init; }

    /// <summary>The person of the register it is about: showing what would change is a look at their data.</summary>
    public Guid? SubjectId { get; init; }

    /// <summary>Of what stands there: when it is another one at carrying out, somebody changed it meanwhile.</summary>
    public string Mark { get; init; } = "";
}

/// <summary>What people have decided, by the key of the line and whom it resembles.</summary>
public sealed record ImportDecisions(IReadOnlyDictionary<(string Key, Guid Candidate), ImportChoice> All)
{
    public ImportChoice? Of(string key, Guid candidate) => All.TryGetValue((key, candidate), out var choice) ? choice : null;
}

/// <summary>The work of a kind of import.</summary>
public interface IImport
{
    /// <summary>How lines stand to what is there, changing nothing. Asked for a whole file, and again for one unit before it is carried out.</summary>
    Task<IReadOnlyList<JudgedLine>> JudgeAsync(IReadOnlyList<ImportRow> rows, ImportDecisions decisions, CancellationToken cancel = default);

    /// <summary>Puts one unit where it belongs, in a transaction that also marks its lines: twice is not possible, and needs no care here.</summary>
    /// <param name="unit">Its lines as they were judged a moment ago; those that are new or change something.</param>
    /// <param name="source">The file, as it stands beside what came from it.</param>
    /// <exception cref="RuleBroken">It is not to be done: the unit is left out with this reason.</exception>
    Task ApplyAsync(IReadOnlyList<JudgedLine> unit, string source, CancellationToken cancel = default);
}

public static class ImportServices
{
    /// <summary>Registers a kind of import; it is carried out by a long run of its own kind.</summary>
    /// <exception cref="InvalidOperationException">Two kinds of one name.</exception>
    public static IServiceCollection AddImport<TImport>(this IServiceCollection services, ImportKind kind) where TImport : class, IImport =>
        services.AddRun<ImportRun>(new RunKind(kind.RunName, kind.Label, kind.Permission) { Most = SheetReader.MostLines, Together = 25 })
            .AddSingleton(kind).AddKeyedScoped<IImport, TImport>(kind.Name);
}
