using Liburia.Procedures.Contracts;
using Liburia.Procedures.Models;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace Liburia.Procedures.Journey;

/// <summary>Questions that the officer answers, with the decision or with an act beside it: drawn, read and refused like those of the form.</summary>
internal sealed class OfficerForm(AnswerForms forms, Ports ports)
{
    /// <param name="prefix">Before the name of each field, so that none is the name of a field of the page.</param>
    public async Task<IReadOnlyList<AskedQuestion>> DrawnAsync(IEnumerable<Question> questions, ProcedureModel model, ApplicationFacts facts, string prefix,
        CancellationToken cancel = default)
    {
        var asked = new List<AskedQuestion>();
        foreach (var question in questions)
        {
            if (question.When is { } when && model.Find(when.Question) is not null && !when.Holds(facts.Answers.Canonical)) continue;
            var (choices, data) = (await forms.ChoicesAsync(question, facts, cancel), await ports.DrawnWithAsync(question, cancel));
            asked.Add(new AskedQuestion(question, FieldOf(prefix, question.Id), null, null, choices, data, Alone: false));
        }
        return asked;
    }

    /// <summary>What was answered, in the canonical form of each kind; what is wrong is said beside its field.</summary>
    public async Task<IReadOnlyDictionary<string, string>> ReadAsync(
        IEnumerable<Question> questions, ApplicationFacts facts, string prefix, IFormCollection form, ModelStateDictionary state,
            CancellationToken cancel = default)
    {
        var (soFar, answers) = (facts.Answers.Canonical.ToDictionary(), new Dictionary<string, string>());
        foreach (var question in questions.Where(question => question.When?.Holds(soFar) != false))
        {
            var choices = await forms.ChoicesAsync(question, facts, cancel);
            var read = await ports.ReadAsync(question, FieldOf(prefix, question.Id), form, choices, state, cancel);
            if (read is { } answer) soFar[question.Id] = answers[question.Id] = answer;
        }
        return answers;
    }

    public static string FieldOf(string prefix, string question) => $"{prefix}.{question}";
}
