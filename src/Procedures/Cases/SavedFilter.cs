namespace Liburia.Procedures.Cases;

/// <summary>A view of the queue that somebody keeps for themselves: a name for an address.</summary>
internal sealed class SavedFilter
{
    public required Guid Id { get; init; }
    public required Guid StaffId { get; init; }
    public required string Name { get; init; }
    /// <summary>The queue's query, without page: <c>?stato=ufficio&amp;servizio=…</c></summary>
    public required string Address { get; init; }
    public DateTime CreatedAt { get; init; }
}
