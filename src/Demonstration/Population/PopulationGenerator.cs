using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Liburia.Demonstration.Population;

/// <summary>Invents the population of a Comune, always the same one for the same plan. No real person is described.</summary>
internal static class PopulationGenerator
{
    /// <summary>Fewer make no town.</summary>
    public const int FewestInhabitants = 50;

    /// <summary>Streets, civic numbers and exactly as many residents as planned.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than fifty inhabitants are planned.</exception>
    internal static GeneratedPopulation Generate(PopulationPlan plan)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(plan.Inhabitants, FewestInhabitants);
        var random = new SeededRandom(plan.Seed, plan.Belfiore);
        var (streets, civics) = StreetPlanner.Plan(plan, random);
        var dwellings = new DwellingPool(civics, random);
        var register = new PersonRegister(plan, dwellings, random);
        foreach (var household in FixedCast.For(plan, civics))
        {
            dwellings.Reserve(new Dwelling(household.Homes[^1].CivicIndex, household.Homes[^1].Internal));
            register.Add(household);
        }

        var builder = new HouseholdBuilder(plan, random);
        while (register.Persons.Count < plan.Inhabitants)
        {
            register.Add(builder.Build(plan.Inhabitants - register.Persons.Count));
        }

        return new GeneratedPopulation(streets, civics, register.Persons);
    }

    /// <summary>SHA-256, in hexadecimal, of everything in the populations, in their order.</summary>
    internal static string Fingerprint(IEnumerable<GeneratedPopulation> all)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var text = new StringBuilder();
        foreach (var population in all)
        {
            Write(population, text);
            hash.AppendData(Encoding.UTF8.GetBytes(text.ToString()));
            text.Clear();
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Write(GeneratedPopulation population, StringBuilder text)
    {
        var invariant = CultureInfo.InvariantCulture;
        foreach (var street in population.Streets)
        {
            text.Append(invariant, $"S|{street.Index}|{street.Code}|{street.ToponymQualifier}|{street.OfficialStreetName}\n");
        }

        foreach (var civic in population.Civics)
        {
            text.Append(invariant, $"C|{civic.Index}|{civic.StreetIndex}|{civic.StreetNumber}|{civic.Exponent}\n");
        }

        foreach (var p in population.Persons)
        {
            text.Append(invariant, $"P|{p.Index}|{p.FamilyIndex}|{p.FamilyName}|{p.GivenName}|{p.Sex}|{p.BirthDate:yyyy-MM-dd}|{p.BirthPlaceCode}");
            text.Append(invariant, $"|{p.BirthPlaceName}|{p.BirthProvince}|{p.BirthCountry}|{p.TaxCode}|{p.CitizenshipCode}|{p.CitizenshipName}");
            text.Append(invariant, $"|{p.MaritalStatus}|{p.Relationship}|{p.RegisteredOn:yyyy-MM-dd}|{p.RegistrationReason}");
            text.Append(invariant, $"|{p.CertifiabilityLevel}|{p.Protected}");
            foreach (var move in p.Residences)
            {
                text.Append(invariant, $"|{move.From:yyyy-MM-dd},{move.CivicIndex},{move.Internal}");
            }

            text.Append('\n');
        }
    }
}
