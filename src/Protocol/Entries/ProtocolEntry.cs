using Liburia.Platform.Language;
using Liburia.Platform.Tenancy;
using Liburia.Protocol.Contracts;

namespace Liburia.Protocol.Entries;

/// <summary>
/// A registration. Number, date, subject and parties never change (art. 53 DPR 445/2000); a mistake is annulled and stays
/// visible with its reason (art. 54).
/// </summary>
internal sealed class ProtocolEntry
{
    public const int SubjectLength = 500;

    public required Guid Id { get; init; }
    public int Year { get; init; }
    public int Number { get; init; }
    public DateOnly RegisteredOn { get; init; }
    public DateTime RegisteredAt { get; init; }
    public ProtocolDirection Direction { get; init; }
    public required string Subject { get; init; }
    public required string Counterpart { get; init; }
    public required string Classification { get; init; }
    public required string Segnatura { get; init; }
    public required string RegisteredBy { get; init; }
    public Guid? CaseId { get; init; }
    public DateTime? AnnulledAt { get; private set; }
    public string? AnnulledBy { get; private set; }
    public string? AnnulledBecause { get; private set; }
    public int Version { get; private set; }

    public bool IsAnnulled => AnnulledAt is not null;
    public string NumberInWords => $"{Number:D7}/{Year}";

    /// <summary>Sorts as the register does.</summary>
    public string Key => $"{Year}/{Number:D7}";

    /// <summary>Hash of what may never change of the entry, with the hashes of its documents in their order.</summary>
    public string Fingerprint(IReadOnlyList<string> files) => Liburia.Platform.Audit.AuditTrail.Sha256(
        $"{Id:n}\n{Key}\n{RegisteredOn:yyyy-MM-dd}\n{RegisteredAt:yyyy-MM-ddTHH:mm:ss.fff}\n{Direction}\n{Subject}\n{Counterpart}\n{Segnatura}\n{RegisteredBy}\n{string.Join('\n', files)}");

    public ProtocolNumber ToNumber() => new(Id, Year, Number, RegisteredOn, RegisteredAt, Segnatura);

    /// <summary>Registration mark: administration, area, number, date (art. 55 DPR 445/2000; AgID guidelines on documents, annex 6).</summary>
    public static string MarkOf(Municipality municipality, int year, int number, DateOnly day) =>
        $"{municipality.FullName} - {municipality.IpaCode} - AOO {municipality.IpaCode}_aoo - Prot. n. {number:D7}/{year} del {day:dd/MM/yyyy}";

    /// <exception cref="RuleBroken">Already annulled, or without a reason.</exception>
    public void Annul(string reason, string by, DateTime at)
    {
        if (IsAnnulled) throw new RuleBroken("", new("Questa registrazione è già annullata.", "This entry is already annulled."), "art. 54 DPR 445/2000");
        if (string.IsNullOrWhiteSpace(reason) || reason.Trim().Length < 5)
            throw new RuleBroken("Reason", new("Scrivi il motivo dell'annullamento (almeno 5 caratteri): resta nel registro.", "Enter the reason (at least 5 characters): it stays in the register."), "art. 54 DPR 445/2000");
        (AnnulledAt, AnnulledBy, AnnulledBecause, Version) = (at, by, reason.Trim(), Version + 1);
    }
}

/// <summary>A document of a registration, with the hash it had when it was registered.</summary>
internal sealed class EntryDocument
{
    public required Guid Id { get; init; }
    public required Guid EntryId { get; init; }
    public required Guid ArchiveObjectId { get; init; }
    public required string FileName { get; init; }
    public required string Sha256 { get; init; }
    public int Position { get; init; }
}
