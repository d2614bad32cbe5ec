using System.Text.Json;
using Liburia.Platform.Language;
using Liburia.Platform.Law;

namespace Liburia.Registry.Law;

/// <summary>Days by which a residence is registered and checked.</summary>
internal sealed class ResidenceTerms : ICalculator
{
    public string Family => "residence_terms";
    public Texts Title => new("Termini del cambio di residenza", "Terms of a change of residence");
    public string Norm => "art. 5 DL 5/2012; art. 18 DPR 223/1989";
    public IReadOnlyList<CalculatorInput> Inputs { get; } =
    [
        new("received", InputType.Date, true, new("Giorno in cui la dichiarazione è arrivata.", "Day the declaration came.")),
        TermInputs.Days("registerWorkingDays", "Giorni lavorativi per registrarla; se mancano, quelli di legge.",
            "Working days to register it; those of the law where missing."),
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
            new("senza un preavviso di rigetto, dopo gli accertamenti il silenzio vale assenso (art. 20 L. 241/1990)",
                "without a notice of refusal, silence means assent once the checks are over (art. 20 L. 241/1990)"),
        ]);
    }
}
