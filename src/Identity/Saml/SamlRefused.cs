namespace Liburia.Identity.Saml;

/// <summary>A message that is not taken, and the rule it breaks. The log gets the rule; the citizen one plain page.</summary>
/// <param name="rule">Stable name: <c>signature.position</c>.</param>
internal sealed class SamlRefused(string rule, string why) : Exception($"{rule}: {why}")
{
    public string Rule { get; } = rule;
}

/// <summary>The identity provider says that the person did not get in: one of SPID's numbered anomalies.</summary>
/// <param name="Code">19 to 25 or 30 where it is the person's; 0 where the provider gave none.</param>
internal sealed record SamlFailure(int Code, string Status);
