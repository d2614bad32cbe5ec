using Liburia.Platform.Language;

namespace Liburia.Procedures.Contracts;

/// <summary>
/// An act on what a case has granted, beside its decision: an extension, a revocation. A port of Procedures, implemented by the module that owns the register
/// and registered under the name of its <see cref="ActDescriptor"/>.
/// </summary>
public interface IOutcomeAct
{
    /// <summary>Why it is not done to this case now; null where it may be.</summary>
    Task<Texts?> RefusesAsync(ActFacts facts, CancellationToken cancel = default);

    /// <summary>What it will do, a sentence each, said before it is done.</summary>
    Task<IReadOnlyList<Texts>> ForetellAsync(ActFacts facts, CancellationToken cancel = default);

    /// <summary>Changes the register in the caller's transaction.</summary>
    /// <exception cref="RuleBroken">Nothing is done. Property: the question of the act.</exception>
    Task<OutcomeResult> DoAsync(ActFacts facts, CancellationToken cancel = default);
}
