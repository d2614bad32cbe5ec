namespace Liburia.Procedures.Contracts;

/// <summary>Names of the kinds of question that <c>Procedures</c> brings.</summary>
public static class QuestionKinds
{
    public const string Text = "text", Lines = "lines", Choice = "choice", Choices = "choices", YesNo = "yes-no", Date = "date", Period = "period", Number = "number", Money = "money",
        Person = "person", TaxCode = "tax-code", Company = "company", Iban = "iban", Address = "address", Place = "place", Parcel = "parcel", Plate = "plate", Email = "email",
        Phone = "phone", File = "file", Declaration = "declaration";
}
