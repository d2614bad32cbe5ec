namespace Liburia.Demonstration.Population;

/// <content>Children, grandparents and grandchildren, and since when the adults are enrolled in the Comune.</content>
internal sealed partial class HouseholdBuilder
{
    private const int LastMotherhood = 44;
    private const int MostChildren = 4;

    private static readonly WeightedTable<int> _births = new([(0, 12), (1, 30), (2, 40), (3, 14), (4, 4)]);
    private static readonly WeightedTable<int> _birthsBefore1965 = new([(0, 6), (1, 14), (2, 40), (3, 28), (4, 12)]);

    private void AddChildren(List<Member> members, Member parent, DateOnly since, string familyName, bool mustHaveOne)
    {
        var wanted = (parent.BirthDate.Year < 1965 ? _birthsBefore1965 : _births).Draw(random);
        var latest = Earlier(Today, parent.BirthDate.AddYears(LastMotherhood));
        var births = new List<DateOnly>();
        for (var birth = since.AddDays(random.Between(240, 1500)); births.Count < wanted && birth <= latest; birth = birth.AddDays(random.Between(420, 1900)))
        {
            births.Add(birth);
        }

        if (mustHaveOne && births.Count == 0)
        {
            births.Add(random.Date(since, Later(since, Earlier(Today, since.AddYears(12)))));
        }

        var home = births.Where(b => random.Chance(StayPermille(AgeOn(b)))).Take(MostChildren).ToList();
        if (mustHaveOne && home.Count == 0)
        {
            home.Add(births[^1]);
        }

        foreach (var birth in home)
        {
            var sex = random.Chance(514) ? 'M' : 'F';
            var nameOrigin = birth >= parent.RegisteredOn && random.Chance(300) ? null : members[0].Origin;
            members.Add(new Member
            {
                Relationship = Kinship.Child,
                Sex = sex,
                BirthDate = birth,
                FamilyName = familyName,
                GivenName = GivenName(members, sex, birth.Year, nameOrigin),
                MaritalStatus = AgeOn(birth) > 34 && random.Chance(150) ? Marital.Divorced : Marital.Single,
                Origin = members[0].Origin,
                IsItalian = members.Exists(m => m.IsItalian),
            }.EnrolWith(parent));
        }
    }

    private static int StayPermille(int age) => age switch { < 20 => 1000, < 25 => 900, < 30 => 620, < 35 => 270, < 45 => 100, _ => 45 };

    private int AgeOn(DateOnly birth) => Today.Year - birth.Year - (birth.AddYears(Today.Year - birth.Year) > Today ? 1 : 0);

    /// <summary>The mother or father of the head, or of the spouse, taken in or never left.</summary>
    private void AddGrandparent(List<Member> members, Member head, Member spouse)
    {
        var ofSpouse = random.Chance(350) && spouse.Relationship == Kinship.Spouse;
        var child = ofSpouse ? spouse : head;
        var isOwnHome = child is { IsNative: true, JoinedOn: null };
        var age = AgeOn(child.BirthDate) + random.Between(21, 35);
        if (!random.Chance(55) || child.Origin is not null || (child.IsNative && !isOwnHome) || age is < 62 or > OldestAge - 1)
        {
            return;
        }

        var sex = random.Chance(800) ? 'F' : 'M';
        var birth = BirthDate(age);
        var parent = new Member
        {
            Relationship = ofSpouse ? Kinship.ParentInLaw : Kinship.Parent,
            Sex = sex,
            BirthDate = birth,
            FamilyName = sex == 'M' ? child.FamilyName : Surname(null),
            GivenName = GivenName(members, sex, birth.Year, null),
            MaritalStatus = random.Chance(930) ? Marital.Widowed : Marital.Divorced,
        };
        members.Add(!isOwnHome ? parent.Enrol(random.Date(child.RegisteredOn, Today), Enrolment.FromComune)
            : random.Chance(500) ? parent.EnrolAtBirth()
            : parent.Enrol(random.Date(parent.Adulthood, child.BirthDate), Enrolment.FromComune));
    }

    /// <summary>A child of an unmarried daughter who still lives with her parents.</summary>
    private void AddGrandchild(List<Member> members)
    {
        var daughter = members.Find(m => m is { Relationship: Kinship.Child, Sex: 'F' } && AgeOn(m.BirthDate) is >= 20 and <= 44);
        if (daughter is null || members.Count >= LargestSize || !random.Chance(60))
        {
            return;
        }

        var birth = random.Date(daughter.Adulthood, Today);
        var sex = random.Chance(514) ? 'M' : 'F';
        members.Add(new Member
        {
            Relationship = Kinship.Grandchild,
            Sex = sex,
            BirthDate = birth,
            FamilyName = daughter.FamilyName,
            GivenName = GivenName(members, sex, birth.Year, daughter.Origin),
            Origin = daughter.Origin,
            IsItalian = daughter.IsItalian,
        }.EnrolWith(daughter));
    }

    private void SettleAlone(Member person)
    {
        if (person.Origin is null && random.Chance(540))
        {
            person.EnrolAtBirth();
            if (random.Chance(280))
            {
                person.JoinedOn = random.Date(person.Adulthood, Today);
            }

            return;
        }

        Immigrate(person, random.Date(person.Adulthood, Today));
    }

    private void SettleCouple(Member head, Member other, DateOnly together)
    {
        var roll = head.Origin is null ? random.Next(1000) : 999;
        if (roll < 400)
        {
            // The head was born in the home of the family or left it for the new one; the other came from elsewhere.
            head.EnrolAtBirth().JoinedOn = roll < 260 ? null : together;
            Immigrate(other, together);
        }
        else if (roll < 480 && other.Origin is null)
        {
            head.EnrolAtBirth();
            other.EnrolAtBirth().JoinedOn = together;
        }
        else
        {
            var arrival = random.Chance(550) ? together : random.Date(together, Today);
            Immigrate(head, arrival);
            Immigrate(other, head.Origin is not null && random.Chance(400) ? random.Date(head.RegisteredOn, Today) : head.RegisteredOn);
        }
    }

    private void Immigrate(Member person, DateOnly on)
    {
        if (person.Origin is null)
        {
            person.Enrol(on, Enrolment.FromComune);
            return;
        }

        var arrival = on < _firstArrivals ? random.Date(_firstArrivals, Today) : on;
        person.Enrol(arrival, random.Chance(720) ? Enrolment.FromAbroad : Enrolment.FromComune);
    }
}
