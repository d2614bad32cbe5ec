using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Procedures.Contracts;
using Liburia.Protocol.Contracts;

namespace Liburia.Procedures.Cases;

/// <summary>A case decided by the rules alone that a person looks at afterwards.</summary>
internal enum SampleState { None, ToCheck, Checked }

/// <summary>A running matter, opened by an application and closed by its outcome.</summary>
internal sealed class Case
{
    /// <summary>A day that never comes: a term that waits without end.</summary>
    public static readonly DateOnly Never = new(9999, 12, 31);

    public required Guid Id { get; init; }
    public required string ServiceSlug { get; init; }
    /// <summary>Of the procedure's model, for ever.</summary>
    public int ModelVersion { get; init; }
    /// <summary>Where the Comune deviated when the case began.</summary>
    public required string Deviations { get; init; }
    public required string TitleIt { get; init; }
    public required string TitleEn { get; init; }
    public required Guid ApplicantId { get; init; }
    public required string ApplicantTaxCode { get; init; }
    public required string ApplicantName { get; init; }
    public string? CompanyName { get; init; }
    public string? CompanyVatNumber { get; init; }
    /// <summary>Who filed it for the applicant, and by what right; none where the applicant did.</summary>
    public string? RepresentativeTaxCode { get; init; }
    public string? RepresentativeName { get; init; }
    public string? RepresentativeActIt { get; init; }
    public string? RepresentativeActEn { get; init; }
    public CaseChannel Channel { get; init; }
    public required string Answers { get; init; }
    public CaseState State { get; private set; }
    /// <summary>A copy of what the state says, for the order of the queue.</summary>
    public bool IsOpen { get; private set; } = true;
    public Guid ProtocolEntryId { get; private set; }
    public string ProtocolNumber { get; private set; } = "";
    public string Segnatura { get; private set; } = "";
    public DateTime OpenedAt { get; init; }
    public DateOnly OpenedOn { get; init; }
    public Guid? OfficeId { get; set; }
    public required string OfficeName { get; set; }
    public Guid? OfficerId { get; private set; }
    public string? OfficerName { get; private set; }
    public string Step { get; set; } = "";
    /// <summary>Name of the term; none where nobody waits.</summary>
    public string? TermName { get; init; }
    /// <summary>Last day for the decision; <see cref="Never"/> while nobody knows.</summary>
    public DateOnly DueOn { get; private set; }
    /// <summary>First day on which silence means something; none where it means only delay.</summary>
    public DateOnly? SilentOn { get; private set; }
    /// <summary>Last day to record what is checked afterwards; none where the decision changes the register.</summary>
    public DateOnly? RecordBy { get; set; }
    /// <summary>The register was changed on this day, before the checks.</summary>
    public DateOnly? RecordedOn { get; private set; }
    /// <summary>The case of the same thing it is joined to: they end together.</summary>
    public Guid? JoinedToId { get; private set; }
    /// <summary>The applicant contested how it ended, or the office annulled it: the clock starts from this day.</summary>
    public DateOnly? ReopenedOn { get; private set; }
    public DateTime? CompletedAt { get; private set; }
    public DateOnly? DecidedOn { get; private set; }
    public string? DecisionNumber { get; private set; }
    public string? OutcomeIt { get; private set; }
    public string? OutcomeEn { get; private set; }
    public DateOnly? ValidUntil { get; private set; }
    /// <summary>What the officer answered with the decision, as JSON; none where nothing was asked.</summary>
    public string? OfficerAnswers { get; set; }
    /// <summary>The decision that waits for its payment, as JSON; none where nothing waits.</summary>
    public string? PendingRuling { get; private set; }
    public SampleState Sample { get; private set; }
    public int Version { get; private set; }

    public bool IsRunning => State is CaseState.Submitted or CaseState.Suspended;
    public Texts Title => new(TitleIt, TitleEn);
    public string InWordsApplicant => Applicant.Of(ApplicantName, CompanyName, RepresentativeName);
    public Representative? By => RepresentativeTaxCode is null ? null : new Representative(RepresentativeTaxCode, RepresentativeName!, new(RepresentativeActIt!, RepresentativeActEn!));
    public Applicant ToApplicant() => new(ApplicantId, ApplicantTaxCode, ApplicantName, CompanyName, CompanyVatNumber) { By = By };

    public void Registered(ProtocolNumber number) => (ProtocolEntryId, ProtocolNumber, Segnatura) = (number.EntryId, number.InWords, number.Segnatura);

    /// <summary>What the clock says now.</summary>
    public void Clock(ClockReading? reading, SilenceMeaning silence)
    {
        Touch();
        // What is granted waits for the applicant: no term runs against anybody.
        if (State == CaseState.AwaitingPayment) return;
        DueOn = reading is null ? OpenedOn : reading.DueOn ?? Never;
        if (RecordedOn is null && RecordBy is { } by && by < DueOn) DueOn = by;
        SilentOn = reading?.DueOn is { } due && silence != SilenceMeaning.Breach ? due.AddDays(1) : null;
        if (IsOpen) State = reading?.State == ClockState.Suspended ? CaseState.Suspended : CaseState.Submitted;
    }

    /// <summary>It is granted, and issued when it is paid.</summary>
    /// <param name="payBy">The last day to pay.</param>
    public void AwaitPayment(string ruling, DateOnly payBy)
    {
        (State, PendingRuling, DueOn, SilentOn) = (CaseState.AwaitingPayment, ruling, payBy, null);
        Touch();
    }

    /// <summary>Nothing waits for a payment any more: it came, or what was granted is taken up again.</summary>
    /// <returns>The decision that waited.</returns>
    public string EndWait()
    {
        var ruling = PendingRuling!;
        (State, PendingRuling) = (CaseState.Submitted, null);
        Touch();
        return ruling;
    }

    public void Assign(Guid? officer, string? name) => (OfficerId, OfficerName, Version) = (officer, name, Version + 1);

    /// <exception cref="RuleBroken">The case is already closed.</exception>
    public void Close(CaseState state, Texts outcome, DateTime now, string? decisionNumber = null, DateOnly? validUntil = null)
    {
        NeedOpen();
        (State, IsOpen, CompletedAt, DecidedOn, OutcomeIt, OutcomeEn, DecisionNumber, ValidUntil, SilentOn) = (state, false, now, LegalTime.DayOf(now), outcome.It, outcome.En, decisionNumber, validUntil, null);
        Touch();
    }

    public void Record(DateOnly today) => (RecordedOn, Version) = (today, Version + 1);

    /// <summary>What was recorded was put back: it is to be recorded again.</summary>
    /// <param name="by">Last day to record it again.</param>
    public void Unrecord(DateOnly? by) => (RecordedOn, RecordBy) = (null, by);

    public void JoinTo(Guid? other) => (JoinedToId, Version) = (other, Version + 1);

    public void Reopen(DateOnly today)
    {
        (State, IsOpen, CompletedAt, DecidedOn, OutcomeIt, OutcomeEn) = (CaseState.Submitted, true, null, null, null, null);
        (DecisionNumber, ValidUntil, OfficerAnswers, JoinedToId, ReopenedOn, PendingRuling) = (null, null, null, null, today, null);
        Touch();
    }

    /// <summary>What was granted lasts until another day than the decision said.</summary>
    public void LastsUntil(DateOnly day) => (ValidUntil, Version) = (day, Version + 1);

    public void ToBeSampled() => Sample = SampleState.ToCheck;

    public void Sampled() => (Sample, Version) = (SampleState.Checked, Version + 1);

    /// <exception cref="RuleBroken">The case is already closed.</exception>
    public void NeedOpen()
    {
        if (State == CaseState.AwaitingPayment)
            throw new RuleBroken("", new("La decisione è presa e aspetta il pagamento.", "The decision is taken and awaits its payment."));
        if (!IsRunning) throw new RuleBroken("", new("La pratica è già conclusa.", "The case is already closed."));
    }

    public void Touch() => Version++;

    public CaseView ToView(IEnumerable<CaseDocument> documents) => new(Id, ServiceSlug, ModelVersion, TitleIt, TitleEn, ApplicantTaxCode, ApplicantId, InWordsApplicant, Channel, State, IsOpen,
        ProtocolNumber, ProtocolEntryId, Segnatura, OpenedAt, DueOn, CompletedAt, OutcomeIt, OutcomeEn,
        [.. documents.OrderBy(d => d.Id).Select(d => new CaseFileView(d.Id, d.ArchiveObjectId, d.Role, d.Title, d.FileName, d.Sha256, d.Length, d.IsUnchecked))]);
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
    /// <summary>No antivirus has looked at it: whoever opens it is told.</summary>
    public bool IsUnchecked { get; init; }
}

internal enum CaseEventKind
{
    Received, Assigned, Reassigned, StepDone, SupplementAsked, SupplementGiven, OpinionAsked, OpinionGiven, ThirdPartyHeard, RefusalAnnounced, Observations, Decided, Silence, SilenceCertified, Withdrawn,
    FromApplicant, ToApplicant, Note, Sampled, Recorded, TakenBack, Joined, Separated, Contested, HolderMoved, BroughtUpToDate, AtCounter, Annulled, Reviewed,
    ActDone, Represented, PaymentAsked, PaymentReceived, TakenUpAgain,
}

/// <summary>Something that happened to a case. Events are only added: they are the timeline, and the clock is read from them.</summary>
internal sealed class CaseEvent
{
    public required Guid Id { get; init; }
    public required Guid CaseId { get; init; }
    public DateTime At { get; init; }
    /// <summary>Day of Rome on which it counts.</summary>
    public DateOnly CountedOn { get; init; }
    public CaseEventKind Kind { get; init; }
    public required string Actor { get; init; }
    public string? Office { get; init; }
    /// <summary>The applicant sees it.</summary>
    public bool ForApplicant { get; init; }
    public required string TextIt { get; init; }
    public required string TextEn { get; init; }
    public string? Detail { get; init; }
    /// <summary>What it does to the clock.</summary>
    public ClockEventKind? Clock { get; init; }
    public int ClockDays { get; init; }

    public Texts Text => new(TextIt, TextEn);

    /// <summary>What the applicant may read of the detail: not who else was heard, nor why the office moved the case.</summary>
    public string? DetailForApplicant => Kind is CaseEventKind.FromApplicant or CaseEventKind.ToApplicant or CaseEventKind.Observations or CaseEventKind.Contested
        or CaseEventKind.RefusalAnnounced or CaseEventKind.Decided or CaseEventKind.Silence or CaseEventKind.Annulled or CaseEventKind.ActDone ? Detail : null;

    /// <summary>The case was closed and is open again: what came before does not count.</summary>
    public bool OpensAgain => Kind is CaseEventKind.Contested or CaseEventKind.Annulled or CaseEventKind.TakenUpAgain;
}

/// <summary>One thing asked of the applicant, answered by itself.</summary>
internal sealed class SupplementItem
{
    public required Guid Id { get; init; }
    public required Guid CaseId { get; init; }
    public required Guid RequestId { get; init; }
    public int Position { get; init; }
    public required string Label { get; init; }
    public bool IsFile { get; init; }
    public string? Answer { get; set; }
    public Guid? DocumentId { get; set; }
    public DateTime? AnsweredAt { get; set; }
}

internal enum OpinionVerdict { Favourable, WithConditions, Contrary }

/// <summary>What another office was asked, and what it said.</summary>
internal sealed class Opinion
{
    public required Guid Id { get; init; }
    public required Guid CaseId { get; init; }
    public required Guid OfficeId { get; init; }
    public required string OfficeName { get; init; }
    public required string Question { get; init; }
    public DateTime AskedAt { get; init; }
    public required string AskedBy { get; init; }
    public DateOnly DueOn { get; init; }
    public OpinionVerdict? Verdict { get; set; }
    public string? Text { get; set; }
    public string? GivenBy { get; set; }
    public DateTime? GivenAt { get; set; }
    public int Version { get; set; }
}

/// <summary>A point of a step's list that somebody has checked.</summary>
internal sealed class CheckMark
{
    public required Guid CaseId { get; init; }
    public required string Step { get; init; }
    public int Position { get; init; }
    public required string MarkedBy { get; init; }
    public DateTime At { get; init; }
}
