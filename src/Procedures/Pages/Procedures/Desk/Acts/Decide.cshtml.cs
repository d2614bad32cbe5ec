using Liburia.Archive.Contracts;
using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Liburia.Platform.Language;
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
internal sealed class DecideModel(CaseAtDesk desk, Decisions decisions, PublicLines publicLines, CaseFiles caseFiles, OfficerForm officer)
    : CaseActs(desk, "Decide")
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

    [BindProperty] public CaseState? State { get; set; }
    [BindProperty] public string? Reasons { get; set; }
    [BindProperty] public bool Confirmed { get; set; }

    protected override async Task DrawAsync()
    {
        if (Refusal is not null || Model is not { } model) return;
        Public = await publicLines.OfAsync(Item, model);
        Doubts = await decisions.DoubtsAsync(Item, model, Read.Opinions);
        Questions = await officer.DrawnAsync(model.OfficerQuestions, model, Decisions.FactsOf(Item, model), Prefix);
    }

    /// <summary>Before the name of an officer's question.</summary>
    private const string Prefix = "decisione";

    public override string Heading => $"Decidi: {Item.TitleIt}";

    protected override string PageTitle => $"{(Preview is null ? "Decisione della" : "Anteprima della decisione,")} pratica {Item.ProtocolNumber}";

    public Task<IActionResult> OnGetAsync() => ShowAsync();

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
        ViewData["Title"] = PageTitle;
        await Guard.LookWithinAsync(Read, "Anteprima della decisione");
        HttpContext.Items[Keep.Answer] = true;
        return Page();
    }

    /// <summary>What the officer sent; none where an answer is wrong, which is said beside its field.</summary>
    private async Task<Ruling?> RulingAsync()
    {
        if (State is not (CaseState.Completed or CaseState.Partial or CaseState.Refused) || State is not { } state)
            throw new RuleBroken("State", new("Scegli come si conclude.", "Choose how it ends."));
        var (model, form) = (Model!, await Request.ReadFormAsync());
        // What is not granted has neither days nor prescriptions.
        var answers = await officer.ReadAsync(state == CaseState.Refused ? [] : model.OfficerQuestions, Decisions.FactsOf(Item, model), Prefix, form,
            ModelState);
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
}
