using System.Text.Json;
using Liburia.Platform.Language;
using Liburia.Platform.Law;

namespace Liburia.Procedures.Law;

/// <summary>Days of building titles: proposal and act of a permit, check of a SCIA, silence of a regularisation.</summary>
internal sealed class BuildingTerms : ICalculator
{
    private const string Permit = "pdc", SecondRequest = "pdcSecondIntegrationRequest", Scia = "scia";
    private static readonly Dictionary<string, string> Regularisations = new()
    {
        ["sanatoria36"] = "sanatoria-36",
        ["sanatoria36bisPdc"] = "sanatoria-36bis-pdc",
        ["sanatoria36bisScia"] = "sanatoria-36bis-scia"
    };
    private static readonly LegalCalendar Calendar = new();

    public string Family => "building_terms";
    public Texts Title => new("Termini dei titoli edilizi", "Terms of building titles");
    public string Norm => "art. 20, 36 e 36-bis DPR 380/2001; art. 19 L. 241/1990";
    public IReadOnlyList<CalculatorInput> Inputs { get; } =
    [
        new("kind", InputType.Text, true, new("Il titolo.", "The title.")) { OneOf = [Permit, SecondRequest, Scia, .. Regularisations.Keys] },
        new("filed", InputType.Date, true, new("Giorno della presentazione.", "Day of filing.")),
        TermInputs.Days("proposalDays", "Permesso: giorni per la proposta (60).", "Permit: days for the proposal (60)."),
        TermInputs.Days("actDays", "Permesso: giorni dalla proposta al provvedimento (quanti ne restano dei 90).",
            "Permit: days from the proposal to the act (those left of the 90)."),
        new("integrationAsked", InputType.Date, false, new("Permesso: giorno della richiesta di documenti.", "Permit: day documents were asked for.")),
        new("integrationReceived", InputType.Date, false, new("Permesso: giorno in cui sono arrivati.", "Permit: day they came.")),
        new("requests", InputType.Dates, false, new("Giorni delle richieste di documenti, dalla prima.",
            "Days of the requests for documents, from the first.")),
        TermInputs.Days("checkDays", "SCIA: giorni per il controllo; se mancano, quelli di legge.",
            "SCIA: days for the check; those of the law where missing."),
        TermInputs.Days("days", "Sanatoria: giorni per decidere; se mancano, quelli di legge.",
            "Regularisation: days to decide; those of the law where missing."),
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
        if (received is not null && asked is null) throw given.Refuse("integrationAsked", "manca: i documenti sono arrivati senza essere chiesti.",
            "missing: the documents came without being asked for.");
        if (received < asked) throw given.Refuse("integrationReceived", "è prima della richiesta.", "it is before the request.");
        List<ClockEvent> events = [];
        if (asked is { } on) events.Add(new(ClockEventKind.Interrupted, on));
        if (received is { } came) events.Add(new(ClockEventKind.Restarted, came));
        var today = received ?? asked ?? filed;
        var proposed = LegalClock.Read(law with { Amount = proposal }, filed, events, Calendar, today);
        var whole = LegalClock.Read(law with { Amount = proposal + act }, filed, events, Calendar, today);
        List<Texts> lines = [.. TermInputs.Lines(whole)];
        if (proposed.DueOn is { } by) lines.Add(new($"di cui {proposal} giorni per la proposta: entro il {Say.ShortDay(by)}",
            $"of which {proposal} days for the proposal: by {Say.ShortDay(by)}"));
        return new(new { proposalBy = proposed.DueOn, actBy = whole.DueOn }, lines);
    }

    private static Calculation OfSecondRequest(CalculatorValues given)
    {
        var (filed, law) = (given.Day("filed")!.Value, TermInputs.TermOf(given, "pdc", "filed"));
        if (given.Days("requests") is not { Count: >= 2 } requests) throw given.Refuse("requests", "servono almeno due richieste.",
            "at least two requests are needed.");
        if (requests[0] < filed || requests[1] < requests[0]) throw given.Refuse("requests",
            "le richieste vanno dalla prima all'ultima, dopo la presentazione.", "the requests go from the first to the last, after the filing.");
        var refusal = LegalClock.Refuses(law, filed, [new(ClockEventKind.Interrupted, requests[0])], new(ClockEventKind.Interrupted, requests[1]), Calendar);
        return new(new { secondAccepted = refusal is null },
            [refusal ?? new($"La richiesta del {Say.ShortDay(requests[1])} interrompe il termine ({law.Norm}).",
            $"The request of {Say.ShortDay(requests[1])} interrupts the term ({law.Norm}).")]);
    }

    private static Calculation OfScia(CalculatorValues given)
    {
        var reading = Plain(given, "scia-controllo", "checkDays");
        return new(new { checkBy = reading.DueOn }, [.. TermInputs.Lines(reading)]);
    }

    private static Calculation OfRegularisation(CalculatorValues given, string name)
    {
        var (reading, law) = (Plain(given, name, "days"), TermInputs.TermOf(given, name, "filed"));
        var silence = law.Silence == SilenceMeaning.Assent ? new Texts("poi il silenzio vale assenso", "then silence means assent")
            : new("poi il silenzio vale rigetto", "then silence means refusal");
        return new(new { silenceBy = reading.DueOn, silence = law.Silence.ToString().ToLowerInvariant() }, [.. TermInputs.Lines(reading), silence]);
    }

    private static ClockReading Plain(CalculatorValues given, string name, string days)
    {
        var (filed, law) = (given.Day("filed")!.Value, TermInputs.TermOf(given, name, "filed"));
        return LegalClock.Read(law with { Amount = given.Number(days) ?? law.Amount }, filed, [], Calendar, filed);
    }
}
