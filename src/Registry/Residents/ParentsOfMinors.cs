using Liburia.Platform.Access;
using Liburia.Platform.Audit;
using Liburia.Platform.Database;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Subjects.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Registry.Residents;

/// <summary>Somebody declared to be the parent of a minor of their own household (art. 46 c. 1 lett. u DPR 445/2000). The office may check it (art. 71).</summary>
internal sealed class ParentDeclaration
{
    public required Guid Id { get; init; }
    /// <summary>The resident.</summary>
    public required Guid MinorId { get; init; }
    /// <summary>Tax code.</summary>
    public required string Declarant { get; init; }
    public required string DeclarantName { get; init; }
    public DateTime DeclaredAt { get; init; }
}

/// <summary>
/// Parents act for their minor children (artt. 316 and 320 c.c.), until the day before they are eighteen (art. 2 c.c.). The register knows whose child
/// somebody is only where the parent is the head of the household; the other parent declares it. Whether they are related is not shown to anybody else.
/// </summary>
internal sealed class ParentsOfMinors(AppDb db, ResidentRegister register, AuditTrail audit, TimeProvider clock) : IMandateSource
{
    private const string Source = "genitore";

    /// <summary>ANPR table 05: child of the head of the household.</summary>
    private const int Child = 3;

    private const int Adult = 18;

    /// <summary>Years between parent and child, at the least: nobody younger is offered to declare it.</summary>
    private const int YoungestParent = 14;

    public async Task<IReadOnlyList<Mandate>> HeldByAsync(string representative, DateOnly day, CancellationToken cancel)
    {
        if (await register.FindByTaxCodeAsync(representative, cancel) is not { } self || self.Person.AgeOn(day) < Adult) return [];
        var household = await register.HouseholdAsync(self.Id, day, cancel);
        var isHead = household.Any(member => member.Resident.Id == self.Id && member.Relationship == 1);
        var minors = household.Where(member => member.Resident.Person.AgeOn(day) < Adult).ToList();
        var declared = await db.Set<ParentDeclaration>().AsNoTracking().Where(d => d.Declarant == representative).ToDictionaryAsync(d => d.MinorId, cancel);
        var held = new List<Mandate>();
        foreach (var minor in minors)
        {
            if (isHead && minor.Relationship == Child) held.Add(Of(self, minor.Resident, InRegister));
            else if (declared.TryGetValue(minor.Resident.Id, out var own)) held.Add(Of(self, minor.Resident, Declared(own)));
        }
        // Parents remain parents where the child lives elsewhere; but where anybody the child lives with is protected nobody outside learns anything of them.
        foreach (var own in declared.Values.Where(own => minors.All(minor => minor.Resident.Id != own.MinorId)))
            if (await register.FindAsync(own.MinorId, cancel) is { Resident.RemovedOn: null } away && away.Person.AgeOn(day) < Adult
                && !AddressChange.IsProtected(await register.HouseholdAsync(away.Id, day, cancel))) held.Add(Of(self, away, Declared(own)));
        return held;
    }

    public async Task<IReadOnlyList<MandateClaim>> ClaimableByAsync(string representative, DateOnly day, CancellationToken cancel) =>
        [.. (await OfferedAsync(representative, day, cancel)).Select(minor => new MandateClaim(KeyOf(minor), minor.Person.FullName, new(
            $"Sono genitore di {minor.Person.FullName}, nata/o il {Say.ShortDay(minor.Person.DateOfBirth)}", $"I am a parent of {minor.Person.FullName}, born on {Say.ShortDay(minor.Person.DateOfBirth)}")))];

    public async Task<bool> ClaimAsync(string representative, string representativeName, string key, CancellationToken cancel)
    {
        if ((await OfferedAsync(representative, LegalTime.Today(clock), cancel)).FirstOrDefault(minor => KeyOf(minor) == key) is not { } minor) return false;
        db.Add(new ParentDeclaration { Id = Guid.CreateVersion7(), MinorId = minor.Id, Declarant = representative, DeclarantName = representativeName, DeclaredAt = clock.UtcNow() });
        audit.Note("mandate.declare", $"subject:{minor.Person.Id:n}", new { representative, representativeName, norm = "art. 46 c. 1 lett. u DPR 445/2000" });
        return true;
    }

    /// <summary>Minors of the household for whom the person, of age, does not act yet, and who may be their children by age.</summary>
    private async Task<IReadOnlyList<ResidentView>> OfferedAsync(string representative, DateOnly day, CancellationToken cancel)
    {
        if (await register.FindByTaxCodeAsync(representative, cancel) is not { } self || self.Person.AgeOn(day) < Adult) return [];
        var held = (await HeldByAsync(representative, day, cancel)).Select(mandate => mandate.Principal).ToHashSet();
        var household = await register.HouseholdAsync(self.Id, day, cancel);
        // Two children of the same head are brothers and sisters.
        var isChild = household.Any(member => member.Resident.Id == self.Id && member.Relationship == Child);
        return [.. from member in household
                   let minor = member.Resident
                   where minor.Person.AgeOn(day) < Adult && !held.Contains(minor.Person.TaxCode) && !(isChild && member.Relationship == Child)
                       && self.Person.DateOfBirth.AddYears(YoungestParent) <= minor.Person.DateOfBirth
                   select minor];
    }

    private static string KeyOf(ResidentView minor) => $"{Source}:{minor.Person.Id:n}";

    private static readonly Texts InRegister = new("genitore, come risulta dall'anagrafe (artt. 316 e 320 c.c.)", "parent, as the population register shows (arts. 316 and 320 Civil Code)");

    private static Texts Declared(ParentDeclaration own) => new(
        $"genitore, come ha dichiarato il {Say.ShortDay(LegalTime.DayOf(own.DeclaredAt))} (art. 46 c. 1 lett. u DPR 445/2000)",
        $"parent, as declared on {Say.ShortDay(LegalTime.DayOf(own.DeclaredAt))} (art. 46 c. 1 lett. u DPR 445/2000)");

    private static Mandate Of(ResidentView self, ResidentView minor, Texts act) => new(
        KeyOf(minor), MandateKind.Parent, self.Person.TaxCode, minor.Person.TaxCode, minor.Person.FullName, [], minor.Person.DateOfBirth, minor.Person.DateOfBirth.AddYears(Adult).AddDays(-1), act);
}
