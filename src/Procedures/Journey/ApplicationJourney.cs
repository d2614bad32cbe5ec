using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Procedures.Adoption;
using Liburia.Procedures.Answers;
using Liburia.Procedures.Cases;
using Liburia.Procedures.Contracts;
using Liburia.Procedures.Drafts;
using Liburia.Procedures.Models;
using Liburia.Procedures.Uploads;
using Liburia.Subjects.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Procedures.Journey;

/// <summary>A page as it is asked: a page that repeats is asked once for each of its group.</summary>
/// <param name="Turn">From 0; −1 where the page does not repeat.</param>
internal sealed record AskedPage(ModelPage Page, int Turn)
{
    /// <summary>Part of the address: <c>veicoli</c>, <c>veicoli-2</c>.</summary>
    public string Path => Turn < 1 ? Page.Id : $"{Page.Id}-{Turn + 1}";

    /// <summary>Name of a question's field and answer: <c>targa</c>, <c>targa-2</c>.</summary>
    public string Name(Question question) => Turn < 1 ? question.Id : $"{question.Id}-{Turn + 1}";
}

/// <summary>A row of the check page and of what is kept: a question, its answer as one reads it, where it is changed.</summary>
internal sealed record AnswerRow(Question Question, AskedPage Asked, string Name, Texts Label, Texts InWords);

/// <summary>
/// One application being written: the procedure's model, the draft, who applies. Every page loads it first; a draft that is not the visitor's own is
/// never found.
/// </summary>
internal sealed class ApplicationJourney(
    DraftDesk drafts, Offers offers, AnswerForms forms, CounterServices counter, Visitor visitor, ISubjectRegister subjects, AppDb db, TimeProvider clock)
{
    public const string More = "more";

    public Draft Draft { get; private set; } = null!;
    public Offer Offer { get; private set; } = null!;
    public ProcedureModel Model { get; private set; } = null!;
    public Applicant Applicant { get; private set; } = null!;
    public IReadOnlyList<Upload> Uploads { get; private set; } = [];

    /// <summary>Loads the journey; false when there is no such draft of this person for this service here.</summary>
    public async Task<bool> LoadAsync(string slug, Guid draftId, CancellationToken cancel = default)
    {
        if (await drafts.FindAsync(draftId, cancel) is not { } draft || draft.ServiceSlug != slug || await offers.FindAsync(slug, cancel) is not { } offer) return false;
        if ((draft.ModelVersion == offer.Model.Version ? offer.Model : offers.Begun(slug, draft.ModelVersion, Deviations.None)) is not { } model) return false;
        if (draft.Counter is not null && !counter.May(model)) return false;
        if (!visitor.MayIn(slug)) return false;
        (Draft, Offer, Model) = (draft, offer, model);
        Applicant = await ApplicantAsync(cancel);
        Uploads = await db.Set<Upload>().AsNoTracking().Where(u => u.DraftId == draftId).OrderBy(u => u.Id).ToListAsync(cancel);
        return true;
    }

    private async Task<Applicant> ApplicantAsync(CancellationToken cancel) => await subjects.FindByTaxCodeAsync(Draft.TaxCode, cancel) is { } person
        ? new Applicant(person.Id, person.TaxCode, person.RegisterName) { By = Representative }
        : new Applicant(Guid.Empty, Draft.TaxCode, Draft.Counter?.Name ?? visitor.PrincipalName) { By = Representative };

    private Representative? Representative => visitor.Mandate is { } mandate ? new Representative(visitor.TaxCode, visitor.FullName, mandate.Act) : null;

    /// <summary>A member of the staff writes it for the person in front of them.</summary>
    public bool IsAtCounter => Draft.Counter is not null;

    public CaseChannel Channel => IsAtCounter ? CaseChannel.Counter : CaseChannel.Online;

    /// <summary>The application as it is sent.</summary>
    public Filing ToFiling() => new(Draft.Id, Offer, Model, Applicant, Answers, [.. Uploads.Where(upload => upload.IsWhole)], Draft.Counter);

    public IReadOnlyDictionary<string, string> Answers => Draft.Answers;

    /// <summary>The application as handlers and sources see it.</summary>
    public ApplicationFacts Facts => forms.FactsOf(Model, $"draft:{Draft.Id:n}", Applicant, Channel, LegalTime.Today(clock), Answers);

    /// <summary>The pages that are asked, with the answers so far.</summary>
    public IReadOnlyList<AskedPage> Pages => [.. forms.Pages(Model, Answers)];

    public AskedPage? Find(string path) => Pages.FirstOrDefault(page => page.Path == path);

    /// <summary>The first page with a question that has no answer; null when all have one.</summary>
    public AskedPage? FirstOpen => Pages.FirstOrDefault(page => forms.Questions(page, Answers).Any(question => !question.Optional && !HasAnswer(page, question)));

    /// <summary>At the counter papers may be shown instead of scanned.</summary>
    public bool NeedsFile(Question question) => question.Is(QuestionKinds.File) && !question.Optional && !IsAtCounter;

    private bool HasAnswer(AskedPage page, Question question) => question.Is(QuestionKinds.File) ? !NeedsFile(question) || Uploads.Any(u => u.QuestionId == page.Name(question) && u.IsWhole && u.Scan != Platform.Files.Scanned.Infected) : Answers.ContainsKey(page.Name(question));

    /// <summary>Files of which a part is missing, each with the page that takes the rest.</summary>
    public IEnumerable<(AskedPage Page, Upload File)> Unfinished =>
        Pages.SelectMany(page => forms.Questions(page, Answers).SelectMany(question => Uploads.Where(u => u.QuestionId == page.Name(question) && !u.IsWhole)).Select(file => (page, file)));

    public AskedPage? After(AskedPage page) => Pages.SkipWhile(p => p != page).Skip(1).FirstOrDefault();

    public AskedPage? Before(AskedPage? page) => page is null ? Pages.Count > 0 ? Pages[^1] : null : Pages.TakeWhile(p => p != page).LastOrDefault();

    /// <summary>Where a page of the form is, at the door by which it is written.</summary>
    public string PathOf(AskedPage? page) => IsAtCounter
        ? $"/desk/sportello/{Model.Slug}/{Draft.Id:n}/{page?.Path ?? "riepilogo"}"
        : Say.Href($"/servizi/{Model.Slug}/domanda/{Draft.Id:n}/{page?.Path ?? "riepilogo"}");

    /// <summary>Where it began.</summary>
    public string StartPath => IsAtCounter ? "/desk/sportello" : Say.Href($"/servizi/{Model.Slug}/domanda");

    /// <summary>Where whoever stops goes, and finds it again.</summary>
    public string LeavePath => IsAtCounter ? "/desk/sportello" : Say.Href("/area-personale");

    /// <summary>Where what is to be paid before filing is shown.</summary>
    public string PaymentPath => IsAtCounter ? $"/desk/sportello/pagamenti?domanda={Draft.Id:n}" : Say.Href($"/servizi/{Model.Slug}/domanda/{Draft.Id:n}/pagamento");

    public string ReceiptOf(Guid caseId) => IsAtCounter ? $"/desk/sportello/ricevute/{caseId:n}" : Say.Href($"/area-personale/pratiche/{caseId:n}/ricevuta");

    /// <summary>Something changes that is no answer.</summary>
    public Task ChangeAsync() => drafts.ChangeAsync(Draft.Id);

    public Task KeepAsync(IReadOnlyDictionary<string, string?> answers) => drafts.AnswerAsync(Draft.Id, answers);

    /// <summary>Keeps, or with nothing forgets, what is typed in a page and not yet an answer.</summary>
    public Task TypeAsync(string page, IReadOnlyDictionary<string, string[]> fields) => drafts.TypeAsync(Draft.Id, page, fields);

    /// <summary>The answers with those of the page that are being given.</summary>
    public ApplicationFacts With(IReadOnlyDictionary<string, string?> given)
    {
        var all = new Dictionary<string, string>(Answers);
        foreach (var (question, answer) in given)
        {
            if (answer is null) all.Remove(question);
            else all[question] = answer;
        }
        return Facts with { Answers = new TypedAnswers(all) };
    }

    public async Task<IReadOnlyList<AnswerRow>> RowsAsync(CancellationToken cancel = default) => await forms.RowsAsync(Model, Facts, Uploads.Where(u => u.IsWhole).ToLookup(u => u.QuestionId, u => u.FileName), cancel);
}

/// <summary>What a model's form asks, given some answers; the same for drafts and for cases.</summary>
internal sealed class AnswerForms(Ports ports)
{
    /// <summary>An application that is no case yet.</summary>
    public ApplicationFacts FactsOf(ProcedureModel model, string key, Applicant applicant, CaseChannel channel, DateOnly today, IReadOnlyDictionary<string, string> answers) =>
        new(Guid.Empty, key, model.Slug, model.Title, applicant, channel, today, new TypedAnswers(answers), model.Outcome?.Settings ?? new NoSettings()) { Columns = model.Outcome?.Columns ?? [] };

    public IEnumerable<AskedPage> Pages(ProcedureModel model, IReadOnlyDictionary<string, string> answers)
    {
        answers = Shown(model, answers);
        foreach (var page in model.Pages.Where(page => page.When?.Holds(answers) != false))
        {
            if (!page.Repeats)
            {
                var asked = new AskedPage(page, -1);
                if (Questions(asked, answers).Any()) yield return asked;
                continue;
            }
            for (var turn = 0; turn < page.RepeatMax; turn++)
            {
                yield return new AskedPage(page, turn);
                if (answers.GetValueOrDefault($"{page.Id}.{More(turn)}") != "yes") break;
            }
        }
    }

    /// <summary>The answers of the questions that are asked: those of a page that no longer shows are left out, and what depended on them too.</summary>
    public IReadOnlyDictionary<string, string> Shown(ProcedureModel model, IReadOnlyDictionary<string, string> answers)
    {
        var shown = new Dictionary<string, string>();
        foreach (var page in model.Pages)
        {
            if (page.When?.Holds(shown) == false) continue;
            for (var turn = page.Repeats ? 0 : -1; turn < page.RepeatMax; turn++)
            {
                var asked = new AskedPage(page, turn);
                foreach (var question in Questions(asked, shown)) if (answers.TryGetValue(asked.Name(question), out var answer)) shown[asked.Name(question)] = answer;
                var more = $"{page.Id}.{More(turn)}";
                if (turn < 0 || answers.GetValueOrDefault(more) is not { } goesOn) break;
                shown[more] = goesOn;
                if (goesOn != "yes") break;
            }
        }
        return shown;
    }

    private static string More(int turn) => turn < 1 ? ApplicationJourney.More : $"{ApplicationJourney.More}-{turn + 1}";

    public IEnumerable<Question> Questions(AskedPage page, IReadOnlyDictionary<string, string> answers) => page.Page.Questions.Where(question => question.When?.Holds(answers) != false);

    public async Task<IReadOnlyList<AnswerChoice>> ChoicesAsync(Question question, ApplicationFacts facts, CancellationToken cancel = default) =>
        question.Choices.Count > 0 || !question.Kind.IsChosen || ports.SourceOf(question) is not { } source ? question.Choices : await source.ChoicesAsync(facts, cancel);

    public async Task<Prefill?> PrefillAsync(Question question, ApplicationFacts facts, CancellationToken cancel = default) =>
        question.Kind.IsChosen || ports.SourceOf(question) is not { } source ? null : await source.PrefillAsync(facts, cancel);

    /// <summary>Where the applicant lives, in words, as the register of residents says; null where it does not know them.</summary>
    public async Task<string?> ResidenceAsync(ApplicationFacts facts, CancellationToken cancel = default) =>
        ports.Source("registry.residence") is { } source && await source.PrefillAsync(facts, cancel) is { Value: var known }
            ? Canonical.PartsOf(known).GetValueOrDefault("words") : null;

    /// <summary>The facts with every answer as one reads it.</summary>
    public async Task<ApplicationFacts> InWordsAsync(ProcedureModel model, ApplicationFacts facts, CancellationToken cancel = default) =>
        InWords(facts, await RowsAsync(model, facts, Array.Empty<string>().ToLookup(_ => "", _ => ""), cancel));

    public static ApplicationFacts InWords(ApplicationFacts facts, IReadOnlyList<AnswerRow> rows) => facts with
    {
        InWords = [.. from row in rows
                      where facts.Answers.Has(row.Name)
                      select new AnswerInWords(row.Question.Id, row.Name, row.Label, row.InWords, row.Question.Kind.IsTyped(facts.Answers.Text(row.Name)))],
    };

    public async Task<IReadOnlyList<AnswerRow>> RowsAsync(ProcedureModel model, ApplicationFacts facts, ILookup<string, string> files, CancellationToken cancel = default)
    {
        var rows = new List<AnswerRow>();
        foreach (var page in Pages(model, facts.Answers.Canonical))
            foreach (var question in Questions(page, facts.Answers.Canonical))
            {
                var name = page.Name(question);
                var label = page.Turn < 1 ? question.Label : new Texts($"{question.Label.It} ({page.Turn + 1})", $"{question.Label.En} ({page.Turn + 1})");
                if (question.Is(QuestionKinds.File))
                {
                    var names = string.Join(", ", files[name]);
                    rows.Add(new AnswerRow(question, page, name, label, names.Length > 0 ? new(names, names) : new("nessun file", "no file")));
                }
                else if (facts.Answers.Text(name) is { } answer)
                {
                    rows.Add(new AnswerRow(question, page, name, label, question.Kind.InWords(question, answer, await ChoicesAsync(question, facts, cancel))));
                }
                else rows.Add(new AnswerRow(question, page, name, label, new("nessuna risposta", "no answer")));
            }
        return rows;
    }
}
