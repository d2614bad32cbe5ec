using System.Globalization;
using Liburia.Platform.Access;
using Liburia.Platform.Audit;
using Liburia.Platform.Database;
using Liburia.Platform.Database.Sqlite;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Platform.Search;
using Liburia.Platform.Tenancy;
using Liburia.Registry.Contracts;
using Liburia.Registry.Residents;
using Liburia.Subjects.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Registry.Imports;

/// <summary>Puts a household that came from a file into the register: who is new is enrolled, who is there is corrected, and where they live changes as it
/// would at the counter.</summary>
internal sealed class Enrolment(
    AppDb db, ISubjectRegister subjects, ResidentRegister register, AddressChange change, SearchIndex search, CitizenIndex index, AccessLog accessLog,
        AuditTrail audit, Visitor visitor, Tenant tenant,
    TimeProvider clock)
{
    /// <summary>ANPR table 07, «altri motivi»: the file does not say how they once came.</summary>
    private const int Taken = 9;

    /// <summary>ANPR table 42: everything may be certified.</summary>
    private const int Certifiable = 2;

    /// <summary>ANPR table 01, where the file says nothing.</summary>
    private const int Unknown = 9;

    /// <summary>The last individual number, once this transaction has asked for it.</summary>
    private int? lastNumber;

    /// <summary>Inside the caller's transaction.</summary>
    /// <param name="lines">Of one household, those that are new or change something.</param>
    /// <exception cref="RuleBroken">What the register refuses, at the counter too.</exception>
    public async Task TakeAsync(IReadOnlyList<PersonLine> lines, string source, CancellationToken cancel)
    {
        var (now, today) = (clock.UtcNow(), LegalTime.Today(clock));
        var there = lines.Where(line => line.Found?.Resident is not null).ToList();
        foreach (var line in there) await CorrectAsync(line, source, cancel);
        await MoveAsync(there, source, today, cancel);
        var added = await EnrolAsync([.. lines.Where(line => line.Found?.Resident is null)], source, now, cancel);
        await db.SaveChangesAsync(cancel);
        await IndexAsync(lines[0], there, added, today, cancel);
        foreach (var line in there) accessLog.Record(line.Found!.Person.Id, "Correzione da un file", source);
        foreach (var (resident, _) in added) accessLog.Record(resident.SubjectId, "Iscrizione da un file", source);
    }

    /// <summary>The household of those of the file who are there already, also of those who change nothing; else a new one, under the number of the file where
    /// nobody has it.</summary>
    private async Task<Guid> FamilyAsync(PersonLine line, CancellationToken cancel)
    {
        if (line.Family is { } known) return known;
        var isNumber = int.TryParse(line.Household, NumberStyles.None, CultureInfo.InvariantCulture, out var code) && code > 0;
        if (!isNumber || await db.Set<RegisteredFamily>().AnyAsync(f => f.RegisteredFamilyCode == code, cancel))
            code = (await db.Set<RegisteredFamily>().MaxAsync(f => (int?)f.RegisteredFamilyCode, cancel) ?? 0) + 1;
        var family = new RegisteredFamily { Id = Guid.CreateVersion7(), RegisteredFamilyCode = code };
        db.Add(family);
        return family.Id;
    }

    private async Task<IReadOnlyList<(RegisteredResident Resident, PersonLine Line)>> EnrolAsync(IReadOnlyList<PersonLine> lines, string source,
        DateTime now, CancellationToken cancel)
    {
        var added = new List<(RegisteredResident, PersonLine)>();
        if (lines.Count == 0) return added;
        var family = await FamilyAsync(lines[0], cancel);
        lastNumber ??= await db.Set<RegisteredResident>().MaxAsync(r => (int?)r.ResidentPersonId, cancel) ?? 0;
        foreach (var line in lines)
        {
            // Somebody the Comune knows already, as an applicant or a former resident, is the same person here.
            if (line.Found is not null) await subjects.CorrectAsync(line.Found.Person.Id, line.Facts(source), cancel);
            var (subject, resident) = (line.Found?.Person.Id ?? subjects.Add(line.Facts(source)), Guid.CreateVersion7());
            var row = new RegisteredResident
            {
                Id = resident,
                SubjectId = subject,
                ResidentPersonId = (lastNumber = lastNumber.Value + 1).Value,
                RegisteredOn = line.Since,
                RegistrationReason = Taken,
                CertifiabilityLevel = Certifiable,
                IsProtected = line.IsProtected ?? false,
                CitizenshipCode = line.Citizenship.CitizenshipCode!,
                Citizenship = line.Citizenship.Name,
                MaritalStatus = line.MaritalStatus ?? Unknown,
            };
            added.Add((row, line));
            db.Add(row);
            db.Add(new FamilyMembership
            {
                Id = Guid.CreateVersion7(),
                FamilyId = family,
                ResidentId = resident,
                Relationship = line.Relationship,
                ValidFrom = line.Since,
                RecordedAt = now
            });
            db.Add(new ResidenceInTime
            {
                Id = Guid.CreateVersion7(),
                ResidentId = resident,
                CivicNumberId = line.Address!.CivicNumberId,
                FlatNumber = line.Flat,
                ValidFrom = line.AddressSince ?? line.Since,
                RecordedAt = now,
                RecordedBy = visitor.FullName,
            });
            audit.Note("registry.enrol", $"resident:{resident:n}", new { subject, line.Since, source });
        }
        // The citizens whom the access point finds: a hash too many, where this is undone, says nothing about anybody.
        await index.AddManyAsync(tenant.Municipality.Slug, [.. lines.Select(line => line.TaxCode)], cancel);
        return added;
    }

    private async Task CorrectAsync(PersonLine line, string source, CancellationToken cancel)
    {
        var (resident, person, facts) = (line.Found!.Resident!, line.Found.Person, line.Facts(source));
        var isNamed = line.Row[PeopleFields.BirthPlace].Length > 0 || line.Row[PeopleFields.BirthState].Length > 0;
        if ((person.FamilyName, person.GivenName, person.Sex, person.DateOfBirth) != (facts.FamilyName, facts.GivenName, facts.Sex, facts.DateOfBirth)
            || (isNamed && (person.BirthPlace, person.BirthProvince, person.BirthCountry) != (facts.BirthPlace, facts.BirthProvince, facts.BirthCountry)))
            await subjects.CorrectAsync(person.Id, facts, cancel);
        var (citizenship, status, hidden) = (line.Row[PeopleFields.Citizenship].Length > 0 ? line.Citizenship : null, line.MaritalStatus
            ?? resident.MaritalStatus, resident.IsProtected || line.IsProtected == true);
        var (code, name) = (citizenship?.CitizenshipCode ?? resident.CitizenshipCode, citizenship?.Name ?? resident.Citizenship);
        await db.Set<RegisteredResident>().Where(r => r.Id == resident.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.CitizenshipCode, code).SetProperty(r => r.Citizenship, name)
            .SetProperty(r => r.MaritalStatus, status).SetProperty(r => r.IsProtected, hidden), cancel);
        audit.Note("registry.correct", $"resident:{resident.Id:n}",
            new { before = new { resident.CitizenshipCode, resident.MaritalStatus, resident.IsProtected }, after = new { code, status, hidden }, source });
    }

    /// <summary>The household moves as one, as at the counter: events, search and older certificates with it.</summary>
    private async Task MoveAsync(IReadOnlyList<PersonLine> there, string source, DateOnly today, CancellationToken cancel)
    {
        var moving = there.FirstOrDefault(line => line.Found!.Home?.CivicNumberId != line.Address!.CivicNumberId
            || !line.Found.Home.FlatNumber.Equals(line.Flat, StringComparison.OrdinalIgnoreCase));
        if (moving is null) return;
        await change.MoveAsync(moving.Found!.Resident!.Id, moving.Address!.StreetId, moving.Address.StreetNumber, moving.Address.Exponent, moving.Flat,
            moving.AddressSince ?? today, source, cancel);
    }

    /// <summary>The whole household anew: where one of them is protected, nobody of them is found by the street. They all live where the file says.</summary>
    private async Task IndexAsync(PersonLine line, IReadOnlyList<PersonLine> there, IReadOnlyList<(RegisteredResident Resident, PersonLine Line)> added,
        DateOnly today, CancellationToken cancel)
    {
        var home = new Dwelling(line.Address!, line.Flat);
        // Of a household that has just come, whoever is in it has just been read.
        var household = line.Family is null && there.Count == 0 ? [] : await register.HouseholdAsync(there.Count > 0 ? there[0].Found!.Resident!.Id
            : added[0].Resident.Id, today, cancel);
        var hidden = AddressChange.IsProtected(household) || added.Any(one => one.Resident.IsProtected);
        foreach (var member in household.Where(member => added.All(one => one.Resident.Id != member.Resident.Id)))
            await search.IndexAsync(ResidentIndex.Kind, member.Resident.Id, member.Resident.Person.RegisterName,
                ResidentRegister.Searchable(member.Resident, hidden ? null : home), isNew: false, cancel);
        foreach (var (resident, own) in added)
        {
            var facts = own.Facts("");
            var person = new Person(resident.SubjectId, facts.FamilyName, facts.GivenName, facts.Sex, facts.DateOfBirth, facts.BirthPlace,
                facts.BirthProvince, facts.BirthCountry, own.Found?.Person.TaxCode ?? facts.TaxCode, "", default);
            await search.IndexAsync(ResidentIndex.Kind, resident.Id, person.RegisterName,
                ResidentRegister.Searchable(new(resident, person), hidden ? null : home), isNew: true, cancel);
        }
    }
}
