using Liburia.Subjects.Contracts;

namespace Liburia.Demonstration.Population;

/// <summary>Turns families into residents: places of birth, tax codes, dwellings.</summary>
internal sealed class PersonRegister(PopulationPlan plan, DwellingPool dwellings, SeededRandom random)
{
    private const int MovedFamilyPermille = 85;
    private const int MovedTwicePermille = 150;
    private const int OmocodeOneIn = 3000;
    private const int BornAbroadPermille = 14;
    private const int LastHomeBirths = 1977;

    private static readonly WeightedTable<int> _certifiability = new([(2, 9910), (1, 45), (0, 20), (4, 20), (3, 5)]);

    private readonly PopulationData _data = PopulationData.Current;
    private readonly BirthPlace _comune = new(plan.Name, plan.Belfiore, plan.Province);
    private readonly HashSet<string> _taxCodes = new(plan.Inhabitants, StringComparer.Ordinal);
    private readonly List<GeneratedPerson> _persons = new(plan.Inhabitants);
    private int _families;

    internal IReadOnlyList<GeneratedPerson> Persons => _persons;

    /// <summary>Adds a family. One without homes gets them by draw.</summary>
    internal void Add(Household household)
    {
        var isDrawn = household.Homes.Count == 0;
        var homes = isDrawn ? DrawHomes(household.Members.Min(m => m.HomeSince)) : household.Homes;
        foreach (var member in household.Members)
        {
            var (place, state) = member.BirthPlace is { } known ? Known(known) : DrawBirthPlace(member);
            _persons.Add(new GeneratedPerson(
                _persons.Count,
                _families,
                member.FamilyName,
                member.GivenName,
                member.Sex,
                member.BirthDate,
                place.Belfiore,
                place.Name,
                state is null ? place.Province : null,
                state,
                TaxCode(member, place.Belfiore, mayBeOmocode: isDrawn),
                member.IsItalian ? "ITA" : member.Origin!.Iso3,
                member.IsItalian ? "Italia" : member.Origin!.Name,
                member.MaritalStatus,
                member.Relationship,
                member.RegisteredOn,
                member.RegistrationReason,
                isDrawn ? _certifiability.Draw(random) : 2,
                member.IsProtected,
                Residences(member, homes)));
        }

        _families++;
    }

    private static (BirthPlace Place, string? State) Known(BirthPlace place) => (place, place.Belfiore[0] == 'Z' ? place.Name : null);

    private (BirthPlace Place, string? State) DrawBirthPlace(Member member)
    {
        if (member.IsNative)
        {
            var isHomeBirth = random.Chance(member.BirthDate.Year <= LastHomeBirths ? 450 : 60);
            return (isHomeBirth ? _comune : _data.NearPlaces.Draw(random), null);
        }

        if (member.Origin is { } origin && (member.RegistrationReason == Enrolment.FromAbroad || member.Relationship != Kinship.Child || random.Chance(500)))
        {
            return Abroad(origin);
        }

        return random.Chance(BornAbroadPermille) ? Abroad(_data.ItaliansAbroad.Draw(random))
            : ((random.Chance(640) ? _data.NearPlaces : _data.FarPlaces).Draw(random), null);
    }

    private static (BirthPlace Place, string State) Abroad(Country country) => (new(country.Name, country.PlaceCode, ""), country.Name);

    private string TaxCode(Member member, string placeCode, bool mayBeOmocode)
    {
        var plain = TaxCodeCalculator.Compute(member.FamilyName, member.GivenName, member.BirthDate, member.Sex, placeCode);
        var level = mayBeOmocode && random.Next(OmocodeOneIn) == 0 ? 1 : 0;
        var code = level == 0 ? plain : TaxCodeCalculator.Omocode(plain, level);
        while (!_taxCodes.Add(code))
        {
            code = TaxCodeCalculator.Omocode(plain, ++level);
        }

        return code;
    }

    private List<GeneratedMove> DrawHomes(DateOnly since)
    {
        var home = dwellings.Take();
        if (since.AddDays(400) >= plan.Today || !random.Chance(MovedFamilyPermille))
        {
            return [new(since, home.CivicIndex, home.Internal)];
        }

        var moved = random.Date(since.AddDays(200), plan.Today);
        var former = dwellings.Former(home.CivicIndex);
        List<GeneratedMove> homes = [new(since, former.CivicIndex, former.Internal), new(moved, home.CivicIndex, home.Internal)];
        if (random.Chance(MovedTwicePermille))
        {
            var first = dwellings.Former(former.CivicIndex);
            homes[0] = new(random.Date(since.AddDays(60), moved.AddDays(-60)), former.CivicIndex, former.Internal);
            homes.Insert(0, new(since, first.CivicIndex, first.Internal));
        }

        return homes;
    }

    /// <summary>The homes of the family from the day the member lived there, after a home of the member's own if there was one.</summary>
    private List<GeneratedMove> Residences(Member member, List<GeneratedMove> homes)
    {
        var since = member.HomeSince;
        var at = homes.FindLastIndex(h => h.From <= since);
        List<GeneratedMove> residences = [homes[at] with { From = since }, .. homes[(at + 1)..]];
        if (since > member.RegisteredOn)
        {
            var former = dwellings.Former(residences[0].CivicIndex);
            residences.Insert(0, new(member.RegisteredOn, former.CivicIndex, former.Internal));
        }

        return residences;
    }
}
