using System.Text.Json;
using Liburia.Platform.Language;
using Liburia.Platform.Law;

namespace Liburia.Registry.Certificates;

/// <summary>Whether a certificate may be issued and what it costs, for anyone who asks.</summary>
internal sealed class CertificateCalculator(TimeProvider clock) : ICalculator
{
    private static readonly Dictionary<string, CertificateKind> Kinds = new()
    {
        ["residence"] = CertificateKind.Residence,
        ["family status"] = CertificateKind.HouseholdStatement,
        ["residence and family status"] = CertificateKind.ResidenceAndHousehold,
        ["historical residence"] = CertificateKind.HistoricalResidence,
        ["birth (stato civile)"] = CertificateKind.CivilBirth,
    };

    public string Family => "certificates";
    public Texts Title => new("Certificati anagrafici: rilascio, bollo, diritti", "Registry certificates: issue, stamp duty, fees");
    public string Norm => "DPR 642/1972; L. 604/1962; tabelle ANPR 13, 39 e 42";
    public IReadOnlyList<CalculatorInput> Inputs { get; } =
    [
        new("type", InputType.Text, true, new("Il certificato.", "The certificate.")) { OneOf = [.. Kinds.Keys] },
        new("use", InputType.Text, false, new("A che cosa serve, a parole: non cambia il risultato.", "What it is for, in words: it does not change the result.")),
        new("exemption", InputType.Integer, false, new("Motivo di esenzione dal bollo (tabella ANPR 39); se manca, il bollo si paga.", "Reason of exemption from stamp duty (ANPR table 39); where missing, the duty is paid.")) { Minimum = 1, Maximum = 99 },
        new("norm", InputType.Text, false, new("La norma che esenta, dove il motivo la chiede.", "The norm that exempts, where the reason asks for it.")),
        new("certifiabilityLevel", InputType.Integer, false, new("Certificabilità della persona (tabella ANPR 42); 2 se manca.", "Certifiability of the person (ANPR table 42); 2 where missing.")) { Minimum = 0, Maximum = 4 },
        new("channel", InputType.Text, false, new("Sportello, se manca, oppure online.", "The counter, where missing, or online.")) { OneOf = ["counter", "online"] },
        new("day", InputType.Date, false, new("Giorno del rilascio; oggi se manca.", "Day of issue; today where missing.")),
        new("fees", InputType.Object, false, new("Gli importi del Comune; quelli comuni dove mancano.", "The amounts of the Comune; the usual ones where missing."))
        {
            Fields =
            [
                Amount("stampPerSheet", "Imposta di bollo per foglio.", "Stamp duty a sheet."), Amount("segreteriaStamped", "Diritti, con bollo.", "Fee, with stamp duty."), Amount("segreteriaExempt", "Diritti, senza bollo.", "Fee, without stamp duty."),
                Amount("historicalPerPersonStamped", "Diritti di un certificato storico, con bollo.", "Fee of a historical certificate, with stamp duty."), Amount("historicalPerPersonExempt", "Diritti di un certificato storico, senza bollo.", "Fee of a historical certificate, without stamp duty."),
            ],
        },
    ];

    public Calculation Calculate(JsonElement inputs)
    {
        var given = CalculatorValues.Read(inputs, Inputs);
        var (day, channel) = (given.Day("day") ?? clock.Today(), given.Text("channel") == "online" ? CertificateChannel.Online : CertificateChannel.Counter);
        var fees = CertificateRules.ScheduleOf(channel, day);
        if (given.Object("fees") is { } own)
            fees = new(own.Cents("stampPerSheet") ?? fees.StampPerSheet, own.Cents("segreteriaStamped") ?? fees.FeeStamped, own.Cents("segreteriaExempt") ?? fees.FeeExempt, own.Cents("historicalPerPersonStamped") ?? fees.HistoricalStamped, own.Cents("historicalPerPersonExempt") ?? fees.HistoricalExempt);
        var assessed = CertificateRules.Assess(new(Kinds[given.Text("type")!], given.Number("exemption"), given.Text("norm"), given.Number("certifiabilityLevel") ?? 2, channel, day), fees);
        object result = assessed.Issued
            ? new { issued = true, stamp = CalculatorValues.Euro(assessed.Stamp), segreteria = CalculatorValues.Euro(assessed.Fee), total = CalculatorValues.Euro(assessed.Total) }
            : new { issued = false, reason = assessed.Reason };
        return new(result, [.. assessed.Explanation.Select(InWords)]);
    }

    private static CalculatorInput Amount(string name, string it, string en) => new(name, InputType.Money, false, new(it, en));

    private static Texts InWords(ExplanationLine line)
    {
        var rest = (line.Cents is { } cents ? $": {Say.Euro(cents)}" : "") + (line.Norm is { } norm ? $" ({norm})" : "");
        return new(line.What.It + rest, line.What.En + rest);
    }
}
