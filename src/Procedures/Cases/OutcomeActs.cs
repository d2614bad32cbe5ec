using Liburia.Platform.Access;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Procedures.Contracts;
using Liburia.Procedures.Journey;
using Liburia.Procedures.Models;

namespace Liburia.Procedures.Cases;

/// <summary>An act that a procedure offers beside the decision, as it stands for one case.</summary>
/// <param name="Declared">In the procedure's file.</param>
/// <param name="Refusal">Why it is not done now; null where it may be.</param>
internal sealed record OutcomeAct(ModelAct Declared, NotNow? Refusal)
{
    public string Name => Declared.Name;
    public Texts Label => Declared.By.Label;
}

/// <summary>
/// Acts on what a case has granted: each changes the register by its handler, and is numbered, reasoned (art. 3 L. 241/1990), registered and told like the
/// decision,
/// in one commit.
/// </summary>
internal sealed class OutcomeActs(Ports ports, AnswerForms forms, Decisions decisions, CaseWork work, Notices notices, Visitor visitor, TimeProvider clock)
{
    private const int ShortestReasons = 20, LongestReasons = 4000;

    public async Task<IReadOnlyList<OutcomeAct>> OfAsync(CaseReading read, CancellationToken cancel = default)
    {
        var acts = new List<OutcomeAct>();
        foreach (var act in read.Model?.Outcome?.Acts ?? []) acts.Add(new OutcomeAct(act, await JudgeAsync(read, act, cancel)));
        return acts;
    }

    public async Task<NotNow?> JudgeAsync(CaseReading read, ModelAct act, CancellationToken cancel = default)
    {
        if (!read.IsOurs) return CaseActBook.NotOurs;
        if (read.Item.State is not (CaseState.Completed or CaseState.Partial or CaseState.AssentedBySilence) || read.Item.JoinedToId is not null)
            return new NotNow(new("Riguarda ciò che è stato dato: qui non è stato dato ancora nulla.",
                "It is about what was granted: nothing is granted here."), IsExpected: false);
        if (!visitor.Can(act.By.Permission))
            return new NotNow(new("Serve un permesso che il tuo incarico non dà.", "It needs a permission that your position does not give."));
        return await ports.ActOf(act).RefusesAsync(FactsOf(read, act), cancel) is { } why ? new NotNow(why) : null;
    }

    public Task<IReadOnlyList<Texts>> ForetellAsync(CaseReading read, ModelAct act, CancellationToken cancel = default) =>
        ports.ActOf(act).ForetellAsync(FactsOf(read, act), cancel);

    private ActFacts FactsOf(CaseReading read, ModelAct act) => new(
        Decisions.FactsOf(read.Item, read.Model!), new TypedAnswers(new Dictionary<string, string>()), act.Settings, LegalTime.Today(clock))
    { Entries = read.Entries };

    /// <summary>Does the act inside the caller's transaction.</summary>
    /// <param name="answers">To its questions, in the canonical form of their kind.</param>
    /// <exception cref="RuleBroken">Reasons that are missing, or the register does not take it. Property: <c>Reasons</c>, or the question.</exception>
    public async Task DoAsync(CaseReading read, ModelAct act, IReadOnlyDictionary<string, string> answers, string reasons, string officerTitle,
        CancellationToken cancel = default)
    {
        if (reasons.Length is < ShortestReasons or > LongestReasons)
            throw new RuleBroken("Reasons", new("Scrivi la motivazione, da 20 a 4.000 caratteri.", "Give the reasons, 20 to 4,000 characters."),
                "art. 3 L. 241/1990");
        var (item, model) = (read.Item, read.Model!);
        var facts = FactsOf(read, act) with { Answers = new TypedAnswers(answers) };
        var number = await decisions.NumberAsync(facts.Today, cancel);
        var changed = await ports.ActOf(act).DoAsync(facts with { Number = number }, cancel);
        if (changed.ValidUntil is { } until) item.LastsUntil(until);
        var words = new Texts($"{act.By.Title.It}, con atto n. {number}: {changed.InWords.It}",
            $"{act.By.Title.En}, by act no. {number}: {changed.InWords.En}");
        var done = work.Log(item, CaseEventKind.ActDone, true, words, reasons);
        // In the text of its paper what the officer answered to the act stands where a decision's has the answers to the decision.
        IReadOnlyList<AnswerInWords> told =
        [
            .. from question in act.Questions
               where answers.ContainsKey(question.Id)
               select new AnswerInWords(question.Id, question.Id, question.Label, question.Kind.InWords(question, answers[question.Id], question.Choices),
                   IsTyped: false),
        ];
        var ruled = DecisionFacts.None with { Ending = item.State, Answers = facts.Answers, InWords = told };
        var said = await forms.InWordsAsync(model, facts.Application with { Decision = ruled }, cancel);
        var paper = decisions.PaperOf(
            item, model, said, act.By.Title, act.Text, number, facts.Today, reasons, visitor.FullName, officerTitle, item.ValidUntil);
        decisions.Owe(item, paper with { Role = "act" });
        await notices.TellAsync(item, $"{done.Id:n}", new($"{act.By.Title.It} di ciò che hai ottenuto", $"{act.By.Title.En} of what you were granted"), cancel);
    }
}
