using Liburia.Platform.Database;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Procedures.Contracts;
using Liburia.Procedures.Models;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Procedures;

/// <summary>How long a service takes: by law, and by what really happened in the last 90 days.</summary>
internal sealed class CaseTerm(AppDb db, Cases.CaseClock caseClock, Cases.Decisions decisions, TimeProvider clock)
{
    private const int Window = 90, Fewest = 5;

    /// <summary>Median days from application to decision over the last 90 days; none where too few were decided to say.</summary>
    public async Task<int?> ExpectedDaysAsync(string slug, CancellationToken cancel = default)
    {
        var since = LegalTime.Today(clock).AddDays(-Window);
        var taken = await db.Set<Cases.Case>().AsNoTracking().Where(c => c.ServiceSlug == slug && c.DecidedOn >= since && (c.State == CaseState.Completed || c.State == CaseState.Partial || c.State == CaseState.Refused)).Select(c => new { c.OpenedOn, c.DecidedOn }).Take(5000).ToListAsync(cancel);
        if (taken.Count < Fewest) return null;
        return taken.Select(c => c.DecidedOn!.Value.DayNumber - c.OpenedOn.DayNumber).Order().ElementAt(taken.Count / 2);
    }

    /// <summary>The phases of an application that would be sent today, one after another, each with its last day; none where nobody decides.</summary>
    public IReadOnlyList<Cases.Phase> Ahead(ProcedureModel model)
    {
        var today = LegalTime.Today(clock);
        DateOnly? DueOn(Term term) => LegalClock.Read(term, today, [], caseClock.Calendar, today).DueOn;
        return PhasesOf(model, today, DueOn, DueOn, null, null);
    }

    /// <summary>The phases of a case, each with its last day or the day it ended.</summary>
    public async Task<IReadOnlyList<Cases.Phase>> OfAsync(Cases.Case item, CancellationToken cancel = default)
    {
        return decisions.ModelOf(item) is { } model ? Of(item, model, await caseClock.ReadAsync(item, cancel)) : [];
    }

    /// <summary>The phases of a case whose clock was read.</summary>
    public static IReadOnlyList<Cases.Phase> Of(Cases.Case item, ProcedureModel model, ClockReading? reading) =>
        PhasesOf(model, item.OpenedOn, _ => item.RecordBy, _ => reading?.DueOn, item.RecordedOn, item.DecidedOn);

    public async Task<IReadOnlyList<Cases.Phase>> OfAsync(Guid caseId, CancellationToken cancel = default) =>
        await OfAsync(await db.Set<Cases.Case>().AsNoTracking().FirstAsync(c => c.Id == caseId, cancel), cancel);

    private static IReadOnlyList<Cases.Phase> PhasesOf(
        ProcedureModel model, DateOnly begun, Func<Term, DateOnly?> recordBy, Func<Term, DateOnly?> decideBy, DateOnly? recordedOn, DateOnly? decidedOn)
    {
        if (model.Outcome is not { Automatic: false } outcome) return [];
        var phases = new List<Cases.Phase>();
        var recording = outcome.Recording is { } first ? Terms.Find(first.Term, begun) : null;
        if (recording is not null) phases.Add(new Cases.Phase(recording.Label, recordBy(recording), recordedOn, recording.Norm));
        if (model.Term is { } name && Terms.Find(name, begun) is { } term)
            phases.Add(new Cases.Phase(recording is null ? new("Esito", "Outcome") : term.Label, decideBy(term), decidedOn, term.Norm));
        return phases;
    }

    public async Task<Texts> InWordsAsync(ProcedureModel model, CancellationToken cancel = default)
    {
        if (model.Outcome is { Automatic: true }) return new("L'esito è immediato.", "The outcome is immediate.");
        if (model.Term is null || Terms.Find(model.Term, LegalTime.Today(clock)) is not { } term) return new("", "");
        var unit = term.Unit == TermUnit.WorkingDays ? new Texts("giorni lavorativi", "working days") : new Texts("giorni", "days");
        var silence = term.Silence switch { SilenceMeaning.Assent => new Texts(" Se nel termine non ricevi risposta la domanda è accolta.", " If no answer comes within the term the application is granted."), SilenceMeaning.Refusal => new Texts(" Se nel termine non ricevi risposta la domanda è respinta, e puoi ricorrere.", " If no answer comes within the term the application is refused, and you may appeal."), _ => new Texts("", "") };
        var real = await ExpectedDaysAsync(model.Slug, cancel) is { } days ? new Texts($" Negli ultimi 90 giorni la metà delle domande ha avuto risposta in {days} giorni.", $" In the last 90 days half of the applications were answered within {days} days.") : new Texts("", "");
        return new Texts($"La legge dà {term.Amount} {unit.It} ({term.Norm}).{real.It}{silence.It}", $"The law gives {term.Amount} {unit.En} ({term.Norm}).{real.En}{silence.En}");
    }
}
