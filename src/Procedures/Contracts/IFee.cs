using Liburia.Platform.Language;

namespace Liburia.Procedures.Contracts;

/// <summary>A fee that a rule computes from the answers: a port of Procedures, registered under the name of its <see cref="FeeDescriptor"/>.</summary>
public interface IFee
{
    /// <param name="settings">What the procedure's file tells the rule: the record its descriptor declares.</param>
    /// <returns>None while an answer that it needs is missing.</returns>
    FeeResult? Compute(ApplicationFacts facts, object settings);
}

/// <summary>A fee as a procedure's file calls it: <c>by</c> of a computed amount.</summary>
/// <param name="Name"><c>land.temporary</c>.</param>
/// <param name="Settings">A record: each parameter of its constructor is a key of <c>settings</c>, written with dashes; those without a default are needed.</param>
public sealed record FeeDescriptor(string Name, Type Settings);

/// <summary>A computed fee.</summary>
/// <param name="Explanation">How it was counted: «20 m² × 10 giorni × 0,70 €».</param>
/// <param name="Cents">Cents of euro.</param>
public sealed record FeeResult(Texts Explanation, long Cents, string Norm);
