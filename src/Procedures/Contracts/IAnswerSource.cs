namespace Liburia.Procedures.Contracts;

/// <summary>What a register already knows, so that nobody asks for it again: choices, or a first value. Registered under the name of its descriptor.</summary>
public interface IAnswerSource
{
    Task<IReadOnlyList<AnswerChoice>> ChoicesAsync(ApplicationFacts facts, CancellationToken cancel = default) => Task.FromResult<IReadOnlyList<AnswerChoice>>([]);

    Task<Prefill?> PrefillAsync(ApplicationFacts facts, CancellationToken cancel = default) => Task.FromResult<Prefill?>(null);
}
