using System.Globalization;
using Liburia.Platform.Language;

namespace Liburia.Platform.Law;

/// <summary>The sentences of the clock, in both languages.</summary>
internal sealed class ClockWords(Term term)
{
    public const string NoticeNorm = "art. 10-bis L. 241/1990";
    public const string ShiftNorm = "art. 155 c. 4 e 5 c.p.c.; art. 2963 c. 3 c.c.";
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en-GB");

    public static readonly Texts SecondNotice = new($"Il preavviso di rigetto si manda una volta sola ({NoticeNorm}).", $"The notice of refusal is sent once only ({NoticeNorm}).");

    public static string Day(DateOnly day) => Say.ShortDay(day);

    public Texts Runs(DateOnly from) => new($"{Length.It} dal {Day(from)}", $"{Length.En} from {Day(from)}");

    public Texts BeginsAgain(DateOnly from) => new($"ricomincia dal {Day(from)}: {Length.It}", $"begins again from {Day(from)}: {Length.En}");

    public Texts Resumes(DateOnly from, int rest, bool byItself) => new(
        $"{(byItself ? "la risposta non è arrivata in tempo: riprende da sé" : "riprende")} dal {Day(from)}, {(rest == 0 ? "non resta alcun giorno" : (rest == 1 ? "resta " : "restano ") + Days(rest).It)}",
        $"{(byItself ? "no answer came in time: it resumes by itself" : "resumes")} from {Day(from)}, {(rest == 0 ? "no day is left" : Days(rest).En + (rest == 1 ? " is left" : " are left"))}");

    public Texts Stopped(ClockEventKind by, DateOnly from, DateOnly to, bool beginsAgain)
    {
        var (it, en) = Why(by, beginsAgain);
        var days = Plain(to.DayNumber - from.DayNumber);
        return new($"{it} dal {Day(from)} al {Day(to)} ({days.It})", $"{en} from {Day(from)} to {Day(to)} ({days.En})");
    }

    public Texts StillStopped(ClockEventKind by, DateOnly from, DateOnly? until)
    {
        var (it, en) = Why(by, by == ClockEventKind.Interrupted || (by == ClockEventKind.NoticeOfRefusal && term.PreRefusal == NoticeEffect.Interrupts));
        return until is { } day ? new($"{it} dal {Day(from)}, al più fino al {Day(day)}", $"{en} from {Day(from)}, until {Day(day)} at the latest") : new($"{it} dal {Day(from)}, in attesa della risposta", $"{en} from {Day(from)}, waiting for the answer");
    }

    private static (string It, string En) Why(ClockEventKind by, bool beginsAgain)
    {
        var (it, en) = beginsAgain ? ("interrotto", "interrupted") : ("sospeso", "suspended");
        return by == ClockEventKind.NoticeOfRefusal ? ("preavviso di rigetto: " + it, "notice of refusal: " + en) : (it, en);
    }

    public Texts Extended(ClockEvent extension) => new($"prorogato il {Day(extension.On)} di {Days(extension.Days).It}", $"extended on {Day(extension.On)} by {Days(extension.Days).En}");

    public static Texts IdleNotice(DateOnly on) => new($"preavviso di rigetto del {Day(on)}: il termine non cambia", $"notice of refusal of {Day(on)}: the term does not change");

    public static Texts Observed(DateOnly on) => new($"osservazioni presentate il {Day(on)}", $"observations made on {Day(on)}");

    public static Texts LateAnswer(ClockEvent answer) => answer.Kind == ClockEventKind.Observations
        ? new($"le osservazioni del {Day(answer.On)} non cambiano il termine", $"the observations of {Day(answer.On)} do not change the term")
        : new($"la risposta del {Day(answer.On)} non cambia il termine: non era fermo", $"the answer of {Day(answer.On)} does not change the term: it was not stopped");

    public static Texts NoEffect(ClockEvent happened, Texts reason)
    {
        var what = happened.Kind switch
        {
            ClockEventKind.Suspended => new Texts("la sospensione", "the suspension"),
            ClockEventKind.Interrupted => new("l'interruzione", "the interruption"),
            ClockEventKind.Extended => new("la proroga", "the extension"),
            ClockEventKind.NoticeOfRefusal => new("il preavviso di rigetto", "the notice of refusal"),
            _ => new("il provvedimento", "the decision"),
        };
        return new($"{what.It} del {Day(happened.On)} non ha effetto. {reason.It}", $"{what.En} of {Day(happened.On)} has no effect. {reason.En}");
    }

    public static Texts Shifts(LegalCalendar calendar, DateOnly from, DateOnly to)
    {
        var holiday = from.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? "" : $" ({calendar.HolidayOn(from)})";
        return new($"il termine cade di {from.ToString("dddd", ItalianCulture.Instance)}{holiday}: passa al {to.ToString("dddd", ItalianCulture.Instance)} {Day(to)}", $"the term ends on a {from.ToString("dddd", English)}{holiday}: it moves to {to.ToString("dddd", English)} {Day(to)}");
    }

    public static Texts Expires(DateOnly on, bool unlessAnswered, bool past) => unlessAnswered
        ? new($"senza risposta scade il {Day(on)}", $"without an answer it expires on {Day(on)}")
        : new($"{(past ? "scaduto" : "scade")} il {Day(on)}", $"{(past ? "expired" : "expires")} on {Day(on)}");

    public Texts Concluded(DateOnly on, int daysAfter) => daysAfter == 0
        ? new($"concluso il {Day(on)}, nel termine", $"concluded on {Day(on)}, within the term")
        : new($"concluso il {Day(on)}, {Days(daysAfter).It} dopo il termine", $"concluded on {Day(on)}, {Days(daysAfter).En} after the term");

    public Texts Silent(DateOnly from) => term.Silence switch
    {
        SilenceMeaning.Assent => new($"dal {Day(from)} il silenzio vale assenso", $"from {Day(from)} silence means assent"),
        SilenceMeaning.Refusal => new($"dal {Day(from)} il silenzio vale rigetto", $"from {Day(from)} silence means refusal"),
        _ => new($"dal {Day(from)} non si può più provvedere: il termine è perentorio", $"from {Day(from)} nothing can be decided any more: the term is peremptory"),
    };

    public Texts Late(int days) => new($"in ritardo di {Days(days).It}: il termine non è perentorio, si deve ancora provvedere", $"{Days(days).En} late: the term is not peremptory, the decision is still due");

    public static Texts AlreadyConcluded(DateOnly on) => new($"Il procedimento si è concluso il {Day(on)}.", $"The procedure was concluded on {Day(on)}.");

    public static Texts AlreadyStopped(DateOnly from) => new($"Il termine è già fermo dal {Day(from)}.", $"The term has already been stopped since {Day(from)}.");

    public static Texts AlreadyOver(DateOnly on) => new($"Il termine è scaduto il {Day(on)}.", $"The term expired on {Day(on)}.");

    public Texts PowerGone(DateOnly due) => term.Peremptory
        ? new($"Il termine è perentorio ed è scaduto il {Day(due)} ({term.Norm}).", $"The term is peremptory and expired on {Day(due)} ({term.Norm}).")
        : new($"Il termine è scaduto il {Day(due)} e il silenzio vale assenso (art. 2 c. 8-bis e art. 20 L. 241/1990).", $"The term expired on {Day(due)} and silence means assent (art. 2 c. 8-bis and art. 20 L. 241/1990).");

    public Texts Never(string it, string en) => new($"Questo termine non si può {it} ({term.Norm}).", $"This term cannot be {en} ({term.Norm}).");

    public Texts NoMore(string it, string en, int allowed) => new(
        $"Questo termine si può {it} {(allowed == 1 ? "una volta sola" : $"{allowed} volte")} ({term.Norm}).", $"This term can be {en} {(allowed == 1 ? "once only" : $"{allowed} times")} ({term.Norm}).");

    public Texts TooLateToInterrupt(DateOnly until) => new($"Il termine si poteva interrompere fino al {Day(until)} ({term.Norm}).", $"The term could be interrupted until {Day(until)} ({term.Norm}).");

    public Texts TooLong() => new($"La sospensione dura al più {Plain(term.SuspensionMaxDays ?? 0).It} ({term.Norm}).", $"A suspension lasts at most {Plain(term.SuspensionMaxDays ?? 0).En} ({term.Norm}).");

    public Texts ExtendsTooMuch() => new($"Le proroghe aggiungono al più {Days(term.ExtensionMaxDays).It} ({term.Norm}).", $"Extensions add at most {Days(term.ExtensionMaxDays).En} ({term.Norm}).");

    private Texts Length => term.Unit switch
    {
        TermUnit.Months => Counted(term.Amount, "mese", "mesi", "month"),
        TermUnit.Years => Counted(term.Amount, "anno", "anni", "year"),
        _ => Days(term.Amount),
    };

    private Texts Days(int count) => term.Unit == TermUnit.WorkingDays ? Counted(count, "giorno lavorativo", "giorni lavorativi", "working day") : Plain(count);

    private static Texts Plain(int count) => Counted(count, "giorno", "giorni", "day");

    private static Texts Counted(int count, string one, string many, string english) => new($"{count} {(count == 1 ? one : many)}", $"{count} {english}{(count == 1 ? "" : "s")}");
}
