namespace Liburia.Demonstration.Population;

/// <summary>ANPR table 01, the values used here.</summary>
internal static class Marital
{
    internal const int Single = 1;
    internal const int Married = 2;
    internal const int Widowed = 3;
    internal const int Divorced = 4;
    internal const int CivilUnion = 6;
}

/// <summary>ANPR table 05, the values used here.</summary>
internal static class Kinship
{
    internal const int Head = 1;
    internal const int Spouse = 2;
    internal const int Child = 3;
    internal const int Grandchild = 4;
    internal const int Parent = 6;
    internal const int Sibling = 9;
    internal const int ParentInLaw = 17;
    internal const int Cohabitant = 23;
    internal const int CivilPartner = 28;
}

/// <summary>ANPR table 07, the values used here.</summary>
internal static class Enrolment
{
    internal const int Birth = 1;
    internal const int FromComune = 3;
    internal const int FromAbroad = 4;
}
