using Liburia.Platform.Language;
using Liburia.Procedures.Contracts;

namespace Liburia.Procedures.Answers.Kinds;

/// <summary>A civic number of the Comune, with its flat.</summary>
internal sealed class AddressKind : IQuestionKind
{
    public string Name => QuestionKinds.Address;

    public string View => "/Pages/Procedures/Kinds/Address.cshtml";

    public async Task<string?> ReadAsync(AnswerField field, CancellationToken cancel)
    {
        if (field.Part("flat").Length > 20) return field.Refuse("L'interno è troppo lungo: al massimo 20 caratteri.", "The flat is too long: at most 20 characters.", "flat");
        if (field.Part("street").Length == 0) return field.Missing("street");
        if (await Located.StreetAsync(field, cancel) is not { } street || await Located.AddressAsync(field, street, cancel) is not { } address) return null;
        return Canonical.Parts(("street", field.Part("street")), ("civic", address.CivicNumberId.ToString("n")), ("number", field.Part("number")), ("exponent", Located.ExponentOf(field)),
            ("words", address.InWords), ("flat", field.Part("flat")));
    }

    public Texts InWords(Question question, string answer, IReadOnlyList<AnswerChoice> choices) => Located.InWords(answer);

    public Task<object?> DrawnWithAsync(IServiceProvider services, CancellationToken cancel) => Located.StreetsAsync(services, cancel);

    /// <summary>Whoever writes a flat may write anything.</summary>
    public bool IsTyped(string? answer) => Canonical.PartsOf(answer).ContainsKey("flat");
}
