using Liburia.Platform.Language;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.Extensions.DependencyInjection;

namespace Liburia.Procedures.Contracts;

/// <summary>
/// The field of a question in a form that was sent. Its name is the question's, with its turn where the page repeats, and with a part after a dot where
/// the answer has several: <c>indirizzo.street</c>.
/// </summary>
/// <param name="Choices">Those offered, from the procedure's file or from its source.</param>
public sealed class AnswerField(Question question, string name, IFormCollection form, IReadOnlyList<AnswerChoice> choices, ModelStateDictionary state, IServiceProvider services)
{
    public Question Question => question;
    public IReadOnlyList<AnswerChoice> Choices => choices;

    /// <summary>What was typed, without blanks around it.</summary>
    public string Typed => Part("");

    /// <summary>All that was chosen.</summary>
    public IReadOnlyList<string> All => [.. form[name].OfType<string>()];

    public string Part(string part) => form[NameOf(part)].ToString().Trim();

    public T Service<T>() where T : notnull => services.GetRequiredService<T>();

    /// <summary>Says beside the field, or beside its part, what is wrong.</summary>
    public string? Refuse(string it, string en, string part = "")
    {
        state.AddModelError(NameOf(part), Say.T(it, en));
        return null;
    }

    /// <summary>Nothing was answered: wrong unless the question may stay empty.</summary>
    public string? Missing(string part = "") => question.Optional ? null : Refuse($"Rispondi: {question.Label.It}", $"Answer: {question.Label.En}", part);

    /// <summary>What was sent is shown again if the page is.</summary>
    internal void ShowAgain()
    {
        foreach (var sent in form.Keys.Where(key => key == name || key.StartsWith(name + ".", StringComparison.Ordinal)))
        {
            state.SetModelValue(sent, form[sent].ToString(), form[sent].ToString());
            state.MarkFieldSkipped(sent);
        }
    }

    private string NameOf(string part) => part.Length == 0 ? name : $"{name}.{part}";
}
