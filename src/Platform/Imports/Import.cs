using System.Text.Json;

namespace Liburia.Platform.Imports;

/// <summary>How far an import is.</summary>
public enum ImportState { Received, Previewed, Begun }

/// <summary>A file that was brought to be imported, kept as it came.</summary>
public sealed class Import
{
    public required Guid Id { get; init; }
    /// <summary>Name of its <see cref="ImportKind"/>.</summary>
    public required string Kind { get; init; }
    public required string FileName { get; init; }
    public required string Sha256 { get; init; }
    public long Length { get; init; }
    public required string MediaType { get; init; }
    /// <summary>How it was read, in words: encoding and separator, or the sheet.</summary>
    public required string ReadAs { get; init; }
    /// <summary>The same for files with the same headings: a mapping is remembered by it.</summary>
    public required string HeadingsKey { get; init; }
    /// <summary>Fields by the position of their column.</summary>
    public required string Mapping { get; set; }
    public ImportState State { get; set; }
    /// <summary>Who brought it; empty from the command line.</summary>
    public Guid StaffId { get; init; }
    public required string StaffName { get; init; }
    public DateTime CreatedAt { get; init; }
    public Guid? RunId { get; set; }
    public int Version { get; set; }

    public IReadOnlyDictionary<int, string> Columns => JsonSerializer.Deserialize<Dictionary<int, string>>(Mapping)!;

    /// <summary>As it stands beside what came from it.</summary>
    public string Source => $"Importazione di {FileName}";
}

/// <summary>A line of the file as it stood when the preview was made.</summary>
public sealed class ImportLine
{
    public required Guid ImportId { get; init; }
    public required int Line { get; init; }
    public required string Key { get; init; }
    public required string Label { get; init; }
    /// <summary>Number of what it goes in with.</summary>
    public required int Unit { get; init; }
    public LineVerdict Verdict { get; init; }
    /// <summary>Its values; empty once it stands where it belongs.</summary>
    public required string Content { get; set; }
    /// <summary>What is wrong with it, what it would change, what is asked.</summary>
    public required string Findings { get; init; }
    public required string Mark { get; init; }
    public Guid? SubjectId { get; init; }
    public DateTime? DoneAt { get; set; }

    public LineFindings Found => JsonSerializer.Deserialize<LineFindings>(Findings)!;
}

/// <summary>A fault with the heading and the value it is about.</summary>
public sealed record LineFault(string Heading, string Value, string Reason, bool IsWarning);

/// <summary>What there is to say of a line.</summary>
public sealed record LineFindings(IReadOnlyList<LineFault> Faults, IReadOnlyList<ImportDifference> Differences, ImportQuestion? Question);

/// <summary>The last mapping of files with these headings.</summary>
public sealed class ImportMapping
{
    public required string Kind { get; init; }
    public required string HeadingsKey { get; init; }
    public required string Mapping { get; set; }
    public required string StaffName { get; set; }
    public DateTime UpdatedAt { get; set; }
}

/// <summary>What a person decided of a line: found again at every later file, so that nobody is asked twice.</summary>
public sealed class ImportDecision
{
    public required string Kind { get; init; }
    public required string Key { get; init; }
    public required Guid Candidate { get; init; }
    public ImportChoice Choice { get; set; }
    public Guid StaffId { get; set; }
    public required string StaffName { get; set; }
    public DateTime DecidedAt { get; set; }
}
