using Liburia.Demonstration.Population;
using Liburia.Subjects.Contracts;
using Shouldly;
using Xunit;

namespace Liburia.Demonstration.Tests;

public sealed class PopulationGeneratorTests
{
    private static readonly DateOnly _today = new(2026, 11, 23);

    private static readonly PopulationPlan _cesa = new("cesa", "Cesa", "061029", "C561", "CE", 9571, 2026, _today);

    private static readonly PopulationPlan _santAntimo = new("sant-antimo", "Sant'Antimo", "063073", "I293", "NA", 12000, 2026, _today);

    private static readonly Lazy<GeneratedPopulation> _population = new(() => PopulationGenerator.Generate(_cesa));

    private static IReadOnlyList<GeneratedPerson> Persons => _population.Value.Persons;

    private static List<List<GeneratedPerson>> Families { get; } = [.. Persons.GroupBy(p => p.FamilyIndex).Select(g => g.ToList())];

    [Fact]
    public void The_same_seed_gives_the_same_population_and_another_seed_another()
    {
        var first = PopulationGenerator.Fingerprint([_population.Value]);

        PopulationGenerator.Fingerprint([PopulationGenerator.Generate(_cesa)]).ShouldBe(first);
        PopulationGenerator.Fingerprint([PopulationGenerator.Generate(_cesa with { Seed = 2027 })]).ShouldNotBe(first);
        PopulationGenerator.Fingerprint([PopulationGenerator.Generate(_cesa with { Belfiore = "A512" })]).ShouldNotBe(first);
        first.Length.ShouldBe(64);
    }

    [Theory]
    [InlineData(50)]
    [InlineData(333)]
    [InlineData(4001)]
    public void The_count_is_exact(int inhabitants) =>
        PopulationGenerator.Generate(_cesa with { Inhabitants = inhabitants }).Persons.Count.ShouldBe(inhabitants);

    [Fact]
    public void Indexes_are_positions()
    {
        var (streets, civics, persons) = _population.Value;

        streets.Select(s => s.Index).ShouldBe(Enumerable.Range(0, streets.Count));
        civics.Select(c => c.Index).ShouldBe(Enumerable.Range(0, civics.Count));
        persons.Select(p => p.Index).ShouldBe(Enumerable.Range(0, _cesa.Inhabitants));
        persons.Select(p => p.FamilyIndex).Distinct().ShouldBe(Enumerable.Range(0, Families.Count));
    }

    [Fact]
    public void Streets_and_civics_are_distinct_and_enough()
    {
        var (streets, civics, _) = _population.Value;

        streets.Count.ShouldBeInRange(40, 140);
        streets.Select(s => (s.ToponymQualifier, s.OfficialStreetName)).ShouldBeUnique();
        streets.Select(s => s.Code).ShouldBeUnique();
        streets.ShouldAllBe(s => s.Code.Length == 6);
        civics.Select(c => (c.StreetIndex, c.StreetNumber, c.Exponent)).ShouldBeUnique();
        civics.Select(c => c.StreetIndex).Distinct().Count().ShouldBe(streets.Count);
        civics.Count.ShouldBeGreaterThan((int)(_cesa.Inhabitants / 2.6));
        civics.ShouldContain(c => c.Exponent == "B");
    }

    [Fact]
    public void Every_family_has_one_adult_head_who_comes_first_and_at_most_seven_members()
    {
        Families.Where(f => f.Count > 7).ShouldBeEmpty();
        Families.Where(f => f.Count(p => p.Relationship == 1) != 1 || f[0].Relationship != 1).ShouldBeEmpty();
        Families.Where(f => f[0].BirthDate.AddYears(18) > _today).ShouldBeEmpty();
        Families.Where(f => f.Count(p => p.Relationship is 2 or 28) > 1).ShouldBeEmpty();
    }

    [Fact]
    public void Ages_agree_with_kinship()
    {
        Families.SelectMany(f => f.Where(p => !IsPlausible(p, f))).ShouldBeEmpty();

        static bool IsPlausible(GeneratedPerson person, List<GeneratedPerson> family) => person.Relationship switch
        {
            2 or 28 or 23 or 9 => person.BirthDate.AddYears(18) <= _today,
            3 => family.TrueForAll(p => p.Relationship is not (1 or 2 or 23) || p.BirthDate.AddYears(14) <= person.BirthDate),
            4 => family.Exists(p => p is { Relationship: 3, Sex: 'F' } && p.BirthDate.AddYears(14) <= person.BirthDate),
            6 => person.BirthDate.AddYears(14) <= family[0].BirthDate,
            17 => family.Exists(p => p.Relationship == 2 && person.BirthDate.AddYears(14) <= p.BirthDate),
            _ => person.Relationship == 1,
        };
    }

    [Fact]
    public void Marital_status_agrees_with_kinship()
    {
        Families.Where(f => !Agrees(f)).ShouldBeEmpty();
        Persons.Where(p => p.BirthDate.AddYears(18) > _today && p.MaritalStatus != 1).ShouldBeEmpty();

        static bool Agrees(List<GeneratedPerson> family)
        {
            var partner = family.Find(p => p.Relationship is 2 or 28);
            var bound = family.Where(p => p.MaritalStatus is 2 or 6).ToList();
            return partner is null
                ? bound.Count == 0
                : bound.Count == 2 && bound.Contains(partner) && bound.Contains(family[0])
                    && bound.TrueForAll(p => p.MaritalStatus == (partner.Relationship == 2 ? 2 : 6))
                    && (partner.Sex == family[0].Sex) == (partner.Relationship == 28);
        }
    }

    [Fact]
    public void The_members_of_a_family_live_together() =>
        Families.Where(f => f.Select(p => (p.Residences[^1].CivicIndex, p.Residences[^1].Internal)).Distinct().Count() > 1).ShouldBeEmpty();

    [Fact]
    public void Residences_are_ordered_and_begin_with_the_enrolment()
    {
        var civics = _population.Value.Civics.Count;

        Persons.Where(p => p.RegisteredOn < p.BirthDate).ShouldBeEmpty();
        Persons.Where(p => p.Residences[0].From != p.RegisteredOn || p.Residences[^1].From > _today).ShouldBeEmpty();
        Persons.Where(p => p.Residences.Any(r => r.CivicIndex < 0 || r.CivicIndex >= civics)).ShouldBeEmpty();
        Persons.Where(p => p.RegistrationReason is not (1 or 3 or 4)).ShouldBeEmpty();
        Persons.Where(p => p.RegistrationReason == 1 && p.RegisteredOn != p.BirthDate).ShouldBeEmpty();
        Persons.SelectMany(p => p.Residences.Zip(p.Residences.Skip(1)))
            .Where(pair => pair.First.From >= pair.Second.From || pair.First.CivicIndex == pair.Second.CivicIndex)
            .ShouldBeEmpty();
        var moved = Persons.Count(p => p.Residences.Count > 1) * 100.0 / Persons.Count;
        moved.ShouldBeInRange(10, 20);
    }

    [Fact]
    public void Tax_codes_are_unique_and_follow_from_the_person()
    {
        Persons.Select(p => p.TaxCode).ShouldBeUnique();
        Persons.Where(p => !Follows(p)).ShouldBeEmpty();
        Persons.Count(p => IsOmocode(p.TaxCode)).ShouldBeInRange(1, 60);

        static bool Follows(GeneratedPerson p) =>
            TaxCode.TryParse(p.TaxCode, out var code, out _)
            && (code.Sex, code.PlaceCode, code.BirthDateBefore(p.BirthDate)) == (p.Sex, p.BirthPlaceCode, p.BirthDate)
            && code.IsOmocode != (p.TaxCode == TaxCodeCalculator.Compute(p.FamilyName, p.GivenName, p.BirthDate, p.Sex, p.BirthPlaceCode));
    }

    [Fact]
    public void Births_abroad_are_few_and_carry_their_state()
    {
        Persons.ShouldAllBe(p => (p.BirthPlaceCode[0] == 'Z') == (p.BirthCountry != null));
        Persons.ShouldAllBe(p => (p.BirthProvince == null) == (p.BirthCountry != null));
        (Persons.Count(p => p.BirthCountry is not null) * 100.0 / Persons.Count).ShouldBeInRange(3, 6);
        Persons.ShouldContain(p => p.BirthCountry != null && p.CitizenshipCode == "ITA");
    }

    [Fact]
    public void The_age_pyramid_is_that_of_a_lively_comune_of_Campania()
    {
        var ages = Persons.Select(p => (_today.DayNumber - p.BirthDate.DayNumber) / 365.25).ToList();

        ages.Min().ShouldBeGreaterThanOrEqualTo(0);
        ages.Max().ShouldBeLessThan(106);
        Share(a => a < 15).ShouldBeInRange(12, 18);
        Share(a => a >= 65).ShouldBeInRange(14, 22);
        Share(a => a >= 80).ShouldBeInRange(2.5, 6);
        (Persons.Count * 1.0 / Families.Count).ShouldBeInRange(2.4, 2.9);

        double Share(Func<double, bool> within) => ages.Count(within) * 100.0 / ages.Count;
    }

    [Fact]
    public void The_cast_of_Cesa_opens_the_register()
    {
        var (streets, civics, _) = _population.Value;

        Persons.Take(4).Select(p => (p.GivenName, p.FamilyName, p.BirthDate, p.BirthPlaceCode, p.Relationship, p.MaritalStatus, p.FamilyIndex)).ShouldBe(
        [
            ("Maria", "De Luca", new DateOnly(1985, 5, 12), "A512", 1, 2, 0),
            ("Antonio", "Ferrara", new DateOnly(1983, 2, 3), "F839", 2, 2, 0),
            ("Giulia", "Ferrara", new DateOnly(2011, 9, 21), "A512", 3, 1, 0),
            ("Matteo", "Ferrara", new DateOnly(2015, 3, 7), "A512", 3, 1, 0),
        ]);
        foreach (var person in Persons.Take(4))
        {
            var home = person.Residences[^1];
            var civic = civics[home.CivicIndex];
            (streets[civic.StreetIndex].ToponymQualifier, streets[civic.StreetIndex].OfficialStreetName).ShouldBe(("VIA", "ROMA"));
            (civic.StreetNumber, civic.Exponent, home.Internal, home.From).ShouldBe((12, null, "4", new DateOnly(2019, 6, 1)));
        }

        Persons[0].Residences[0].From.ShouldBe(new DateOnly(2010, 4, 15));
        Persons[2].Residences[0].From.ShouldBe(Persons[2].BirthDate);
        Persons.Skip(4).Take(5).Select(p => (p.GivenName, p.FamilyName, p.FamilyIndex, p.CitizenshipCode)).ShouldBe(
        [
            ("Amina", "Haddad", 1, "MAR"), ("Youssef", "Haddad", 1, "MAR"), ("Salma", "Haddad", 1, "MAR"),
            ("Luca", "Ferrara", 2, "ITA"), ("Rosa", "Marino", 3, "ITA"),
        ]);
        Persons.Where(p => p.Protected).ShouldHaveSingleItem().GivenName.ShouldBe("Rosa");
        Persons.Count(p => p.Residences[^1] is { Internal: "4" } r && r.CivicIndex == Persons[0].Residences[^1].CivicIndex).ShouldBe(4);
    }

    [Fact]
    public void The_cast_of_SantAntimo_opens_the_register_and_is_not_moved_by_the_day()
    {
        var persons = PopulationGenerator.Generate(_santAntimo).Persons;
        var later = PopulationGenerator.Generate(_santAntimo with { Today = new DateOnly(2028, 2, 29) }).Persons;

        persons.Take(2).Select(p => (p.GivenName, p.FamilyName, p.BirthPlaceCode)).ShouldBe(
            [("Giuseppe", "Esposito", "D789"), ("Carmela", "Russo", "F839")]);
        later.Take(2).Select(p => (p.TaxCode, p.BirthDate)).ShouldBe(persons.Take(2).Select(p => (p.TaxCode, p.BirthDate)));
    }

    private static bool IsOmocode(string value) => TaxCode.TryParse(value, out var code, out _) && code.IsOmocode;
}
