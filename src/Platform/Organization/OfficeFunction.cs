using Liburia.Platform.Database;
using Liburia.Platform.Language;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Platform.Organization;

/// <summary>
/// What some office of every Comune does, by a fixed key that models, outcomes and acts name. Which office does it is each Comune's choice
/// (art. 4 c. 1 L. 241/1990; art. 48 c. 3 D.Lgs. 267/2000): whatever the office is called, it is found by its function.
/// </summary>
/// <param name="Key">Lower-case, as files of procedures write it: <c>tecnico</c>.</param>
/// <param name="Office">Name of the office a new Comune begins with; functions with the same one share it.</param>
/// <param name="Tasks">What that office does, as its first words.</param>
public sealed record OfficeFunction(string Key, Texts Name, string Office, string Tasks)
{
    /// <summary>The one function of any Comune, whatever its modules.</summary>
    public const string Secretary = "segreteria";
}

/// <summary>The office of this Comune that does a function.</summary>
public sealed class AssignedFunction
{
    public required string FunctionKey { get; init; }
    public required Guid OfficeId { get; set; }
}

/// <summary>An office has another name: what shows the old one follows, in the same transaction.</summary>
public sealed record OfficeRenamed(Guid OfficeId, string Name);

/// <summary>The offices of a Comune, each found by what it does.</summary>
public sealed class OfficeBook
{
    private readonly Dictionary<string, Guid> assigned;

    private OfficeBook(IReadOnlyList<Office> offices, IReadOnlyList<OfficeFunction> functions, Dictionary<string, Guid> assigned) =>
        (Offices, Functions, this.assigned) = (offices, functions, assigned);

    public IReadOnlyList<Office> Offices { get; }

    /// <summary>Every function a module of this program declares.</summary>
    public IReadOnlyList<OfficeFunction> Functions { get; }

    /// <summary>Those no office of this Comune does.</summary>
    public IEnumerable<OfficeFunction> Missing => Functions.Where(function => Find(function.Key) is null);

    public Office? Find(string function) => assigned.TryGetValue(function, out var id) ? Find(id) : null;

    public Office? Find(Guid id) => Offices.FirstOrDefault(office => office.Id == id);

    /// <summary>What a function is called where no office does it yet.</summary>
    public Texts NameOf(string function) => Functions.FirstOrDefault(known => known.Key == function)?.Name ?? new(function, function);

    /// <exception cref="RuleBroken">No office of this Comune does it.</exception>
    public Office Need(string function) => Find(function) ?? throw new RuleBroken("", new(
        $"Il Comune non ha ancora indicato quale ufficio si occupa di questo ({NameOf(function).It}): la domanda non può partire. Rivolgiti al Comune, che lo indica tra i suoi uffici.",
        $"The Comune has not yet said which office deals with this ({NameOf(function).En}): the application cannot be sent. Ask the Comune, which sets it among its offices."));

    /// <summary>Every function declared, each once.</summary>
    public static IReadOnlyList<OfficeFunction> Declared(IReadOnlyList<IModule> modules) =>
    [
        new(OfficeFunction.Secretary, new("Segreteria e trasparenza", "Secretariat and transparency"), "Segreteria generale",
            "Atti, consiglio e giunta, trasparenza, amministrazione del sistema."),
        .. modules.SelectMany(module => module.Functions).DistinctBy(function => function.Key),
    ];

    internal static async Task<OfficeBook> ReadAsync(AppDb db, IReadOnlyList<IModule> modules, CancellationToken cancel) => new(
        await db.Set<Office>().AsNoTracking().OrderBy(office => office.Name).ToListAsync(cancel), Declared(modules),
        await db.Set<AssignedFunction>().AsNoTracking().ToDictionaryAsync(function => function.FunctionKey, function => function.OfficeId, cancel));

    /// <summary>The offices a new Comune begins with, one for each that the functions name, with the functions they do.</summary>
    public static IReadOnlyList<(Office Office, IReadOnlyList<AssignedFunction> Functions)> First(IReadOnlyList<IModule> modules, Func<OfficeFunction,
        Office> make) =>
        [.. Declared(modules).GroupBy(function => function.Office).Select(group =>
        {
            var office = make(group.First());
            return (office, (IReadOnlyList<AssignedFunction>)[.. group.Select(function =>
                new AssignedFunction { FunctionKey = function.Key, OfficeId = office.Id })]);
        })];
}
