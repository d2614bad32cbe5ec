using Liburia.Platform.Language;
using Liburia.Procedures.Contracts;

namespace Liburia.Procedures.Answers.Kinds;

/// <summary>What <see cref="ChoiceKind"/> and <see cref="ChoicesKind"/> have in common.</summary>
internal static class Chosen
{
    /// <summary>The labels of what was chosen; a value whose choice is no longer there stands for itself.</summary>
    public static Texts InWords(string answer, IReadOnlyList<AnswerChoice> choices)
    {
        var labels = answer.Split('\n').Select(value => choices.FirstOrDefault(choice => choice.Value == value)?.Label ?? new Texts(value, value)).ToList();
        return new Texts(string.Join("; ", labels.Select(label => label.It)), string.Join("; ", labels.Select(label => label.En)));
    }

    public static IEnumerable<(string Key, string Reason)> Judge(Question question)
    {
        if (question.Choices.Count == 0 && question.Source is null) yield return ("choices", "servono le risposte («choices») o da dove vengono («source»).");
    }
}
