using Liburia.Platform.Database;
using Liburia.Platform.Search;
using Liburia.Territory.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Territory.Streets;

/// <summary>A street: qualifier (DUG) and official name (DUF).</summary>
internal sealed class StreetToponym
{
    public required Guid Id { get; init; }
    public required string Code { get; init; }
    public required string ToponymQualifier { get; init; }
    public required string OfficialStreetName { get; init; }
    public string Name => $"{ToponymQualifier} {OfficialStreetName}";
}

/// <summary>An external access: number and exponent on a street.</summary>
internal sealed class CivicNumber
{
    public required Guid Id { get; init; }
    public required Guid StreetId { get; init; }
    public int StreetNumber { get; init; }
    public string Exponent { get; init; } = "";
    public required string PostCode { get; init; }
}

internal sealed class StreetRegister(AppDb db) : IStreetRegister
{
    public async Task<IReadOnlyList<Street>> StreetsAsync(CancellationToken cancel) =>
        [.. (await db.Set<StreetToponym>().AsNoTracking().OrderBy(s => s.OfficialStreetName).ToListAsync(cancel)).Select(s => new Street(s.Id, s.Name))];

    public async Task<Address?> FindAsync(Guid streetId, int number, string exponent, CancellationToken cancel)
    {
        var id = await db.Set<CivicNumber>().AsNoTracking().Where(c => c.StreetId == streetId && c.StreetNumber == number && c.Exponent == exponent)
            .Select(c => (Guid?)c.Id).FirstOrDefaultAsync(cancel);
        return id is null ? null : (await AddressesAsync([id.Value], cancel)).GetValueOrDefault(id.Value);
    }

    public async Task<IReadOnlyList<Address>> OnStreetAsync(Guid streetId, CancellationToken cancel)
    {
        var ids = await db.Set<CivicNumber>().AsNoTracking().Where(c => c.StreetId == streetId).OrderBy(c => c.StreetNumber).ThenBy(c => c.Exponent).Select(c => c.Id).ToListAsync(cancel);
        var addresses = await AddressesAsync(ids, cancel);
        return [.. ids.Select(id => addresses[id])];
    }

    public async Task<IReadOnlyDictionary<Guid, Address>> AddressesAsync(IReadOnlyCollection<Guid> civicNumberIds, CancellationToken cancel)
    {
        var rows = await (from civic in db.Set<CivicNumber>().AsNoTracking()
                          join street in db.Set<StreetToponym>().AsNoTracking() on civic.StreetId equals street.Id
                          where civicNumberIds.Contains(civic.Id)
                          select new { civic, street }).ToListAsync(cancel);
        return rows.ToDictionary(r => r.civic.Id, r => new Address(r.civic.Id, r.street.Id, r.street.Name, r.civic.StreetNumber, r.civic.Exponent, r.civic.PostCode));
    }

    public async Task<IReadOnlyList<Street>> SearchAsync(string text, CancellationToken cancel)
    {
        var words = SearchWords.Of(text).ToList();
        var streets = await StreetsAsync(cancel);
        return [.. streets.Where(street => words.All(word => SearchWords.Of(street.Name).Any(own => own.StartsWith(word, StringComparison.Ordinal)))).Take(20)];
    }
}
