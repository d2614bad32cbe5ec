using Liburia.Procedures.Adoption;
using Liburia.Procedures.Contracts;
using Liburia.Procedures.Drafts;
using Liburia.Procedures.Models;
using Liburia.Procedures.Uploads;

namespace Liburia.Procedures.Cases;

/// <summary>An application that is sent: all that was read to show it, so that nothing is read twice.</summary>
/// <param name="DraftId">The draft it was written in; the same draft is filed once.</param>
/// <param name="Offer">The procedure as the Comune offers it today.</param>
/// <param name="Model">The version the draft began with.</param>
/// <param name="Answers">By question, in the canonical form of its kind.</param>
/// <param name="Documents">Files that are whole.</param>
/// <param name="Counter">Who wrote it for the applicant; none where the applicant did.</param>
internal sealed record Filing(
    Guid DraftId, Offer Offer, ProcedureModel Model, Applicant Applicant, IReadOnlyDictionary<string, string> Answers, IReadOnlyList<Upload> Documents, AtCounter? Counter)
{
    /// <summary>Of the write: the same draft sent twice is one application.</summary>
    public string Key => $"draft:{DraftId:n}";

    public CaseChannel Channel => Counter is null ? CaseChannel.Online : CaseChannel.Counter;
}
