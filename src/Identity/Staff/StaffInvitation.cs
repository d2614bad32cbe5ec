namespace Liburia.Identity.Staff;

/// <summary>
/// First: somebody enters for the first time. Recovery: they have lost every way in, and two administrators say so. Window: the consortium's person enters,
/// and a second administrator, or whoever runs the installation, says that there is such a person.
/// </summary>
internal enum InvitationKind { First, Recovery, Window }

/// <summary>A personal link to the desk: for one person, once, for a while. Only the hash of its code is kept.</summary>
internal sealed class StaffInvitation
{
    public required Guid Id { get; init; }
    public required Guid StaffId { get; init; }
    public InvitationKind Kind { get; init; }
    /// <summary>None while the second administrator has not agreed.</summary>
    public string? Hash { get; set; }
    public required string Reason { get; init; }
    /// <summary>The administrator who asked; none where whoever runs the installation did.</summary>
    public Guid? AskedById { get; init; }
    public required string AskedBy { get; init; }
    public string? AgreedBy { get; set; }
    public DateTime CreatedAt { get; init; }
    public DateTime ExpiresAt { get; set; }
    public DateTime? UsedAt { get; set; }

    /// <summary>It waits for a second pair of eyes: there is no code yet.</summary>
    public bool Awaits => Kind != InvitationKind.First && Hash is null;
}
