using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Procedures.Cases;

namespace Liburia.Procedures.Pages.Desk;

/// <summary>What an act does to the term of a case, in words and days, before it is done.</summary>
internal static class ForetoldTerm
{
    /// <param name="days">How long the term stands still when nobody answers.</param>
    public static IEnumerable<string> Of(CaseClock caseClock, CaseReading read, ClockEventKind kind, int days)
    {
        if (caseClock.Read(read) is not { } now) yield break;
        if (caseClock.Refuses(read, kind, days) is { } why) yield return $"Il termine non si ferma: {why.It}";
        else if (caseClock.Foresee(read, kind, days)?.DueOn is not { } then)
            yield return "Il termine si interrompe oggi, e ricomincia da capo con l'ultima risposta.";
        else
            yield return $"Il termine si ferma oggi. Se in {days} giorni non arriva risposta riparte da solo, "
                + $"e si decide entro il {Say.ShortDay(then)}{(now.DueOn is { } due ? $" invece che entro il {Say.ShortDay(due)}" : "")}.";
    }

    /// <summary>An act that moves no term.</summary>
    public static string Stays(CaseReading read) => read.Item.DueOn == Case.Never ? "Il termine non cambia."
        : $"Il termine non si ferma: si decide entro il {Say.ShortDay(read.Item.DueOn)}.";
}
