namespace Liburia.Procedures.Contracts;

/// <summary>A company, with its VAT number of eleven digits.</summary>
public sealed record CompanyAnswer(string Name, string VatNumber);
