using Liburia.Platform.Language;
using Liburia.Procedures.Contracts;
using Liburia.Subjects.Contracts;

namespace Liburia.Procedures.Answers.Kinds;

/// <summary>A person: family name, given name, tax code.</summary>
internal sealed class PersonKind : IQuestionKind
{
    public string Name => QuestionKinds.Person;

    public string View => "/Pages/Procedures/Kinds/Person.cshtml";

    public Task<string?> ReadAsync(AnswerField field, CancellationToken cancel) => Task.FromResult(Read(field));

    private static string? Read(AnswerField field)
    {
        var (family, given, code) = (field.Part("family"), field.Part("given"), field.Part("code"));
        if (family.Length + given.Length + code.Length == 0 && field.Question.Optional) return null;
        if (family.Length is 0 or > 100) return field.Refuse("Scrivi il cognome.", "Enter the family name.", "family");
        if (given.Length is 0 or > 100) return field.Refuse("Scrivi il nome.", "Enter the given name.", "given");
        return TaxCode.TryParse(code, out var parsed, out _) ? Canonical.Parts(("family", family), ("given", given), ("code", parsed.Value))
            : field.Refuse("Il codice fiscale non è valido: controlla i 16 caratteri.", "The tax code is not valid: check its 16 characters.", "code");
    }

    public Texts InWords(Question question, string answer, IReadOnlyList<AnswerChoice> choices)
    {
        var parts = Canonical.PartsOf(answer);
        return Texts.Same($"{parts.GetValueOrDefault("family")} {parts.GetValueOrDefault("given")}, {parts.GetValueOrDefault("code")}");
    }
}
