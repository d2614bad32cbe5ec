namespace Liburia.Procedures.Contracts;

/// <summary>Who applies: a natural person, for themselves or for a company.</summary>
/// <param name="PersonId">In the register of subjects; empty when the Comune does not know the person yet.</param>
/// <param name="Name">Family name first.</param>
public sealed record Applicant(Guid PersonId, string TaxCode, string Name, string? CompanyName = null, string? CompanyVatNumber = null)
{
    /// <summary>Who acts for them; none where they act for themselves.</summary>
    public Representative? By { get; init; }

    /// <summary>Tax code of whom one writes to about the application: the contacts given with it are theirs.</summary>
    public string ContactTaxCode => By?.TaxCode ?? TaxCode;

    /// <summary>The person, the company and the representative where there is one.</summary>
    public string InWords => Of(Name, CompanyName, By?.Name);

    /// <summary>Whose what is granted is: the person, and the company where there is one; not who acted for them.</summary>
    public string Holder => Of(Name, CompanyName, null);

    internal static string Of(string name, string? company, string? representative) =>
        (company is null ? name : $"{company} ({name})") + (representative is null ? "" : $", con la rappresentanza di {representative}");
}
