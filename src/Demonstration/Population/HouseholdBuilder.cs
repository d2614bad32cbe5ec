namespace Liburia.Demonstration.Population;

/// <summary>
/// Draws families so that their members together have the age pyramid of a Comune of Campania: first the age of the adult the
/// family forms around, then its shape, then the births, of which the grown-up children leave home by and by.
/// </summary>
internal sealed partial class HouseholdBuilder(PopulationPlan plan, SeededRandom random)
{
    /// <summary>The largest family drawn.</summary>
    internal const int LargestSize = 7;

    private const int ForeignPermille = 48;
    private const int MixedPermille = 18;
    private const int NaturalisedPermille = 100;
    private const int OldestAge = 104;

    private static readonly DateOnly _firstArrivals = new(1988, 1, 1);
    private static readonly DateOnly _firstCivilUnions = new(2016, 8, 1);

    private static readonly WeightedTable<(int From, int To)> _adultAges = new(
    [
        ((18, 24), 15), ((25, 29), 52), ((30, 34), 92), ((35, 39), 100), ((40, 44), 106), ((45, 49), 112), ((50, 54), 112), ((55, 59), 106),
        ((60, 64), 92), ((65, 69), 76), ((70, 74), 62), ((75, 79), 46), ((80, 84), 32), ((85, 89), 17), ((90, 94), 6), ((95, 99), 2),
    ]);

    private readonly PopulationData _data = PopulationData.Current;

    private DateOnly Today => plan.Today;

    /// <summary>A family of at most <paramref name="room"/> persons; singles only when the room is short.</summary>
    internal Household Build(int room)
    {
        var (from, to) = _adultAges.Draw(random);
        var age = random.Between(from, to);
        if (age >= 95 && random.Chance(60))
        {
            age = random.Between(100, OldestAge);
        }

        var origin = age is >= 20 and <= 62 && random.Chance(ForeignPermille) ? _data.Immigrants.Draw(random) : null;
        if (room < LargestSize)
        {
            return Single(age, origin);
        }

        return (age, random.Next(1000)) switch
        {
            ( < 30, var roll) => roll < 330 ? Couple(age, origin, isMarried: true)
                : roll < 500 ? Couple(age, origin, isMarried: false)
                : roll < 580 ? LoneParent(age, origin)
                : roll < 640 ? Siblings(age)
                : Single(age, origin),
            ( < 60, var roll) => roll < 640 ? Couple(age, origin, isMarried: true)
                : roll < 705 ? Couple(age, origin, isMarried: false)
                : roll < 709 ? CivilUnion(age)
                : roll < 824 ? LoneParent(age, origin)
                : roll < 840 ? Siblings(age)
                : Single(age, origin),
            ( < 75, var roll) => roll < 600 ? Couple(age, origin, isMarried: true)
                : roll < 615 ? Couple(age, origin, isMarried: false)
                : roll < 740 ? LoneParent(age, origin)
                : roll < 765 ? Siblings(age)
                : Single(age, origin),
            ( < 88, var roll) => roll < 380 ? Couple(age, null, isMarried: true)
                : roll < 560 ? LoneParent(age, null)
                : roll < 590 ? Siblings(age)
                : Single(age, null),
            (_, var roll) => roll < 300 ? LoneParent(age, null) : Single(age, null),
        };
    }

    private Household Single(int age, Country? origin)
    {
        var femalePermille = origin?.Iso3 is "UKR" or "POL" ? 850 : age switch { < 45 => 430, < 65 => 490, < 75 => 640, _ => 760 };
        var person = Adult(Kinship.Head, random.Chance(femalePermille) ? 'F' : 'M', age, LoneStatus(age), origin);
        SettleAlone(person);
        return new Household([person]);
    }

    private Household Couple(int age, Country? origin, bool isMarried)
    {
        var partnerOrigin = origin ?? (age is > 25 and < 65 && random.Chance(MixedPermille) ? _data.ForeignSpouses.Draw(random) : null);
        var husbandAge = Math.Clamp(age + random.Between(-2, 4) + random.Next(4), 18, OldestAge);
        var isHisFamily = random.Chance(800);
        var partner = isMarried ? Kinship.Spouse : Kinship.Cohabitant;
        var isNaturalised = random.Chance(NaturalisedPermille);
        var husband = Adult(isHisFamily ? Kinship.Head : partner, 'M', husbandAge, Status(husbandAge), origin, isNaturalised);
        var wife = Adult(isHisFamily ? partner : Kinship.Head, 'F', age, Status(age), partnerOrigin, isNaturalised);
        var together = Wedding(wife, husband);
        var (head, other) = isHisFamily ? (husband, wife) : (wife, husband);
        SettleCouple(head, other, together);

        var members = new List<Member> { head, other };
        AddChildren(members, wife, together, husband.FamilyName, mustHaveOne: false);
        AddGrandparent(members, head, other);
        AddGrandchild(members);
        return new Household(members);

        int Status(int years) => isMarried ? Marital.Married : years > 32 && random.Chance(350) ? Marital.Divorced : Marital.Single;
    }

    private Household CivilUnion(int age)
    {
        var sex = random.Chance(550) ? 'M' : 'F';
        var head = Adult(Kinship.Head, sex, age, Marital.CivilUnion, null);
        var partner = Adult(Kinship.CivilPartner, sex, Math.Clamp(age + random.Between(-7, 7), 22, 70), Marital.CivilUnion, null, avoid: head);
        var adulthood = Later(Later(head.Adulthood, partner.Adulthood), _firstCivilUnions);
        SettleCouple(head, partner, random.Date(adulthood, Today));
        return new Household([head, partner]);
    }

    private Household LoneParent(int age, Country? origin)
    {
        var sex = random.Chance(840) ? 'F' : 'M';
        var years = Math.Max(age, 21);
        var status = years >= 70 || random.Chance(Math.Max(0, years - 28) * 8) ? Marital.Widowed
            : years > 27 && random.Chance(600) ? Marital.Divorced
            : Marital.Single;
        var parent = Adult(Kinship.Head, sex, years, status, origin);
        SettleAlone(parent);
        var ownName = sex == 'M' || (status == Marital.Single && random.Chance(500));
        var members = new List<Member> { parent };
        AddChildren(members, parent, Wedding(parent, parent), ownName ? parent.FamilyName : Surname(origin), mustHaveOne: true);
        AddGrandchild(members);
        return new Household(members);
    }

    private Household Siblings(int age)
    {
        var head = Adult(Kinship.Head, random.Chance(500) ? 'M' : 'F', age, SiblingStatus(age), null);
        var isHome = random.Chance(750);
        var members = new List<Member> { head };
        for (var more = random.Chance(200) ? 2 : 1; more > 0; more--)
        {
            var years = Math.Clamp(age + (random.Chance(500) ? random.Between(1, 9) : random.Between(-9, -1)), 18, OldestAge);
            var sex = random.Chance(500) ? 'M' : 'F';
            members.Add(new Member
            {
                Relationship = Kinship.Sibling,
                Sex = sex,
                BirthDate = BirthDate(years),
                FamilyName = head.FamilyName,
                GivenName = GivenName(members, sex, Today.Year - years, null),
                MaritalStatus = SiblingStatus(years),
            });
        }

        var arrival = random.Date(members.Max(m => m.Adulthood), Today);
        members.ForEach(m => _ = isHome ? m.EnrolAtBirth() : m.Enrol(arrival, Enrolment.FromComune));
        return new Household(members);

        int SiblingStatus(int years) => years > 65 && random.Chance(400) ? Marital.Widowed : Marital.Single;
    }

    private int LoneStatus(int age) => (age, random.Next(1000)) switch
    {
        ( < 35, var roll) => roll < 970 ? Marital.Single : Marital.Divorced,
        ( < 62, var roll) => roll < 560 ? Marital.Single : roll < 910 ? Marital.Divorced : Marital.Widowed,
        ( < 75, var roll) => roll < 230 ? Marital.Single : roll < 430 ? Marital.Divorced : Marital.Widowed,
        (_, var roll) => roll < 110 ? Marital.Single : roll < 160 ? Marital.Divorced : Marital.Widowed,
    };

    private Member Adult(int relationship, char sex, int age, int status, Country? origin, bool? isNaturalised = null, Member? avoid = null)
    {
        var birth = BirthDate(age);
        var origins = origin is { Male.Count: > 0 } ? origin : null;
        return new Member
        {
            Relationship = relationship,
            Sex = sex,
            BirthDate = birth,
            FamilyName = Surname(origins),
            GivenName = GivenName(avoid is null ? [] : [avoid], sex, birth.Year, origins),
            MaritalStatus = status,
            Origin = origins,
            IsItalian = origins is null || (isNaturalised ?? random.Chance(NaturalisedPermille)),
        };
    }

    private DateOnly BirthDate(int age) => Today.AddYears(-age).AddDays(-random.Next(365));

    private string Surname(Country? origin) => origin is null ? _data.Surnames.Draw(random) : random.Pick(origin.Surnames);

    private string GivenName(List<Member> family, char sex, int birthYear, Country? origin)
    {
        while (true)
        {
            var name = origin is null ? _data.GivenName(sex, birthYear, random) : random.Pick(sex == 'M' ? origin.Male : origin.Female);
            if (!family.Exists(m => m.GivenName == name))
            {
                return name;
            }
        }
    }

    /// <summary>The day a couple formed: in the twenties of hers as a rule, of age both, not in the future.</summary>
    private DateOnly Wedding(Member wife, Member husband)
    {
        var usual = wife.BirthDate.AddYears(wife.BirthDate.Year < 1960 ? 19 : 21).AddDays(random.Next(365 * 8) + random.Next(365 * 4));
        var earliest = Later(wife.Adulthood, husband.Adulthood);
        return usual >= earliest && usual <= Today ? usual : random.Date(earliest, Later(earliest, Earlier(earliest.AddYears(8), Today)));
    }

    private static DateOnly Later(DateOnly a, DateOnly b) => a > b ? a : b;

    private static DateOnly Earlier(DateOnly a, DateOnly b) => a < b ? a : b;
}
