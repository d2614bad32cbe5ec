using Liburia.Platform.Access;
using Liburia.Platform.Audit;
using Liburia.Platform.Database;
using Liburia.Platform.Law;
using Liburia.Platform.Search;
using Liburia.Platform.Tenancy;
using Liburia.Protocol.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Protocol.Entries;

internal sealed class ProtocolRegister(AppDb db, Counters counters, Tenant tenant, Visitor visitor, AuditTrail audit, SearchIndex search, TimeProvider clock) : IProtocolRegister
{
    public const string SearchKind = "protocol", AuditAction = "protocol.register";

    public async Task<ProtocolNumber> RegisterAsync(Registration registration, CancellationToken cancel)
    {
        var now = clock.UtcNow();
        var day = LegalTime.DayOf(now);
        // The register restarts from 1 with the calendar year of Rome.
        var number = await counters.NextAsync("protocol", day.Year, cancel);
        var entry = new ProtocolEntry
        {
            Id = Guid.CreateVersion7(),
            Year = day.Year,
            Number = number,
            RegisteredOn = day,
            RegisteredAt = now,
            Direction = registration.Direction,
            Subject = registration.Subject,
            Counterpart = registration.Counterpart,
            Classification = registration.Classification,
            CaseId = registration.CaseId,
            Segnatura = ProtocolEntry.MarkOf(tenant.Municipality, day.Year, number, day),
            RegisteredBy = visitor.IsStaff ? visitor.FullName : "Liburia",
        };
        db.Add(entry);
        var position = 0;
        foreach (var document in registration.Documents)
        {
            db.Add(new EntryDocument
            {
                Id = Guid.CreateVersion7(),
                EntryId = entry.Id,
                ArchiveObjectId = document.Id,
                FileName = document.FileName,
                Sha256 = document.Sha256,
                Position = position++,
            });
        }
        await search.IndexAsync(SearchKind, entry.Id, $"{9999 - entry.Year:D4}{9999999 - entry.Number:D7}", $"{entry.Number} {entry.NumberInWords} {entry.Subject} {entry.Counterpart}", isNew: true, cancel);
        var files = registration.Documents.Select(d => d.Sha256).ToList();
        audit.Note(AuditAction, $"protocol:{entry.NumberInWords}", new { entry.Id, entry.Direction, entry.Classification, files, row = entry.Fingerprint(files) });
        return entry.ToNumber();
    }

    public async Task<(IReadOnlyList<Guid> Cases, bool IsCut)> CasesAsync(string query, int limit, CancellationToken cancel)
    {
        var entries = await search.NarrowAsync(db.Set<ProtocolEntry>().AsNoTracking().Where(e => e.CaseId != null), e => e.Id, SearchKind, query, cancel);
        var found = await entries.OrderByDescending(e => e.Year).ThenByDescending(e => e.Number).Select(e => e.CaseId!.Value).Take(limit + 1).ToListAsync(cancel);
        return ([.. found.Take(limit).Distinct()], found.Count > limit);
    }

    public async Task<ProtocolNumber?> FindAsync(Guid entryId, CancellationToken cancel) =>
        (await db.Set<ProtocolEntry>().AsNoTracking().FirstOrDefaultAsync(e => e.Id == entryId, cancel))?.ToNumber();
}
