using Liburia.Platform.Language;
using Liburia.Platform.Audit;
using Liburia.Platform.Database;
using Liburia.Platform.Events;
using Liburia.Platform.Law;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Platform.Access;

/// <summary>One look at a person's data by the staff; the person reads it in their area.</summary>
public sealed class AccessRecord
{
    public required Guid Id { get; init; }
    public required Guid SubjectId { get; init; }
    public DateTime At { get; init; }
    public required string StaffName { get; init; }
    public Guid? StaffId { get; init; }
    public Guid? OfficeId { get; init; }
    /// <summary>In whose place, or for the consortium; empty where for their own office.</summary>
    public string ActingFor { get; init; } = "";
    /// <summary>The case that evidences the purpose, where there is one.</summary>
    public Guid? CaseId { get; init; }
    public required string Office { get; init; }
    public required string Purpose { get; init; }
    public required string What { get; init; }
}

/// <summary>
/// One search by the staff among people: what was written and how many were listed. A list shows too little to be a look at each of them, yet whoever
/// harvests lists is seen by it.
/// </summary>
public sealed class SearchRecord
{
    public required Guid Id { get; init; }
    public DateTime At { get; init; }
    public required string StaffName { get; init; }
    public Guid? StaffId { get; init; }
    public Guid? OfficeId { get; init; }
    /// <summary>Among what: residents, cases, the protocol.</summary>
    public required string Place { get; init; }
    /// <summary>At most 100 characters.</summary>
    public required string Words { get; init; }
    /// <summary>How many were listed.</summary>
    public int Found { get; init; }
}

/// <summary>Why the visitor looks at a person's data, as they have said or as their case evidences.</summary>
public sealed record StatedPurpose(string InWords, Guid? CaseId);

/// <summary>Who looked at whose data, for which office and why. The row is stored before the answer leaves.</summary>
public sealed class AccessLog(AppDb db, Visitor visitor, AuditTrail audit, TimeProvider clock)
{
    /// <summary>The purpose of whoever keeps the register of what comes and goes: they have it for every document of the register, and for nothing else.</summary>
    public const string Registering = "Tenuta del protocollo e smistamento";

    /// <summary>How the purpose that a case evidences begins, and what is opened when another office's case is.</summary>
    public const string OfCase = "Pratica ";

    /// <summary>Names in the records somebody whom the register of persons does not know: the same tax code always gives the same id.</summary>
    public static Guid SubjectOf(string taxCode) => new(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes("subject:" + taxCode)).AsSpan(0, 16));

    /// <summary>Records the look inside the caller's transaction.</summary>
    /// <param name="caseId">The case that evidences the purpose, where there is one.</param>
    public void Record(Guid subjectId, string what, string purpose, Guid? caseId = null)
    {
        db.Add(new AccessRecord
        {
            Id = Guid.CreateVersion7(),
            SubjectId = subjectId,
            At = clock.UtcNow(),
            StaffName = visitor.FullName,
            StaffId = visitor.IsStaff ? visitor.StaffId : null,
            OfficeId = visitor.IsStaff ? visitor.OfficeId : null,
            ActingFor = visitor.ActingFor,
            CaseId = caseId,
            Office = visitor.Office,
            Purpose = purpose.Cut(300),
            What = what.Cut(200),
        });
        audit.Note("access.read", $"subject:{subjectId:n}", new { what, purpose, office = visitor.Office, staff = visitor.FullName, acting = visitor.ActingFor, @case = caseId });
    }

    /// <summary>Who a row names that no person caused: an office was told of something by the register where it happened.</summary>
    public const string ByItself = "Comunicazione automatica";

    /// <summary>Records inside the caller's transaction that an office was told something of a person: the person reads it as they read a look.</summary>
    public void Told(Disclosure disclosure)
    {
        db.Add(new AccessRecord
        {
            Id = Guid.CreateVersion7(),
            SubjectId = disclosure.SubjectId,
            At = clock.UtcNow(),
            StaffName = ByItself,
            CaseId = disclosure.CaseId,
            Office = disclosure.Recipient,
            Purpose = disclosure.Purpose.Cut(300),
            What = disclosure.What.Cut(200),
        });
        audit.Note("access.told", $"subject:{disclosure.SubjectId:n}", new { disclosure.Recipient, disclosure.What, disclosure.Purpose, @case = disclosure.CaseId });
    }

    /// <summary>
    /// Records the look in a write of its own, for a page that only shows: nothing is shown before it is stored. Where a write is under way it is stored with
    /// that, and whatever undoes it shows the page again, which looks again.
    /// </summary>
    public Task RecordAsync(Writing writing, Guid subjectId, string what, string purpose, Guid? caseId = null)
    {
        if (!writing.IsOpen) return writing.RunAsync(Look);
        return Look();

        Task<bool> Look()
        {
            Record(subjectId, what, purpose, caseId);
            return Task.FromResult(true);
        }
    }

    /// <summary>
    /// Why the visitor looks at this person, where they have said it, for the same office, within a working day; they are not asked twice. Null where they
    /// have to say it first. What was seen by keeping the protocol is no purpose for anything else.
    /// </summary>
    public async Task<StatedPurpose?> PurposeAsync(Guid subjectId)
    {
        // One's own case evidences a purpose; the reason for a look at another office's case is a reason for that case alone.
        var stated = await Stated().Where(r => r.SubjectId == subjectId && (r.CaseId == null || r.Purpose.StartsWith(OfCase))).OrderByDescending(r => r.At).FirstOrDefaultAsync();
        return stated is null ? null : new StatedPurpose(stated.Purpose, stated.CaseId);
    }

    /// <summary>The visitor has said why they open this case, within a working day.</summary>
    public async Task<bool> HasOpenedAsync(Guid caseId) => await OpenedForAsync(caseId) is not null;

    /// <summary>Why the visitor said they open this case of another office, within a working day of having said it; null where they have not.</summary>
    public Task<string?> OpenedForAsync(Guid caseId) =>
        Stated().Where(r => r.CaseId == caseId && r.What.StartsWith(OfCase)).OrderByDescending(r => r.At).Select(r => (string?)r.Purpose).FirstOrDefaultAsync();

    private IQueryable<AccessRecord> Stated()
    {
        var since = clock.UtcNow().AddHours(-8);
        return db.Set<AccessRecord>().Where(r => r.StaffId == visitor.StaffId && r.OfficeId == visitor.OfficeId && r.At > since && r.Purpose != Registering);
    }

    /// <summary>Records a search among people, before its answer leaves, for a page that only shows.</summary>
    public Task SearchedAsync(Writing writing, string place, string words, int found) => writing.RunAsync(() =>
    {
        Searched(place, words, found);
        return Task.FromResult(true);
    });

    /// <summary>Records a search among people inside the caller's transaction.</summary>
    public void Searched(string place, string words, int found)
    {
        var (at, cut) = (clock.UtcNow(), words.Cut(100));
        db.Add(new SearchRecord
        {
            Id = Guid.CreateVersion7(),
            At = at,
            StaffName = visitor.FullName,
            StaffId = visitor.StaffId,
            OfficeId = visitor.OfficeId,
            Place = place,
            Words = cut,
            Found = found,
        });
        audit.Note("access.search", place, new { words = cut, found, office = visitor.Office, staff = visitor.FullName, acting = visitor.ActingFor });
    }

    /// <summary>Looks at one person, the latest 200, newest first.</summary>
    /// <param name="subjectIds">The person's records, and the id of who is known by tax code alone.</param>
    public Task<List<AccessRecord>> OfAsync(IReadOnlyCollection<Guid> subjectIds, CancellationToken cancel = default) =>
        db.Set<AccessRecord>().AsNoTracking().Where(r => subjectIds.Contains(r.SubjectId)).OrderByDescending(r => r.At).Take(200).ToListAsync(cancel);
}

/// <summary>Forgets looks that are older than the rule lets them be kept, and what was asked about them.</summary>
internal sealed class AccessRetention(AppDb db, TimeProvider clock) : IRound
{
    public async Task RunAsync(CancellationToken cancel)
    {
        var first = LegalTime.StartOf(Retention.KeptFrom(Retention.AccessRecords, LegalTime.Today(clock)));
        await db.Set<LookQuestion>().Where(q => db.Set<AccessRecord>().Any(r => r.Id == q.RecordId && r.At < first)).ExecuteDeleteAsync(cancel);
        await db.Set<AccessRecord>().Where(r => r.At < first).ExecuteDeleteAsync(cancel);
        await db.Set<SearchRecord>().Where(r => r.At < first).ExecuteDeleteAsync(cancel);
    }
}
