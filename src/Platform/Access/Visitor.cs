namespace Liburia.Platform.Access;

public enum VisitorKind { Anonymous, Citizen, Staff }

/// <summary>Who is at the door in this request. Citizens are natural persons by tax code; staff are accounts of the Comune.</summary>
public sealed class Visitor
{
    public VisitorKind Kind { get; private set; }
    /// <summary>Id of the session, empty for anonymous visitors.</summary>
    public Guid SessionId { get; private set; }
    /// <summary>Of a citizen.</summary>
    public string TaxCode { get; private set; } = "";
    /// <summary>Of the citizen's identity, 1 to 3.</summary>
    public int Level { get; private set; }
    /// <summary>Of a member of the staff.</summary>
    public Guid StaffId { get; private set; }
    public string FullName { get; private set; } = "";
    public string Initials => string.Concat(FullName.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(2).Select(word => word[0]));
    /// <summary>Office a member of the staff acts for today.</summary>
    public string Office { get; private set; } = "";
    public Guid OfficeId { get; private set; }
    /// <summary>Every office they may act for today.</summary>
    public IReadOnlyList<Organization.Office> Offices { get; private set; } = [];
    /// <summary>Whom they act in the place of, or for whom they work, where it is not for themselves: «in sostituzione di …».</summary>
    public string ActingFor { get; private set; } = "";
    public IReadOnlySet<string> Permissions { get; private set; } = new HashSet<string>();

    /// <summary>The mandate by which a citizen acts for somebody else; none where they act for themselves.</summary>
    public Mandate? Mandate { get; private set; }
    /// <summary>The citizen had chosen to act for somebody, and may no more: nothing is done before they choose anew.</summary>
    public bool HasLostMandate { get; private set; }
    /// <summary>Tax code of whose things a citizen's pages are about: their own, or the principal's.</summary>
    public string PrincipalTaxCode => Mandate?.Principal ?? TaxCode;
    public string PrincipalName => Mandate?.PrincipalName ?? FullName;

    /// <summary>In this service a citizen acts for themselves, or by a mandate that says it.</summary>
    public bool MayIn(string service) => Mandate?.Covers(service) != false;

    public bool IsCitizen => Kind == VisitorKind.Citizen;
    public bool IsStaff => Kind == VisitorKind.Staff;
    public bool Can(string permission) => IsStaff && Permissions.Contains(permission);

    /// <summary>Who it is, the same at every login; empty for anonymous visitors.</summary>
    public string Key => Kind switch { VisitorKind.Citizen => TaxCode, VisitorKind.Staff => $"{StaffId:n}", _ => "" };

    /// <summary>The <see cref="Key"/> of whom this browser was until the session ended by itself.</summary>
    public string? Formerly { get; private set; }

    /// <summary>How the audit trail names the visitor: never a name, which the details keep.</summary>
    public string AuditName => Kind switch { VisitorKind.Citizen => "citizen", VisitorKind.Staff => $"staff:{StaffId:n}", _ => "anonymous" };

    public void EnterCitizen(Guid session, string taxCode, string fullName, int level = 1) =>
        (Kind, SessionId, TaxCode, FullName, Level) = (VisitorKind.Citizen, session, taxCode, fullName, level);

    /// <param name="mandate">None where the one that was chosen holds no more.</param>
    public void ActBy(Mandate? mandate)
    {
        (Mandate, HasLostMandate) = (mandate, mandate is null);
        if (mandate is not null) ActingFor = mandate.Capacity.It;
    }

    public void EnterStaff(Guid session, Organization.Standing standing, IEnumerable<string> permissions)
    {
        (Kind, SessionId, StaffId, FullName) = (VisitorKind.Staff, session, standing.Staff.Id, standing.Staff.FullName);
        (OfficeId, Office, Offices, Permissions) = (standing.Office.Id, standing.Office.Name, standing.Offices, permissions.ToHashSet());
        ActingFor = standing.Staff.IsConsortium ? "consorzio" : standing.Positions.All(position => position.SubstitutesId is not null) ? standing.Positions[0].Title : "";
    }

    public void Expired(string key) => Formerly = key;

    public void EnterSystem(string fullName) => (Kind, FullName) = (VisitorKind.Anonymous, fullName);
}

/// <summary>
/// The door: where a visitor without a session is sent to say who they are. The demonstration login stands behind it today;
/// digital identity will stand behind the same door.
/// </summary>
public interface IDoor
{
    /// <summary>Local address that lets a citizen in and brings them back to <paramref name="returnPath"/>.</summary>
    /// <param name="level">Of identity that is asked for, 1 to 3.</param>
    string ForCitizens(string returnPath, int level = 2);

    /// <summary>Local address where a citizen says for whom they act, and comes back to <paramref name="returnPath"/>.</summary>
    string ForPrincipals(string returnPath);

    /// <summary>The same for staff.</summary>
    string ForStaff(string returnPath);
}
