using Liburia.Platform.Language;
using Liburia.Procedures.Contracts;
using Liburia.Protocol.Contracts;
using Liburia.Subjects.Contracts;

namespace Liburia.Procedures.Cases;

/// <summary>A running matter, opened by an application and closed by its outcome.</summary>
internal sealed class Case
{
    public required Guid Id { get; init; }
    public required string ServiceSlug { get; init; }
    public required string TitleIt { get; init; }
    public required string TitleEn { get; init; }
    public required Guid ApplicantId { get; init; }
    public required string ApplicantTaxCode { get; init; }
    public required string ApplicantName { get; init; }
    public CaseChannel Channel { get; init; }
    public CaseState State { get; private set; }
    public Guid ProtocolEntryId { get; private set; }
    public string ProtocolNumber { get; private set; } = "";
    public string Segnatura { get; private set; } = "";
    public DateTime OpenedAt { get; init; }
    public DateOnly DueOn { get; init; }
    public DateTime? CompletedAt { get; private set; }
    public string? OutcomeIt { get; private set; }
    public string? OutcomeEn { get; private set; }
    public int Version { get; private set; }

    public static Case Open(NewApplication application, DateTime now) => new()
    {
        Id = Guid.CreateVersion7(),
        ServiceSlug = application.ServiceSlug,
        TitleIt = application.Title.It,
        TitleEn = application.Title.En,
        ApplicantId = application.Applicant.Id,
        ApplicantTaxCode = application.Applicant.TaxCode,
        ApplicantName = application.Applicant.RegisterName,
        Channel = application.Channel,
        OpenedAt = now,
        DueOn = application.DueOn,
    };

    public void Registered(ProtocolNumber number) => (ProtocolEntryId, ProtocolNumber, Segnatura) = (number.EntryId, number.InWords, number.Segnatura);

    /// <exception cref="RuleBroken">The case is already closed.</exception>
    public void Complete(Texts outcome, DateTime now)
    {
        if (State != CaseState.Submitted) throw new RuleBroken("", new("La pratica è già conclusa.", "The case is already closed."));
        (State, CompletedAt, OutcomeIt, OutcomeEn, Version) = (CaseState.Completed, now, outcome.It, outcome.En, Version + 1);
    }

    public CaseView ToView(IEnumerable<CaseDocument> documents) => new(Id, ServiceSlug, TitleIt, TitleEn, ApplicantTaxCode, ApplicantId, ApplicantName, Channel, State,
        ProtocolNumber, ProtocolEntryId, Segnatura, OpenedAt, DueOn, CompletedAt, OutcomeIt, OutcomeEn,
        [.. documents.OrderBy(d => d.Id).Select(d => new CaseFileView(d.Id, d.ArchiveObjectId, d.Role, d.Title, d.FileName, d.Sha256, d.Length))]);
}

/// <summary>A document of the case, with the hash it had when it joined.</summary>
internal sealed class CaseDocument
{
    public required Guid Id { get; init; }
    public required Guid CaseId { get; init; }
    public required Guid ArchiveObjectId { get; init; }
    public required string Role { get; init; }
    public required string Title { get; init; }
    public required string FileName { get; init; }
    public required string Sha256 { get; init; }
    public long Length { get; init; }
}
