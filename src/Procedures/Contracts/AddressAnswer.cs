namespace Liburia.Procedures.Contracts;

/// <summary>An address or a place of the Comune: a street, a civic number of the street register, a point, or some of them.</summary>
/// <param name="InWords">Street and number as one writes them, in Italian.</param>
/// <param name="Latitude">Decimal degrees, WGS 84.</param>
/// <param name="Longitude">Decimal degrees, WGS 84.</param>
public sealed record AddressAnswer(Guid? StreetId, Guid? CivicNumberId, string InWords, string Flat, double? Latitude, double? Longitude);
