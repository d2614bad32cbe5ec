using Liburia.Platform.Language;
using Liburia.Procedures.Contracts;
using Liburia.Procedures.Models;

namespace Liburia.Procedures.Journey;

/// <summary>What an application costs, line by line: what the procedure's file fixes and what rules compute from the answers.</summary>
internal sealed class Costs(Ports ports)
{
    /// <returns>None where something is told in words alone, or cannot be computed yet.</returns>
    public IReadOnlyList<CostLine>? Of(ProcedureModel model, ApplicationFacts facts)
    {
        var lines = Owed(model, facts).Select(fee => LineOf(fee, facts)).ToList();
        return lines.Count == 0 || lines.Contains(null) ? null : [.. lines.OfType<CostLine>()];
    }

    /// <summary>The fees that are counted, each with its line.</summary>
    public IEnumerable<(ModelFee Fee, CostLine Line)> Lines(ProcedureModel model, ApplicationFacts facts) =>
        from fee in Owed(model, facts) let line = LineOf(fee, facts) where line is not null select (fee, line);

    private static IEnumerable<ModelFee> Owed(ProcedureModel model, ApplicationFacts facts) => model.Fees.Where(fee => fee.OnlyIf?.Holds(facts.Answers.Canonical) != false);

    private CostLine? LineOf(ModelFee fee, ApplicationFacts facts)
    {
        if (fee.Cents is { } cents) return new CostLine(fee.What, cents, fee.When.It);
        return ports.FeeOf(fee)?.Compute(facts, fee.Settings) is { } computed
            ? new CostLine(new Texts($"{fee.What.It}: {computed.Explanation.It}", $"{fee.What.En}: {computed.Explanation.En}"), computed.Cents, computed.Norm) : null;
    }

    /// <summary>In a paper: each fee with its amount.</summary>
    public string InWords(ProcedureModel model, ApplicationFacts facts) => string.Join(", ",
        Lines(model, facts).Where(owed => owed.Line.Cents > 0).Select(owed => $"{owed.Line.What.It} {Say.Euro(owed.Line.Cents!.Value)}"));
}
