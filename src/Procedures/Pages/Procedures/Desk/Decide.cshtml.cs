using Liburia.Archive.Contracts;
using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Liburia.Platform.Language;
using Liburia.Platform.Organization;
using Liburia.Platform.Web;
using Liburia.Procedures.Cases;
using Liburia.Procedures.Contracts;
using Liburia.Procedures.Journey;
using Liburia.Procedures.Registers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Liburia.Procedures.Pages.Desk;

/// <summary>The decision of a case: how it ends, what the procedure asks of the officer, what it will say and who will hear of it.</summary>
[Permission(ProceduresModule.Work), RequestSizeLimit(CaseFiles.LargestRequest), Uses(ProceduresModule.PlaceBundle)]
internal sealed class DecideModel(
    CaseAtDesk desk, Decisions decisions, PublicLines publicLines, CaseFiles caseFiles, AnswerForms forms, Ports ports) : CaseActs(desk)
{
    public IReadOnlyList<AskedQuestion> Questions { get; private set; } = [];

    /// <summary>What the applicant typed and the decision makes public.</summary>
    public IReadOnlyList<PublicLine> Public { get; private set; } = [];

    /// <summary>What is not in order, whatever the end.</summary>
    public IReadOnlyList<string> Doubts { get; private set; } = [];

    /// <summary>What the decision will be; none while it is written.</summary>
    public DecisionPreview? Preview { get; private set; }

    /// <summary>What everybody will read in the register, by label.</summary>
    public IReadOnlyList<(string Label, string Words)> PublicPreview { get; private set; } = [];

    public bool NeedsEvidence => Model?.Outcome is { Evidence: true };
    public string? Accepts => NeedsEvidence ? "image/jpeg,image/png,application/pdf" : null;
    public bool RefusalNeedsNotice => CaseClock.TermOf(Item) is { PreRefusal: not Platform.Law.NoticeEffect.None } && Timeline.SinceOpened().All(e => e.Kind != CaseEventKind.RefusalAnnounced);

    [BindProperty] public CaseState? State { get; set; }
    [BindProperty] public string? Reasons { get; set; }
    [BindProperty] public bool Confirmed { get; set; }

    protected override async Task DrawAsync()
    {
        if (Model is not { Outcome: not null } model || !MayWork) return;
        Public = await publicLines.OfAsync(Item, model);
        Doubts = await decisions.DoubtsAsync(Item, model);
        var facts = Decisions.FactsOf(Item, model);
        var asked = new List<AskedQuestion>();
        foreach (var question in model.OfficerQuestions.Where(question => question.When is not { } when || model.Find(when.Question) is null || when.Holds(facts.Answers.Canonical)))
            asked.Add(new AskedQuestion(question, FieldOf(question), null, null, await forms.ChoicesAsync(question, facts), await ports.DrawnWithAsync(question), Alone: false));
        Questions = asked;
    }

    /// <summary>Of an officer's question: never the name of a field of the page.</summary>
    public static string FieldOf(Question question) => $"decisione.{question.Id}";

    public Task<IActionResult> OnGetAsync() => ShowAsync(() => MayWork && Item.JoinedToId is null && Model?.Outcome is not null);

    public Task<IActionResult> OnPostDecideAsync([FromForm(Name = "Evidence")] List<IFormFile>? evidence) => DoAsync(async () =>
    {
        if (await RulingAsync() is { } ruling) await decisions.DecideAsync(Item, ruling with { Evidence = await EvidenceAsync(evidence) });
    });

    /// <summary>In a window of its own, so that what is typed and chosen stays where it is.</summary>
    public async Task<IActionResult> OnPostPreviewAsync()
    {
        var answer = await DoAsync(async () =>
        {
            if (await RulingAsync() is not { } ruling) return;
            Preview = await decisions.PreviewAsync(Item, ruling);
            PublicPreview = [.. from line in Public where ruling.PublicWords.ContainsKey(line.Name) select (line.Label, ruling.PublicWords[line.Name])];
        });
        if (Preview is null) return answer;
        await Guard.LookWithinAsync(Item, "Anteprima della decisione");
        HttpContext.Items[Keep.Answer] = true;
        return Page();
    }

    /// <summary>What the officer sent; none where an answer is wrong, which is said beside its field.</summary>
    private async Task<Ruling?> RulingAsync()
    {
        if (State is not (CaseState.Completed or CaseState.Partial or CaseState.Refused) || State is not { } state)
            throw new RuleBroken("State", new("Scegli come si conclude.", "Choose how it ends."));
        var (model, form) = (Model!, await Request.ReadFormAsync());
        var soFar = Decisions.FactsOf(Item, model).Answers.Canonical.ToDictionary();
        var answers = new Dictionary<string, string>();
        // What is not granted has neither days nor prescriptions.
        foreach (var question in state == CaseState.Refused ? [] : model.OfficerQuestions.Where(question => question.When?.Holds(soFar) != false))
        {
            var choices = await forms.ChoicesAsync(question, Decisions.FactsOf(Item, model));
            if (await ports.ReadAsync(question, FieldOf(question), form, choices, ModelState) is { } answer) soFar[question.Id] = answers[question.Id] = answer;
        }
        if (!ModelState.IsValid) return null;
        IReadOnlyDictionary<string, string> words = PublicLines.AreWritten(model, state) ? await publicLines.ReadAsync(Item, model, Public, form) : new Dictionary<string, string>();
        return new Ruling(state, (Reasons ?? "").Trim()) { Answers = answers, PublicWords = words, OfficerTitle = await TitleAsync(), Confirmed = Confirmed };
    }

    private async Task<IReadOnlyList<TakenFile>> EvidenceAsync(List<IFormFile>? sent)
    {
        var documents = new List<TakenFile>();
        var (what, formats) = NeedsEvidence ? ("Lavoro fatto", CaseFiles.Evidence) : ("Documento consegnato", CaseFiles.Documents);
        foreach (var file in (sent ?? []).Where(file => file.Length > 0).Take(20))
            documents.Add(await caseFiles.TakeAsync(file, "Evidence", $"{what}: {Path.GetFileName(file.FileName)}", formats, Model?.Classification ?? "I/6", NewDocument.Issued));
        return documents;
    }

    protected override Texts? Refuses(string act) => AtRest() ?? (Item.JoinedToId is not null ? JoinedElsewhere : null);
}
