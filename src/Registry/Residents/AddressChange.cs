using Liburia.Platform.Access;
using Liburia.Platform.Audit;
using Liburia.Platform.Database;
using Liburia.Platform.Events;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Platform.Search;
using Liburia.Protocol.Contracts;
using Liburia.Registry.Contracts;
using Liburia.Subjects.Contracts;
using Liburia.Territory.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Registry.Residents;

/// <summary>
/// Change of address within the Comune (ANPR operation 5005; art. 13 c. 1 lett. b DPR 223/1989): the whole household moves. The legal
/// date and the day of recording are kept apart.
/// </summary>
internal sealed class AddressChange(
    AppDb db, ResidentRegister register, IStreetRegister streets, IProtocolRegister protocol, SearchIndex search, AuditTrail audit, EventTeller events, Visitor visitor, TimeProvider clock)
{
    /// <summary>Moves the household inside the caller's transaction.</summary>
    /// <param name="declaredAs">Number of the register under which the declaration stands; without one it is registered here.</param>
    /// <exception cref="RuleBroken">Unknown civic number, a legal date in the future or before the enrolment, the address it already has.</exception>
    public async Task MoveAsync(Guid residentId, Guid streetId, int number, string exponent, string flat, DateOnly legalDate, string? declaredAs = null, CancellationToken cancel = default)
    {
        var now = clock.UtcNow();
        var today = LegalTime.DayOf(now);
        if (legalDate > today)
            throw new RuleBroken("LegalDate", new("La data di decorrenza non può essere nel futuro.", "The effective date cannot be in the future."), "art. 13 DPR 223/1989");
        var address = await streets.FindAsync(streetId, number, exponent, cancel)
            ?? throw new RuleBroken("StreetNumber", new("Questo civico non esiste nello stradario del Comune: controlla numero ed esponente.", "This civic number is not in the street register: check number and exponent."));
        var household = await register.HouseholdAsync(residentId, today, cancel);
        if (household.Count == 0) throw new RuleBroken("", new("La persona non è in una famiglia anagrafica: la variazione non si può registrare.", "The person is in no household: the change cannot be recorded."));
        var enrolledOn = household.First(member => member.Resident.Id == residentId).Resident.Resident.RegisteredOn;
        if (legalDate < enrolledOn)
            throw new RuleBroken("LegalDate", new Texts("La data precede l'iscrizione della persona in questo Comune ({0:dd/MM/yyyy}).", "The date is before the person's enrolment here ({0:dd/MM/yyyy}).").With(enrolledOn));
        await RefuseSameAsync(residentId, address, flat, legalDate, now, cancel);

        // The register is searched by its words: with the new street in them it would tell where a protected person lives.
        declaredAs ??= (await protocol.RegisterAsync(new Registration(ProtocolDirection.Incoming,
            "Dichiarazione di cambio di indirizzo all'interno del Comune" + (IsProtected(household) ? "" : $": {address.InWords}"), household[0].Resident.Person.RegisterName, "XI/2", []), cancel)).InWords;
        foreach (var member in household)
        {
            // A child enrolled after the move has lived at the new address since then.
            var from = member.Resident.Resident.RegisteredOn > legalDate ? member.Resident.Resident.RegisteredOn : legalDate;
            db.Add(new ResidenceInTime
            {
                Id = Guid.CreateVersion7(),
                ResidentId = member.Resident.Id,
                CivicNumberId = address.CivicNumberId,
                FlatNumber = flat,
                ValidFrom = from,
                RecordedAt = now,
                RecordedBy = visitor.FullName,
            });
        }
        await IndexAsync(household, now, cancel);
        audit.Note("registry.address-change", $"resident:{residentId:n}", new { address = address.InWords, flat, legalDate, members = household.Count, protocol = declaredAs });
        await events.TellAsync(new ResidenceChanged([.. household.Select(m => m.Resident.Resident.SubjectId)], address.CivicNumberId, flat, legalDate, now), cancel);
    }

    /// <summary>
    /// Undoes a change that was recorded and then not confirmed, inside the caller's transaction: from the legal date the household lives where it did the
    /// day before. The rows of before stay: the register still knows what it said in between.
    /// </summary>
    /// <summary>Somebody of the household lives somewhere since a later day: what was before that declaration is no longer theirs to go back to.</summary>
    public async Task<bool> HasMovedSinceAsync(Guid residentId, DateOnly legalDate, CancellationToken cancel = default)
    {
        var ids = (await register.HouseholdAsync(residentId, LegalTime.Today(clock), cancel)).Select(member => member.Resident.Id).ToList();
        return await db.Set<ResidenceInTime>().AnyAsync(row => ids.Contains(row.ResidentId) && row.ValidFrom > legalDate, cancel);
    }

    public async Task TakeBackAsync(Guid residentId, DateOnly legalDate, string declaredAs, CancellationToken cancel = default)
    {
        var now = clock.UtcNow();
        var household = await register.HouseholdAsync(residentId, LegalTime.DayOf(now), cancel);
        var ids = household.Select(member => member.Resident.Id).ToList();
        var rows = (await db.Set<ResidenceInTime>().AsNoTracking().Where(r => ids.Contains(r.ResidentId)).ToListAsync(cancel)).ToLookup(r => r.ResidentId);
        if (ResidenceHistory.On(rows[residentId], legalDate.AddDays(-1), now) is not { } home) throw new RuleBroken("", new("L'indirizzo di prima non è nel registro: va ripristinato a mano.", "The former address is not in the register: it is to be restored by hand."));
        foreach (var member in household)
        {
            var from = member.Resident.Resident.RegisteredOn > legalDate ? member.Resident.Resident.RegisteredOn : legalDate;
            // A child enrolled after the move goes where the family was.
            var former = ResidenceHistory.On(rows[member.Resident.Id], legalDate.AddDays(-1), now) ?? home;
            db.Add(new ResidenceInTime { Id = Guid.CreateVersion7(), ResidentId = member.Resident.Id, CivicNumberId = former.CivicNumberId, FlatNumber = former.FlatNumber, ValidFrom = from, RecordedAt = now, RecordedBy = visitor.FullName });
        }
        await IndexAsync(household, now, cancel);
        audit.Note("registry.address-change-taken-back", $"resident:{residentId:n}", new { legalDate, members = household.Count, protocol = declaredAs });
        await events.TellAsync(new ResidenceChanged([.. household.Select(m => m.Resident.Resident.SubjectId)], home.CivicNumberId, home.FlatNumber, legalDate, now), cancel);
    }

    /// <summary>Who lives with a protected person lives where that person does.</summary>
    internal static bool IsProtected(IReadOnlyList<HouseholdMember> household) => household.Any(member => member.Resident.Resident.IsProtected);

    private async Task IndexAsync(IReadOnlyList<HouseholdMember> household, DateTime now, CancellationToken cancel)
    {
        await db.SaveChangesAsync(cancel);
        foreach (var member in household)
        {
            var dwelling = IsProtected(household) ? null : await register.DwellingAsync(member.Resident.Id, LegalTime.DayOf(now), now, cancel);
            await search.IndexAsync(ResidentIndex.Kind, member.Resident.Id, member.Resident.Person.RegisterName,
                ResidentRegister.Searchable(member.Resident, dwelling), isNew: false, cancel);
        }
    }

    private async Task RefuseSameAsync(Guid residentId, Address address, string flat, DateOnly legalDate, DateTime now, CancellationToken cancel)
    {
        var rows = await db.Set<ResidenceInTime>().AsNoTracking().Where(r => r.ResidentId == residentId).ToListAsync(cancel);
        if (ResidenceHistory.On(rows, legalDate, now) is { } held && held.CivicNumberId == address.CivicNumberId && held.FlatNumber == flat)
            throw new RuleBroken("StreetNumber", new("La famiglia risulta già a questo indirizzo alla data indicata.", "The household already has this address on that date."));
    }
}
