using System.Text.Json;
using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Platform.Organization;
using Liburia.Procedures.Answers;
using Liburia.Procedures.Cases;
using Liburia.Procedures.Contracts;
using Liburia.Procedures.Journey;
using Liburia.Procedures.Models;
using Liburia.Procedures.Registers;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Procedures.Pages.Desk;

/// <summary>One case on the desk, read once: what was asked, where it stands, which acts may be done next. Each act has a page of its own.</summary>
[Permission(ProceduresModule.Work)]
internal sealed class CasePageModel(
    CaseAtDesk desk, IEnumerable<ICasePanel> panels, AppDb db, CaseWork work, JoinedCases together, CaseClock caseClock, OutcomeActs outcomeActs,
        AnswerForms forms,
    OrganizationChart chart) : CaseActs(desk, "TakeCharge")
{
    public CaseView Case { get; private set; } = null!;
    public IReadOnlyList<(Texts Label, string Value, string? Href)> Rows { get; private set; } = [];
    public IReadOnlyList<AnswerRow> Answers { get; private set; } = [];
    public IReadOnlyList<SupplementItem> Asked { get; private set; } = [];
    public IReadOnlySet<(string Step, int Position)> Marks { get; private set; } = new HashSet<(string, int)>();
    public ClockReading? Clock { get; private set; }
    public IReadOnlyList<Phase> Phases { get; private set; } = [];

    /// <summary>The case this one is joined to, those joined to it, and the open ones that look like it.</summary>
    public Case? Main { get; private set; }
    public IReadOnlyList<Case> Joined { get; private set; } = [];
    public IReadOnlyList<(Case Case, int? Metres)> Likely { get; private set; } = [];

    /// <summary>The acts that may be done now, the most probable first.</summary>
    public IReadOnlyList<CaseAct> Acts { get; private set; } = [];

    /// <summary>What may be done now to what was granted: acts that the procedure offers beside the decision.</summary>
    public IReadOnlyList<OutcomeAct> Granted { get; private set; } = [];

    /// <summary>What whoever works on the case would look for and is not done now, by the reason.</summary>
    public IReadOnlyList<(string Acts, string Why)> NotNow { get; private set; } = [];

    /// <summary>The point given in the application, for the map.</summary>
    public (string Name, string Lat, string Lon)? Place { get; private set; }

    /// <summary>What the officer answered with the decision.</summary>
    public IReadOnlyList<AnswerInWords> OfficerAnswers => Model is null ? [] : Decisions.InWordsOf(Model, Decisions.OfficerAnswersOf(Item));

    /// <summary>What has just been done: the event of this case that its act left.</summary>
    [BindProperty(SupportsGet = true, Name = "fatto")] public string? JustDone { get; set; }

    public string? Confirmation => JustDone == Done ? "Fatto."
        : Guid.TryParse(JustDone, out var id) && Timeline.FirstOrDefault(e => e.Id == id && e.Actor == Visitor.FullName) is { } happened
            ? $"Fatto: {happened.TextIt}." : null;

    public override string Heading => Item.TitleIt;

    protected override string PageTitle => $"Pratica {Item.ProtocolNumber}";

    public bool IsChecked(ModelStep step, int position) => Marks.Contains((step.Id, position));

    protected override async Task DrawAsync()
    {
        Case = Item.ToView(await db.Set<CaseDocument>().AsNoTracking().Where(d => d.CaseId == Id).ToListAsync());
        Asked = await db.Set<SupplementItem>().AsNoTracking().Where(s => s.CaseId == Id).OrderBy(s => s.RequestId).ThenBy(s => s.Position).ToListAsync();
        Marks = await db.MarksAsync(Id);
        Clock = caseClock.Read(Read);
        if (Model is { } model)
        {
            Phases = CaseTerm.Of(Item, model, Clock);
            var facts = Decisions.FactsOf(Item, model);
            Answers = await forms.RowsAsync(model, facts, FilesByQuestion(model));
            Place = PlaceOf(model, facts);
            if (model.Outcome is { Joins: true }) await DrawJoinedAsync(model);
        }
        var rows = new List<(Texts, string, string?)>();
        foreach (var panel in panels) rows.AddRange(await panel.RowsAsync(Case, forStaff: true));
        Rows = rows;
        var granted = await outcomeActs.OfAsync(Read);
        Granted = [.. granted.Where(act => act.Refusal is null)];
        var isChecked = Model?.Steps.All(step => Enumerable.Range(0, step.Checks.Count).All(at => IsChecked(step, at))) != false;
        Acts = [.. CaseActBook.Offered(Read, isChecked).Where(act => act.Name != "Join" || Likely.Count > 0)];
        NotNow =
        [
            .. CaseActBook.Expected(Read).Select(group => (string.Join(", ", group.Select(act => act.Label)), group.Key.It)),
            .. from act in granted where act.Refusal is { IsExpected: true } select (act.Label.It, act.Refusal!.Why.It),
        ];
    }

    private async Task DrawJoinedAsync(ProcedureModel model)
    {
        Joined = await together.OfAsync(Id);
        if (Item.JoinedToId is { } main) Main = await db.Set<Case>().AsNoTracking().FirstOrDefaultAsync(c => c.Id == main);
        else if (CaseActBook.Find("Join").Judge(Read) is null) Likely = await together.LikelyAsync(Item, model);
    }

    private static (string, string, string)? PlaceOf(ProcedureModel model, ApplicationFacts facts) =>
        model.Questions.FirstOrDefault(q => q.Is(QuestionKinds.Place)) is { } question && facts.Answers.Parts(question.Id) is var parts
        && parts.TryGetValue("lat", out var lat) && parts.TryGetValue("lon", out var lon) ? ("", lat, lon) : null;

    /// <summary>Attachments by the question that asked for them: their title begins with its label.</summary>
    private ILookup<string, string> FilesByQuestion(ProcedureModel model) =>
        Case.Files.Where(f => f.Role == "attachment").ToLookup(f => model.Questions.FirstOrDefault(q => f.Title.StartsWith(q.Label.It + ": ", StringComparison.Ordinal))?.Id ?? "", f => f.FileName);

    public Task<IActionResult> OnGetAsync() => ShowAsync(() => true);

    /// <summary>One button: the case is nobody's yet, and becomes the visitor's.</summary>
    public Task<IActionResult> OnPostTakeChargeAsync() => DoAsync(async () => await work.AssignAsync(Item,
        (await chart.StaffOfAsync(Visitor.OfficeId)).FirstOrDefault(c => c.Id == Visitor.StaffId)
            ?? throw new RuleBroken("", new("Chi non lavora stabilmente nell'ufficio non prende in carico le sue pratiche.",
                "Who does not work in the office does not take its cases.")), null));
}
