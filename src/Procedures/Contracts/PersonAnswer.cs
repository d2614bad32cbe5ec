namespace Liburia.Procedures.Contracts;

/// <summary>A person named in an application.</summary>
public sealed record PersonAnswer(string FamilyName, string GivenName, string TaxCode);
