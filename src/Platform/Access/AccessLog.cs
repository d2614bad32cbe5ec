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
    public required string Office { get; init; }
    public required string Purpose { get; init; }
    public required string What { get; init; }
}

/// <summary>Who looked at whose data, for which office and why. The row is stored before the answer leaves.</summary>
public sealed class AccessLog(AppDb db, Visitor visitor, AuditTrail audit, TimeProvider clock)
{
    /// <summary>Records the look inside the caller's transaction.</summary>
    public void Record(Guid subjectId, string what, string purpose)
    {
        db.Add(new AccessRecord
        {
            Id = Guid.CreateVersion7(),
            SubjectId = subjectId,
            At = clock.UtcNow(),
            StaffName = visitor.FullName,
            Office = visitor.Office,
            Purpose = purpose,
            What = what,
        });
        audit.Note("access.read", $"subject:{subjectId:n}", new { what, purpose, office = visitor.Office, staff = visitor.FullName });
    }

    public Task<List<AccessRecord>> OfAsync(Guid subjectId, CancellationToken cancel = default) =>
        db.Set<AccessRecord>().AsNoTracking().Where(r => r.SubjectId == subjectId).OrderByDescending(r => r.At).Take(200).ToListAsync(cancel);
}
