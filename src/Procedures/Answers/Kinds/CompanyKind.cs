using Liburia.Platform.Language;
using Liburia.Procedures.Contracts;
using Liburia.Subjects.Contracts;

namespace Liburia.Procedures.Answers.Kinds;

/// <summary>A company: name, VAT number.</summary>
internal sealed class CompanyKind : IQuestionKind
{
    public string Name => QuestionKinds.Company;

    public string View => "/Pages/Procedures/Kinds/Company.cshtml";

    public Task<string?> ReadAsync(AnswerField field, CancellationToken cancel) => Task.FromResult(Read(field));

    private static string? Read(AnswerField field)
    {
        var (name, vat) = (field.Part("name"), new string([.. field.Part("vat").Where(char.IsAsciiDigit)]));
        if (name.Length + vat.Length == 0 && field.Question.Optional) return null;
        if (name.Length is < 2 or > 200) return field.Refuse("Scrivi la denominazione dell'impresa.", "Enter the name of the company.", "name");
        return NumericTaxCode.IsValid(vat) ? Canonical.Parts(("name", name), ("vat", vat))
            : field.Refuse("La partita IVA non è valida: 11 cifre, l'ultima di controllo.", "The VAT number is not valid: 11 digits, the last one a check digit.", "vat");
    }

    public Texts InWords(Question question, string answer, IReadOnlyList<AnswerChoice> choices)
    {
        var parts = Canonical.PartsOf(answer);
        var (name, vat) = (parts.GetValueOrDefault("name"), parts.GetValueOrDefault("vat"));
        return new Texts($"{name}, partita IVA {vat}", $"{name}, VAT number {vat}");
    }
}
