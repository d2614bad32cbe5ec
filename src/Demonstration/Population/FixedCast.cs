namespace Liburia.Demonstration.Population;

/// <summary>The residents that demonstrations and tests know by name: the first families of two Comuni.</summary>
internal static class FixedCast
{
    private const string Cesa = "C561";
    private const string SantAntimo = "I293";

    private static readonly BirthPlace _aversa = new("Aversa", "A512", "CE");
    private static readonly BirthPlace _napoli = new("Napoli", "F839", "NA");
    private static readonly BirthPlace _frattamaggiore = new("Frattamaggiore", "D789", "NA");

    /// <summary>The families of the Comune, with their homes; none for most Comuni.</summary>
    internal static IReadOnlyList<Household> For(PopulationPlan plan, IReadOnlyList<GeneratedCivic> civics) => plan.Belfiore switch
    {
        Cesa => [DeLucaFerrara(civics), Haddad(civics), Alone(Luca(), civics, 20), Alone(Rosa(), civics, 25)],
        SantAntimo => [EspositoRusso(civics)],
        _ => [],
    };

    private static Household DeLucaFerrara(IReadOnlyList<GeneratedCivic> civics)
    {
        var arrival = new DateOnly(2010, 4, 15);
        Member[] family =
        [
            Person(Kinship.Head, "De Luca", "Maria", 'F', new(1985, 5, 12), _aversa, Marital.Married).Enrol(arrival, Enrolment.FromComune),
            Person(Kinship.Spouse, "Ferrara", "Antonio", 'M', new(1983, 2, 3), _napoli, Marital.Married).Enrol(arrival, Enrolment.FromComune),
            Person(Kinship.Child, "Ferrara", "Giulia", 'F', new(2011, 9, 21), _aversa).EnrolAtBirth(),
            Person(Kinship.Child, "Ferrara", "Matteo", 'M', new(2015, 3, 7), _aversa).EnrolAtBirth(),
        ];
        return new Household([.. family])
        {
            Homes = [new(arrival, CivicOf(civics, 1, 1), null), new(new(2019, 6, 1), CivicOf(civics, 0, 12), "4")],
        };
    }

    private static Household Haddad(IReadOnlyList<GeneratedCivic> civics)
    {
        var morocco = PopulationData.Current.Countries["MAR"];
        var arrival = new DateOnly(2016, 10, 3);
        var birthPlace = new BirthPlace(morocco.Name, morocco.PlaceCode, "");
        Member[] family =
        [
            Person(Kinship.Head, "Haddad", "Amina", 'F', new(1997, 11, 2), birthPlace, origin: morocco).Enrol(arrival, Enrolment.FromAbroad),
            Person(Kinship.Child, "Haddad", "Youssef", 'M', new(2018, 4, 11), _aversa, origin: morocco).EnrolAtBirth(),
            Person(Kinship.Child, "Haddad", "Salma", 'F', new(2021, 6, 23), _aversa, origin: morocco).EnrolAtBirth(),
        ];
        return new Household([.. family]) { Homes = [new(arrival, CivicOf(civics, 0, 17), "2")] };
    }

    private static Household EspositoRusso(IReadOnlyList<GeneratedCivic> civics)
    {
        var arrival = new DateOnly(1998, 9, 7);
        Member[] family =
        [
            Person(Kinship.Head, "Esposito", "Giuseppe", 'M', new(1970, 1, 8), _frattamaggiore, Marital.Married).Enrol(arrival, Enrolment.FromComune),
            Person(Kinship.Spouse, "Russo", "Carmela", 'F', new(1973, 7, 16), _napoli, Marital.Married).Enrol(arrival, Enrolment.FromComune),
        ];
        return new Household([.. family]) { Homes = [new(arrival, CivicOf(civics, 0, 8), "1")] };
    }

    private static Member Luca() => Person(Kinship.Head, "Ferrara", "Luca", 'M', new(1991, 3, 30), _aversa).EnrolAtBirth();

    private static Member Rosa() => Person(Kinship.Head, "Marino", "Rosa", 'F', new(1990, 10, 10), _aversa, isProtected: true)
        .Enrol(new(2022, 2, 14), Enrolment.FromComune);

    private static Household Alone(Member person, IReadOnlyList<GeneratedCivic> civics, int number) =>
        new([person]) { Homes = [new(person.RegisteredOn, CivicOf(civics, 0, number), "1")] };

    private static Member Person(
        int relationship,
        string familyName,
        string givenName,
        char sex,
        DateOnly birthDate,
        BirthPlace place,
        int status = Marital.Single,
        Country? origin = null,
        bool isProtected = false) => new()
        {
            Relationship = relationship,
            Sex = sex,
            BirthDate = birthDate,
            FamilyName = familyName,
            GivenName = givenName,
            MaritalStatus = status,
            Origin = origin,
            IsItalian = origin is null,
            BirthPlace = place,
            IsProtected = isProtected,
        };

    private static int CivicOf(IReadOnlyList<GeneratedCivic> civics, int street, int number) =>
        civics.Where(c => c.StreetIndex == street && c.Exponent is null).MinBy(c => Math.Abs(c.StreetNumber - number))!.Index;
}
