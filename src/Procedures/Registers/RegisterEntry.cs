namespace Liburia.Procedures.Registers;

internal enum EntryState { InForce, Renewed, Revoked, Contested }

/// <summary>
/// A row of a register that procedures fill: accesses, occupations of public land, driveways, badges, reports. Numbered without gaps in its year, by
/// register. What it says follows from the columns of the procedure's model, frozen when it was written.
/// </summary>
internal sealed class RegisterEntry
{
    public required Guid Id { get; init; }
    public required string Register { get; init; }
    public int Year { get; init; }
    public int Number { get; init; }
    public required Guid CaseId { get; init; }
    public required string TitleIt { get; init; }
    public required string TitleEn { get; init; }
    public required string HolderName { get; init; }
    public required string HolderTaxCode { get; init; }
    public bool HolderIsPublic { get; init; }
    public bool IsPublic { get; init; }
    /// <summary>Label, value and whether it is public, in order, as JSON.</summary>
    public required string Columns { get; init; }
    public DateOnly AppliedOn { get; init; }
    public DateOnly DecidedOn { get; init; }
    public required string OutcomeIt { get; init; }
    public required string OutcomeEn { get; init; }
    public DateOnly ValidFrom { get; init; }
    public DateOnly? ValidUntil { get; init; }
    public EntryState State { get; set; }
    public int Version { get; set; }

    public string InWords => $"{Number}/{Year}";
}

/// <summary>A column of an entry.</summary>
internal sealed record EntryColumn(string It, string En, string Value, bool Public);
