namespace Liburia.Platform.Tenancy;

/// <summary>A Comune of the consortium: the tenant, an autonomous data controller with a database of its own.</summary>
/// <param name="Slug">Name in addresses and folders: <c>cesa</c>.</param>
/// <param name="Istat">ISTAT code, six digits.</param>
/// <param name="Belfiore">Cadastral code, used by tax codes and by the IPA code <c>c_</c> + code.</param>
/// <param name="Color">The Comune's colour, hexadecimal, contrast ≥ 4.5 on white.</param>
/// <param name="PatronDay">Patron saint, month and day: a holiday of that Comune only.</param>
public sealed record Municipality(
    string Slug, string Name, string Istat, string Belfiore, string Province, string PostCode, int Population,
    string Color, string PatronSaint, string PatronDay, double Latitude, double Longitude)
{
    /// <summary>Whether its site answers, and to whom.</summary>
    public MunicipalityState State { get; init; } = MunicipalityState.Live;

    /// <summary>A practice Comune has invented people, is marked on every page and begins again every night.</summary>
    public bool IsPractice { get; init; }

    /// <summary>Engine that holds its database, when it is not the installation's own choice: <c>SQLite</c> or <c>PostgreSQL</c>.</summary>
    public string? Engine { get; init; }

    /// <summary>What it belongs to: the consortium, a union, an agreement for one service (artt. 30-32 D.Lgs. 267/2000).</summary>
    public IReadOnlyList<Membership> Aggregations { get; init; } = [];

    public string IpaCode => "c_" + Belfiore.ToLowerInvariant();
    public string FullName => $"Comune di {Name}";

    /// <summary>Domain names of its own, the first of which its links use; besides the name it has under the consortium's.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    public string? SeatAddress { get; init; }
    public string? MailAddress { get; init; }
    public string? ProvinceName { get; init; }

    /// <summary>Seat and mail of the town hall; invented ones where none was given, as in demonstrations.</summary>
    public string Seat => SeatAddress ?? $"Piazza Municipio 1, {PostCode} {Name} ({Province})";
    public string Mail => MailAddress ?? $"urp@comune.{Slug.Replace("-", "", StringComparison.Ordinal)}.{Province.ToLowerInvariant()}.example";
}

/// <summary>A Comune in an aggregation of Comuni.</summary>
/// <param name="Name">Of the aggregation.</param>
/// <param name="IsLead">It leads: each aggregation has one lead at most.</param>
public sealed record Membership(string Name, bool IsLead = false);

/// <summary>Preparing: not online yet. Live. Suspended: by the consortium, with a page that says so. Moving: for seconds, between engines.</summary>
public enum MunicipalityState { Live, Preparing, Suspended, Moving }

/// <summary>Whose host this request came to: a Comune, or the consortium's access point. One per request or job.</summary>
public sealed class Tenant
{
    private Municipality? municipality;

    public Municipality? MunicipalityOrNull => municipality;

    /// <exception cref="InvalidOperationException">Asked on the access point, where there is no Comune.</exception>
    public Municipality Municipality => municipality ?? throw new InvalidOperationException("No municipality on this host.");

    public bool IsAccessPoint => municipality is null;

    /// <summary>Scheme, host and port this request was addressed to, for absolute addresses.</summary>
    public void Enter(Municipality? entered) => municipality = entered;
}
