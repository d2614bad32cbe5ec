using Liburia.Platform.Database;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Procedures.Contracts;
using Liburia.Procedures.Models;
using Liburia.Procedures.Registers;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Procedures.Cases;

/// <summary>Which cases a procedure of review looks at again: its file names their services (<c>reviews</c> of the outcome's settings).</summary>
internal sealed class Reviews(AppDb db, TimeProvider clock) : IAnswerSource
{
    private const int Months = 12;

    /// <summary>The answer of who was answered on paper.</summary>
    public const string Elsewhere = "altra";

    public static SourceDescriptor Descriptor { get; } = new("cases.reviewable", QuestionKinds.Choice);

    public static IReadOnlyList<string> Of(ProcedureModel model) => Of(model.Outcome?.Settings);

    private static IReadOnlyList<string> Of(object? settings) => (settings as EntrySettings)?.Reviews ?? [];

    /// <summary>The applicant's own cases that were refused, granted in part, or are late.</summary>
    public async Task<IReadOnlyList<AnswerChoice>> ChoicesAsync(ApplicationFacts facts, CancellationToken cancel)
    {
        var (services, today) = (Of(facts.Settings), LegalTime.Today(clock));
        var since = today.AddMonths(-Months);
        var own = await db.Set<Case>().AsNoTracking().Where(c => c.ApplicantTaxCode == facts.Applicant.TaxCode && services.Contains(c.ServiceSlug) && c.OpenedOn >= since
                && (c.State == CaseState.Refused || c.State == CaseState.Partial || c.State == CaseState.RefusedBySilence || (c.IsOpen && c.DueOn < today && c.State != CaseState.AwaitingPayment)))
            .OrderByDescending(c => c.OpenedAt).Take(20).ToListAsync(cancel);
        return [.. own.Select(c => new AnswerChoice($"{c.ProtocolNumber} del {Say.ShortDay(c.OpenedOn)}", new Texts($"{c.TitleIt}, protocollo {c.ProtocolNumber} del {Say.ShortDay(c.OpenedOn)}", $"{c.TitleEn}, protocol number {c.ProtocolNumber} of {Say.ShortDay(c.OpenedOn)}"),
                c.IsOpen ? new Texts("Senza risposta nel termine", "Not answered within the term") : new Texts(c.OutcomeIt!, c.OutcomeEn!))),
            new AnswerChoice(Elsewhere, new("Una richiesta presentata in altro modo", "A request made in another way"))];
    }
}
