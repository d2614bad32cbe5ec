namespace Liburia.Assistance.Training;

/// <summary>An exercise that a member of the staff began, in the register of their own Comune: the practice Comune forgets every night, this does
/// not.</summary>
internal sealed class TrainingRecord
{
    public required Guid Id { get; init; }
    public required Guid StaffId { get; init; }
    /// <summary>Key of the exercise.</summary>
    public required string Exercise { get; init; }
    /// <summary>Name of the practice Comune it was set in.</summary>
    public required string Practice { get; init; }
    /// <summary>The task, as it was given.</summary>
    public required string Words { get; init; }
    public required string Facts { get; init; }
    public DateTime StartedAt { get; init; }
    /// <summary>How often it was looked at.</summary>
    public int Tries { get; set; }
    public DateTime? PassedAt { get; set; }
}
