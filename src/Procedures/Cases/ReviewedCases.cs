using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Liburia.Platform.Events;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Procedures.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Procedures.Cases;

/// <summary>A case that was looked at again says how that ended, to its office and to the applicant, who is the same (art. 5 c. 7 D.Lgs. 33/2013).</summary>
internal sealed class ReviewedCases(AppDb db, Decisions decisions, TimeProvider clock) : IHandle<CaseDecided>
{
    public async Task HandleAsync(CaseDecided happened, CancellationToken cancel)
    {
        // One that the rules decide at once is not stored yet.
        var review = (await db.Set<Case>().FindAsync([happened.CaseId], cancel))!;
        if (decisions.ModelOf(review) is not { } model || Reviews.Of(model).Count == 0) return;
        if (model.Questions.FirstOrDefault(question => question.Source == Reviews.Descriptor.Name) is not { } asked) return;
        // The answer is «0000012/2026 del 03/11/2026»; one that was answered on paper names no case.
        if (Decisions.FactsOf(review, model).Answers.Text(asked.Id)?.Split(' ')[0] is not { } number) return;
        if (await db.Set<Case>().FirstOrDefaultAsync(c => c.ProtocolNumber == number && c.ApplicantTaxCode == review.ApplicantTaxCode, cancel) is not { } former) return;
        var text = new Texts($"Riesame {review.ProtocolNumber} concluso: {review.OutcomeIt}", $"Review {review.ProtocolNumber} ended: {review.OutcomeEn}");
        former.Touch();
        db.Add(CaseLog.Event(former, CaseEventKind.Reviewed, clock.UtcNow(), AccessLog.ByItself, null, true, text));
    }
}
