namespace Liburia.Procedures.Contracts;

/// <summary>Who applies: a natural person, for themselves or for a company.</summary>
/// <param name="PersonId">In the register of subjects; empty when the Comune does not know the person yet.</param>
/// <param name="Name">Family name first.</param>
public sealed record Applicant(Guid PersonId, string TaxCode, string Name, string? CompanyName = null, string? CompanyVatNumber = null)
{
    /// <summary>The person, and the company where there is one.</summary>
    public string InWords => CompanyName is null ? Name : $"{CompanyName} ({Name})";
}
