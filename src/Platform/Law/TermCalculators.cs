using System.Globalization;
using System.Text.Json;
using Liburia.Platform.Language;

namespace Liburia.Platform.Law;

/// <summary>What the calculators of terms ask in the same way.</summary>
internal static class TermInputs
{
    public static readonly CalculatorInput[] Calendar =
    [
        new("holidays", InputType.Dates, false, new("Giorni festivi; se mancano, le feste nazionali.", "Holidays; the national ones where missing.")),
        new("patronDay", InputType.Text, false, new("Festa del patrono, MM-GG, accanto alle feste nazionali.", "The patron saint's day, MM-DD, beside the national holidays.")) { MaxLength = 5 },
    ];

    public static CalculatorInput Days(string name, string it, string en) => new(name, InputType.Integer, false, new(it, en)) { Minimum = 1, Maximum = 3650 };

    public static LegalCalendar CalendarOf(CalculatorValues given)
    {
        if (given.Days("holidays") is { } holidays) return LegalCalendar.WithHolidays(holidays);
        var patron = given.Text("patronDay");
        if (patron is not null && !DateOnly.TryParseExact("2000-" + patron, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)) throw given.Refuse("patronDay", "serve un giorno dell'anno, MM-GG.", "a day of the year is needed, MM-DD.");
        return new LegalCalendar(patron);
    }

    public static Term TermOf(CalculatorValues given, string name, string dateInput) =>
        Terms.Find(name, given.Day(dateInput)!.Value) ?? throw given.Refuse(dateInput, "in quel giorno la norma non c'era ancora.", "on that day the law was not there yet.");

    public static IEnumerable<Texts> Lines(ClockReading reading) => reading.Explanation.Select(line => line.WithNorm);
}

/// <summary>Moves a due date from a Saturday, Sunday or holiday to the next working day.</summary>
internal sealed class DueDateShift : ICalculator
{
    public string Family => "due_date_shift";
    public Texts Title => new("Scadenza che cade in un giorno festivo", "Due date on a holiday");
    public string Norm => ClockWords.ShiftNorm;
    public IReadOnlyList<CalculatorInput> Inputs { get; } = [new("due", InputType.Date, true, new("La scadenza.", "The due date.")), .. TermInputs.Calendar];

    public Calculation Calculate(JsonElement inputs)
    {
        var given = CalculatorValues.Read(inputs, Inputs);
        var (due, calendar) = (given.Day("due")!.Value, TermInputs.CalendarOf(given));
        var shifted = calendar.NextWorkingDay(due);
        var line = shifted == due
            ? new Texts($"il {ClockWords.Day(due)} è un giorno lavorativo: la scadenza resta", $"{ClockWords.Day(due)} is a working day: the due date stays")
            : new ClockLine(due, shifted, 0, ClockWords.Shifts(calendar, due, shifted), Norm).WithNorm;
        return new(new { shifted }, [line]);
    }
}

/// <summary>Days by which a residence is registered and checked.</summary>
internal sealed class ResidenceTerms : ICalculator
{
    public string Family => "residence_terms";
    public Texts Title => new("Termini del cambio di residenza", "Terms of a change of residence");
    public string Norm => "art. 5 DL 5/2012; art. 18 DPR 223/1989";
    public IReadOnlyList<CalculatorInput> Inputs { get; } =
    [
        new("received", InputType.Date, true, new("Giorno in cui la dichiarazione è arrivata.", "Day the declaration came.")),
        TermInputs.Days("registerWorkingDays", "Giorni lavorativi per registrarla; se mancano, quelli di legge.", "Working days to register it; those of the law where missing."),
        TermInputs.Days("checkDays", "Giorni per gli accertamenti; se mancano, quelli di legge.", "Days for the checks; those of the law where missing."),
        .. TermInputs.Calendar,
    ];

    public Calculation Calculate(JsonElement inputs)
    {
        var given = CalculatorValues.Read(inputs, Inputs);
        var (received, calendar) = (given.Day("received")!.Value, TermInputs.CalendarOf(given));
        ClockReading Read(string name, string days)
        {
            var term = TermInputs.TermOf(given, name, "received");
            return LegalClock.Read(term with { Amount = given.Number(days) ?? term.Amount }, received, [], calendar, received);
        }
        var (registered, checks) = (Read("residenza-registrazione", "registerWorkingDays"), Read("residenza-accertamenti", "checkDays"));
        return new(new { registerBy = registered.DueOn, checkBy = checks.DueOn },
        [
            new("registrazione:", "registration:"), .. TermInputs.Lines(registered), new("accertamenti:", "checks:"), .. TermInputs.Lines(checks),
            new("senza un preavviso di rigetto, dopo gli accertamenti il silenzio vale assenso (art. 20 L. 241/1990)", "without a notice of refusal, silence means assent once the checks are over (art. 20 L. 241/1990)"),
        ]);
    }
}

/// <summary>Days of building titles: proposal and act of a permit, check of a SCIA, silence of a regularisation.</summary>
internal sealed class BuildingTerms : ICalculator
{
    private const string Permit = "pdc", SecondRequest = "pdcSecondIntegrationRequest", Scia = "scia";
    private static readonly Dictionary<string, string> Regularisations = new() { ["sanatoria36"] = "sanatoria-36", ["sanatoria36bisPdc"] = "sanatoria-36bis-pdc", ["sanatoria36bisScia"] = "sanatoria-36bis-scia" };
    private static readonly LegalCalendar Calendar = new();

    public string Family => "building_terms";
    public Texts Title => new("Termini dei titoli edilizi", "Terms of building titles");
    public string Norm => "art. 20, 36 e 36-bis DPR 380/2001; art. 19 L. 241/1990";
    public IReadOnlyList<CalculatorInput> Inputs { get; } =
    [
        new("kind", InputType.Text, true, new("Il titolo.", "The title.")) { OneOf = [Permit, SecondRequest, Scia, .. Regularisations.Keys] },
        new("filed", InputType.Date, true, new("Giorno della presentazione.", "Day of filing.")),
        TermInputs.Days("proposalDays", "Permesso: giorni per la proposta (60).", "Permit: days for the proposal (60)."),
        TermInputs.Days("actDays", "Permesso: giorni dalla proposta al provvedimento (quanti ne restano dei 90).", "Permit: days from the proposal to the act (those left of the 90)."),
        new("integrationAsked", InputType.Date, false, new("Permesso: giorno della richiesta di documenti.", "Permit: day documents were asked for.")),
        new("integrationReceived", InputType.Date, false, new("Permesso: giorno in cui sono arrivati.", "Permit: day they came.")),
        new("requests", InputType.Dates, false, new("Giorni delle richieste di documenti, dalla prima.", "Days of the requests for documents, from the first.")),
        TermInputs.Days("checkDays", "SCIA: giorni per il controllo; se mancano, quelli di legge.", "SCIA: days for the check; those of the law where missing."),
        TermInputs.Days("days", "Sanatoria: giorni per decidere; se mancano, quelli di legge.", "Regularisation: days to decide; those of the law where missing."),
    ];

    public Calculation Calculate(JsonElement inputs)
    {
        var given = CalculatorValues.Read(inputs, Inputs);
        return given.Text("kind")! switch
        {
            Permit => OfPermit(given),
            SecondRequest => OfSecondRequest(given),
            Scia => OfScia(given),
            var kind => OfRegularisation(given, Regularisations[kind]),
        };
    }

    private static Calculation OfPermit(CalculatorValues given)
    {
        var (filed, law) = (given.Day("filed")!.Value, TermInputs.TermOf(given, "pdc", "filed"));
        var proposal = given.Number("proposalDays") ?? 60;
        var act = given.Number("actDays") ?? Math.Max(1, law.Amount - proposal);
        var (asked, received) = (given.Day("integrationAsked"), given.Day("integrationReceived"));
        if (asked < filed) throw given.Refuse("integrationAsked", "è prima della presentazione.", "it is before the filing.");
        if (received is not null && asked is null) throw given.Refuse("integrationAsked", "manca: i documenti sono arrivati senza essere chiesti.", "missing: the documents came without being asked for.");
        if (received < asked) throw given.Refuse("integrationReceived", "è prima della richiesta.", "it is before the request.");
        List<ClockEvent> events = [];
        if (asked is { } on) events.Add(new(ClockEventKind.Interrupted, on));
        if (received is { } came) events.Add(new(ClockEventKind.Restarted, came));
        var today = received ?? asked ?? filed;
        var proposed = LegalClock.Read(law with { Amount = proposal }, filed, events, Calendar, today);
        var whole = LegalClock.Read(law with { Amount = proposal + act }, filed, events, Calendar, today);
        List<Texts> lines = [.. TermInputs.Lines(whole)];
        if (proposed.DueOn is { } by) lines.Add(new($"di cui {proposal} giorni per la proposta: entro il {ClockWords.Day(by)}", $"of which {proposal} days for the proposal: by {ClockWords.Day(by)}"));
        return new(new { proposalBy = proposed.DueOn, actBy = whole.DueOn }, lines);
    }

    private static Calculation OfSecondRequest(CalculatorValues given)
    {
        var (filed, law) = (given.Day("filed")!.Value, TermInputs.TermOf(given, "pdc", "filed"));
        if (given.Days("requests") is not { Count: >= 2 } requests) throw given.Refuse("requests", "servono almeno due richieste.", "at least two requests are needed.");
        if (requests[0] < filed || requests[1] < requests[0]) throw given.Refuse("requests", "le richieste vanno dalla prima all'ultima, dopo la presentazione.", "the requests go from the first to the last, after the filing.");
        var refusal = LegalClock.Refuses(law, filed, [new(ClockEventKind.Interrupted, requests[0])], new(ClockEventKind.Interrupted, requests[1]), Calendar);
        return new(new { secondAccepted = refusal is null }, [refusal ?? new($"La richiesta del {ClockWords.Day(requests[1])} interrompe il termine ({law.Norm}).", $"The request of {ClockWords.Day(requests[1])} interrupts the term ({law.Norm}).")]);
    }

    private static Calculation OfScia(CalculatorValues given)
    {
        var reading = Plain(given, "scia-controllo", "checkDays");
        return new(new { checkBy = reading.DueOn }, [.. TermInputs.Lines(reading)]);
    }

    private static Calculation OfRegularisation(CalculatorValues given, string name)
    {
        var (reading, law) = (Plain(given, name, "days"), TermInputs.TermOf(given, name, "filed"));
        var silence = law.Silence == SilenceMeaning.Assent ? new Texts("poi il silenzio vale assenso", "then silence means assent") : new("poi il silenzio vale rigetto", "then silence means refusal");
        return new(new { silenceBy = reading.DueOn, silence = law.Silence.ToString().ToLowerInvariant() }, [.. TermInputs.Lines(reading), silence]);
    }

    private static ClockReading Plain(CalculatorValues given, string name, string days)
    {
        var (filed, law) = (given.Day("filed")!.Value, TermInputs.TermOf(given, name, "filed"));
        return LegalClock.Read(law with { Amount = given.Number(days) ?? law.Amount }, filed, [], Calendar, filed);
    }
}
