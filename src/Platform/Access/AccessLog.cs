using Liburia.Platform.Audit;
using Liburia.Platform.Database;
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

/// <summary>Who looked at whose data, for which office and why. The row is stored before the answer leaves.</summary>
public sealed class AccessLog(AppDb db, Visitor visitor, AuditTrail audit, TimeProvider clock)
{
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
            Purpose = purpose,
            What = what,
        });
        audit.Note("access.read", $"subject:{subjectId:n}", new { what, purpose, office = visitor.Office, staff = visitor.FullName, acting = visitor.ActingFor, @case = caseId });
    }

    /// <summary>Records the look in a write of its own, for a page that only shows: nothing is shown before it is stored.</summary>
    public Task RecordAsync(Writing writing, Guid subjectId, string what, string purpose, Guid? caseId = null) => writing.RunAsync(() =>
    {
        Record(subjectId, what, purpose, caseId);
        return Task.FromResult(true);
    });

    /// <summary>The visitor has looked at this person's data within a working day, and it is written down: a form of that page may come.</summary>
    public Task<bool> HasLookedAsync(Guid subjectId)
    {
        var since = clock.UtcNow().AddHours(-8);
        return db.Set<AccessRecord>().AnyAsync(r => r.SubjectId == subjectId && r.StaffId == visitor.StaffId && r.At > since);
    }

    /// <summary>The visitor has said why they open this case, within a working day.</summary>
    public Task<bool> HasOpenedAsync(Guid caseId)
    {
        var since = clock.UtcNow().AddHours(-8);
        return db.Set<AccessRecord>().AnyAsync(r => r.CaseId == caseId && r.StaffId == visitor.StaffId && r.At > since);
    }

    public Task<List<AccessRecord>> OfAsync(Guid subjectId, CancellationToken cancel = default) =>
        db.Set<AccessRecord>().AsNoTracking().Where(r => r.SubjectId == subjectId).OrderByDescending(r => r.At).Take(200).ToListAsync(cancel);
}

/// <summary>Forgets looks that are older than the rule lets them be kept, and what was asked about them.</summary>
internal sealed class AccessRetention(AppDb db, TimeProvider clock) : IRound
{
    public async Task RunAsync(CancellationToken cancel)
    {
        var first = LegalTime.StartOf(Retention.KeptFrom(Retention.AccessRecords, LegalTime.Today(clock)));
        await db.Set<LookQuestion>().Where(q => db.Set<AccessRecord>().Any(r => r.Id == q.RecordId && r.At < first)).ExecuteDeleteAsync(cancel);
        await db.Set<AccessRecord>().Where(r => r.At < first).ExecuteDeleteAsync(cancel);
    }
}
