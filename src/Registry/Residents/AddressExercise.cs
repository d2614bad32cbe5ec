using System.Text.Json;
using Liburia.Platform.Database;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Platform.Training;
using Liburia.Territory.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Registry.Residents;

/// <summary>A change of address of a household, at the counter. The register says whether it was done: where, which flat, since when, for everybody.</summary>
internal sealed class AddressExercise(AppDb db, ResidentRegister register, IStreetRegister streets, TimeProvider clock) : IExercise
{
    private sealed record Wanted(Guid Resident, Guid Civic, string Flat, DateOnly On);

    public string Key => "registry.address-change";
    public Texts Title => new("Registra un cambio di indirizzo", "Record a change of address");
    public string Permission => RegistryModule.Move;
    public string Path => "/desk/residenti";

    public IReadOnlyList<string> Steps =>
    [
        "Cerca la persona e apri la sua scheda, dicendo perché.",
        "Scegli «Cambio di indirizzo» e controlla chi si sposta.",
        "Via, civico e interno nuovi; la data di decorrenza è quella della dichiarazione.",
        "Registra, poi torna qui e fai controllare.",
    ];

    public async Task<ExerciseTask?> SetAsync(int turn, CancellationToken cancel)
    {
        var today = LegalTime.Today(clock);
        // Nobody whose address is hidden: a task is read aloud.
        var heads = db.Set<FamilyMembership>().AsNoTracking().Where(m => m.Relationship == 1 && m.ValidTo == null && !db.Set<FamilyMembership>()
            .Any(other => other.FamilyId == m.FamilyId && db.Set<RegisteredResident>()
                .Any(r => r.Id == other.ResidentId && (r.IsProtected || r.RemovedOn != null))));
        var count = await heads.CountAsync(cancel);
        if (count == 0) return null;
        var head = await heads.OrderBy(m => m.ResidentId).Skip(turn % count).Select(m => m.ResidentId).FirstAsync(cancel);
        if (await register.FindAsync(head, cancel) is not { } person
            || await register.DwellingAsync(head, today, LegalTime.UtcNow(clock), cancel) is not { } home) return null;
        var all = await streets.StreetsAsync(cancel);
        for (var i = 0; i < all.Count; i++)
        {
            var numbers = (await streets.OnStreetAsync(all[(turn + i) % all.Count].Id, cancel))
                .Where(address => address.CivicNumberId != home.Address.CivicNumberId).ToList();
            if (numbers.Count == 0) continue;
            var (target, flat) = (numbers[turn % numbers.Count], $"{(turn % 9) + 1}");
            return new ExerciseTask(
                $"La famiglia di {person.Person.FullName}, codice fiscale {person.Person.TaxCode}, abita in {home.InWords}. Oggi, {Say.ShortDay(today)}, dichiara che abita in {target.InWords} int. {flat}. Registra il cambio di indirizzo con decorrenza da oggi.",
                JsonSerializer.Serialize(new Wanted(head, target.CivicNumberId, flat, today)));
        }
        return null;
    }

    public async Task<ExerciseVerdict> JudgeAsync(string facts, DateTime since, CancellationToken cancel)
    {
        var wanted = JsonSerializer.Deserialize<Wanted>(facts)!;
        var now = LegalTime.UtcNow(clock);
        var household = await register.HouseholdAsync(wanted.Resident, LegalTime.DayOf(now), cancel);
        if (household.Count == 0) return new(["La famiglia non è più in questo registro: la palestra è ricominciata. Inizia di nuovo."]);
        var ids = household.Select(member => member.Resident.Id).ToList();
        var rows = (await db.Set<ResidenceInTime>().AsNoTracking().Where(r => ids.Contains(r.ResidentId)).ToListAsync(cancel)).ToLookup(r => r.ResidentId);
        if (ResidenceHistory.On(rows[wanted.Resident], LegalTime.DayOf(now), now) is not { } found
            || found.RecordedAt < since) return new(["Nel registro non c'è un cambio di indirizzo di questa famiglia da quando hai cominciato."]);
        var (missing, addresses) = (new List<string>(), await streets.AddressesAsync([found.CivicNumberId, wanted.Civic], cancel));
        if (found.CivicNumberId != wanted.Civic) missing.Add($"L'indirizzo registrato è {addresses[found.CivicNumberId].InWords}: doveva essere {addresses[wanted.Civic].InWords}.");
        if (found.FlatNumber != wanted.Flat) missing.Add($"L'interno registrato è «{found.FlatNumber}»: doveva essere «{wanted.Flat}».");
        if (found.ValidFrom != wanted.On) missing.Add($"Il cambio decorre dal {Say.ShortDay(found.ValidFrom)}: doveva decorrere dal {Say.ShortDay(wanted.On)}.");
        foreach (var member in household.Where(member => ResidenceHistory.On(rows[member.Resident.Id], LegalTime.DayOf(now), now) is not { } own
            || own.CivicNumberId != found.CivicNumberId || own.FlatNumber != found.FlatNumber))
            missing.Add($"{member.Resident.Person.FullName} è rimasto dov'era: la famiglia si sposta tutta.");
        return new(missing);
    }
}
