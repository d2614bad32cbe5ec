namespace Liburia.Platform.Runs;

public enum RunItemState { Waiting, Done, Refused }

/// <summary>One act on many things, begun by a person of the staff and carried out a slice at a time in their name.</summary>
public sealed class Run
{
    public required Guid Id { get; init; }
    /// <summary>Name of its <see cref="RunKind"/>.</summary>
    public required string Kind { get; init; }
    /// <summary>What it does, in words.</summary>
    public required string Title { get; init; }
    /// <summary>What the kind needs to know, as it wrote it.</summary>
    public required string Arguments { get; init; }
    public required Guid StaffId { get; init; }
    public required string StaffName { get; init; }
    public required Guid OfficeId { get; init; }
    public DateTime CreatedAt { get; init; }
    /// <summary>Begun by a command on the machine itself: nobody's right is read again.</summary>
    public bool IsOfTheMachine => StaffId == Guid.Empty;
    /// <summary>When nothing waited any more.</summary>
    public DateTime? FinishedAt { get; set; }
}

/// <summary>One of the things: its row is the checkpoint, changed in the commit that does it.</summary>
public sealed class RunItem
{
    public required Guid RunId { get; init; }
    public required int Position { get; init; }
    /// <summary>What the kind calls it by.</summary>
    public required string Subject { get; init; }
    public required string Label { get; init; }
    /// <summary>Local address of its page.</summary>
    public string? Href { get; init; }
    public RunItemState State { get; set; }
    /// <summary>Why it was not done.</summary>
    public string? Reason { get; set; }
    /// <summary>How often the program, and not a rule, failed on it.</summary>
    public int Failures { get; set; }
}
