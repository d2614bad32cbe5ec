using System.Buffers.Binary;
using System.Data.Common;
using Liburia.Demonstration.Population;
using Liburia.Platform.Database;
using Liburia.Platform.Law;
using Liburia.Platform.Search;
using Liburia.Platform.Tenancy;
using Liburia.Registry.Contracts;

namespace Liburia.Demonstration;

/// <summary>Writes a generated population with the engine's bulk load: through the entities it would take ten times as long.</summary>
internal sealed class PopulationLoader(
    DbConnection connection, DbTransaction transaction, IEngine engine, Municipality municipality, GeneratedPopulation population, DateTime now)
{
    private enum Kind : byte { Street = 1, Civic, Subject, Resident, Family, Membership, Residence }

    private const string Source = "Anagrafe (dati dimostrativi)";

    public async Task LoadAsync(Action<int>? loaded, CancellationToken cancel)
    {
        await BulkAsync("territory_streets", ["id", "code", "toponym_qualifier", "official_street_name"],
            population.Streets.Select(s => new object?[] { Id(Kind.Street, s.Index), s.Code, s.ToponymQualifier, s.OfficialStreetName }), cancel);
        await BulkAsync("territory_civic_numbers", ["id", "street_id", "street_number", "exponent", "post_code"],
            population.Civics.Select(c => new object?[] { Id(Kind.Civic, c.Index), Id(Kind.Street, c.StreetIndex), c.StreetNumber, c.Exponent ?? "", municipality.PostCode }), cancel);
        await BulkAsync("subjects_subjects",
            ["id", "family_name", "given_name", "sex", "date_of_birth", "birth_place_code", "birth_place", "birth_province", "birth_country", "tax_code", "source", "recorded_at"],
            population.Persons.Select(p => new object?[]
            {
                Id(Kind.Subject, p.Index), p.FamilyName, p.GivenName, p.Sex.ToString(), p.BirthDate, p.BirthPlaceCode, p.BirthPlaceName, p.BirthProvince, p.BirthCountry, p.TaxCode, Source, Recorded(p.RegisteredOn),
            }), cancel);
        await BulkAsync("registry_residents",
            ["id", "subject_id", "resident_person_id", "registered_on", "registration_reason", "certifiability_level", "is_protected", "citizenship_code", "citizenship", "marital_status"],
            population.Persons.Select(p => new object?[]
            {
                Id(Kind.Resident, p.Index), Id(Kind.Subject, p.Index), p.Index + 1, p.RegisteredOn, p.RegistrationReason, p.CertifiabilityLevel, p.Protected, p.CitizenshipCode, p.CitizenshipName, p.MaritalStatus,
            }), cancel);
        await FamiliesAsync(cancel);
        loaded?.Invoke(population.Persons.Count / 2);
        await engine.BulkIndexAsync(connection, transaction, population.Persons.Select(SearchRow), cancel);
        loaded?.Invoke(population.Persons.Count - (population.Persons.Count / 2));
    }

    private async Task FamiliesAsync(CancellationToken cancel)
    {
        await BulkAsync("registry_families", ["id", "registered_family_code"],
            population.Persons.Select(p => p.FamilyIndex).Distinct().Select(family => new object?[] { Id(Kind.Family, family), family + 1 }), cancel);
        await BulkAsync("registry_family_memberships", ["id", "family_id", "resident_id", "relationship", "valid_from", "recorded_at"],
            population.Persons.Select(p => new object?[] { Id(Kind.Membership, p.Index), Id(Kind.Family, p.FamilyIndex), Id(Kind.Resident, p.Index), p.Relationship, p.RegisteredOn, Recorded(p.RegisteredOn) }), cancel);
        var row = 0;
        await BulkAsync("registry_residences", ["id", "resident_id", "civic_number_id", "flat_number", "valid_from", "recorded_at", "recorded_by"],
            population.Persons.SelectMany(p => p.Residences.Select(move => new object?[]
            {
                Id(Kind.Residence, row++), Id(Kind.Resident, p.Index), Id(Kind.Civic, move.CivicIndex), move.Internal ?? "", move.From, Recorded(move.From), "Anagrafe",
            })), cancel);
    }

    private SearchRow SearchRow(GeneratedPerson person)
    {
        var move = person.Residences[^1];
        var civic = population.Civics[move.CivicIndex];
        var street = population.Streets[civic.StreetIndex];
        var address = person.Protected ? "" : $"{street.ToponymQualifier} {street.OfficialStreetName} {civic.StreetNumber}{civic.Exponent}";
        var words = SearchWords.Of($"{person.FamilyName} {person.GivenName} {person.TaxCode} {address}");
        return new SearchRow(ResidentIndex.Kind, Id(Kind.Resident, person.Index).ToString("n"), SearchWords.Plain($"{person.FamilyName} {person.GivenName}"),
            string.Join(' ', words));
    }

    private Task BulkAsync(string table, IReadOnlyList<string> columns, IEnumerable<object?[]> rows, CancellationToken cancel) =>
        engine.BulkAsync(connection, transaction, table, columns, rows, cancel);

    /// <summary>Two days after the fact, as registers do, and never in the future.</summary>
    private DateTime Recorded(DateOnly day)
    {
        var at = LegalTime.StartOf(day.AddDays(2)).AddHours(10);
        return at < now ? at : now;
    }

    /// <summary>The same id for the same thing of the same Comune, in every installation.</summary>
    private Guid Id(Kind kind, int index)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt32BigEndian(bytes, int.Parse(municipality.Istat));
        bytes[4] = (byte)kind;
        bytes[6] = 0x80;
        bytes[8] = 0x80;
        BinaryPrimitives.WriteInt32BigEndian(bytes[12..], index);
        return new Guid(bytes, bigEndian: true);
    }
}
