namespace Liburia.Platform.Tenancy;

/// <summary>A Comune of the consortium: the tenant, an autonomous data controller with a database of its own.</summary>
/// <param name="Slug">Name in addresses and folders: <c>cesa</c>.</param>
/// <param name="Istat">ISTAT code, six digits.</param>
/// <param name="Belfiore">Cadastral code, used by tax codes and by the IPA code <c>c_</c> + code.</param>
/// <param name="Color">The Comune's colour, hexadecimal, contrast ≥ 4.5 on white.</param>
/// <param name="PatronDay">Patron saint, month and day: a holiday of that Comune only.</param>
public sealed record Municipality(
    string Slug, string Name, string Istat, string Belfiore, string Province, string PostCode, int Population,
    string Color, string PatronSaint, string PatronDay, bool IsLead, double Latitude, double Longitude)
{
    public string IpaCode => "c_" + Belfiore.ToLowerInvariant();
    public string FullName => $"Comune di {Name}";
    /// <summary>Telephone, mail and seat of the town hall: demonstration values in demonstration installations.</summary>
    public string Seat => $"Piazza Municipio 1, {PostCode} {Name} ({Province})";
    public string Mail => $"urp@comune.{Slug.Replace("-", "", StringComparison.Ordinal)}.{Province.ToLowerInvariant()}.example";
}

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
