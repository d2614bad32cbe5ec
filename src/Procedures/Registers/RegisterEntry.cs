using Liburia.Platform.Language;

namespace Liburia.Procedures.Registers;

internal enum EntryState { InForce, Renewed, Annulled, Contested }

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
    public required string Columns { get; set; }
    /// <summary>Something that was typed is not public yet: an officer has to see it.</summary>
    public bool AwaitsReview { get; set; }
    public DateOnly AppliedOn { get; init; }
    public DateOnly DecidedOn { get; init; }
    public required string OutcomeIt { get; init; }
    public required string OutcomeEn { get; init; }
    public DateOnly ValidFrom { get; init; }
    public DateOnly? ValidUntil { get; set; }
    public EntryState State { get; set; }
    /// <summary>What was granted follows where its holder lives.</summary>
    public bool FollowsResidence { get; init; }
    /// <summary>Since when the holder lives elsewhere, until the office has brought the entry up to date.</summary>
    public DateOnly? HolderMovedOn { get; set; }
    public int Version { get; set; }

    public string InWords => $"{Number}/{Year}";

    /// <summary>How it ended, as the register says it now.</summary>
    public Texts Outcome => State == EntryState.Annulled ? new("Annullata d'ufficio", "Annulled by the office") : new(OutcomeIt, OutcomeEn);
}

/// <summary>A column of an entry.</summary>
/// <param name="Value">As it was answered: for the office.</param>
/// <param name="Typed">The applicant's own words: not public as they are.</param>
/// <param name="Words">What everybody reads instead; null while no officer has seen it.</param>
/// <param name="Name">Of the answer.</param>
internal sealed record EntryColumn(string It, string En, string Value, bool Public, bool Typed = true, string? Words = null, string? Name = null)
{
    /// <summary>What the public page shows; null where it shows nothing yet.</summary>
    public string? Shown => Typed ? Words : Value;
}
