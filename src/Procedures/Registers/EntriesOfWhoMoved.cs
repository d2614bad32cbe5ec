using Liburia.Platform.Database;
using Liburia.Platform.Events;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Procedures.Cases;
using Liburia.Subjects.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Procedures.Registers;

/// <summary>
/// What was granted for where somebody lives, a badge or a permit, is to be brought up to date when they move: the office of its case is told that they
/// did and since when, and nothing else.
/// </summary>
internal sealed class EntriesOfWhoMoved(AppDb db, ISubjectRegister subjects, TimeProvider clock) : IRecipientOf<ResidenceChanged>
{
    public async Task<IReadOnlyList<Disclosure>> HearAsync(ResidenceChanged happened, CancellationToken cancel)
    {
        var people = (await subjects.FindManyAsync(happened.SubjectIds, cancel)).Values.ToLookup(person => person.TaxCode, person => person.Id);
        var (codes, today) = (people.Select(group => group.Key).ToList(), LegalTime.Today(clock));
        var held = await db.Set<RegisterEntry>().Where(e => e.FollowsResidence && e.State == EntryState.InForce && codes.Contains(e.HolderTaxCode)
            && (e.ValidUntil == null || e.ValidUntil >= today)).ToListAsync(cancel);
        if (held.Count == 0) return [];
        var ids = held.Select(entry => entry.CaseId).ToList();
        var cases = await db.Set<Case>().Where(c => ids.Contains(c.Id)).ToDictionaryAsync(c => c.Id, cancel);
        foreach (var entry in held)
        {
            (entry.HolderMovedOn, entry.Version) = (happened.LegalDate, entry.Version + 1);
            var told = new Texts("Il titolare abita altrove dal {0:dd/MM/yyyy}: da aggiornare", "The holder lives elsewhere since {0:dd/MM/yyyy}: to be brought up to date").With(happened.LegalDate);
            db.Add(CaseLog.Event(cases[entry.CaseId], CaseEventKind.HolderMoved, clock.UtcNow(), Platform.Access.AccessLog.ByItself, null, true, told));
        }
        return [.. from entry in held
                   let item = cases[entry.CaseId]
                   from person in people[entry.HolderTaxCode]
                   select new Disclosure(person, item.OfficeName, $"Che hai cambiato indirizzo, dal {Say.ShortDay(happened.LegalDate)}", $"Aggiornare: {entry.TitleIt}, n. {entry.InWords}", entry.CaseId)];
    }
}
