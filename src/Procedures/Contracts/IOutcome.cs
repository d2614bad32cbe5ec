using Liburia.Platform.Language;

namespace Liburia.Procedures.Contracts;

/// <summary>
/// What a granted case changes: a port of Procedures, implemented by the module that owns the register and registered under the name of its
/// <see cref="OutcomeDescriptor"/>.
/// </summary>
public interface IOutcome
{
    /// <summary>Refuses answers that the register refuses; called after each page with its questions, and with all of them at submission.</summary>
    /// <exception cref="RuleBroken">Property: the question.</exception>
    Task CheckAsync(ApplicationFacts facts, IReadOnlySet<string> questions, CancellationToken cancel = default) => Task.CompletedTask;

    Task<Preview> PreviewAsync(ApplicationFacts facts, CancellationToken cancel = default) => Task.FromResult(Preview.Nothing);

    /// <summary>Changes the register in the caller's transaction; confirms it where it was recorded before.</summary>
    /// <exception cref="RuleBroken">The register no longer allows it: nothing is decided.</exception>
    Task<OutcomeResult> ApplyAsync(ApplicationFacts facts, CancellationToken cancel = default);

    /// <summary>
    /// Told of a refusal, in the caller's transaction: puts back what was recorded before, from the day of the application, or notes the refusal where the
    /// register holds refusals too.
    /// </summary>
    Task RefuseAsync(ApplicationFacts facts, CancellationToken cancel = default) => Task.CompletedTask;

    /// <summary>
    /// Takes back, in the caller's transaction, what a decision changed in the register: the decision was wrong and is annulled (art. 21-nonies L. 241/1990). What
    /// it was is in the facts.
    /// </summary>
    /// <exception cref="RuleBroken">The register is put right by an act of its own.</exception>
    Task AnnulAsync(ApplicationFacts facts, CancellationToken cancel = default) => throw new RuleBroken("", new(
        "Ciò che questa decisione ha scritto nel registro si corregge con un atto del registro.",
        "What this decision wrote in the register is put right by an act of the register."));
}
