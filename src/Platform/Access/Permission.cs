using Liburia.Platform.Language;

namespace Liburia.Platform.Access;

/// <summary>A right of the staff and the roles that hold it. Roles come from dated positions in offices.</summary>
public sealed record Permission(string Name, params string[] Roles);

/// <summary>A role of the staff, as positions name it.</summary>
/// <param name="Name">As the desk names it.</param>
/// <param name="Holds">Permissions of the modules below that the role holds besides those that name it: they cannot know it.</param>
public sealed record Role(string Key, Texts Name, params string[] Holds);

/// <summary>The roles of any Comune; a module declares its own in its plug.</summary>
public static class Roles
{
    public const string Secretary = "segretario";
    public const string Administrator = "amministratore";
    public const string CaseOfficer = "istruttore";
    public const string OfficeHead = "responsabile-ufficio";

    /// <summary>In a permission: whoever holds a position today, whatever their role.</summary>
    public const string Everyone = "*";

    public static IReadOnlyList<Role> Of(IReadOnlyList<IModule> modules) =>
    [
        .. modules.SelectMany(module => module.Roles),
        new(Secretary, new("Segretario comunale", "Secretary of the Comune")),
            new(Administrator, new("Amministratore della scrivania", "Administrator of the desk")),
        new(CaseOfficer, new("Istruttore", "Case officer")), new(OfficeHead, new("Responsabile dell'ufficio", "Head of the office")),
    ];
}

/// <summary>Where a menu entry shows.</summary>
public enum MenuPlace { Site, Desk }

/// <summary>One entry of a menu. A desk entry shows only to who holds <paramref name="Permission"/>.</summary>
/// <param name="Key">The key a page sets as <c>ViewData["Menu"]</c> to be marked as current; on the site also the official data-element.</param>
public sealed record MenuEntry(MenuPlace Place, string Key, string Path, Texts Label, string? Permission = null, string Icon = "it-files", int Order = 100);

/// <summary>A search the bar of every desk page offers to who holds the permission.</summary>
/// <param name="Path">The page that answers; what is written comes as <c>q</c>.</param>
/// <param name="Label">«Cerca un residente».</param>
public sealed record DeskSearch(string Permission, string Path, Texts Label);

/// <summary>The page may be seen by anyone.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class PublicAttribute : Attribute;

/// <summary>
/// The page is the same for every visitor without a session: it may be kept for a short while and sent again. Never on a page that depends
/// on who looks or that records the look.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class SameForAllAttribute : Attribute;

/// <summary>The endpoint answers everyone alike: no session is looked for, no cookie read.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class StatelessAttribute : Attribute;

/// <summary>The page costs the server much more than others (searching whole registers, exports, packages): one person asks for it so many times a minute.</summary>
/// <param name="perMinute">For one person, or for one address where nobody is logged in.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class CostlyAttribute(int perMinute) : Attribute
{
    public int PerMinute { get; } = perMinute;

    /// <summary>Only when the page is asked something: a search without words costs nothing.</summary>
    public bool WithQueryOnly { get; init; }
}

/// <summary>The page asks for a citizen who has logged in; others are sent to the door.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class CitizenAttribute : Attribute
{
    /// <summary>The page is about the person who logged in alone: whoever acts for somebody else is asked to act for themselves first.</summary>
    public bool OnlyForOneself { get; init; }

    /// <summary>Besides, whoever answers by law for the person (a parent, a guardian) opens it in their name.</summary>
    public bool AlsoForWards { get; init; }

    /// <summary>Where one says for whom one acts: open also to who has lost the mandate they acted by.</summary>
    public bool Chooses { get; init; }
}

/// <summary>The page asks for a member of the staff who holds the permission, on the day, in some office.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class PermissionAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}

/// <summary>On which hosts a page lives; without it a page lives on the hosts of the Comuni only.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class HostedAtAttribute(HostKind kind) : Attribute
{
    public HostKind Kind { get; } = kind;
}

/// <summary>The two kinds of host of an installation.</summary>
[Flags]
public enum HostKind { Municipality = 1, AccessPoint = 2, Any = 3 }
