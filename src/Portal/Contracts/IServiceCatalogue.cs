using Liburia.Platform.Language;
using Liburia.Platform.Tenancy;

namespace Liburia.Portal.Contracts;

/// <summary>A text of a sheet, or its list, with an optional note.</summary>
public sealed record SheetText(Texts Text, IReadOnlyList<Texts>? Items = null);

/// <summary>A cost of the service and when it is due.</summary>
public sealed record SheetCost(Texts What, string Amount, Texts When);

/// <summary>A moment of the service's times: «entro 2 secondi», «6 mesi».</summary>
public sealed record SheetTime(Texts Milestone, Texts Term);

/// <summary>An office in charge.</summary>
public sealed record SheetOffice(string Name, string Seat, string Phone, string Mail, string OpeningHours);

/// <summary>
/// A service sheet: the fields of the official content model of the sites of Comuni, in their order (criterion C.SI.1.3).
/// </summary>
/// <param name="Slug">Stable name in the address.</param>
/// <param name="Category">One of the fifteen official categories.</param>
/// <param name="Topics">Of the sixty-four official topics.</param>
/// <param name="StartPath">Where one applies online; local; empty where one does not.</param>
/// <param name="InteractivityLevel">1 information … 5 proactive; national scale.</param>
/// <param name="Keywords">Words people use for it, for search.</param>
public sealed record ServiceSheet(
    string Slug, Texts Title, Texts Summary, string Category, string CategorySlug, bool Active, Texts? InactiveBecause,
    SheetText AddressedTo, Texts Description, Texts Coverage, SheetText HowTo, SheetText Needed, SheetText Achieved,
    IReadOnlyList<SheetTime> Times, IReadOnlyList<SheetCost> Costs, Texts AccessText, Texts StartLabel, string StartPath, Texts CounterText,
    SheetText Constraints, SheetText SpecialCases, SheetText Further, SheetText Conditions, SheetOffice Office, IReadOnlyList<string> Topics,
    IReadOnlyList<string> LifeEvents, int InteractivityLevel, Texts DecidedBy, Texts Remedies, DateOnly UpdatedOn, IReadOnlyList<string> Keywords)
{
    public ServiceLens Lens { get; init; } = ServiceLens.Both;

    /// <summary>Terms of law the service runs by.</summary>
    public IReadOnlyList<ServiceTerm> Terms { get; init; } = [];

    /// <summary>One reports by it what is broken or does not work.</summary>
    public bool TakesReports { get; init; }

    /// <summary>One can apply online.</summary>
    public bool IsOnline => StartPath.Length > 0;
}

/// <summary>Whom a service is for.</summary>
public enum ServiceLens { Citizens, Businesses, Both }

/// <summary>A term of a service.</summary>
/// <param name="Unit">days, working-days, months, years.</param>
/// <param name="Silence">breach, assent or refusal.</param>
public sealed record ServiceTerm(string Name, int Amount, string Unit, string Silence, string Norm);

/// <summary>What the Comune offers; the site shows it, whoever owns the procedures implements it.</summary>
public interface IServiceCatalogue
{
    /// <summary>All services of the Comune, by title.</summary>
    Task<IReadOnlyList<ServiceSheet>> AllAsync(Municipality municipality, CancellationToken cancel = default);

    Task<ServiceSheet?> FindAsync(Municipality municipality, string slug, CancellationToken cancel = default);
}
