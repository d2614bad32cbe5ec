using Liburia.Platform.Language;

namespace Liburia.Procedures.Contracts;

/// <summary>An application as the module sees it whose register it changes.</summary>
/// <param name="CaseId">The case; empty while the application is still being written.</param>
/// <param name="FiledOn">Day of the application; today while it is still being written.</param>
/// <param name="Answers">By question, in the canonical form of its type.</param>
/// <param name="Settings">What the procedure's file tells the handler.</param>
/// <param name="Key">Of the application: the handler's own unique marks derive from it.</param>
public sealed record Applied(Guid CaseId, string Key, string ServiceSlug, Applicant Applicant, CaseChannel Channel, DateOnly FiledOn, IReadOnlyDictionary<string, string> Answers, IReadOnlyDictionary<string, string> Settings)
{
    /// <summary>Number of the register under which it was filed; none while it is still being written.</summary>
    public string? ProtocolNumber { get; init; }

    /// <summary>The register was already changed, before the checks: granting confirms it.</summary>
    public bool IsRecorded { get; init; }

    /// <summary>By answer, what everybody may read instead of what the applicant typed: the officer has seen it. Empty where nobody has.</summary>
    public IReadOnlyDictionary<string, string> PublicWords { get; init; } = new Dictionary<string, string>();

    /// <summary>How the case ends; as it stands while it is still open.</summary>
    public CaseState Ending { get; init; }

    public string? Answer(string question) => Answers.GetValueOrDefault(question);
}

/// <summary>A line of what something costs: what, cents of euro, by which norm.</summary>
public sealed record CostLine(Texts What, long? Cents, string? Norm);

/// <summary>What a handler knows of an application before it is sent.</summary>
/// <param name="Title">More precise than the service's; none to keep that.</param>
/// <param name="Costs">Explained line by line; none to show the fees of the sheet.</param>
public sealed record Preview(Texts? Title, IReadOnlyList<CostLine>? Costs);

/// <summary>What was changed.</summary>
/// <param name="InWords">For the applicant and the office.</param>
/// <param name="DocumentFollows">A job of the handler makes the document and closes the case; otherwise the decision is the document.</param>
/// <param name="ValidUntil">Last day of what was granted.</param>
public sealed record Changed(Texts InWords, bool DocumentFollows = false, DateOnly? ValidUntil = null);

/// <summary>What a granted case changes: a port of Procedures, implemented by the module that owns the register.</summary>
public interface IOutcome
{
    /// <summary>The name a procedure's file calls it by: <c>registry.certificate</c>.</summary>
    string Name { get; }

    /// <summary>Refuses answers that the register refuses; called after each page with its questions, and with all of them at submission.</summary>
    /// <exception cref="RuleBroken">Property: the question.</exception>
    Task CheckAsync(Applied applied, IReadOnlySet<string> questions, CancellationToken cancel = default);

    Task<Preview> PreviewAsync(Applied applied, CancellationToken cancel = default);

    /// <summary>Changes the register in the caller's transaction; confirms it where it was recorded before.</summary>
    /// <exception cref="RuleBroken">The register no longer allows it: nothing is decided.</exception>
    Task<Changed> ApplyAsync(Applied applied, CancellationToken cancel = default);

    /// <summary>Told of a refusal, in the caller's transaction: puts back what was recorded before, from the day of the application, or notes the refusal where the register holds refusals too.</summary>
    Task RefuseAsync(Applied applied, CancellationToken cancel = default) => Task.CompletedTask;
}

/// <summary>A first value, where it comes from and how fresh it is.</summary>
/// <param name="Value">In the canonical form of the question's type.</param>
public sealed record Prefill(string Value, Texts Source, DateOnly? AsOf);

/// <summary>An answer one may choose.</summary>
public sealed record SourceChoice(string Value, Texts Label, Texts? Hint = null);

/// <summary>What a register already knows, so that nobody asks for it again: choices, or a first value.</summary>
public interface IAnswerSource
{
    /// <summary>The name a procedure's file calls it by: <c>registry.household</c>.</summary>
    string Name { get; }

    Task<IReadOnlyList<SourceChoice>> ChoicesAsync(Applied applied, CancellationToken cancel = default) => Task.FromResult<IReadOnlyList<SourceChoice>>([]);

    Task<Prefill?> PrefillAsync(Applied applied, CancellationToken cancel = default) => Task.FromResult<Prefill?>(null);
}

/// <summary>Tells residents from others.</summary>
public interface IResidency
{
    Task<bool> IsResidentAsync(string taxCode, CancellationToken cancel = default);
}
