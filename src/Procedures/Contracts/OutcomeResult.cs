using Liburia.Platform.Language;

namespace Liburia.Procedures.Contracts;

/// <summary>What was changed in the register.</summary>
/// <param name="InWords">For the applicant and the office.</param>
/// <param name="DocumentFollows">A job of the handler makes the document and closes the case; otherwise the decision is the document.</param>
/// <param name="ValidUntil">Last day of what was granted.</param>
public sealed record OutcomeResult(Texts InWords, bool DocumentFollows = false, DateOnly? ValidUntil = null);
