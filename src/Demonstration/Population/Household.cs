namespace Liburia.Demonstration.Population;

/// <summary>A member of a family being put together.</summary>
internal sealed class Member
{
    internal required int Relationship { get; init; }

    internal required char Sex { get; init; }

    internal required DateOnly BirthDate { get; init; }

    internal required string FamilyName { get; init; }

    internal required string GivenName { get; init; }

    internal int MaritalStatus { get; init; } = Marital.Single;

    /// <summary>The state the person or the parents came from; null for an Italian origin.</summary>
    internal Country? Origin { get; init; }

    internal bool IsItalian { get; init; } = true;

    internal DateOnly RegisteredOn { get; set; }

    internal int RegistrationReason { get; set; }

    /// <summary>The day of moving in with the family, for who was enrolled before at an address of their own.</summary>
    internal DateOnly? JoinedOn { get; set; }

    /// <summary>Given for the fixed cast only; otherwise drawn.</summary>
    internal BirthPlace? BirthPlace { get; init; }

    internal bool IsProtected { get; init; }

    internal bool IsNative => RegistrationReason == Enrolment.Birth;

    internal DateOnly HomeSince => JoinedOn ?? RegisteredOn;

    internal DateOnly Adulthood => BirthDate.AddYears(18);

    internal Member EnrolAtBirth()
    {
        RegisteredOn = BirthDate;
        RegistrationReason = Enrolment.Birth;
        return this;
    }

    internal Member Enrol(DateOnly on, int reason)
    {
        RegisteredOn = on;
        RegistrationReason = reason;
        return this;
    }

    /// <summary>Enrols a child with the parent: at birth when the parent already lived here, on the parent's arrival otherwise.</summary>
    internal Member EnrolWith(Member parent) =>
        BirthDate >= parent.RegisteredOn ? EnrolAtBirth() : Enrol(parent.RegisteredOn, parent.RegistrationReason);
}

/// <summary>A family anagrafica, head first, and where it lived; an empty list of homes is filled by draw.</summary>
internal sealed record Household(List<Member> Members)
{
    internal List<GeneratedMove> Homes { get; init; } = [];
}
