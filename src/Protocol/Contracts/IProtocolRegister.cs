using Liburia.Archive.Contracts;

namespace Liburia.Protocol.Contracts;

public enum ProtocolDirection { Incoming, Outgoing, Internal }

/// <summary>What is to be registered.</summary>
/// <param name="Counterpart">Sender of an incoming document, recipient of an outgoing one.</param>
/// <param name="Documents">The first is the principal document, the others its annexes.</param>
public sealed record Registration(ProtocolDirection Direction, string Subject, string Counterpart, string Classification, IReadOnlyList<ArchivedDocument> Documents, Guid? CaseId = null);

/// <summary>A number of the register: unique and without gaps in the Comune's year.</summary>
/// <param name="Segnatura">The registration mark of art. 55 DPR 445/2000, as it is printed.</param>
public sealed record ProtocolNumber(Guid EntryId, int Year, int Number, DateOnly RegisteredOn, DateTime RegisteredAt, string Segnatura)
{
    /// <summary>«0000123/2026».</summary>
    public string InWords => $"{Number:D7}/{Year}";
}

/// <summary>Registers documents.</summary>
public interface IProtocolRegister
{
    /// <summary>Takes the next number inside the caller's transaction: a rollback leaves no gap.</summary>
    Task<ProtocolNumber> RegisterAsync(Registration registration, CancellationToken cancel = default);

    Task<ProtocolNumber?> FindAsync(Guid entryId, CancellationToken cancel = default);

    /// <summary>Cases with a registration whose number, subject or party holds every word written: those of the latest <paramref name="limit"/> registrations, and whether there are more.</summary>
    Task<(IReadOnlyList<Guid> Cases, bool IsCut)> CasesAsync(string query, int limit, CancellationToken cancel = default);
}
