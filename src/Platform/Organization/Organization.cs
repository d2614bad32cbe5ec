using Liburia.Platform.Database;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Platform.Organization;

/// <summary>An office of the Comune.</summary>
public sealed class Office
{
    public required Guid Id { get; init; }
    public required string Name { get; set; }
    public required string Tasks { get; set; }
    public required string Mail { get; set; }
    public required string Phone { get; set; }
    public required string OpeningHours { get; set; }
}

/// <summary>A member of the staff of the Comune, known by an account of that Comune alone.</summary>
public sealed class StaffMember
{
    public required Guid Id { get; init; }
    public required string UserName { get; init; }
    public required string FullName { get; set; }
    /// <summary>Ties the accounts of one person in several Comuni; none while nobody has given it.</summary>
    public string? TaxCode { get; set; }
    /// <summary>Works for the consortium: is here only while the Comune keeps a window open.</summary>
    public bool IsConsortium { get; init; }
}

/// <summary>A role held by a member of the staff in an office between two days. Rights follow from it and end with it.</summary>
public sealed class Position
{
    public required Guid Id { get; init; }
    public required Guid StaffId { get; init; }
    public required Guid OfficeId { get; init; }
    public required string Role { get; init; }
    public required string Title { get; init; }
    public DateOnly ValidFrom { get; init; }
    /// <summary>Last day, included; none while it lasts.</summary>
    public DateOnly? ValidTo { get; set; }
    /// <summary>Whom it stands in for, where it is a substitution.</summary>
    public Guid? SubstitutesId { get; init; }

    public bool HoldsOn(DateOnly day) => ValidFrom <= day && (ValidTo is null || day <= ValidTo);
}

/// <summary>What a member of the staff may do today, and for which office.</summary>
/// <param name="Positions">Those in the office they act for: rights never mix between offices.</param>
/// <param name="Offices">Every office they may act for today.</param>
public sealed record Standing(StaffMember Staff, Office Office, IReadOnlyList<Position> Positions, IReadOnlyList<Office> Offices);

/// <summary>Reads offices and positions: the one source of roles.</summary>
public sealed class OrganizationChart(AppDb db, TimeProvider clock, IReadOnlyList<IModule> modules)
{
    /// <param name="officeId">The office they chose to act for; where they hold nothing there today, the first they hold something in.</param>
    public async Task<Standing?> StandingOfAsync(Guid staffId, Guid? officeId = null, CancellationToken cancel = default)
    {
        var today = Law.LegalTime.Today(clock);
        var staff = await db.Set<StaffMember>().AsNoTracking().FirstOrDefaultAsync(s => s.Id == staffId, cancel);
        if (staff is null) return null;
        var positions = (await db.Set<Position>().AsNoTracking().Where(p => p.StaffId == staffId).ToListAsync(cancel)).Where(p => p.HoldsOn(today)).OrderBy(p => p.ValidFrom).ToList();
        if (positions.Count == 0) return null;
        var ids = positions.Select(p => p.OfficeId).Distinct().ToList();
        var offices = await db.Set<Office>().AsNoTracking().Where(o => ids.Contains(o.Id)).OrderBy(o => o.Name).ToListAsync(cancel);
        var office = offices.FirstOrDefault(o => o.Id == officeId) ?? offices.First(o => o.Id == positions[0].OfficeId);
        return new Standing(staff, office, [.. positions.Where(p => p.OfficeId == office.Id)], offices);
    }

    /// <summary>Every role a position may name: those of any Comune, then the modules' own.</summary>
    public IReadOnlyList<Access.Role> Roles { get; } = Access.Roles.Of(modules);

    /// <summary>As the desk names a role; of one whose module is no longer there, its key.</summary>
    public string InWords(string role) => Roles.FirstOrDefault(known => known.Key == role)?.Name.It ?? role;

    public IEnumerable<string> PermissionsOf(IEnumerable<string> roles)
    {
        var held = roles.ToHashSet();
        if (held.Count == 0) return [];
        var carried = Roles.Where(role => held.Contains(role.Key)).SelectMany(role => role.Holds).ToHashSet();
        return modules.SelectMany(module => module.Permissions)
            .Where(permission => permission.Roles.Any(role => role == Access.Roles.Everyone || held.Contains(role)) || carried.Contains(permission.Name))
            .Select(permission => permission.Name);
    }

    /// <summary>The first page of the desk that somebody with these rights may open.</summary>
    public string DeskOf(Standing standing)
    {
        var held = PermissionsOf(standing.Positions.Select(position => position.Role)).ToHashSet();
        return modules.SelectMany(module => module.Menu).Where(entry => entry.Place == Access.MenuPlace.Desk && (entry.Permission is null || held.Contains(entry.Permission))).OrderBy(entry => entry.Order).FirstOrDefault()?.Path ?? "/desk";
    }

    /// <summary>Who signs today in that role, for documents.</summary>
    public async Task<(StaffMember Staff, Position Position)?> HolderOfAsync(string role, CancellationToken cancel = default)
    {
        var today = Law.LegalTime.Today(clock);
        var held = await db.Set<Position>().AsNoTracking().Where(p => p.Role == role && p.ValidFrom <= today && (p.ValidTo == null || p.ValidTo >= today))
            .OrderBy(p => p.ValidFrom).ThenBy(p => p.Id).FirstOrDefaultAsync(cancel);
        return held is null ? null : (await db.Set<StaffMember>().AsNoTracking().FirstAsync(s => s.Id == held.StaffId, cancel), held);
    }

    /// <summary>Who holds a position in the office today.</summary>
    public async Task<IReadOnlyList<StaffMember>> StaffOfAsync(Guid officeId, CancellationToken cancel = default)
    {
        var today = Law.LegalTime.Today(clock);
        var ids = await db.Set<Position>().AsNoTracking().Where(p => p.OfficeId == officeId && p.ValidFrom <= today && (p.ValidTo == null || p.ValidTo >= today)).Select(p => p.StaffId).Distinct().ToListAsync(cancel);
        return await db.Set<StaffMember>().AsNoTracking().Where(s => ids.Contains(s.Id)).OrderBy(s => s.FullName).ToListAsync(cancel);
    }

    public Task<List<Office>> OfficesAsync(CancellationToken cancel = default) => db.Set<Office>().AsNoTracking().OrderBy(o => o.Name).ToListAsync(cancel);

    /// <summary>The offices, found by their function.</summary>
    public Task<OfficeBook> BookAsync(CancellationToken cancel = default) => OfficeBook.ReadAsync(db, modules, cancel);
}
