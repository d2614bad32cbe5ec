namespace Liburia.Territory.Contracts;

/// <summary>A street of the Comune: «VIA ROMA».</summary>
public sealed record Street(Guid Id, string Name);

/// <summary>A civic number of the Comune with its street.</summary>
public sealed record Address(Guid CivicNumberId, Guid StreetId, string Street, int StreetNumber, string Exponent, string PostCode)
{
    /// <summary>«VIA ROMA, 12/A».</summary>
    public string InWords => $"{Street}, {StreetNumber}{(Exponent.Length == 0 ? "" : "/" + Exponent)}";
}

/// <summary>The street register: every address of the Comune comes from here.</summary>
public interface IStreetRegister
{
    Task<IReadOnlyList<Street>> StreetsAsync(CancellationToken cancel = default);

    /// <summary>The streets whose words begin like those written, at most 20.</summary>
    Task<IReadOnlyList<Street>> SearchAsync(string text, CancellationToken cancel = default);

    /// <summary>The civic number of a street, or null when the register has none such.</summary>
    /// <param name="exponent">Empty when there is none.</param>
    Task<Address?> FindAsync(Guid streetId, int number, string exponent, CancellationToken cancel = default);

    Task<IReadOnlyList<Address>> OnStreetAsync(Guid streetId, CancellationToken cancel = default);

    Task<IReadOnlyDictionary<Guid, Address>> AddressesAsync(IReadOnlyCollection<Guid> civicNumberIds, CancellationToken cancel = default);
}
